import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Image } from '../../../../integration/ipa/icon/png.ts';
import { resize } from '../../../../integration/ipa/icon/resize.ts';
import { noise, paint, pixelAt } from './noise.ts';

const SIZES = [
  [180, 57],
  [180, 512],
  [1024, 57],
  [7, 512],
  [512, 7],
  [60, 59],
] as const;

function mirrored(image: Image): Image {
  return paint(image.width, image.height, (x, y) => pixelAt(image, image.width - 1 - x, y));
}

function transposed(image: Image): Image {
  return paint(image.height, image.width, (x, y) => pixelAt(image, y, x));
}

/** Asserts that no sample differs by more than rounding, but for colours that can hardly be seen. */
function assertAlike(actual: Image, expected: Image): void {
  const farthest = expected.pixels.reduce((most, value, i) => {
    const seen = i % 4 === 3 || (expected.pixels[i | 3] as number) > 8;
    return seen ? Math.max(most, Math.abs(value - (actual.pixels[i] as number))) : most;
  }, 0);
  assert(farthest <= 1, `a sample differs by ${farthest}`);
}

/** One channel of a row. */
function rowOf(image: Image, y: number, channel: number): number[] {
  return Array.from({ length: image.width }, (_, x) => pixelAt(image, x, y)[channel] as number);
}

function mean(values: Uint8Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function assertRising(values: number[]): void {
  values.forEach((value, i) => {
    assert(i === 0 || value >= (values[i - 1] as number), `falls at ${i}: ${values}`);
  });
}

describe('resizing', () => {
  it('to the same size changes nothing that can be seen', () => {
    const image = noise(57, 57, 1, [1, 127, 254, 255]);
    assert.deepEqual(resize(image, 57), image);
  });

  for (const [from, to] of SIZES) {
    it(`${from} to ${to} keeps an even colour even`, () => {
      const color = [200, 30, 90, 255];
      assert.deepEqual(
        resize(
          paint(from, from, () => color),
          to,
        ),
        paint(to, to, () => color),
      );
    });

    it(`${from} to ${to} favours no side`, () => {
      const image = noise(from, from, 2, [0, 128, 255]);
      const straight = resize(image, to);
      assertAlike(mirrored(resize(mirrored(image), to)), straight);
      assertAlike(transposed(resize(transposed(image), to)), straight);
    });
  }

  it('when shrinking, every pixel counts by its area', () => {
    const checks = paint(1024, 1024, (x, y) => [...Array(3).fill((x + y) % 2 === 0 ? 255 : 0), 255]);
    for (const value of resize(checks, 57).pixels.filter((_, i) => i % 4 !== 3)) {
      assert(Math.abs(value - 127.5) <= 2, `${value} is no middle grey`);
    }
    const scattered = noise(500, 500, 3, [255]);
    assert(Math.abs(mean(resize(scattered, 57).pixels) - mean(scattered.pixels)) < 1);
  });

  it('when enlarging, a ramp stays an even ramp', () => {
    const ramp = paint(180, 180, (x) => [x, x, x, 255]);
    const values = rowOf(resize(ramp, 512), 256, 0);
    assertRising(values);
    values.slice(6, -6).forEach((value, i) => {
      const exact = ((i + 6.5) * 180) / 512 - 0.5;
      assert(Math.abs(value - exact) <= 0.51, `${value} instead of ${exact}`);
    });
  });

  it('what hides under transparent pixels does not bleed into their neighbours', () => {
    const half = paint(180, 180, (x) => (x < 90 ? [255, 0, 0, 255] : [0, 255, 0, 0]));
    for (const size of [57, 512]) {
      const { pixels } = resize(half, size);
      for (let i = 0; i < pixels.length; i += 4) {
        if (pixels[i + 3] === 0) assert.deepEqual([...pixels.subarray(i, i + 3)], [0, 0, 0]);
        else assert.deepEqual([...pixels.subarray(i, i + 3)], [255, 0, 0]);
      }
    }
  });

  it('a shape on transparency gets no halo: its edge rises once, its colour is one', () => {
    const color = [120, 60, 200];
    const box = paint(180, 180, (x, y) => [...color, x >= 60 && x < 120 && y >= 60 && y < 120 ? 255 : 0]);
    for (const size of [57, 512]) {
      const resized = resize(box, size);
      const alphas = rowOf(resized, size >> 1, 3);
      assertRising(alphas.slice(0, size >> 1));
      const edge = size / 3;
      assert.equal(Math.max(...alphas.slice(0, Math.floor(edge) - Math.ceil((2 * size) / 180) - 2)), 0);
      assert.equal(
        Math.min(...alphas.slice(Math.ceil(edge) + Math.ceil((2 * size) / 180) + 2, size >> 1)),
        255,
      );
      for (let i = 0; i < resized.pixels.length; i += 4) {
        if ((resized.pixels[i + 3] as number) > 0)
          assert.deepEqual([...resized.pixels.subarray(i, i + 3)], color);
      }
    }
  });

  it('an image that is not square is centred on transparency', () => {
    const wide = resize(
      paint(20, 10, () => [1, 2, 3, 255]),
      40,
    );
    assert.deepEqual(
      wide,
      paint(40, 40, (_, y) => (y >= 10 && y < 30 ? [1, 2, 3, 255] : [0, 0, 0, 0])),
    );
    const tall = resize(
      paint(10, 20, () => [1, 2, 3, 255]),
      40,
    );
    assert.deepEqual(
      tall,
      paint(40, 40, (x) => (x >= 10 && x < 30 ? [1, 2, 3, 255] : [0, 0, 0, 0])),
    );
  });

  it('however thin an image is, a line of it remains', () => {
    const line = resize(
      paint(4096, 1, () => [9, 9, 9, 255]),
      57,
    );
    assert.deepEqual(
      line,
      paint(57, 57, (_, y) => (y === 28 ? [9, 9, 9, 255] : [0, 0, 0, 0])),
    );
  });
});
