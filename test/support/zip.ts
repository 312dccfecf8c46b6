/** Writes ZIP archives (APPNOTE 6.3) of every kind a reader may meet, faulty ones included. */

import { crc32, deflateRawSync } from 'node:zlib';
import { concat, u16le, u32le, u64le } from './bytes.ts';
import { chunksOf, type FileContent } from './file-content.ts';

export interface ZipEntry {
  /** Bytes are written as they are, without the flag for UTF-8. A name that ends in `/` is a directory. */
  name: string | Uint8Array;
  content: FileContent;
  /** `deflated` unless told; a number is declared as the method, over content left as it is. */
  method?: 'stored' | 'deflated' | number;
  modified?: Date;
  /** Unix mode with file type; 0o100644, 0o040755 or 0o120755 by what the entry is, unless told. */
  mode?: number;
  /** Sizes and checksum behind the content instead of before it. */
  dataDescriptor?: boolean;
  /** ZIP64 fields even where the sizes need none. */
  zip64?: boolean;
  /** The name in the local header, when it differs from the central directory's. */
  localName?: string;
  /** Sets the flag; the content stays in clear. */
  encrypted?: boolean;
  /** What the headers say in place of the truth. */
  claims?: { crc32?: number; compressedSize?: number; size?: number };
}

export interface ZipOptions {
  /** Bytes before the first entry; the offsets of the archive count them in. */
  prefix?: Uint8Array;
  comment?: string;
  /** Keeps only so many bytes of the archive. */
  truncateTo?: number;
}

const METHOD = { stored: 0, deflated: 8 };
const FLAG = { encrypted: 1, descriptor: 8, utf8: 0x800 };
const MODE = { file: 0o100644, directory: 0o040755, link: 0o120755 };
const LIMIT = 0xffffffff;
const DEFAULT_TIME = new Date('2026-01-15T10:00:00Z');

/** An entry with all that its two headers say. */
interface Prepared {
  entry: ZipEntry;
  name: Uint8Array;
  flags: number;
  method: number;
  body: FileContent;
  crc: number;
  size: number;
  compressedSize: number;
  offset: number;
  zip64: boolean;
}

/** The whole archive in memory. */
export function writeZip(entries: ZipEntry[], options: ZipOptions = {}): Uint8Array {
  return concat(...zipChunks(entries, options)).subarray(0, options.truncateTo);
}

/** The archive piece by piece, for those too big for memory; `truncateTo` is not heeded. */
export function* zipChunks(entries: ZipEntry[], options: ZipOptions = {}): Generator<Uint8Array> {
  let offset = 0;
  const counted = (bytes: Uint8Array) => {
    offset += bytes.length;
    return bytes;
  };
  if (options.prefix) yield counted(options.prefix);
  const written: Prepared[] = [];
  for (const entry of entries) {
    const prepared = prepare(entry, offset);
    written.push(prepared);
    yield counted(localHeader(prepared));
    for (const chunk of chunksOf(prepared.body)) yield counted(chunk);
    if (entry.dataDescriptor) yield counted(dataDescriptor(prepared));
  }
  const start = offset;
  for (const prepared of written) yield counted(centralHeader(prepared));
  yield endRecords(written, start, offset - start, options.comment ?? '');
}

function prepare(entry: ZipEntry, offset: number): Prepared {
  const method =
    typeof entry.method === 'number' ? entry.method : METHOD[entry.method ?? defaultMethod(entry)];
  const body = method === METHOD.deflated ? deflate(entry.content) : entry.content;
  let crc = 0;
  let size = 0;
  for (const chunk of chunksOf(entry.content)) {
    crc = crc32(chunk, crc);
    size += chunk.length;
  }
  const compressedSize = body instanceof Uint8Array ? body.length : size;
  const text = typeof entry.name === 'string';
  const { claims = {} } = entry;
  return {
    entry,
    name: text ? Buffer.from(entry.name as string) : (entry.name as Uint8Array),
    flags:
      (entry.encrypted ? FLAG.encrypted : 0) |
      (entry.dataDescriptor ? FLAG.descriptor : 0) |
      (text ? FLAG.utf8 : 0),
    method,
    body,
    crc: claims.crc32 ?? crc,
    size: claims.size ?? size,
    compressedSize: claims.compressedSize ?? compressedSize,
    offset,
    zip64: entry.zip64 || size >= LIMIT || compressedSize >= LIMIT || offset >= LIMIT,
  };
}

function defaultMethod({ content, name }: ZipEntry): 'stored' | 'deflated' {
  return content instanceof Uint8Array && !isDirectory(name) ? 'deflated' : 'stored';
}

function deflate(content: FileContent): Uint8Array {
  return deflateRawSync(concat(...chunksOf(content)), { level: 9 });
}

function isDirectory(name: string | Uint8Array): boolean {
  return typeof name === 'string' ? name.endsWith('/') : name.at(-1) === 0x2f;
}

function modeOf({ entry }: Prepared): number {
  if (entry.mode !== undefined) return entry.mode;
  if (isDirectory(entry.name)) return MODE.directory;
  return 'target' in entry.content ? MODE.link : MODE.file;
}

function localHeader(prepared: Prepared): Uint8Array {
  const { entry, flags, method, zip64 } = prepared;
  const name = entry.localName === undefined ? prepared.name : Buffer.from(entry.localName);
  const known = entry.dataDescriptor ? { crc: 0, size: 0, compressedSize: 0 } : prepared;
  const extra = concat(
    timeField(entry),
    zip64 ? field(0x0001, u64le(known.size, known.compressedSize)) : none,
  );
  return concat(
    u32le(0x04034b50),
    u16le(zip64 ? 45 : 20, flags, method, ...dosTime(entry)),
    u32le(known.crc, ...(zip64 ? [LIMIT, LIMIT] : [known.compressedSize, known.size])),
    u16le(name.length, extra.length),
    name,
    extra,
  );
}

function dataDescriptor({ crc, size, compressedSize, zip64 }: Prepared): Uint8Array {
  const sizes = [compressedSize, size];
  return concat(u32le(0x08074b50, crc), zip64 ? u64le(...sizes) : u32le(...sizes));
}

function centralHeader(prepared: Prepared): Uint8Array {
  const { entry, name, flags, method, crc, size, compressedSize, offset, zip64 } = prepared;
  const extra = concat(timeField(entry), zip64 ? field(0x0001, u64le(size, compressedSize, offset)) : none);
  return concat(
    u32le(0x02014b50),
    // Made by Unix, so that the upper half of the attributes is a mode.
    u16le(0x0300 | (zip64 ? 45 : 20), zip64 ? 45 : 20, flags, method, ...dosTime(entry)),
    u32le(crc, ...(zip64 ? [LIMIT, LIMIT] : [compressedSize, size])),
    u16le(name.length, extra.length, 0, 0, 0),
    u32le(modeOf(prepared) * 0x10000, zip64 ? LIMIT : offset),
    name,
    extra,
  );
}

function endRecords(written: Prepared[], start: number, size: number, comment: string): Uint8Array {
  const text = Buffer.from(comment);
  const count = written.length;
  const zip64 = start >= LIMIT || count >= 0xffff || written.some((prepared) => prepared.zip64);
  const record64 = concat(
    u32le(0x06064b50),
    u64le(44),
    u16le(0x031e, 45),
    u32le(0, 0),
    u64le(count, count, size, start),
    u32le(0x07064b50, 0),
    u64le(start + size),
    u32le(1),
  );
  return concat(
    zip64 ? record64 : none,
    u32le(0x06054b50),
    u16le(0, 0, ...(zip64 ? [0xffff, 0xffff] : [count, count])),
    u32le(...(zip64 ? [LIMIT, LIMIT] : [size, start])),
    u16le(text.length),
    text,
  );
}

/** Time and date in MS-DOS form, taken as UTC, in steps of two seconds. */
function dosTime({ modified = DEFAULT_TIME }: ZipEntry): [number, number] {
  const time =
    (modified.getUTCHours() << 11) | (modified.getUTCMinutes() << 5) | (modified.getUTCSeconds() >> 1);
  const years = modified.getUTCFullYear() - 1980;
  return [time, (years << 9) | ((modified.getUTCMonth() + 1) << 5) | modified.getUTCDate()];
}

/** Info-ZIP's extended timestamp: the modification time in seconds since 1970. */
function timeField({ modified = DEFAULT_TIME }: ZipEntry): Uint8Array {
  return field(0x5455, concat(Uint8Array.of(1), u32le(Math.floor(modified.getTime() / 1000))));
}

const none = new Uint8Array();

function field(id: number, contents: Uint8Array): Uint8Array {
  return concat(u16le(id, contents.length), contents);
}
