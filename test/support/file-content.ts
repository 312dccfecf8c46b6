/** What a file of a synthetic build holds: bytes, a stream too big for memory, or a link. */

import { createCipheriv, createHash } from 'node:crypto';

/** Bytes that are made anew each time they are read. */
export interface ByteStream {
  size: number;
  chunks(): Iterable<Uint8Array>;
}

export interface SymbolicLink {
  target: string;
}

export type FileContent = Uint8Array | ByteStream | SymbolicLink;

/** Files by their path within a bundle. */
export type FileTree = Map<string, FileContent>;

const CHUNK = 1 << 20;

/** `size` bytes that look random, do not compress, and are the same for the same seed. */
export function pseudoRandomBytes(seed: string, size: number): Uint8Array {
  return keystream(seed).update(new Uint8Array(size));
}

/** As `pseudoRandomBytes`, a megabyte at a time. */
export function pseudoRandomStream(seed: string, size: number): ByteStream {
  return {
    size,
    *chunks() {
      const cipher = keystream(seed);
      const zeros = new Uint8Array(CHUNK);
      for (let left = size; left > 0; left -= CHUNK) yield cipher.update(zeros.subarray(0, left));
    },
  };
}

function keystream(seed: string) {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, new Uint8Array(16));
}

/** The content as a sequence of byte arrays; of a link, its target's name. */
export function chunksOf(content: FileContent): Iterable<Uint8Array> {
  if (content instanceof Uint8Array) return [content];
  if ('target' in content) return [Buffer.from(content.target)];
  return content.chunks();
}

/** Feeds the whole content to a hash. */
export function digest(algorithm: 'sha1' | 'sha256' | 'sha384', content: FileContent): Uint8Array {
  const hash = createHash(algorithm);
  for (const chunk of chunksOf(content)) hash.update(chunk);
  return hash.digest();
}
