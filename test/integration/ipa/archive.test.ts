import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Archive, lastModified } from '../../../integration/ipa/archive.ts';
import { concat, u16le, u32le } from '../../support/bytes.ts';
import { bytesSource } from '../../support/source.ts';
import { writeZip, type ZipEntry } from '../../support/zip.ts';

const CONTENT = Buffer.from('content');
const file = (name: string, more: Partial<ZipEntry> = {}): ZipEntry => ({ name, content: CONTENT, ...more });
const open = (bytes: Uint8Array) => Archive.open(bytesSource(bytes));

/** An archive of records alone. */
function directory(names: string[]): Uint8Array {
  const records = concat(
    ...names.map((name) =>
      concat(
        u32le(0x02014b50),
        u16le(20, 20, 0, 8, 0, 0),
        u32le(0, 0, 0),
        u16le(name.length, 0, 0, 0, 0),
        u32le(0, 0),
        Buffer.from(name),
      ),
    ),
  );
  const count = names.length;
  return concat(records, u32le(0x06054b50), u16le(0, 0, count, count), u32le(records.length, 0), u16le(0));
}

describe('the entries of an archive', () => {
  const archives: [what: string, names: string[]][] = [
    ['none', []],
    ['a few', ['a/', 'a/b', 'c']],
    // A hundred bytes for each: twice what is read of an archive at first.
    ['more than its end holds', Array.from({ length: 1300 }, (_, index) => `${index}`.padStart(54, '0'))],
  ];
  for (const [what, names] of archives) {
    it(`are given in their order: ${what}`, async () => {
      const archive = await open(writeZip(names.map((name) => file(name))));
      assert.deepEqual(
        (await archive.entries()).map(({ path }) => path),
        names,
      );
    });
  }

  it('are given in their order: some of records with nothing beside their numbers, no name either', async () => {
    const names = ['', 'a', '', '', 'b', ''];
    const archive = await open(directory(names));
    assert.deepEqual(
      (await archive.entries()).map(({ path }) => path),
      names,
    );
  });

  it('tell what their records say', async () => {
    const modified = new Date('2026-03-29T10:20:30Z');
    const link = file('link', { method: 'stored', mode: 0o120755, modified });
    const archive = await open(writeZip([file('a', { encrypted: true }), link]));
    const [first, second] = await archive.entries();
    assert.equal(first?.encrypted, true);
    assert(second);
    const { path, size, packedSize, method, mode, headerOffset } = second;
    assert.deepEqual(
      { path, size, packedSize, method, mode, date: lastModified(second) },
      { path: 'link', size: 7, packedSize: 7, method: 0, mode: 0o120755, date: modified },
    );
    assert(headerOffset);
  });

  it('are refused each time that they are asked for when one is malformed', async () => {
    const bytes = writeZip([file('a'), file('b')]);
    bytes[Buffer.from(bytes).lastIndexOf('PK\u0001\u0002')] = 0;
    const archive = await open(bytes);
    for (let time = 0; time < 2; time++) await assert.rejects(archive.entries(), /damaged/);
  });

  it('can be asked for twice at once', async () => {
    const archive = await open(directory(['', 'a']));
    const [first, second] = await Promise.all([archive.entries(), archive.entries()]);
    assert.equal(first, second);
  });
});
