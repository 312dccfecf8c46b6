import type { Image } from './png.ts';

/** For each target pixel the first source pixel it draws on, and the weights of that one and its successors. */
interface Taps {
  first: number;
  weights: Float32Array;
}

/**
 * Fits an image into a square of `size` x `size` pixels: the longer side fills it, the shorter is centred on
 * transparency. Colours are weighed by their alpha, so that what hides under transparent pixels never bleeds out.
 */
export function resize(image: Image, size: number): Image {
  const scale = size / Math.max(image.width, image.height);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const scaled = scaleRows(scaleColumns(image, width), width, image.height, height);
  const left = (size - width) >> 1;
  const top = (size - height) >> 1;
  const pixels = new Uint8Array(size * size * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      writeStraight(pixels, ((top + y) * size + left + x) * 4, scaled.subarray(from, from + 4));
    }
  }
  return { width: size, height: size, pixels };
}

/** Scales each row to a new width; the result is RGBA premultiplied by alpha, 0 to 255 but for overshoot. */
function scaleColumns({ width, height, pixels }: Image, newWidth: number): Float32Array {
  const taps = tapsFor(width, newWidth);
  const scaled = new Float32Array(newWidth * height * 4);
  const row = new Float32Array(width * 4);
  for (let y = 0; y < height; y++) {
    premultiply(pixels.subarray(y * width * 4, (y + 1) * width * 4), row);
    for (let x = 0; x < newWidth; x++) {
      const { first, weights } = taps[x] as Taps;
      const target = (y * newWidth + x) * 4;
      for (let tap = 0; tap < weights.length; tap++) {
        add(scaled, target, row, (first + tap) * 4, weights[tap] as number);
      }
    }
  }
  return scaled;
}

/** Scales the columns of premultiplied RGBA to a new height. */
function scaleRows(source: Float32Array, width: number, height: number, newHeight: number): Float32Array {
  const scaled = new Float32Array(width * newHeight * 4);
  tapsFor(height, newHeight).forEach(({ first, weights }, y) => {
    weights.forEach((weight, tap) => {
      for (let x = 0; x < width; x++) {
        add(scaled, (y * width + x) * 4, source, ((first + tap) * width + x) * 4, weight);
      }
    });
  });
  return scaled;
}

/**
 * Where each of `newLength` pixels draws from. When shrinking the kernel grows with the step, so that every source
 * pixel counts. Taps beyond the edge are left out and the rest weighs for them.
 */
function tapsFor(length: number, newLength: number): Taps[] {
  const step = length / newLength;
  const stretch = Math.max(1, step);
  return Array.from({ length: newLength }, (_, i) => {
    const centre = (i + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(centre - 2 * stretch));
    const last = Math.min(length - 1, Math.floor(centre + 2 * stretch));
    const weights = Float32Array.from({ length: last - first + 1 }, (_, tap) =>
      catmullRom((first + tap - centre) / stretch),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

/**
 * The Catmull-Rom cubic: nearly as sharp as Lanczos, but with a single negative lobe. Beyond the edge of a shape it
 * only dips below zero, where it is cut off, so that no second, faint outline appears on transparency.
 */
function catmullRom(x: number): number {
  const d = Math.abs(x);
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
  if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
  return 0;
}

function premultiply(pixels: Uint8Array, out: Float32Array): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3] as number;
    const factor = alpha / 255;
    out[i] = (pixels[i] as number) * factor;
    out[i + 1] = (pixels[i + 1] as number) * factor;
    out[i + 2] = (pixels[i + 2] as number) * factor;
    out[i + 3] = alpha;
  }
}

function add(target: Float32Array, at: number, source: Float32Array, from: number, weight: number): void {
  for (let channel = 0; channel < 4; channel++) {
    target[at + channel] = (target[at + channel] as number) + (source[from + channel] as number) * weight;
  }
}

/**
 * Writes one premultiplied pixel as straight 8 bits. Colour is divided by alpha before either is cut to 0…255:
 * both overshoot alike at an edge, and so a shape of one colour keeps it up to its rim.
 */
function writeStraight(pixels: Uint8Array, at: number, premultiplied: Float32Array): void {
  const alpha = premultiplied[3] as number;
  if (alpha < 0.5) return;
  for (let channel = 0; channel < 3; channel++) {
    pixels[at + channel] = toByte(((premultiplied[channel] as number) * 255) / alpha);
  }
  pixels[at + 3] = toByte(alpha);
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
