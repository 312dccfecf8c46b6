import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { openPng } from '../../../../integration/ipa/icon/png.ts';
import { concat } from '../../../support/bytes.ts';
import { encodeCgbi } from '../../../support/cgbi.ts';
import { chunk, headerChunk, PNG_SIGNATURE, scanlines } from '../../../support/png.ts';
import { noise, paint, pixelAt } from './noise.ts';

/** The file that stores just these bytes, as blue, green, red, alpha. */
function stored(width: number, height: number, bgra: (x: number, y: number) => number[]): Uint8Array {
  const image = { width, height, pixels: new Uint8Array() };
  const rows = scanlines(image, 4, (columns, y) => Uint8Array.from(columns.flatMap((x) => bgra(x, y))), {
    filter: 4,
  });
  return crushed(headerChunk(image, 8, 6, false), chunk('IDAT', deflateRawSync(rows)));
}

function crushed(...chunks: Uint8Array[]): Uint8Array {
  return concat(PNG_SIGNATURE, chunk('CgBI', Uint8Array.of(0x50, 0, 0x20, 2)), ...chunks, chunk('IEND'));
}

/** What remains of a colour after it was multiplied by alpha and divided again, to the nearest whole both times. */
function roundTrip([red = 0, green = 0, blue = 0, alpha = 0]: number[]): number[] {
  if (alpha === 0) return [0, 0, 0, 0];
  const color = [red, green, blue].map((value) =>
    Math.round((Math.round((value * alpha) / 255) * 255) / alpha),
  );
  return [...color, alpha];
}

describe('a CgBI file decodes to straight RGBA', () => {
  const sizes = [
    [1, 1],
    [7, 5],
    [8, 8],
    [33, 17],
  ] as const;
  for (const [width, height] of sizes) {
    for (const interlaced of [false, true]) {
      for (const filter of [0, 1, 2, 3, 4, 'cycle', 'adaptive'] as const) {
        it(`${width} x ${height}, filter ${filter}${interlaced ? ', interlaced' : ''}`, () => {
          const image = noise(width, height, 17 * width, [0, 1, 127, 254, 255]);
          const expected = paint(width, height, (x, y) => roundTrip(pixelAt(image, x, y)));
          assert.deepEqual(openPng(encodeCgbi(image, { interlaced, filter })), expected);
        });
      }
    }
  }

  it('opaque colours come back to the pixel', () => {
    const image = noise(33, 17, 4, [255]);
    assert.deepEqual(openPng(encodeCgbi(image)), image);
  });

  it('pixels may be spread over several IDAT chunks, as Xcode writes them beside iDOT', () => {
    const image = noise(8, 8, 2, [255]);
    const rows = scanlines(
      image,
      4,
      (columns, y) => {
        const colors = columns.map((x) => pixelAt(image, x, y));
        return Uint8Array.from(
          colors.flatMap(([red, green, blue, alpha]) => [blue, green, red, alpha] as number[]),
        );
      },
      {},
    );
    const data = deflateRawSync(rows);
    const chunks = [
      chunk('iDOT', new Uint8Array(28)),
      chunk('IDAT', data.subarray(0, 50)),
      chunk('IDAT', data.subarray(50)),
    ];
    assert.deepEqual(openPng(crushed(headerChunk(image, 8, 6, false), ...chunks)), image);
  });
});

describe('premultiplied alpha is undone', () => {
  const cases: [alpha: number, stored: number, straight: number][] = [
    [255, 0, 0],
    [255, 1, 1],
    [255, 255, 255],
    [254, 254, 255],
    [254, 127, 128],
    [254, 1, 1],
    [127, 127, 255],
    [127, 64, 129],
    [127, 63, 126],
    [127, 1, 2],
    [2, 1, 128],
    [1, 0, 0],
    [1, 1, 255],
    [0, 0, 0],
  ];
  for (const [alpha, value, straight] of cases) {
    it(`${value} under alpha ${alpha} is ${straight}`, () => {
      const { pixels } = openPng(stored(1, 1, () => [value, value, value, alpha]));
      assert.deepEqual([...pixels], [straight, straight, straight, alpha]);
    });
  }

  it('of all stored values, rounded to the nearest with halves up, and never above 255', () => {
    const decoded = openPng(stored(256, 256, (value, alpha) => [value, value, value, alpha]));
    const expected = paint(256, 256, (value, alpha) => {
      const doubled = alpha === 0 ? 0n : (BigInt(value) * 255n * 2n + BigInt(alpha)) / (BigInt(alpha) * 2n);
      const straight = Number(doubled > 255n ? 255n : doubled);
      return [straight, straight, straight, alpha];
    });
    assert.deepEqual(decoded, expected);
  });

  it('so that multiplying again gives what was stored', () => {
    const decoded = openPng(stored(256, 256, (value, alpha) => [Math.min(value, alpha), 0, 0, alpha]));
    for (let alpha = 1; alpha < 256; alpha++) {
      for (let value = 0; value <= alpha; value++) {
        const [, , blue = 0] = pixelAt(decoded, value, alpha);
        assert.equal(Math.round((blue * alpha) / 255), value);
      }
    }
  });

  it('and a transparent pixel has no colour, whatever is stored for it', () => {
    assert.deepEqual([...openPng(stored(1, 1, () => [9, 8, 7, 0])).pixels], [0, 0, 0, 0]);
  });
});

describe('CgBI files of other kinds', () => {
  const size = { width: 2, height: 1, pixels: new Uint8Array() };

  it('RGB without alpha is stored as BGR', () => {
    const data = chunk('IDAT', deflateRawSync(Uint8Array.of(0, 3, 2, 1, 6, 5, 4)));
    const { pixels } = openPng(crushed(headerChunk(size, 8, 2, false), data));
    assert.deepEqual([...pixels], [1, 2, 3, 255, 4, 5, 6, 255]);
  });

  it('its transparent colour is named as RGB', () => {
    const data = chunk('IDAT', deflateRawSync(Uint8Array.of(0, 3, 2, 1, 6, 5, 4)));
    const trns = chunk('tRNS', Uint8Array.of(0, 1, 0, 2, 0, 3));
    const { pixels } = openPng(crushed(headerChunk(size, 8, 2, false), trns, data));
    assert.deepEqual([...pixels], [0, 0, 0, 0, 4, 5, 6, 255]);
  });

  it('a palette is stored as in an ordinary PNG', () => {
    const palette = chunk('PLTE', Uint8Array.of(1, 2, 3, 4, 5, 6));
    const trns = chunk('tRNS', Uint8Array.of(100));
    const data = chunk('IDAT', deflateRawSync(Uint8Array.of(0, 0, 1)));
    const { pixels } = openPng(crushed(headerChunk(size, 8, 3, false), palette, trns, data));
    assert.deepEqual([...pixels], [1, 2, 3, 100, 4, 5, 6, 255]);
  });
});
