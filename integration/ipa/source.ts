import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';

/** Bytes that can be read from anywhere: a file, later a URL. */
export interface Source {
  /** Length in bytes. */
  readonly size: number;
  /**
   * Reads exactly `length` bytes from `offset`, into the start of `into` when that is given.
   * Throws when the range is not wholly inside.
   */
  read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

// What is read from a file in small steps comes from the system's memory mostly; to hand such a step to another
// thread costs many times what it takes.
const MAX_STEP_BYTES = 256 * 1024;

const readElsewhere = promisify(read);

class FileSource implements Source {
  readonly size: number;
  readonly #file: number;

  constructor(file: number, size: number) {
    this.#file = file;
    this.size = size;
  }

  async read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array> {
    // Every byte of it is written before it is given away.
    const bytes = into ?? Buffer.allocUnsafeSlow(length);
    for (let done = 0; done < length; ) {
      const step = [this.#file, bytes, done, length - done, offset + done] as const;
      const count = length > MAX_STEP_BYTES ? (await readElsewhere(...step)).bytesRead : readSync(...step);
      if (count === 0) throw new RangeError(`The file ends before byte ${offset + length}.`);
      done += count;
    }
    return bytes.subarray(0, length);
  }

  async close(): Promise<void> {
    closeSync(this.#file);
  }
}

/** Opens a regular file for reading; the caller closes it. Throws what the file system says. */
export async function openFile(path: string): Promise<Source> {
  const file = openSync(path, 'r');
  try {
    return new FileSource(file, fstatSync(file).size);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
