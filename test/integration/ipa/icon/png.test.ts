import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import { encodePng, openPng, PngError, readPngHeader } from '../../../../integration/ipa/icon/png.ts';
import { concat } from '../../../support/bytes.ts';
import { encodeCgbi } from '../../../support/cgbi.ts';
import { chunk, encodePlainPng, headerChunk, PNG_SIGNATURE, scanlines } from '../../../support/png.ts';
import { noise, paint, randomBytes, randomFrom } from './noise.ts';
import { decodeWithPngjs } from './pngjs.ts';

const SIZES = [
  [1, 1],
  [7, 5],
  [8, 8],
  [33, 17],
] as const;
const KINDS = [
  { colorType: 0, depths: [1, 2, 4, 8, 16], channels: 1 },
  { colorType: 2, depths: [8, 16], channels: 3 },
  { colorType: 3, depths: [1, 2, 4, 8], channels: 1 },
  { colorType: 4, depths: [8, 16], channels: 2 },
  { colorType: 6, depths: [8, 16], channels: 4 },
];

/** A PNG of random samples in rows of all five filters, so that every sample value of a depth occurs. */
function randomPng(
  { width, height }: { width: number; height: number },
  { colorType, bitDepth, channels, interlaced, seed, transparency }: RandomPng,
): Uint8Array {
  const random = randomFrom(seed);
  const image = { width, height, pixels: new Uint8Array() };
  const bits = channels * bitDepth;
  const rows = scanlines(
    image,
    Math.max(1, bits / 8),
    (columns) => randomBytes(Math.ceil((columns.length * bits) / 8), random),
    { interlaced, filter: 'cycle' },
  );
  const colors = 2 ** Math.min(8, bitDepth);
  const trns = colorType === 3 ? randomBytes(colors / 2, random) : transparentSample(colorType, bitDepth);
  return concat(
    PNG_SIGNATURE,
    headerChunk(image, bitDepth, colorType, interlaced),
    colorType === 3 ? chunk('PLTE', randomBytes(colors * 3, random)) : new Uint8Array(),
    transparency && trns ? chunk('tRNS', trns) : new Uint8Array(),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND'),
  );
}

interface RandomPng {
  colorType: number;
  bitDepth: number;
  channels: number;
  interlaced: boolean;
  seed: number;
  transparency: boolean;
}

/** Black for few greys, so that it does occur; a middle grey where there are many. */
function transparentSample(colorType: number, bitDepth: number): Uint8Array | null {
  if (colorType === 2) return Uint8Array.of(0, 1, 0, 2, 0, 3);
  return colorType === 0 ? Uint8Array.of(0, bitDepth === 8 ? 128 : 0) : null;
}

/** The same pixels with no colour where they are wholly transparent. */
function visible(pixels: Uint8Array): Uint8Array {
  return pixels.map((value, i) => (pixels[i | 3] === 0 ? 0 : value));
}

describe('an ordinary PNG decodes as another decoder decodes it', () => {
  for (const { colorType, depths, channels } of KINDS) {
    for (const bitDepth of depths) {
      for (const interlaced of [false, true]) {
        it(`colour type ${colorType}, ${bitDepth} bits${interlaced ? ', interlaced' : ''}`, () => {
          for (const [width, height] of SIZES) {
            for (const transparency of [false, true]) {
              const kind = {
                colorType,
                bitDepth,
                channels,
                interlaced,
                transparency,
                seed: width * 31 + bitDepth,
              };
              const bytes = randomPng({ width, height }, kind);
              const decoded = openPng(bytes);
              const expected = decodeWithPngjs(bytes);
              assert.deepEqual([decoded.width, decoded.height], [width, height]);
              assert.deepEqual(visible(decoded.pixels), visible(expected.pixels));
              assert.deepEqual(readPngHeader(bytes), {
                width,
                height,
                bitDepth,
                colorType,
                interlaced,
                cgbi: false,
              });
            }
          }
        });
      }
    }
  }

  it('a transparent colour is told apart at full depth, not after rounding to 8 bits', () => {
    const row = Uint8Array.of(0, 0x12, 0x34, 0x12, 0x35);
    const bytes = concat(
      PNG_SIGNATURE,
      headerChunk({ width: 2, height: 1, pixels: new Uint8Array() }, 16, 0, false),
      chunk('tRNS', Uint8Array.of(0x12, 0x34)),
      chunk('IDAT', deflateSync(row)),
      chunk('IEND'),
    );
    assert.deepEqual([...openPng(bytes).pixels], [18, 18, 18, 0, 18, 18, 18, 255]);
  });
});

describe('encoding', () => {
  for (const [width, height] of [...SIZES, [57, 57]] as const) {
    for (const alphas of [[255], [0, 1, 127, 254, 255]]) {
      it(`${width} x ${height} with alpha of ${alphas} comes back to the pixel, here and elsewhere`, () => {
        const image = noise(width, height, width + alphas.length, alphas);
        const bytes = encodePng(image);
        assert.deepEqual(openPng(bytes), image);
        assert.deepEqual(decodeWithPngjs(bytes), image);
      });
    }
  }

  it('leaves out alpha when the image is wholly opaque, and only then', () => {
    const opaque = noise(9, 9, 1, [255]);
    const pixels = opaque.pixels.slice();
    pixels[4 * 80 + 3] = 254;
    assert.equal(readPngHeader(encodePng(opaque)).colorType, 2);
    assert.equal(readPngHeader(encodePng({ ...opaque, pixels })).colorType, 6);
  });

  it('chooses filters that make a gradient small', () => {
    const gradient = paint(256, 256, (x, y) => [x, y, (x + y) >> 1, 255]);
    const unfiltered = encodePlainPng(gradient, { colorType: 2, filter: 0 });
    assert(encodePng(gradient).length * 4 < unfiltered.length);
  });

  it('gives the same bytes each time', () => {
    const image = noise(40, 30, 5, [0, 128, 255]);
    assert.deepEqual(encodePng(image), encodePng(image));
  });
});

describe('the header', () => {
  const image = noise(33, 17, 3, [255, 7]);

  it('is read from the first 49 bytes', () => {
    const plain = { width: 33, height: 17, bitDepth: 8, colorType: 6, interlaced: true };
    assert.deepEqual(readPngHeader(encodePlainPng(image, { interlaced: true }).subarray(0, 49)), {
      ...plain,
      cgbi: false,
    });
    assert.deepEqual(readPngHeader(encodeCgbi(image, { interlaced: true }).subarray(0, 49)), {
      ...plain,
      cgbi: true,
    });
  });

  it('is read from bytes that lie within a larger buffer', () => {
    const buffer = concat(new Uint8Array(5), encodePlainPng(image), new Uint8Array(5));
    assert.deepEqual(openPng(buffer.subarray(5, -5)), image);
  });
});

const SMALL = { width: 2, height: 2, pixels: new Uint8Array(16).fill(200) };
/** The rows of SMALL, unfiltered, as RGBA. */
const ROWS = Uint8Array.from([0, ...Array(8).fill(200), 0, ...Array(8).fill(200)]);
const IEND = chunk('IEND');
const DATA = chunk('IDAT', deflateSync(ROWS));
const HEADER = headerChunk(SMALL, 8, 6, false);

function header(width: number, height: number, bitDepth = 8, colorType = 6): Uint8Array {
  return headerChunk({ width, height, pixels: new Uint8Array() }, bitDepth, colorType, false);
}

function ihdr(...values: number[]): Uint8Array {
  return chunk('IHDR', Uint8Array.from(values));
}

function palettePng(palette: Uint8Array, row: number[]): Uint8Array[] {
  return [header(2, 1, 8, 3), chunk('PLTE', palette), chunk('IDAT', deflateSync(Uint8Array.from(row))), IEND];
}

function damaged(bytes: Uint8Array): Uint8Array {
  return bytes.map((value, i) => (i === bytes.length - 1 ? value ^ 1 : value));
}

describe('a damaged or hostile PNG is refused', () => {
  const bomb = deflateSync(new Uint8Array(32 * 1024 * 1024), { level: 9 });
  const cases: [name: string, says: RegExp, chunks: Uint8Array[]][] = [
    ['nothing after the signature', /no proper header/, []],
    ['no header', /no proper header/, [DATA, IEND]],
    ['a second header', /an unexpected IHDR chunk/, [HEADER, HEADER, DATA, IEND]],
    [
      'a header that is too short',
      /no proper header/,
      [ihdr(0, 0, 0, 2, 0, 0, 0, 2, 8, 6, 0, 0), DATA, IEND],
    ],
    ['no IDAT', /no IDAT/, [HEADER, IEND]],
    ['an empty IDAT', /cannot be decompressed/, [HEADER, chunk('IDAT'), IEND]],
    ['no IEND', /without an IEND/, [HEADER, DATA]],
    [
      'no palette',
      /no proper PLTE/,
      [header(2, 1, 8, 3), chunk('IDAT', deflateSync(Uint8Array.of(0, 0, 0))), IEND],
    ],
    ['an empty palette', /no proper PLTE/, palettePng(new Uint8Array(), [0, 0, 0])],
    ['a palette of four bytes', /no proper PLTE/, palettePng(new Uint8Array(4), [0, 0, 0])],
    ['a colour that is not in the palette', /not in its palette/, palettePng(new Uint8Array(6), [0, 1, 2])],
    ['no width', /0 x 2 pixels/, [header(0, 2), DATA, IEND]],
    ['no height', /2 x 0 pixels/, [header(2, 0), DATA, IEND]],
    ['a width of 4097', /4097 x 1 pixels/, [header(4097, 1), DATA, IEND]],
    ['a height of 4097', /1 x 4097 pixels/, [header(1, 4097), DATA, IEND]],
    ['a gigantic size', /4294967295 x/, [header(0xffffffff, 0xffffffff), DATA, IEND]],
    ['the largest size with hardly any data', /fewer pixels/, [header(4096, 4096), DATA, IEND]],
    ['a bit depth of 3', /does not exist/, [header(2, 2, 3, 0), DATA, IEND]],
    ['RGB of 4 bits', /does not exist/, [header(2, 2, 4, 2), DATA, IEND]],
    ['a palette of 16 bits', /does not exist/, [header(2, 2, 16, 3), DATA, IEND]],
    ['colour type 5', /colour type 5/, [header(2, 2, 8, 5), DATA, IEND]],
    ['an unknown compression', /a method of/, [ihdr(0, 0, 0, 2, 0, 0, 0, 2, 8, 6, 1, 0, 0), DATA, IEND]],
    ['an unknown filter method', /a method of/, [ihdr(0, 0, 0, 2, 0, 0, 0, 2, 8, 6, 0, 1, 0), DATA, IEND]],
    ['an unknown interlacing', /a method of/, [ihdr(0, 0, 0, 2, 0, 0, 0, 2, 8, 6, 0, 0, 2), DATA, IEND]],
    ['a row of filter 5', /filter 5/, [HEADER, chunk('IDAT', deflateSync(ROWS.with(9, 5))), IEND]],
    [
      'fewer pixels than its header says',
      /fewer pixels/,
      [HEADER, chunk('IDAT', deflateSync(ROWS.subarray(1))), IEND],
    ],
    [
      'more pixels than its header says',
      /cannot be decompressed/,
      [HEADER, chunk('IDAT', deflateSync(concat(ROWS, ROWS))), IEND],
    ],
    ['a deflate bomb', /cannot be decompressed/, [HEADER, chunk('IDAT', bomb), IEND]],
    [
      'data that is no deflate stream',
      /cannot be decompressed/,
      [HEADER, chunk('IDAT', Uint8Array.of(1, 2, 3, 4, 5)), IEND],
    ],
    [
      'a bare deflate stream without CgBI',
      /cannot be decompressed/,
      [HEADER, chunk('IDAT', deflateSync(ROWS).subarray(2, -4)), IEND],
    ],
    [
      'a zlib stream in CgBI',
      /cannot be decompressed/,
      [chunk('CgBI', new Uint8Array(4)), HEADER, DATA, IEND],
    ],
    [
      'CgBI after the header',
      /an unexpected CgBI chunk/,
      [HEADER, chunk('CgBI', new Uint8Array(4)), DATA, IEND],
    ],
    ['an unknown critical chunk', /an unexpected NEED chunk/, [HEADER, chunk('NEED'), DATA, IEND]],
    ['a chunk without a proper name', /without a proper name/, [HEADER, chunk('a\u001bb!'), DATA, IEND]],
    ['a header that does not match its checksum', /IHDR chunk does not match/, [damaged(HEADER), DATA, IEND]],
    ['pixels that do not match their checksum', /IDAT chunk does not match/, [HEADER, damaged(DATA), IEND]],
    [
      'a chunk longer than the file',
      /within its IDAT chunk/,
      [HEADER, Uint8Array.of(0xff, 0xff, 0xff, 0xff), DATA.subarray(4), IEND],
    ],
  ];
  for (const [name, says, chunks] of cases) {
    it(name, () => {
      assert.throws(
        () => openPng(concat(PNG_SIGNATURE, ...chunks)),
        (error) => error instanceof PngError && says.test(error.message),
      );
    });
  }

  it('more pixels than its header says, without unpacking them first', () => {
    const bytes = concat(PNG_SIGNATURE, HEADER, chunk('IDAT', bomb), IEND);
    assert.throws(
      () => openPng(bytes),
      (error) =>
        error instanceof PngError && (error.cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE',
    );
  });

  it('whatever is not a PNG at all', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0x89), new Uint8Array(100), Buffer.from('GIF89a')]) {
      assert.throws(() => openPng(bytes), PngError);
      assert.throws(() => readPngHeader(bytes), PngError);
    }
  });

  for (const [kind, bytes] of Object.entries({
    ordinary: encodePlainPng(noise(5, 4, 9, [0, 255])),
    interlaced: encodePlainPng(noise(5, 4, 9, [0, 255]), { interlaced: true }),
    CgBI: encodeCgbi(noise(5, 4, 9, [0, 255])),
  })) {
    it(`an ${kind} one that is cut short, wherever it is cut`, () => {
      for (let length = 0; length < bytes.length; length++) {
        assert.throws(() => openPng(bytes.subarray(0, length)), PngError, `cut after ${length} bytes`);
      }
    });

    it(`an ${kind} one with any one byte changed either decodes or is refused in words`, () => {
      for (let at = 0; at < bytes.length; at++) {
        for (const change of [1, 0x80, 0xff]) {
          try {
            assert.equal(openPng(bytes.with(at, (bytes[at] as number) ^ change)).pixels.length % 4, 0);
          } catch (error) {
            assert(error instanceof PngError, `byte ${at} changed: ${error}`);
          }
        }
      }
    });
  }
});

describe('what does not matter is passed over', () => {
  const good = openPng(concat(PNG_SIGNATURE, HEADER, DATA, IEND));
  const cases: [name: string, chunks: Uint8Array[]][] = [
    ['an ancillary chunk', [HEADER, chunk('tEXt', Buffer.from('a\0b')), DATA, IEND]],
    [
      'an ancillary chunk that does not match its checksum',
      [HEADER, damaged(chunk('iTXt', ROWS)), DATA, IEND],
    ],
    ['a palette that is only suggested', [HEADER, chunk('PLTE', new Uint8Array(6)), DATA, IEND]],
    ['transparency where there is alpha already', [HEADER, chunk('tRNS', new Uint8Array(6)), DATA, IEND]],
    ['bytes after the end', [HEADER, DATA, IEND, ROWS]],
    [
      'pixels split into many chunks, some empty',
      [
        HEADER,
        ...[...deflateSync(ROWS)].flatMap((byte) => [chunk('IDAT', Uint8Array.of(byte)), chunk('IDAT')]),
        IEND,
      ],
    ],
  ];
  for (const [name, chunks] of cases) {
    it(name, () => assert.deepEqual(openPng(concat(PNG_SIGNATURE, ...chunks)), good));
  }
});
