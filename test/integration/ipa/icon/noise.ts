import type { Image } from '../../../../integration/ipa/icon/png.ts';

/** Numbers from 0 (included) to `below` (excluded), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export function randomBytes(length: number, random: (below: number) => number): Uint8Array {
  return Uint8Array.from({ length }, () => random(256));
}

/** An image of random colours whose alpha is drawn from the given values. */
export function noise(width: number, height: number, seed: number, alphas: number[]): Image {
  const random = randomFrom(seed);
  const pixels = randomBytes(width * height * 4, random);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = alphas[random(alphas.length)] as number;
  return { width, height, pixels };
}

/** An image whose pixels are given by their place. */
export function paint(width: number, height: number, color: (x: number, y: number) => number[]): Image {
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set(color(x, y), (y * width + x) * 4);
  }
  return { width, height, pixels };
}

/** Red, green, blue and alpha of one pixel. */
export function pixelAt({ width, pixels }: Image, x: number, y: number): number[] {
  return [...pixels.subarray((y * width + x) * 4, (y * width + x + 1) * 4)];
}
