import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Source } from '../../../integration/ipa/source.ts';
import { readPkg } from '../../../integration/pkg/pkg.ts';
import { XarArchive } from '../../../integration/pkg/xar.ts';
import { buildPkg, type PkgRecipe } from '../../support/pkg.ts';
import { bytesSource } from '../../support/source.ts';

const open = (bytes: Uint8Array) => XarArchive.open(bytesSource(bytes));
const text = (text: string) => new Uint8Array(Buffer.from(text));

/** A package whose table of contents was edited before it was packed and signed. */
const edited = (edit: (xml: string) => string): PkgRecipe => ({ archive: { edit } });

describe('XarArchive', () => {
  const files: [code: string, why: string, bytes: Uint8Array, message: RegExp][] = [
    ['empty-file', 'is empty', new Uint8Array(), /empty/],
    [
      'git-lfs-pointer',
      'is a Git LFS pointer',
      text('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      /pointer/,
    ],
    ['not-a-pkg', 'is a web page', text('<!DOCTYPE html><title>Log in</title>'), /web page/],
    ['not-a-pkg', 'is a zip archive', text('PK\u0003\u0004 and more'), /zip archive/],
    ['not-a-pkg', 'is anything else', text('Hello'), /no xar archive/],
    ['truncated-pkg', 'ends within its header', text('xar!\0\u001c\0\u0001'), /first line/],
  ];
  for (const [code, why, bytes, message] of files) {
    it(`refuses a file that ${why}`, async () => {
      await assert.rejects(open(bytes), { name: 'PkgError', code, message });
    });
  }

  const headers: [why: string, recipe: PkgRecipe, message: RegExp][] = [
    ['version', { archive: { header: { version: 2 } } }, /header/],
    ['size of itself', { archive: { header: { size: 12 } } }, /header/],
    ['packed size', { archive: { header: { packed: 2 ** 40 } } }, /claims a table of contents of/],
    ['unpacked size', { archive: { header: { unpacked: 2 ** 40 } } }, /claims a table of contents of/],
    ['too small unpacked size', { archive: { header: { unpacked: 10 } } }, /cannot be unpacked/],
    ['too large unpacked size', { archive: { header: { unpacked: 30_000_000 } } }, /another size/],
    ['checksum', { archive: { header: { checksum: 3 } } }, /different checksums/],
    ['checksum of none', { archive: { header: { checksum: 0 } } }, /different checksums/],
  ];
  for (const [what, recipe, message] of headers) {
    it(`refuses a header with a wrong ${what}`, async () => {
      await assert.rejects(open(buildPkg(recipe)), { code: 'damaged-pkg', message });
    });
  }

  const tables: [why: string, edit: (xml: string) => string, message: RegExp, code?: string][] = [
    ['that is no XML', () => '<xar><toc>', /no XML/],
    ['that is cut off', (xml) => xml.slice(0, -20), /no XML/],
    ['of another kind', () => '<plist/>', /something else/],
    ['without a checksum', (xml) => xml.replace(/<checksum[\s\S]*?<\/checksum>/, ''), /no checksum/],
    [
      'with a checksum of no kind',
      (xml) => xml.replace('style="sha1"', 'style="constructor"'),
      /of the kind/,
    ],
    ['with a weak checksum', (xml) => xml.replace('style="sha1"', 'style="md5"'), /of the kind "md5"/],
    [
      'with entities that unfold',
      (xml) =>
        xml.replace('<xar>', '<!DOCTYPE x [<!ENTITY a "aa">]><xar>').replace('<toc>', '<toc><n>&a;</n>'),
      /no XML/,
    ],
    ['nested without end', () => '<xar>'.repeat(100_000), /nested too deeply/],
    [
      'with more elements than any real one',
      (xml) => xml.replace('<toc>', `<toc>${'<a/>'.repeat(300_000)}`),
      /more elements/,
    ],
    [
      'with folders in folders without end',
      (xml) => xml.replace('</toc>', `${'<file><name>a</name>'.repeat(1000)}${'</file>'.repeat(1000)}</toc>`),
      /nested too deeply/,
    ],
    ...['../Distribution', 'a/b', '..', '.', '', '/etc/passwd'].map(
      (name): [string, (xml: string) => string, RegExp] => [
        `with a file named "${name}"`,
        (xml) => xml.replace('<name>Distribution</name>', `<name>${name}</name>`),
        /holds a file named/,
      ],
    ),
    [
      'with a file whose name climbs in Base64',
      (xml) =>
        xml.replace(
          '<name>Distribution</name>',
          `<name enctype="base64">${Buffer.from('../x').toString('base64')}</name>`,
        ),
      /holds a file named "\.\.\/x"/,
    ],
    [
      'with a file twice',
      (xml) =>
        xml
          .replace('<name>Orbit.pkg</name>', '<name>Distribution</name>')
          .replace(/<name>Bom<\/name><type>file<\/type><data>[\s\S]*?<\/data>/, '<name>Bom</name>')
          .replace(
            '</toc>',
            '<file><name>Distribution</name><data><length>1</length><offset>30</offset><size>1</size></data></file></toc>',
          ),
      /twice/,
    ],
    [
      'with a size that is no number',
      (xml) => xml.replace(/<length>\d+/, '<length>many'),
      /length of .* is no number/,
    ],
    [
      'with a negative offset',
      (xml) => xml.replace(/(<data>.*?<offset>)\d+/, '$1-5'),
      /offset of .* is no number/,
    ],
    [
      'with an offset beyond all numbers',
      (xml) => xml.replace(/(<data>.*?<offset>)\d+/, '$199999999999999999999999'),
      /is no number/,
    ],
    [
      'with an offset beyond the end',
      (xml) => xml.replace(/(<data>.*?<offset>)\d+/, '$1999999999'),
      /lies beyond its end/,
      'truncated-pkg',
    ],
    [
      'with a checksum beyond the end',
      (xml) => xml.replace('<offset>0</offset>', '<offset>99999999</offset>'),
      /checksum lies beyond/,
      'truncated-pkg',
    ],
    [
      'with a signature beyond the end',
      (xml) => xml.replace('<offset>20</offset>', '<offset>99999999</offset>'),
      /signature lies beyond/,
      'truncated-pkg',
    ],
    [
      'with more certificates than any real one',
      (xml) => xml.replace('<X509Data>', `<X509Data>${'<X509Certificate>AAAA</X509Certificate>'.repeat(40)}`),
      /more certificates/,
    ],
    [
      'whose files overlap',
      (xml) => {
        const again = (i: number) =>
          `<file><name>x${i}</name><data><length>2000</length><offset>${i}</offset><size>2000</size></data></file>`;
        return xml.replace('</toc>', `${Array.from({ length: 50 }, (_, i) => again(i)).join('')}</toc>`);
      },
      /overlap/,
    ],
  ];
  for (const [why, edit, message, code = 'damaged-pkg'] of tables) {
    it(`refuses a table of contents ${why}`, async () => {
      await assert.rejects(open(buildPkg(edited(edit))), { name: 'PkgError', code, message });
    });
  }

  it('refuses a table of contents that was changed', async () => {
    const bytes = Buffer.from(buildPkg());
    const end = 28 + Number(bytes.readBigUInt64BE(8));
    bytes.writeUInt8(bytes.readUInt8(end) ^ 1, end);
    await assert.rejects(open(bytes), { code: 'damaged-pkg', message: /does not match its checksum/ });
  });

  it('refuses a package at whatever byte it is cut off', async () => {
    const whole = buildPkg({ payload: 100 });
    for (let length = 4; length < whole.length; length += 97) {
      await assert.rejects(open(whole.subarray(0, length)), { code: 'truncated-pkg' }, `at ${length}`);
    }
    await open(whole);
  });

  it('finds the byte that was changed in what is installed', async () => {
    const bytes = buildPkg({ payload: 3_000_000 });
    bytes[2_000_000] = (bytes[2_000_000] ?? 0) ^ 1;
    const archive = await open(bytes);
    await assert.rejects(archive.verifyFiles(), {
      code: 'damaged-pkg',
      message: /Orbit\.pkg\/Payload was changed/,
    });
  });

  it('finds nothing changed in a package as it was made, packed or not', async () => {
    for (const compress of [true, false])
      await (await open(buildPkg({ archive: { compress } }))).verifyFiles();
  });

  const readings: [why: string, edit: (xml: string) => string, message: RegExp][] = [
    [
      'unpacks to more than it says',
      (xml) => xml.replace(/(Distribution<.*?<size>)\d+/, '$15'),
      /Distribution cannot be unpacked/,
    ],
    [
      'unpacks to less than it says',
      (xml) => xml.replace(/(Distribution<.*?<size>)\d+/, '$19000'),
      /the size that it should have/,
    ],
    [
      'claims to be huge',
      (xml) => xml.replace(/(Distribution<.*?<size>)\d+/, '$14000000000'),
      /more than any real one/,
    ],
    [
      'is not what its checksum says',
      (xml) => xml.replace(/(Distribution<.*?archived-checksum style="sha1">)..../, '$10000'),
      /does not match its checksum/,
    ],
    [
      'is packed in an unusual way',
      (xml) => xml.replace(/(Distribution<.*?)x-gzip/, '$1x-lzma'),
      /unusual way \(application\/x-lzma\)/,
    ],
    [
      'is not packed as it says',
      (xml) => xml.replace(/(Distribution<.*?)x-gzip/, '$1octet-stream'),
      /the size that it should have/,
    ],
  ];
  for (const [why, edit, message] of readings) {
    it(`refuses a description that ${why}`, async () => {
      const archive = await open(buildPkg(edited(edit)));
      await assert.rejects(readPkg(archive), { code: 'damaged-pkg', message });
    });
  }

  it('reads the ranges that it needs and nothing of what is installed', async () => {
    const bytes = buildPkg({ payload: 5_000_000 });
    let bytesRead = 0;
    const source = bytesSource(bytes);
    const counting: Source = {
      ...source,
      read(offset, length, into) {
        bytesRead += length;
        return source.read(offset, length, into);
      },
    };
    await readPkg(await XarArchive.open(counting));
    assert(bytesRead < 20_000, `${bytesRead} bytes were read`);
  });

  for (const algorithm of ['md5', 'constructor', '']) {
    it(`reads files whose checksum "${algorithm}" is none to rely on`, async () => {
      const edit = (xml: string) =>
        xml.replaceAll('archived-checksum style="sha1"', `archived-checksum style="${algorithm}"`);
      const archive = await open(buildPkg({ archive: { edit } }));
      await archive.verifyFiles();
      assert.equal((await readPkg(archive)).title, 'Orbit');
    });
  }

  it('is told apart by contents, not by name or time', async () => {
    const first = buildPkg();
    const again = await open(Uint8Array.from(first));
    assert.equal(again.fingerprint, (await open(first)).fingerprint);
    assert.notEqual(again.fingerprint, (await open(buildPkg({ version: '1.1' }))).fingerprint);
  });
});
