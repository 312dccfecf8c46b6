import { createRequire } from 'node:module';
import type { Image } from '../../../../integration/ipa/icon/png.ts';

interface Pngjs {
  PNG: { sync: { read(bytes: Buffer): { width: number; height: number; data: Buffer } } };
}

/** Decodes an ordinary PNG with another decoder, that of the package pngjs, to compare with. */
export function decodeWithPngjs(bytes: Uint8Array): Image {
  const { PNG } = createRequire(import.meta.url)('pngjs') as Pngjs;
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  return { width, height, pixels: new Uint8Array(data) };
}
