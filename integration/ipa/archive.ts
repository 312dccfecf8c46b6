import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type Entry as ZipEntry,
  type ZipFile,
} from 'yauzl';
import { IpaError } from './problem.ts';
import type { Source } from './source.ts';

/** One entry of the archive, by what its central directory record says. */
export interface ArchiveEntry {
  /** Path as written, with `/` between folders; a folder ends in `/`. */
  path: string;
  /** Bytes when unpacked. */
  size: number;
  encrypted: boolean;
  /** Time of the last change; null where the archive gives none. A time without a zone is taken as UTC. */
  date: Date | null;
  /** The record as `yauzl` read it. */
  record: ZipEntry;
}

const MAX_ENTRIES = 250_000;
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;
const TAIL_BYTES = 128 * 1024;
const DOS_EPOCH_YEAR = 1980;

/** The zip archive inside an `.ipa`: its list of entries, and their bytes on demand. */
export class Archive {
  /** SHA-256 in hex over the size and the central directory; equal for equal archives, whatever their file times. */
  readonly fingerprint: string;
  readonly #zip: ZipFile;
  #entries: ArchiveEntry[] | undefined;

  private constructor(zip: ZipFile, fingerprint: string) {
    this.#zip = zip;
    this.fingerprint = fingerprint;
  }

  /**
   * Opens the archive by its tail alone. The source stays the caller's to close.
   * Throws an `IpaError` when the bytes are no zip archive.
   */
  static async open(source: Source): Promise<Archive> {
    const tail = await readTail(source);
    const zip = await fromRandomAccessReaderPromise(new SourceReader(tail), source.size, {
      autoClose: false,
      decodeStrings: false,
    }).catch(async (error: Error) => {
      throw await explainUnopened(source, error);
    });
    // Before the first entry is read the cursor stands at the start of the central directory.
    const directoryStart = zip.readEntryCursor as unknown as number;
    const directoryBytes = source.size - directoryStart;
    if (directoryBytes < 0 || directoryBytes > MAX_DIRECTORY_BYTES) {
      throw damaged('its table of contents is not where the archive says it is');
    }
    const hash = createHash('sha256').update(`${source.size}:`);
    hash.update(await tail.prefetch(directoryStart));
    return new Archive(zip, hash.digest('hex'));
  }

  /** Every entry in the order of the central directory. Throws an `IpaError` when that is damaged. */
  async entries(): Promise<ArchiveEntry[]> {
    if (this.#entries) return this.#entries;
    if (this.#zip.entryCount > MAX_ENTRIES) throw damaged(`it claims to hold ${this.#zip.entryCount} files`);
    const entries: ArchiveEntry[] = [];
    try {
      for await (const record of this.#zip.eachEntry()) entries.push(describe(record));
    } catch (error) {
      throw damaged((error as Error).message, error);
    }
    this.#entries = entries;
    return entries;
  }

  /**
   * The bytes of one entry, checked against its CRC-32.
   * Throws an `IpaError` when it unpacks to more than `limit` bytes, is encrypted or damaged.
   */
  async read(entry: ArchiveEntry, limit: number): Promise<Uint8Array> {
    if (entry.size > limit) {
      throw damaged(`${entry.path} is ${entry.size} bytes long, more than any real one`);
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of this.stream(entry)) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    if (crc32(bytes) !== entry.record.crc32) throw damaged(`${entry.path} does not match its checksum`);
    return bytes;
  }

  /** The unpacked bytes of one entry, piece by piece. Throws an `IpaError` when it is encrypted or damaged. */
  async *stream(entry: ArchiveEntry): AsyncGenerator<Uint8Array> {
    if (entry.encrypted) throw encrypted();
    try {
      yield* await this.#zip.openReadStreamPromise(entry.record);
    } catch (error) {
      throw damaged(`${entry.path} cannot be unpacked (${(error as Error).message})`, error);
    }
  }
}

/** The problem of an archive whose files are protected by a password. */
export function encrypted(): IpaError {
  return new IpaError({
    code: 'encrypted-archive',
    message: 'The archive is encrypted: its files are protected by a password, and iOS cannot unpack it.',
    fix: 'Export the build again and publish the .ipa as Xcode wrote it, without a password.',
  });
}

function damaged(what: string, cause?: unknown): IpaError {
  return new IpaError(
    {
      code: 'damaged-archive',
      message: `The archive is damaged: ${what}.`,
      fix: 'Export the build again, or copy it again from where it was made.',
    },
    { cause },
  );
}

function describe(record: ZipEntry): ArchiveEntry {
  const date = record.getLastModDate({ timezone: 'UTC' });
  return {
    path: decodeName(record),
    size: record.uncompressedSize,
    encrypted: record.isEncrypted(),
    date: date.getUTCFullYear() > DOS_EPOCH_YEAR ? date : null,
    record,
  };
}

// Xcode's own exporter writes UTF-8 names without the flag that says so.
function decodeName(record: ZipEntry): string {
  const { fileNameRaw, generalPurposeBitFlag, extraFields } = record;
  if (isUtf8(fileNameRaw)) return fileNameRaw.toString('utf8');
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
}

/** A source whose last bytes are held in memory, since a zip archive is read from its end. */
interface TailSource extends Source {
  /** Holds everything from `start` on in memory, and gives it. */
  prefetch(start: number): Promise<Uint8Array>;
}

async function readTail(source: Source): Promise<TailSource> {
  let start = Math.max(0, source.size - TAIL_BYTES);
  let tail = await source.read(start, source.size - start);
  return {
    size: source.size,
    async read(offset, length) {
      if (offset < start) return source.read(offset, length);
      if (offset + length > source.size)
        throw new RangeError(`The file ends before byte ${offset + length}.`);
      return tail.subarray(offset - start, offset - start + length);
    },
    async prefetch(from) {
      if (from < start) {
        const before = await source.read(from, start - from);
        tail = Buffer.concat([before, tail]);
        start = from;
      }
      return tail.subarray(from - start);
    },
    close: () => source.close(),
  };
}

const PIECE_BYTES = 256 * 1024;

async function* readPieces(source: Source, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let offset = start; offset < end; offset += PIECE_BYTES) {
    yield await source.read(offset, Math.min(PIECE_BYTES, end - offset));
  }
}

class SourceReader extends RandomAccessReader {
  readonly #source: Source;

  constructor(source: Source) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(readPieces(this.#source, start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#source.read(position, length).then((bytes) => {
      buffer.set(bytes, offset);
      callback(null);
    }, callback);
  }
}

const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

async function explainUnopened(source: Source, cause: Error): Promise<IpaError> {
  const start = Buffer.from(await source.read(0, Math.min(source.size, 64))).toString('latin1');
  if (source.size === 0) {
    return new IpaError({
      code: 'empty-file',
      message: 'The file is empty.',
      fix: 'Copy the build again; an interrupted copy or a full disk leaves an empty file.',
    });
  }
  if (start.startsWith(LFS_POINTER)) {
    return new IpaError({
      code: 'git-lfs-pointer',
      message:
        'This is a Git LFS pointer, a few lines of text that stand for the build, not the build itself.',
      fix: 'Run `git lfs pull`. On GitHub Actions give actions/checkout the option `lfs: true`.',
    });
  }
  if (start.startsWith('PK\u0003\u0004')) {
    return new IpaError(
      {
        code: 'truncated-archive',
        message: `The archive is cut off: it begins as a zip file, but its end is missing (${cause.message}).`,
        fix: 'Copy or download the build again; the last transfer did not finish.',
      },
      { cause },
    );
  }
  const webPage = /^\s*<(!doctype|html)/i.test(start) ? ' It is a web page, perhaps of a login.' : '';
  return new IpaError(
    {
      code: 'not-a-zip',
      message: `The file is not an .ipa: it is no zip archive.${webPage}`,
      fix: 'Put the .ipa here that Xcode, fastlane or your CI exported.',
    },
    { cause },
  );
}
