import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import {
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  parseExtraFields,
  RandomAccessReader,
  type Entry as ZipEntry,
  type ZipFile,
} from 'yauzl';
import { type BufferedSource, bufferSource } from './buffered-source.ts';
import { IpaError } from './problem.ts';
import type { Source } from './source.ts';

/** One entry of the archive, by what its central directory record says. */
export interface ArchiveEntry {
  /** Path as written, with `/` between folders; a folder ends in `/`. */
  path: string;
  /** Bytes when unpacked, and as they lie in the archive. */
  size: number;
  packedSize: number;
  /** 0 stored, 8 deflated. */
  method: number;
  /** CRC-32 of the unpacked bytes. */
  crc: number;
  encrypted: boolean;
  /** Type and permissions as Unix keeps them, 0 where the archive was made elsewhere. */
  mode: number;
  /** Where the entry's own header is, in bytes from the start of the archive. */
  headerOffset: number;
  /** The record as `yauzl` read it. */
  record: ZipEntry;
}

const MAX_ENTRIES = 250_000;
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;
// Up to here an entry is unpacked in one step, which is several times faster than in pieces.
const MAX_WHOLE_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 512 * 1024;
const STORED = 0;
const DEFLATED = 8;
const DOS_EPOCH_YEAR = 1980;

/** The zip archive inside an `.ipa`: its list of entries, and their bytes on demand. */
export class Archive {
  /** SHA-256 in hex over the size and the central directory; equal for equal archives, whatever their file times. */
  readonly fingerprint: string;
  readonly #source: Source;
  readonly #zip: ZipFile;
  #entries: Promise<ArchiveEntry[]> | undefined;

  private constructor(source: Source, zip: ZipFile, fingerprint: string) {
    this.#source = source;
    this.#zip = zip;
    this.fingerprint = fingerprint;
  }

  /**
   * Opens the archive by its tail alone. The source stays the caller's to close.
   * Throws an `IpaError` when the bytes are no zip archive.
   */
  static async open(source: Source): Promise<Archive> {
    const buffered = await bufferSource(source);
    const zip = await fromRandomAccessReaderPromise(new SourceReader(buffered), source.size, {
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
    hash.update(await buffered.prefetch(directoryStart));
    return new Archive(buffered, zip, hash.digest('hex'));
  }

  /** Every entry in the order of the central directory. Throws an `IpaError` when that is damaged. */
  entries(): Promise<ArchiveEntry[]> {
    this.#entries ??= this.#readEntries();
    return this.#entries;
  }

  async #readEntries(): Promise<ArchiveEntry[]> {
    if (this.#zip.entryCount > MAX_ENTRIES) throw damaged(`it claims to hold ${this.#zip.entryCount} files`);
    try {
      return (await readRecords(this.#zip)).map(describe);
    } catch (error) {
      throw damaged((error as Error).message, error);
    }
  }

  /**
   * The bytes of one entry, checked against its CRC-32.
   * Throws an `IpaError` when it unpacks to more than `limit` bytes, is encrypted or damaged.
   */
  async read(entry: ArchiveEntry, limit: number): Promise<Uint8Array> {
    const length = Math.max(entry.size, entry.packedSize);
    if (length > limit) throw damaged(`${entry.path} is ${length} bytes long, more than any real one`);
    const bytes = await this.#unpackWhole(entry);
    if (crc32(bytes) !== entry.crc) throw damaged(`${entry.path} does not match its checksum`);
    return bytes;
  }

  /** The name in the entry's own header, which unpackers may go by; null when that cannot be read. */
  async localName({ record }: ArchiveEntry): Promise<string | null> {
    try {
      const { fileName, extraField } = await this.#zip.readLocalFileHeaderPromise(record);
      return decodeName({ ...record, fileNameRaw: fileName, extraFields: parseExtraFields(extraField) });
    } catch {
      return null;
    }
  }

  /**
   * The unpacked bytes of one entry, piece by piece; each is overwritten when the next one is asked for.
   * Throws an `IpaError` when it is encrypted or damaged.
   */
  async *stream(entry: ArchiveEntry): AsyncGenerator<Uint8Array> {
    if (Math.max(entry.size, entry.packedSize) <= MAX_WHOLE_BYTES) {
      yield await this.#unpackWhole(entry);
      return;
    }
    const { start, end } = await this.#locate(entry);
    const pieces =
      entry.method === STORED
        ? readPieces(this.#source, start, end, new Uint8Array(PIECE_BYTES))
        : inflate(readPieces(this.#source, start, end));
    let length = 0;
    try {
      for await (const piece of pieces) {
        length += piece.length;
        if (length > entry.size) break;
        yield piece;
      }
    } catch (error) {
      throw notUnpacked(entry, (error as Error).message, error);
    }
    requireSize(entry, length);
  }

  async #unpackWhole(entry: ArchiveEntry): Promise<Uint8Array> {
    const { start, end } = await this.#locate(entry);
    let bytes: Uint8Array;
    try {
      const packed = await this.#source.read(start, end - start);
      bytes = entry.method === STORED ? packed : inflateWhole(packed, entry.size);
    } catch (error) {
      throw notUnpacked(entry, (error as Error).message, error);
    }
    requireSize(entry, bytes.length);
    return bytes;
  }

  /** Where the packed bytes of an entry are, as offsets in the archive. */
  async #locate(entry: ArchiveEntry): Promise<{ start: number; end: number }> {
    if (entry.encrypted) throw encrypted();
    const { method, packedSize } = entry;
    if (method !== STORED && method !== DEFLATED) throw notUnpacked(entry, `compression method ${method}`);
    try {
      const header = await this.#zip.readLocalFileHeaderPromise(entry.record, { minimal: true });
      return { start: header.fileDataStart, end: header.fileDataStart + packedSize };
    } catch (error) {
      throw notUnpacked(entry, (error as Error).message, error);
    }
  }
}

function inflateWhole(packed: Uint8Array, size: number): Uint8Array {
  // One byte more than there should be tells that there is too much.
  return inflateRawSync(packed, { chunkSize: Math.max(size + 1, 64), maxOutputLength: size + 1 });
}

function inflate(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // What goes wrong ends the iteration by itself.
  return pipeline(packed, createInflateRaw({ chunkSize: PIECE_BYTES }), () => {});
}

function requireSize(entry: ArchiveEntry, length: number): void {
  if (length !== entry.size) throw notUnpacked(entry, `its length is not ${entry.size} bytes`);
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

function notUnpacked(entry: ArchiveEntry, reason: string, cause?: unknown): IpaError {
  return damaged(`${entry.path} cannot be unpacked (${reason})`, cause);
}

/**
 * Reads all records of the central directory, without a promise for each: as long as they lie in memory, each comes
 * before `readEntry` returns. Throws what `yauzl` says when one is malformed.
 */
function readRecords(zip: ZipFile): Promise<ZipEntry[]> {
  return new Promise((resolve, reject) => {
    const records: ZipEntry[] = [];
    let reading = false;
    const readOn = () => {
      reading = true;
      for (let before = -1; before < records.length && records.length < zip.entryCount; ) {
        before = records.length;
        zip.readEntry();
      }
      reading = false;
      if (records.length === zip.entryCount) resolve(records);
    };
    zip.on('error', reject);
    zip.on('entry', (record) => {
      records.push(record);
      // A record without a name comes later.
      if (!reading) readOn();
    });
    readOn();
  });
}

/** When a file was last changed; null where the archive does not say. A time without a zone is taken as UTC. */
export function lastModified({ record }: ArchiveEntry): Date | null {
  const date = record.getLastModDate({ timezone: 'UTC' });
  return date.getUTCFullYear() > DOS_EPOCH_YEAR ? date : null;
}

function describe(record: ZipEntry): ArchiveEntry {
  return {
    path: decodeName(record),
    size: record.uncompressedSize,
    packedSize: record.compressedSize,
    method: record.compressionMethod,
    crc: record.crc32,
    encrypted: record.isEncrypted(),
    mode: record.externalFileAttributes >>> 16,
    headerOffset: record.relativeOffsetOfLocalHeader,
    record,
  };
}

// Xcode's own exporter writes UTF-8 names without the flag that says so.
function decodeName(record: Pick<ZipEntry, 'fileNameRaw' | 'generalPurposeBitFlag' | 'extraFields'>): string {
  const { fileNameRaw, generalPurposeBitFlag, extraFields } = record;
  if (isUtf8(fileNameRaw)) return fileNameRaw.toString('utf8');
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
}

/** Reads into `buffer` when that is given, else every piece into memory of its own. */
async function* readPieces(
  source: Source,
  start: number,
  end: number,
  buffer?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  for (let offset = start; offset < end; offset += PIECE_BYTES) {
    yield await source.read(offset, Math.min(PIECE_BYTES, end - offset), buffer);
  }
}

class SourceReader extends RandomAccessReader {
  readonly #source: BufferedSource;

  constructor(source: BufferedSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const give = (bytes: Uint8Array) => {
      buffer.set(bytes, offset);
      callback(null);
    };
    const known = this.#source.peek(position, length);
    if (known) give(known);
    else this.#source.read(position, length).then(give, callback);
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
