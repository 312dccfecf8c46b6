import type { Source } from './source.ts';

/** A zip archive's end record with the longest comment and what may come before it (APPNOTE.TXT, 4.3.15 and 4.3.16). */
const TAIL_BYTES = 20 + 22 + 0xffff;
const WINDOW_BYTES = 32 * 1024;

/**
 * A source for a zip archive, which is read from its end, then in many small steps: the last bytes are held in
 * memory, and beside them those around the last short range that was read.
 */
export interface BufferedSource extends Source {
  /** Gives a range at once where it lies in memory, else null. */
  peek(offset: number, length: number): Uint8Array | null;
  /** Holds everything from `start` on in memory, and gives it. */
  prefetch(start: number): Promise<Uint8Array>;
}

/**
 * Puts memory before a source, which stays the caller's to close. What is read may lie in that memory, whatever
 * there was to read into, and must not be written to.
 */
export async function bufferSource(source: Source): Promise<BufferedSource> {
  let tail = await readBlock(source, Math.max(0, source.size - TAIL_BYTES), source.size);
  let window: Block = { start: 0, end: 0, bytes: new Uint8Array() };
  const peek = (offset: number, length: number) =>
    slice(tail, offset, offset + length) ?? slice(window, offset, offset + length);
  return {
    size: source.size,
    peek,
    async read(offset, length, into) {
      const end = offset + length;
      if (end > source.size) throw new RangeError(`The file ends before byte ${end}.`);
      const known = peek(offset, length);
      if (known) return known;
      if (length > WINDOW_BYTES) return source.read(offset, length, into);
      const block = await readBlock(source, offset, Math.min(offset + WINDOW_BYTES, source.size));
      window = block;
      return block.bytes.subarray(0, length);
    },
    async prefetch(start) {
      if (start < tail.start) {
        const before = await source.read(start, tail.start - start);
        tail = { start, end: source.size, bytes: Buffer.concat([before, tail.bytes]) };
      }
      return tail.bytes.subarray(start - tail.start);
    },
    close: () => source.close(),
  };
}

interface Block {
  /** Offset of the first byte. */
  start: number;
  /** Offset after the last byte. */
  end: number;
  bytes: Uint8Array;
}

async function readBlock(source: Source, start: number, end: number): Promise<Block> {
  return { start, end, bytes: await source.read(start, end - start) };
}

/** A range of the file, or null where not all of it is in the block. */
function slice({ start, end, bytes }: Block, from: number, to: number): Uint8Array | null {
  return from >= start && to <= end ? bytes.subarray(from - start, to - start) : null;
}
