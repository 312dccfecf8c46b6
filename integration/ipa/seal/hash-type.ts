import { createHash, hash } from 'node:crypto';

/** A kind of hash in a code directory. */
export interface HashType {
  name: string;
  /** What it is called in node:crypto. */
  algorithm: 'sha1' | 'sha256' | 'sha384';
  /** Bytes of the digest that are kept. */
  size: number;
}

/** The kinds by their numbers in code directories. Apple's cs_blobs.h, CS_HASHTYPE_*. */
export const HASH_TYPES = new Map<number, HashType>([
  [1, { name: 'sha1', algorithm: 'sha1', size: 20 }],
  [2, { name: 'sha256', algorithm: 'sha256', size: 32 }],
  [3, { name: 'sha256-truncated', algorithm: 'sha256', size: 20 }],
  [4, { name: 'sha384', algorithm: 'sha384', size: 48 }],
]);

/** Computes one digest over bytes that arrive in pieces. */
export class Digest {
  readonly #size: number;
  readonly #hash: ReturnType<typeof createHash>;

  constructor({ algorithm, size }: HashType) {
    this.#size = size;
    this.#hash = createHash(algorithm);
  }

  update(bytes: Uint8Array): this {
    this.#hash.update(bytes);
    return this;
  }

  /** The digest; nothing can follow. */
  end(): Buffer {
    return this.#hash.digest().subarray(0, this.#size);
  }
}

/** The digest of bytes that are all there. */
export function digestOf({ algorithm, size }: HashType, bytes: Uint8Array): Buffer {
  return hash(algorithm, bytes, 'buffer').subarray(0, size);
}
