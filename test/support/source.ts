import type { Source } from '../../integration/ipa/source.ts';

/** A source of bytes in memory. */
export function bytesSource(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    async read(offset, length, into = new Uint8Array(length)) {
      if (offset < 0 || offset + length > bytes.length) throw new RangeError('outside the bytes');
      into.set(bytes.subarray(offset, offset + length));
      return into.subarray(0, length);
    },
    async close() {},
  };
}
