import type { Archive, ArchiveEntry } from '../archive.ts';
import { readArchivedSlices } from '../executables.ts';
import type { MachSlice } from '../mach-o.ts';
import { IpaError } from '../problem.ts';
import type { FaultList } from './fault.ts';

const LINK = 0o120000;
const FILE_TYPE = 0o170000;
const MAX_LINK_BYTES = 4096;
/** PATH_MAX of iOS. */
const MAX_PATH = 1024;
/** The App Store takes apps of 4 GB at the most ("Maximum build file sizes", App Store Connect Help). */
const MAX_UNPACKED_BYTES = 16 * 2 ** 30;

/** The files of one app in its archive. */
export class AppContents {
  /** Root of the app in the archive. */
  readonly app: string;
  /** Every file and link by its path in the archive; folders are none. */
  readonly files = new Map<string, ArchiveEntry>();
  readonly #archive: Archive;
  readonly #faults: FaultList;

  /** Lists the files; one that iOS could not unpack is left out and told to `faults`. */
  constructor(archive: Archive, app: string, entries: ArchiveEntry[], faults: FaultList) {
    this.app = app;
    this.#archive = archive;
    this.#faults = faults;
    for (const entry of entries) {
      const { path } = entry;
      if (!path.startsWith(app) || path.endsWith('/')) continue;
      if (path.length > MAX_PATH) {
        const message = `${path.slice(0, 200)}… has a longer path than iOS allows.`;
        faults.add({ bundle: app, path, code: 'path-too-long', message });
        continue;
      }
      if (this.files.has(path)) {
        const message = `${path} is in the archive more than once, and tools differ in which they take.`;
        faults.add({ bundle: app, path, code: 'duplicate-file', message });
      }
      this.files.set(path, entry);
    }
  }

  /** Whether the app unpacks to more than any real one, so that reading all of it would take hours. */
  isTooLarge(): boolean {
    let bytes = 0;
    for (const { size } of this.files.values()) bytes += size;
    return bytes > MAX_UNPACKED_BYTES;
  }

  /** Whether the file at `path` is a symbolic link. */
  isLink(path: string): boolean {
    return ((this.files.get(path)?.mode ?? 0) & FILE_TYPE) === LINK;
  }

  /** The bytes of a small file; null when it is missing, or too long or damaged, which is told as a fault of `bundle`. */
  async read(path: string, limit: number, bundle: string): Promise<Uint8Array | null> {
    return this.#noting(path, bundle, (entry) => this.#archive.read(entry, limit));
  }

  /** Where a symbolic link points to; null when that cannot be read, which is told as a fault of `bundle`. */
  async readLink(path: string, bundle: string): Promise<string | null> {
    const bytes = await this.read(path, MAX_LINK_BYTES, bundle);
    return bytes && Buffer.from(bytes).toString('utf8');
  }

  /**
   * Hands the bytes of a file to `use` as they come. Gives what that gives, or null when the file is missing, or
   * damaged, which is told as a fault of `bundle`.
   */
  async stream<Result>(
    path: string,
    bundle: string,
    use: (pieces: AsyncIterable<Uint8Array>) => Promise<Result>,
  ): Promise<Result | null> {
    return this.#noting(path, bundle, (entry) => use(this.#archive.stream(entry)));
  }

  /** As `stream`, but the parts of an executable. */
  async slices<Result>(
    path: string,
    bundle: string,
    use: (slices: AsyncIterable<MachSlice>) => Promise<Result>,
  ): Promise<Result | null> {
    return this.#noting(path, bundle, (entry) => use(readArchivedSlices(this.#archive, entry)));
  }

  async #noting<Result>(path: string, bundle: string, read: (entry: ArchiveEntry) => Promise<Result>) {
    const entry = this.files.get(path);
    if (!entry) return null;
    try {
      return await read(entry);
    } catch (error) {
      if (!(error instanceof IpaError)) throw error;
      this.#faults.add({ bundle, path, code: 'damaged-entry', message: error.message });
      return null;
    }
  }
}
