import { HASH_TYPES, type HashType } from './hash-type.ts';
import type { Blob } from './super-blob.ts';

/** A code directory: the hashes of code, page by page, and of everything that belongs to it. */
export interface CodeDirectory {
  /** Of its format, `0x20400` and the like. */
  version: number;
  flags: number;
  hashType: HashType;
  identifier: string;
  teamId: string | null;
  /** Bytes of the slice, from its start, that the page hashes cover. */
  codeLimit: number;
  /** Bytes of each page but the last; `codeLimit` when all is one page. */
  pageSize: number;
  /** The hash of page `index`, counted from 0. */
  pageHash(index: number): Uint8Array;
  /** The number of pages. */
  pageCount: number;
  /** The hashes of what belongs to the code, by slot; an absent one is left out. */
  special: Map<number, Uint8Array>;
  /** The whole blob, which its signature covers. */
  bytes: Uint8Array;
}

const MAGIC = 0xfade0c02;
/** The versions that added fields, and the length of the header with them. */
const SINCE = { teamId: 0x20200, codeLimit64: 0x20300 };
const HEADER_SIZE = { plain: 44, teamId: 52, codeLimit64: 64 };
const AD_HOC_FLAG = 0x2;
/** Apple uses eleven. */
const MAX_SPECIAL_SLOTS = 16;
const MAX_PAGE_SHIFT = 31;

/**
 * Reads a code directory. Layout: CodeDirectory in Apple's cs_blobs.h.
 * Throws a `RangeError` when it is malformed.
 */
export function readCodeDirectory({ magic, bytes }: Blob): CodeDirectory {
  if (magic !== MAGIC) throw new RangeError('its code directory is damaged');
  const cutOff = () => new RangeError('its code directory is cut off');
  if (bytes.length < HEADER_SIZE.plain) throw cutOff();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8);
  if (bytes.length < headerSizeOf(version)) throw cutOff();
  const hashOffset = view.getUint32(16);
  const specialCount = view.getUint32(24);
  const pageCount = view.getUint32(28);
  const hashSize = view.getUint8(36);
  const pageShift = view.getUint8(39);
  const hashType = HASH_TYPES.get(view.getUint8(37));
  const codeLimit = codeLimitOf(view, version);
  const pageSize = pageShift ? 2 ** pageShift : codeLimit;
  if (hashType?.size !== hashSize) throw new RangeError('its code directory has hashes of an unknown kind');
  if (specialCount > MAX_SPECIAL_SLOTS || pageShift > MAX_PAGE_SHIFT)
    throw new RangeError('its code directory is damaged');
  if (hashOffset < specialCount * hashSize || hashOffset + pageCount * hashSize > bytes.length)
    throw cutOff();
  const hashAt = (index: number) => {
    const start = hashOffset + index * hashSize;
    return bytes.subarray(start, start + hashSize);
  };
  const slots = Array.from({ length: specialCount }, (_, index) => index + 1);
  const teamOffset = version >= SINCE.teamId ? view.getUint32(48) : 0;
  return {
    version,
    flags: view.getUint32(12),
    hashType,
    identifier: textAt(bytes, view.getUint32(20)),
    teamId: teamOffset ? textAt(bytes, teamOffset) : null,
    codeLimit,
    pageSize,
    pageHash: hashAt,
    pageCount,
    special: new Map(
      slots.flatMap((slot) => {
        const hash = hashAt(-slot);
        return hash.some((byte) => byte !== 0) ? [[slot, hash]] : [];
      }),
    ),
    bytes,
  };
}

/** Whether a code directory says that nobody signs it (CS_ADHOC). */
export function isAdHoc({ flags }: CodeDirectory): boolean {
  return (flags & AD_HOC_FLAG) !== 0;
}

function headerSizeOf(version: number): number {
  if (version >= SINCE.codeLimit64) return HEADER_SIZE.codeLimit64;
  return version >= SINCE.teamId ? HEADER_SIZE.teamId : HEADER_SIZE.plain;
}

function codeLimitOf(view: DataView, version: number): number {
  const wide = version >= SINCE.codeLimit64 ? Number(view.getBigUint64(56)) : 0;
  return wide || view.getUint32(32);
}

function textAt(bytes: Uint8Array, offset: number): string {
  const end = bytes.indexOf(0, offset);
  if (offset >= bytes.length || end < 0) throw new RangeError('its code directory is cut off');
  return Buffer.from(bytes.subarray(offset, end)).toString('utf8');
}
