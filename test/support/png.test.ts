import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32, inflateRawSync, inflateSync } from 'node:zlib';
import { encodeCgbi } from './cgbi.ts';
import { encodePlainPng, type FilterChoice, type Image, type PngOptions } from './png.ts';

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Every channel takes many values, the alpha among them. */
const IMAGE: Image = {
  width: 13,
  height: 11,
  pixels: Uint8Array.from({ length: 13 * 11 * 4 }, (_, index) => (index * index * 7 + index * 31) % 256),
};

interface Chunks {
  order: string[];
  contents: Map<string, Buffer>;
}

function readChunks(png: Uint8Array): Chunks {
  const bytes = Buffer.from(png);
  const contents = new Map<string, Buffer>();
  const order: string[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    assert.equal(bytes.readUInt32BE(at + 8 + length), crc32(bytes.subarray(at + 4, at + 8 + length)), type);
    contents.set(type, bytes.subarray(at + 8, at + 8 + length));
    order.push(type);
    at += 12 + length;
  }
  return { order, contents };
}

/** The samples of each pixel, by row and column, and the filters met. */
function readSamples(
  data: Buffer,
  width: number,
  height: number,
  channels: number,
  depth: number,
  passes: boolean,
) {
  const samples = new Map<string, number[]>();
  const filters = new Set<number>();
  const step = Math.max(1, (channels * depth) / 8);
  let at = 0;
  for (const [left, top, stepX, stepY] of passes ? ADAM7 : [[0, 0, 1, 1] as const]) {
    const columns = Math.max(0, Math.ceil((width - left) / stepX));
    let above: number[] = [];
    for (let y = top; columns > 0 && y < height; y += stepY) {
      const filter = data[at++] ?? 0;
      filters.add(filter);
      const row: number[] = [];
      for (let index = 0; index < Math.ceil((columns * channels * depth) / 8); index++) {
        const [a, b, c] = [row[index - step] ?? 0, above[index] ?? 0, above[index - step] ?? 0];
        const nearest =
          [a, b, c].toSorted((p, q) => Math.abs(a + b - c - p) - Math.abs(a + b - c - q))[0] ?? 0;
        const predicted = [0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0;
        row.push(((data[at++] ?? 0) + predicted) & 0xff);
      }
      const bits = row.map((byte) => byte.toString(2).padStart(8, '0')).join('');
      for (let column = 0; column < columns; column++) {
        const values = Array.from({ length: channels }, (_, channel) => {
          const start = (column * channels + channel) * depth;
          return Number.parseInt(bits.slice(start, start + depth), 2);
        });
        samples.set(`${y} ${left + column * stepX}`, values);
      }
      above = row;
    }
  }
  assert.equal(at, data.length, 'nothing is left over');
  return { samples, filters };
}

function eachPixel({ width, height, pixels }: Image, look: (key: string, rgba: number[]) => void): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      look(`${y} ${x}`, [...pixels.subarray(4 * (y * width + x)).subarray(0, 4)]);
  }
}

const FILTERS: FilterChoice[] = [0, 1, 2, 3, 4, 'cycle', 'adaptive'];

describe('a PNG in Apple’s form', () => {
  for (const interlaced of [false, true]) {
    for (const filter of FILTERS) {
      test(`holds premultiplied BGRA: interlaced ${interlaced}, filter ${filter}`, () => {
        const { order, contents } = readChunks(encodeCgbi(IMAGE, { interlaced, filter }));
        assert.deepEqual(order, ['CgBI', 'IHDR', 'IDAT', 'IEND']);
        const data = inflateRawSync(contents.get('IDAT') ?? Buffer.alloc(0));
        const { samples, filters } = readSamples(data, IMAGE.width, IMAGE.height, 4, 8, interlaced);
        if (filter === 'cycle') assert.deepEqual([...filters].toSorted(), [0, 1, 2, 3, 4]);
        eachPixel(IMAGE, (key, [red = 0, green = 0, blue = 0, alpha = 0]) => {
          const [b, g, r] = [blue, green, red].map((value) => Math.round((value * alpha) / 255));
          assert.deepEqual(samples.get(key), [b, g, r, alpha]);
        });
      });
    }
  }
});

describe('a plain PNG', () => {
  const forms: [PngOptions['colorType'], number, PngOptions['bitDepth'][]][] = [
    [0, 1, [1, 2, 4, 8, 16]],
    [2, 3, [8, 16]],
    [4, 2, [8, 16]],
    [6, 4, [8, 16]],
  ];
  for (const [colorType, channels, depths] of forms) {
    for (const bitDepth of depths) {
      for (const interlaced of [false, true]) {
        test(`holds colour type ${colorType} at depth ${bitDepth}, interlaced ${interlaced}`, () => {
          const png = readChunks(encodePlainPng(IMAGE, { colorType, bitDepth, interlaced, filter: 'cycle' }));
          const depth = bitDepth ?? 8;
          const header = png.contents.get('IHDR') ?? Buffer.alloc(13);
          assert.deepEqual([...header.subarray(8)], [depth, colorType, 0, 0, Number(interlaced)]);
          const data = inflateSync(png.contents.get('IDAT') ?? Buffer.alloc(0));
          const { samples } = readSamples(data, IMAGE.width, IMAGE.height, channels, depth, interlaced);
          eachPixel(IMAGE, (key, [red = 0, green = 0, blue = 0, alpha = 0]) => {
            const grey = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
            const color = colorType === 0 || colorType === 4 ? [grey] : [red, green, blue];
            const expected = colorType === 4 || colorType === 6 ? [...color, alpha] : color;
            const scaled = expected.map((value) => (depth === 16 ? value * 257 : value >> (8 - depth)));
            assert.deepEqual(samples.get(key), scaled);
          });
        });
      }
    }
  }

  test('holds a palette with its transparency', () => {
    const colors = [255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 0];
    const image = { width: 6, height: 1, pixels: Uint8Array.from([...colors, ...colors]) };
    const { contents } = readChunks(encodePlainPng(image, { colorType: 3, bitDepth: 2 }));
    assert.deepEqual([...(contents.get('PLTE') ?? [])], [255, 0, 0, 0, 255, 0, 0, 0, 255]);
    assert.deepEqual([...(contents.get('tRNS') ?? [])], [255, 128, 0]);
    const { samples } = readSamples(inflateSync(contents.get('IDAT') ?? Buffer.alloc(0)), 6, 1, 1, 2, false);
    assert.deepEqual([...samples.values()].flat(), [0, 1, 2, 0, 1, 2]);
  });

  test('names its transparent colour', () => {
    const png = encodePlainPng(IMAGE, { colorType: 2, transparentColor: [1, 2, 3] });
    assert.deepEqual([...(readChunks(png).contents.get('tRNS') ?? [])], [0, 1, 0, 2, 0, 3]);
  });

  test('refuses a palette that is too small', () => {
    assert.throws(() => encodePlainPng(IMAGE, { colorType: 3, bitDepth: 1 }), /do not fit/);
  });
});
