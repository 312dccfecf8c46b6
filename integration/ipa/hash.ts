import { createHash, hash } from 'node:crypto';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Source } from './source.ts';

/** The digests of a file that a manifest and a release need, in lower-case hex. */
export interface Digests {
  /** SHA-256 of the whole. */
  sha256: string;
  /** Bytes of each chunk but the last; the size of the file when that is within one chunk. */
  chunkSize: number;
  /** SHA-256 of each chunk. */
  sha256s: string[];
  /** MD5 of each chunk, for iOS versions that know no other. */
  md5s: string[];
}

/** The chunk of Apple's own example, 10 MiB ("iOS Deployment Reference"). */
export const CHUNK_SIZE = 10 * 1024 * 1024;
const BUFFERS = 3;
const MD5_WORKER = 'astro-ota: MD5';

// Shared memory that nobody holds any more is given back late, so that it would pile up from file to file.
const spare: Uint8Array[] = [];

/**
 * Computes all digests in one pass over the bytes. SHA-256 is computed on this thread and, for a file of
 * several chunks, MD5 on another; the bytes are shared between them, a few chunks at a time.
 */
export async function digest(source: Source): Promise<Digests> {
  if (source.size <= CHUNK_SIZE) {
    const bytes = await source.read(0, source.size);
    const sha256 = hash('sha256', bytes);
    return { sha256, chunkSize: source.size, sha256s: [sha256], md5s: [hash('md5', bytes)] };
  }
  const whole = createHash('sha256');
  const sha256s: string[] = [];
  const md5s: Promise<string>[] = [];
  const md5 = new Md5Thread();
  try {
    const buffers = Array.from({ length: BUFFERS }, takeBuffer);
    const count = Math.ceil(source.size / CHUNK_SIZE);
    // A buffer is filled again only after the other thread is done with what it held.
    const load = async (index: number): Promise<Uint8Array> => {
      await md5s[index - BUFFERS];
      const offset = index * CHUNK_SIZE;
      return source.read(offset, Math.min(CHUNK_SIZE, source.size - offset), buffers[index % BUFFERS]);
    };
    let next = load(0);
    for (let index = 0; index < count; index++) {
      const bytes = await next;
      md5s.push(md5.hash(bytes));
      if (index + 1 < count) next = load(index + 1);
      whole.update(bytes);
      // Up to here the first chunk is the whole.
      sha256s.push(index === 0 ? whole.copy().digest('hex') : hash('sha256', bytes));
    }
    const digests = {
      sha256: whole.digest('hex'),
      chunkSize: CHUNK_SIZE,
      sha256s,
      md5s: await Promise.all(md5s),
    };
    // Only now is it sure that nothing reads or fills them any more.
    spare.push(...buffers);
    return digests;
  } finally {
    await md5.close();
  }
}

function takeBuffer(): Uint8Array {
  return spare.pop() ?? new Uint8Array(new SharedArrayBuffer(CHUNK_SIZE));
}

class Md5Thread {
  // This very module is what the thread runs, so that no file name depends on how it was compiled.
  readonly #worker = new Worker(new URL(import.meta.url), { workerData: MD5_WORKER });
  readonly #waiting: PromiseWithResolvers<string>[] = [];
  /** Never fulfilled; rejected when the thread has ended, whoever waits then or later. */
  readonly #end = Promise.withResolvers<never>();

  constructor() {
    this.#worker.on('message', (digest: string) => this.#waiting.shift()?.resolve(digest));
    this.#worker.on('error', (error) => this.#end.reject(error));
    this.#worker.on('exit', () => this.#end.reject(new Error('The thread that computes MD5 has ended.')));
    this.#end.promise.catch(() => {});
  }

  /** MD5 of bytes in shared memory, which must stay as they are until it is known. */
  hash(bytes: Uint8Array): Promise<string> {
    const waiting = Promise.withResolvers<string>();
    this.#waiting.push(waiting);
    this.#worker.postMessage(bytes);
    const digest = Promise.race([waiting.promise, this.#end.promise]);
    // Nobody waits for it yet; a failure must not count as unhandled until somebody does.
    digest.catch(() => {});
    return digest;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

if (!isMainThread && workerData === MD5_WORKER) {
  parentPort?.on('message', (bytes: Uint8Array) => parentPort?.postMessage(hash('md5', bytes)));
}
