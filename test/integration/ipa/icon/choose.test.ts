import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { deflateSync, inflateRawSync } from 'node:zlib';
import { parse, parseBinary } from 'plist';
import { fromBufferPromise } from 'yauzl';
import { iconCandidates, type LoosePng, largestSquare } from '../../../../integration/ipa/icon/choose.ts';
import { openPng, readPngHeader } from '../../../../integration/ipa/icon/png.ts';
import { concat } from '../../../support/bytes.ts';
import { fixture, fixturesMissing, groundTruth } from '../../../support/fixtures.ts';
import { chunk, PNG_SIGNATURE } from '../../../support/png.ts';
import { decodeWithPngjs } from './pngjs.ts';

function primary(files: unknown): Record<string, unknown> {
  return { CFBundlePrimaryIcon: { CFBundleIconFiles: files } };
}

describe('the files that may be an app’s icon', () => {
  const cases: { name: string; info: Record<string, unknown>; entries: string[]; expected: string[] }[] = [
    {
      name: 'are those declared for the iPhone and for the iPad, in any scale',
      info: {
        CFBundleIcons: primary(['AppIcon60x60']),
        'CFBundleIcons~ipad': primary(['AppIcon76x76', 'AppIcon83.5x83.5']),
      },
      entries: [
        'AppIcon76x76@2x~ipad.png',
        'AppIcon60x60@2x.png',
        'AppIcon60x60@3x.png',
        'AppIcon83.5x83.5@2x~ipad.png',
        'Launch.png',
        'AppIcon60x60.car',
      ],
      expected: [
        'AppIcon60x60@2x.png',
        'AppIcon60x60@3x.png',
        'AppIcon76x76@2x~ipad.png',
        'AppIcon83.5x83.5@2x~ipad.png',
      ],
    },
    {
      name: 'may be declared in the older ways',
      info: {
        CFBundleIconFile: 'one.png',
        CFBundleIconFiles: ['two'],
        'CFBundleIconFiles~ipad': ['three@2x.png'],
        'CFBundleIconFile~iphone': 'four',
      },
      entries: ['one.png', 'two@2x.png', 'three.png', 'four~iphone.png', 'five.png'],
      expected: ['one.png', 'two@2x.png', 'three.png', 'four~iphone.png'].toSorted(),
    },
    {
      name: 'may be declared with or without extension, scale and device',
      info: { CFBundleIconFiles: ['a.png', 'b@2x', 'c@2x~ipad.png', 'd~ipad'] },
      entries: ['a@3x.png', 'b.png', 'c~ipad.png', 'd@2x~ipad.png', 'd~ipad@2x.png', 'a-1.png', 'aa.png'],
      expected: ['a@3x.png', 'b.png', 'c~ipad.png', 'd@2x~ipad.png', 'd~ipad@2x.png'],
    },
    {
      name: 'are not those for a car',
      info: { CFBundleIconFiles: ['AppIcon120x120'] },
      entries: ['AppIcon120x120~car.png', 'AppIcon120x120~iphone.png', 'AppIcon120x120~ipod.png'],
      expected: ['AppIcon120x120~iphone.png', 'AppIcon120x120~ipod.png'],
    },
    {
      name: 'may have their extension in capitals',
      info: { CFBundleIconFile: 'Logo.PNG' },
      entries: ['Logo.png', 'Logo@2x.PNG'],
      expected: ['Logo.png', 'Logo@2x.PNG'],
    },
    {
      name: 'lie at the root of the bundle, or where their declared name points',
      info: { CFBundleIconFiles: ['Icon', 'art/Logo.png'] },
      entries: [
        'PlugIns/Share.appex/Icon.png',
        'en.lproj/Icon.png',
        'Logo.png',
        'art/Logo@2x.png',
        'art/Icon.png',
      ],
      expected: ['art/Logo@2x.png'],
    },
    {
      name: 'are each named once, however often they are declared',
      info: { CFBundleIconFile: 'Icon', CFBundleIconFiles: ['Icon', 'Icon.png', 'Icon@2x'] },
      entries: ['Icon.png', 'Icon@2x.png'],
      expected: ['Icon.png', 'Icon@2x.png'],
    },
    {
      name: 'are not those of alternate icons or of other marketing pictures',
      info: { CFBundleIcons: { CFBundleAlternateIcons: { Dark: { CFBundleIconFiles: ['Dark'] } } } },
      entries: ['Dark.png', 'iTunesArtwork', 'iTunesArtwork.png', 'Icon-Small.png'],
      expected: [],
    },
    {
      name: 'are those with well-known names, when none is declared',
      info: { CFBundleIconFile: '' },
      entries: [
        'Icon-76@2x~ipad.png',
        'Default.png',
        'AppIcon60x60@2x.png',
        'Icon.png',
        'icon@2x.png',
        'sub/Icon.png',
      ],
      expected: ['AppIcon60x60@2x.png', 'Icon-76@2x~ipad.png', 'Icon.png', 'icon@2x.png'],
    },
    {
      name: 'are those with well-known names, when what is declared is not there',
      info: { CFBundleIcons: primary(['Gone']) },
      entries: ['Icon-60@2x.png', 'Icon-72.png', 'Other.png'],
      expected: ['Icon-60@2x.png', 'Icon-72.png'],
    },
    {
      name: 'are not the well-known ones, when a declared one is there',
      info: { CFBundleIconFile: 'Logo' },
      entries: ['Icon.png', 'Logo.png'],
      expected: ['Logo.png'],
    },
  ];
  for (const { name, info, entries, expected } of cases) {
    it(name, () => assert.deepEqual(iconCandidates(info, entries).toSorted(), expected));
  }

  const odd = [
    null,
    undefined,
    7,
    true,
    '',
    'Logo',
    [],
    [1, null, {}, ['Logo']],
    {},
    new Date(0),
    new Uint8Array(3),
  ];
  for (const value of odd) {
    it(`are found without a fault where Info.plist has ${JSON.stringify(value)} in odd places`, () => {
      for (const info of [
        { CFBundleIcons: value },
        { CFBundleIcons: { CFBundlePrimaryIcon: value } },
        { CFBundleIcons: primary(value) },
        { 'CFBundleIcons~ipad': value, CFBundleIconFiles: value, CFBundleIconFile: value },
      ]) {
        const found = iconCandidates(info as Record<string, unknown>, ['Icon.png']);
        assert.deepEqual(found, ['Icon.png']);
      }
    });
  }

  it('come in the order of the declared names', () => {
    const info = { CFBundleIconFiles: ['b', 'a'] };
    assert.deepEqual(iconCandidates(info, ['a.png', 'b.png', 'a@2x.png']), ['b.png', 'a.png', 'a@2x.png']);
  });

  it('are found beside names made to be slow to match', () => {
    const slow = ['@2x'.repeat(200_000), `~${'a~'.repeat(200_000)}`, '~ipad'.repeat(200_000)].map(
      (name) => `${name}!.png`,
    );
    assert.deepEqual(iconCandidates({ CFBundleIconFiles: [...slow, 'a'] }, [...slow.slice(1), 'a.png']), [
      ...slow.slice(1),
      'a.png',
    ]);
  });
});

describe('the largest square', () => {
  const png = (path: string, width: number, height = width): LoosePng => ({
    path,
    header: { width, height, bitDepth: 8, colorType: 6, interlaced: false, cgbi: false },
  });

  it('comes first, equals keep their order, and what is not square is left out', () => {
    const sorted = largestSquare([
      png('b', 60),
      png('wide', 300, 200),
      png('c', 120),
      png('a', 60),
      png('d', 120),
    ]);
    assert.deepEqual(
      sorted.map(({ path }) => path),
      ['c', 'd', 'b', 'a'],
    );
  });

  it('of none is none', () => assert.deepEqual(largestSquare([]), []));

  it('does not reorder what it was given', () => {
    const given = [png('a', 1), png('b', 2)];
    largestSquare(given);
    assert.deepEqual(
      given.map(({ path }) => path),
      ['a', 'b'],
    );
  });
});

/** The files inside the app of an `.ipa`, by bundle-relative path. */
async function filesOf(ipa: string, root: string): Promise<Map<string, () => Promise<Uint8Array>>> {
  const zip = await fromBufferPromise(readFileSync(fixture(ipa)));
  const files = new Map<string, () => Promise<Uint8Array>>();
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.startsWith(root) || entry.fileName.endsWith('/')) continue;
    files.set(entry.fileName.slice(root.length), async () => {
      const parts: Uint8Array[] = [];
      for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part);
      return concat(...parts);
    });
  }
  return files;
}

/**
 * The pixels of a CgBI file of RGBA by another way: an ordinary PNG is made of it for another decoder, which leaves
 * only the order of colours and alpha to be put right.
 */
function decodeAnotherWay(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  const data: Uint8Array[] = [];
  const view = Buffer.from(bytes);
  for (let at = 8; at < bytes.length; at += view.readUInt32BE(at) + 12) {
    const type = view.toString('latin1', at + 4, at + 8);
    const whole = bytes.subarray(at, at + view.readUInt32BE(at) + 12);
    if (type === 'IHDR') chunks.push(whole);
    if (type === 'IDAT') data.push(whole.subarray(8, -4));
  }
  const plain = concat(
    PNG_SIGNATURE,
    ...chunks,
    chunk('IDAT', deflateSync(inflateRawSync(concat(...data)))),
    chunk('IEND'),
  );
  const { pixels } = decodeWithPngjs(plain);
  const inOrder = pixels.map((value, i) => {
    if (i % 4 === 3) return value;
    const alpha = pixels[i | 3] as number;
    const other = pixels[(i & ~3) + 2 - (i % 4)] as number;
    return alpha === 0 ? 0 : Math.min(255, Math.round((other * 255) / alpha));
  });
  return inOrder;
}

describe('real builds', { skip: fixturesMissing }, () => {
  for (const { file, icons, apps } of groundTruth().filter(({ icons, valid }) => icons && valid)) {
    const root: string = apps[0];
    it(`${file} has ${icons.main?.path.slice(root.length) ?? 'no loose icon'}`, async () => {
      const files = await filesOf(file, root);
      const plist = Buffer.from((await files.get('Info.plist')?.()) ?? []);
      const info = plist.toString('latin1', 0, 6) === 'bplist' ? parseBinary(plist) : parse(plist.toString());
      const found = await Promise.all(
        iconCandidates(info as Record<string, unknown>, files.keys()).map(async (path) => {
          const bytes = (await files.get(path)?.()) ?? new Uint8Array();
          return { path, header: readPngHeader(bytes), bytes };
        }),
      );

      const seen = found.map(
        ({ path, header: { width, height, bitDepth, colorType, interlaced, cgbi } }) => ({
          path: root + path,
          header: [width, height, bitDepth, colorType, Number(interlaced), cgbi],
        }),
      );
      const expected = icons.candidates.map((truth: Record<string, unknown>) => ({
        path: truth['path'],
        header: [
          truth['width'],
          truth['height'],
          truth['depth'],
          truth['color'],
          truth['interlace'],
          truth['cgbi'],
        ],
      }));
      const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
      assert.deepEqual(seen.toSorted(byPath), expected.toSorted(byPath));

      const [main] = largestSquare(found);
      assert.equal(main && root + main.path, icons.main?.path);
      for (const { bytes, header } of found) {
        const expected = header.cgbi ? decodeAnotherWay(bytes) : decodeWithPngjs(bytes).pixels;
        assert.deepEqual(openPng(bytes), { width: header.width, height: header.height, pixels: expected });
      }
    });
  }
});
