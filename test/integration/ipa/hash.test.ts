import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { CHUNK_SIZE, digest } from '../../../integration/ipa/hash.ts';
import type { Source } from '../../../integration/ipa/source.ts';

/** Bytes that differ from place to place, counted as they are read. */
function countedSource(size: number): Source & { reads: number[] } {
  const reads = new Array(Math.ceil(size / CHUNK_SIZE) || 1).fill(0);
  return {
    size,
    reads,
    async read(offset, length, into = new Uint8Array(length)) {
      reads[Math.floor(offset / CHUNK_SIZE)] += 1;
      fill(into.subarray(0, length), offset);
      return into.subarray(0, length);
    },
    async close() {},
  };
}

function fill(bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = ((offset + i) * 31 + ((offset + i) >> 13)) & 0xff;
}

function expected(size: number) {
  const whole = new Uint8Array(size);
  fill(whole, 0);
  const chunkSize = Math.min(size, CHUNK_SIZE);
  const chunks = Array.from({ length: Math.ceil(size / CHUNK_SIZE) || 1 }, (_, i) =>
    whole.subarray(i * CHUNK_SIZE, (i + 1) * CHUNK_SIZE),
  );
  const hex = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');
  return {
    sha256: hex('sha256', whole),
    chunkSize,
    sha256s: chunks.map((chunk) => hex('sha256', chunk)),
    md5s: chunks.map((chunk) => hex('md5', chunk)),
  };
}

describe('digest', () => {
  for (const size of [
    1,
    1000,
    CHUNK_SIZE - 1,
    CHUNK_SIZE,
    CHUNK_SIZE + 1,
    3 * CHUNK_SIZE + 1,
    6 * CHUNK_SIZE,
  ]) {
    it(`gives the digests of ${size} bytes, reading each once`, async () => {
      const source = countedSource(size);
      assert.deepEqual(await digest(source), expected(size));
      assert(source.reads.every((count) => count === 1));
    });
  }

  it('fails as its source fails, and leaves no thread behind', async () => {
    const source = countedSource(4 * CHUNK_SIZE);
    const failing: Source = {
      ...source,
      read: (offset, length, into) =>
        offset > CHUNK_SIZE
          ? Promise.reject(new Error('the disk is gone'))
          : source.read(offset, length, into),
    };
    await assert.rejects(digest(failing), /the disk is gone/);
    assert(!process.getActiveResourcesInfo().includes('MessagePort'));
  });
});
