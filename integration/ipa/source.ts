import { type FileHandle, open } from 'node:fs/promises';

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

class FileSource implements Source {
  readonly size: number;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  async read(offset: number, length: number, into = new Uint8Array(length)): Promise<Uint8Array> {
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#handle.read(into, done, length - done, offset + done);
      if (bytesRead === 0) throw new RangeError(`The file ends before byte ${offset + length}.`);
      done += bytesRead;
    }
    return into.subarray(0, length);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** Opens a regular file for reading; the caller closes it. Throws what the file system says. */
export async function openFile(path: string): Promise<Source> {
  const handle = await open(path, 'r');
  try {
    return new FileSource(handle, (await handle.stat()).size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}
