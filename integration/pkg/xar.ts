import { createHash, hash } from 'node:crypto';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { reason } from '../ipa/bundle.ts';
import type { Source } from '../ipa/source.ts';
import { cleanText } from '../ipa/text.ts';
import { damaged, PkgError, truncated } from './problem.ts';
import { type HeapRange, readToc, type Toc, type XarFile } from './toc.ts';
import { parseXml } from './xml.ts';

const MAGIC = 'xar!';
const HEADER_BYTES = 28;
/** With the name of a checksum that has no number. */
const MAX_HEADER_BYTES = 64;
const MAX_TOC_BYTES = 8 * 1024 * 1024;
const MAX_TOC_TEXT_BYTES = 32 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

/** Checksums that a xar archive may name and that are still worth something, with their bytes. */
const DIGEST_BYTES = new Map([
  ['sha1', 20],
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
]);
const NUMBERED = ['none', 'sha1', 'md5', 'sha256', 'sha512'];
const OTHER = 3;

const inflated = promisify(inflate);

/** The xar archive that a flat `.pkg` is: its table of contents, and the bytes of its files on demand. */
export class XarArchive {
  readonly toc: Toc;
  /** The table of contents as it lies in the archive: what its checksum and the signature are over. */
  readonly packedToc: Uint8Array;
  /** SHA-256 in hex over the size and the table of contents, which holds a checksum of every file. */
  readonly fingerprint: string;
  readonly #source: Source;
  readonly #heap: number;

  private constructor(source: Source, heap: number, packedToc: Uint8Array, toc: Toc) {
    this.#source = source;
    this.#heap = heap;
    this.packedToc = packedToc;
    this.toc = toc;
    this.fingerprint = createHash('sha256').update(`${source.size}:`).update(packedToc).digest('hex');
  }

  /**
   * Opens the archive by its header and table of contents alone, and verifies the latter's checksum. The
   * source stays the caller's to close.
   * Throws a `PkgError` when the bytes are no xar archive, or one that is damaged or cut off.
   */
  static async open(source: Source): Promise<XarArchive> {
    const head = Buffer.from(await source.read(0, Math.min(source.size, MAX_HEADER_BYTES)));
    if (head.toString('latin1', 0, MAGIC.length) !== MAGIC) throw explainNoXar(head);
    if (head.length < HEADER_BYTES) throw truncated('it ends within its first line');
    const start = head.readUInt16BE(4);
    const length = Number(head.readBigUInt64BE(8));
    const textLength = Number(head.readBigUInt64BE(16));
    if (start < HEADER_BYTES || head.readUInt16BE(6) !== 1) throw damaged('its header is of an unknown kind');
    if (length > MAX_TOC_BYTES || textLength > MAX_TOC_TEXT_BYTES) {
      throw damaged(`it claims a table of contents of ${Math.max(length, textLength)} bytes`);
    }
    if (start + length > source.size) throw truncated('it ends within its table of contents');
    const packed = await source.read(start, length);
    const toc = readToc(await unpackToc(packed, textLength));
    const archive = new XarArchive(source, start + length, packed, toc);
    await archive.#verifyToc(head.subarray(0, start));
    archive.#requireWhole();
    return archive;
  }

  /**
   * The bytes of one file, unpacked and checked against its checksum.
   * Throws a `PkgError` when it is larger than `limit` bytes, damaged, or packed in an unusual way.
   */
  async read(file: XarFile, limit: number): Promise<Uint8Array> {
    const shown = cleanText(file.path) ?? '';
    const largest = Math.max(file.size, file.length);
    if (largest > limit) throw damaged(`${shown} is ${largest} bytes long, more than any real one`);
    const packed = await this.readHeap(file);
    if (isKnown(file.checksum) && hash(file.checksum.algorithm, packed) !== file.checksum.hex) {
      throw damaged(`${shown} does not match its checksum`);
    }
    const bytes = await unpack(packed, file, shown);
    if (bytes.length !== file.size) throw damaged(`${shown} does not unpack to the size that it should have`);
    return bytes;
  }

  /** Bytes of the heap; the range must have been found to lie inside. */
  readHeap({ offset, length }: HeapRange): Promise<Uint8Array> {
    return this.#source.read(this.#heap + offset, length);
  }

  /**
   * Checks every file against the checksum that the table of contents has for it, a megabyte at a time.
   * Throws a `PkgError` that names the first one that was changed.
   */
  async verifyFiles(): Promise<void> {
    const seen = new Set<string>();
    for (const file of this.toc.files.values()) {
      const key = JSON.stringify([file.offset, file.length, file.checksum]);
      if (!isKnown(file.checksum) || seen.has(key)) continue;
      seen.add(key);
      const digest = createHash(file.checksum.algorithm);
      for (let done = 0; done < file.length; done += PIECE_BYTES) {
        const length = Math.min(PIECE_BYTES, file.length - done);
        digest.update(await this.readHeap({ offset: file.offset + done, length }));
      }
      if (digest.digest('hex') !== file.checksum.hex) {
        throw damaged(`${cleanText(file.path)} was changed after the package was made`);
      }
    }
  }

  async #verifyToc(header: Buffer): Promise<void> {
    const { checksum } = this.toc;
    const bytes = DIGEST_BYTES.get(checksum.algorithm);
    if (!bytes) throw damaged(`its checksum is of the kind "${cleanText(checksum.algorithm) ?? 'none'}"`);
    if (namedIn(header) !== checksum.algorithm || checksum.length !== bytes) {
      throw damaged('its header and its table of contents name different checksums');
    }
    if (this.#lacks(checksum)) throw truncated('its checksum lies beyond its end');
    const expected = Buffer.from(await this.readHeap(checksum)).toString('hex');
    if (hash(checksum.algorithm, this.packedToc) !== expected) {
      throw damaged('its table of contents does not match its checksum');
    }
  }

  #requireWhole(): void {
    const { signatures, files } = this.toc;
    if (signatures.some((range) => this.#lacks(range))) throw truncated('its signature lies beyond its end');
    // Files with equal contents may share their bytes, but not parts of them.
    const lengths = new Map<number, number>();
    for (const file of files.values()) {
      if (this.#lacks(file)) throw truncated(`${cleanText(file.path)} lies beyond its end`);
      lengths.set(file.offset, Math.max(file.length, lengths.get(file.offset) ?? 0));
    }
    const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
    if (total > this.#source.size) throw damaged('its files overlap');
  }

  #lacks({ offset, length }: HeapRange): boolean {
    return this.#heap + offset + length > this.#source.size;
  }
}

async function unpackToc(packed: Uint8Array, length: number) {
  let text: Uint8Array;
  try {
    text = await inflated(packed, { maxOutputLength: Math.max(1, length) });
  } catch (error) {
    throw damaged('its table of contents cannot be unpacked', error);
  }
  if (text.length !== length) throw damaged('its table of contents has another size than it claims');
  try {
    return parseXml(text);
  } catch (error) {
    throw damaged(`its table of contents is no XML: ${reason(error)}`, error);
  }
}

async function unpack(packed: Uint8Array, { encoding, size }: XarFile, shown: string): Promise<Uint8Array> {
  if (encoding === 'application/octet-stream') return packed;
  // What xar calls gzip is a zlib stream.
  if (encoding !== 'application/x-gzip') {
    throw damaged(`${shown} is packed in an unusual way (${cleanText(encoding, 80)})`);
  }
  try {
    return await inflated(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw damaged(`${shown} cannot be unpacked`, error);
  }
}

/** The checksum that the header names, by number or in words. */
function namedIn(header: Buffer): string | undefined {
  const number = header.readUInt32BE(24);
  const name = header.toString('latin1', HEADER_BYTES).split('\0', 1)[0];
  return number === OTHER && name ? name.toLowerCase() : NUMBERED[number];
}

/** Whether a file can be checked; archives of old have checksums that nobody can rely on. */
function isKnown(checksum: XarFile['checksum']): checksum is NonNullable<XarFile['checksum']> {
  return checksum !== null && DIGEST_BYTES.has(checksum.algorithm);
}

const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

function explainNoXar(head: Buffer): PkgError {
  const start = head.toString('latin1');
  if (head.length === 0) {
    return new PkgError({
      code: 'empty-file',
      message: 'The file is empty.',
      fix: 'Copy the package again; an interrupted copy or a full disk leaves an empty file.',
    });
  }
  if (start.startsWith(LFS_POINTER)) {
    return new PkgError({
      code: 'git-lfs-pointer',
      message:
        'This is a Git LFS pointer, a few lines of text that stand for the package, not the package itself.',
      fix: 'Run `git lfs pull`. On GitHub Actions give actions/checkout the option `lfs: true`.',
    });
  }
  return new PkgError({
    code: 'not-a-pkg',
    message: `The file is not a macOS package: it is no xar archive.${whatItIs(start)}`,
    fix: 'Put the .pkg here that Xcode, productbuild or pkgbuild wrote.',
  });
}

function whatItIs(start: string): string {
  if (/^\s*<(!doctype|html)/i.test(start)) return ' It is a web page, perhaps of a login.';
  if (start.startsWith('PK\u0003\u0004')) return ' It is a zip archive, perhaps a packed app.';
  return '';
}
