import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Archive, type ArchiveEntry } from '../../../integration/ipa/archive.ts';
import { readArchivedSlices } from '../../../integration/ipa/executables.ts';
import type { Source } from '../../../integration/ipa/source.ts';
import { buildIpa } from '../../support/ipa.ts';
import { layOutSlice } from '../../support/mach-o.ts';
import { bytesSource } from '../../support/source.ts';

const SIZE = 300_000;

async function open(bytes: Uint8Array) {
  const inMemory = bytesSource(bytes);
  let read = 0;
  const source: Source = {
    ...inMemory,
    read(offset, length, into) {
      read += length;
      return inMemory.read(offset, length, into);
    },
  };
  const archive = await Archive.open(source);
  const entry = (await archive.entries()).find(({ path }) => path === 'Payload/Orbit.app/Orbit');
  return { archive, entry: entry as ArchiveEntry, bytesRead: () => read };
}

describe('readArchivedSlices', () => {
  it('reads an executable once and gives the same again', async () => {
    const { archive, entry, bytesRead } = await open(buildIpa({ executable: { size: SIZE } }));
    const first = await Array.fromAsync(readArchivedSlices(archive, entry));
    assert.equal(first.length, 1);
    assert(first[0]?.signature);
    const before = bytesRead();
    assert.deepEqual(await Array.fromAsync(readArchivedSlices(archive, entry)), first);
    assert.equal(bytesRead(), before);
  });

  it('keeps none with signatures that are longer than those of any app', async () => {
    const signature = new Uint8Array(17 * 1024 * 1024);
    const { bytes: code } = layOutSlice({}, 'arm64', signature.length);
    const tamper = { Orbit: Buffer.concat([code, signature]) };
    const { archive, entry } = await open(buildIpa({ tamper }));
    const [first] = await Array.fromAsync(readArchivedSlices(archive, entry));
    assert.equal(first?.signature?.bytes.length, signature.length);
    const [second] = await Array.fromAsync(readArchivedSlices(archive, entry));
    assert.deepEqual(second, first);
    assert.notEqual(second, first);
  });

  it('fails each time that a damaged one is read', async () => {
    const { archive, entry } = await open(buildIpa({ tamper: { Orbit: Buffer.from('no executable') } }));
    for (let time = 0; time < 2; time++) {
      await assert.rejects(Array.fromAsync(readArchivedSlices(archive, entry)), RangeError);
    }
  });
});
