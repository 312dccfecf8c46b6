/** Writes PNG files in the form that Xcode gives them for iOS, which ordinary readers refuse. */

import { deflateRawSync } from 'node:zlib';
import { concat } from './bytes.ts';
import { chunk, headerChunk, type Image, PNG_SIGNATURE, type ScanlineOptions, scanlines } from './png.ts';

/**
 * The image in Apple's form: a `CgBI` chunk first, then IDAT as bare deflate (no zlib header or checksum) over
 * pixels in the order blue, green, red, alpha, colours multiplied by alpha.
 */
export function encodeCgbi(image: Image, options: ScanlineOptions = {}): Uint8Array {
  const packRow = (columns: number[], row: number) =>
    Uint8Array.from(columns.flatMap((column) => premultipliedBgra(image, column, row)));
  return concat(
    PNG_SIGNATURE,
    chunk('CgBI', Uint8Array.of(0x50, 0x00, 0x20, 0x02)),
    headerChunk(image, 8, 6, options.interlaced ?? false),
    chunk('IDAT', deflateRawSync(scanlines(image, 4, packRow, options), { level: 9 })),
    chunk('IEND'),
  );
}

function premultipliedBgra({ width, pixels }: Image, column: number, row: number): number[] {
  const at = 4 * (row * width + column);
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
  const multiplied = (color: number) => Math.round((color * alpha) / 255);
  return [multiplied(blue), multiplied(green), multiplied(red), alpha];
}
