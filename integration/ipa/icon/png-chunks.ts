import { crc32 } from 'node:zlib';

/** Thrown when bytes are not a PNG that can be read; the message says what is wrong with them. */
export class PngError extends Error {
  override readonly name = 'PngError';
}

export interface Chunk {
  /** Four ASCII letters; an upper-case first one means that the image cannot be read without the chunk. */
  type: string;
  data: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Length, type and checksum. */
const FRAME = 12;

/**
 * The chunks of a PNG in their order, lazily, so that the header can be read from the first bytes alone.
 * Checksums are treated as libpng treats them: a critical chunk that does not match its own is an error, since
 * an icon of noise is worse than none; an ancillary one is passed over, since the image is whole without it.
 * Throws PngError when the bytes are no PNG, or end within a chunk.
 * Layout: W3C Portable Network Graphics, 5.3 Chunk layout.
 */
export function* readChunks(bytes: Uint8Array): Generator<Chunk, undefined> {
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) throw new PngError('It is not a PNG file.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = SIGNATURE.length;
  while (offset < bytes.length) {
    if (bytes.length - offset < FRAME) throw new PngError('It ends within a chunk.');
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) throw new PngError('It has a chunk without a proper name.');
    const length = view.getUint32(offset);
    if (length > bytes.length - offset - FRAME) throw new PngError(`It ends within its ${type} chunk.`);
    const end = offset + 8 + length;
    if (view.getUint32(end) === crc32(bytes.subarray(offset + 4, end))) {
      yield { type, data: bytes.subarray(offset + 8, end) };
    } else if (isCritical(type)) {
      throw new PngError(`Its ${type} chunk does not match its checksum.`);
    }
    offset = end + 4;
  }
}

/** Whether an image cannot be read by one who does not know this type of chunk. */
export function isCritical(type: string): boolean {
  return /^[A-Z]/.test(type);
}

/** A whole PNG file of the given chunks. */
export function writeChunks(chunks: Chunk[]): Uint8Array {
  const framed = chunks.map(({ type, data }) => {
    const bytes = Buffer.alloc(data.length + FRAME);
    bytes.writeUInt32BE(data.length);
    bytes.write(type, 4, 'latin1');
    bytes.set(data, 8);
    bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
    return bytes;
  });
  return new Uint8Array(Buffer.concat([SIGNATURE, ...framed]));
}
