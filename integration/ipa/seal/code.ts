import { type Bundle, reason } from './bundles.ts';
import type { CodeDirectory } from './code-directory.ts';
import type { AppContents } from './contents.ts';
import type { FaultList } from './fault.ts';
import { digestOf } from './hash-type.ts';
import { PageCheck } from './page-check.ts';
import { verifySignature } from './signature.ts';

/** An executable or a library whose signatures are verified but for the hashes of its pages. */
export interface Code {
  /** Root of the bundle in which it is. */
  root: string;
  path: string;
  slices: CodeSlice[];
}

/** One architecture's part of it. */
export interface CodeSlice {
  /** What faults call it: `Payload/Orbit.app/Orbit (arm64)`. */
  name: string;
  /** Where it lies in the file, in bytes; it ends with its signature. */
  start: number;
  end: number;
  /** Bytes of the file's fat header; 0 when it has none. */
  headerSize: number;
  /** Those that can be believed. */
  directories: CodeDirectory[];
}

/** What may still be read; shared by all code of an app. */
export interface SignatureBudget {
  bytes: number;
}

/** A real signature takes less than two per cent of its code. */
export const MAX_SIGNATURE_BYTES = 256 * 1024 * 1024;

const CDHASH_HEX = 40;

/**
 * Reads the headers and signatures of the executable at `path` and verifies them: `bundle`'s executable, or loose
 * code in the bundle at `root`. Null when it is no executable at all, which in loose code is no fault.
 */
export async function readCode(
  contents: AppContents,
  path: string,
  root: string,
  bundle: Bundle | null,
  budget: SignatureBudget,
  faults: FaultList,
): Promise<Code | null> {
  const fileSize = contents.files.get(path)?.size ?? 0;
  const slices: CodeSlice[] = [];
  return contents.slices(path, root, async (parts) => {
    try {
      for await (const slice of parts) {
        const { facts, offset, fat } = slice;
        budget.bytes -= slice.signature?.bytes.length ?? 0;
        if (budget.bytes < 0)
          throw new RangeError('the signatures of this app are longer than any real ones');
        if (fat && fat.architecture !== facts.architecture) {
          throw new RangeError(`it has ${facts.architecture} where it announces ${fat.architecture}`);
        }
        const name = `${path} (${facts.architecture})`;
        const size = fat?.size ?? fileSize;
        if (offset < (slices.at(-1)?.end ?? 0) || offset + size > fileSize) {
          throw new RangeError('its parts are not where it says');
        }
        const directories = verifySignature({ ...slice, name, path, size, bundle }, (code, at, message) =>
          faults.add({ bundle: root, path: at, code, message }),
        );
        const length = slice.signature ? slice.signature.offset + slice.signature.bytes.length : size;
        const headerSize = fat?.headerSize ?? 0;
        slices.push({ name, start: offset, end: offset + length, headerSize, directories });
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (!bundle && slices.length === 0) return null;
      const message = `${path} is no executable that iOS could load: ${reason(error)}.`;
      faults.add({ bundle: root, path, code: 'damaged-executable', message });
      return null;
    }
    return { root, path, slices };
  });
}

/** The first 20 bytes of the hash of each code directory, in hex, by which a seal names code. */
export function cdhashesOf({ slices }: Code): string[] {
  return slices.flatMap(({ directories }) =>
    directories.map(({ hashType, bytes }) => digestOf(hashType, bytes).toString('hex').slice(0, CDHASH_HEX)),
  );
}

/** Holds the bytes of code, as they come, against its signatures. */
export class CodeCheck {
  readonly #code: Code;
  readonly #checks: { slice: CodeSlice; pages: PageCheck[] }[];
  /** What lies around the slices: nothing but zeros. */
  readonly #gaps: { start: number; end: number }[];
  #offset = 0;
  #strays = false;

  constructor(code: Code) {
    this.#code = code;
    this.#checks = code.slices.map((slice) => ({
      slice,
      pages: slice.directories.map((directory) => new PageCheck(directory)),
    }));
    const starts = [...code.slices.map(({ start }) => start), Number.POSITIVE_INFINITY];
    const ends = [code.slices[0]?.headerSize ?? 0, ...code.slices.map(({ end }) => end)];
    this.#gaps = starts.map((end, index) => ({ start: ends[index] ?? 0, end }));
  }

  /** The next bytes of the file. */
  update(bytes: Uint8Array): void {
    for (const { slice, pages } of this.#checks) {
      const part = this.#within(bytes, slice);
      if (part.length) for (const check of pages) check.update(part);
    }
    for (const gap of this.#gaps) {
      const part = this.#within(bytes, gap);
      if (part.length && !isZero(part)) this.#strays = true;
    }
    this.#offset += bytes.length;
  }

  /** Tells what is not as it was signed, once all bytes have come. */
  end(faults: FaultList): void {
    const { root, path } = this.#code;
    if (this.#strays) {
      const message = `${path} holds bytes outside of what is signed.`;
      faults.add({ bundle: root, path, code: 'damaged-executable', message });
    }
    for (const { slice, pages } of this.#checks) {
      const [worst] = pages.toSorted((a, b) => b.changed - a.changed);
      if (!worst?.changed) continue;
      const count = worst.changed === 1 ? 'a page is' : `${worst.changed} pages are`;
      const message = `${slice.name} was changed after signing: ${count} not as signed, the first at byte ${worst.firstChanged}.`;
      faults.add({ bundle: root, path, code: 'page-changed', message });
    }
  }

  #within(bytes: Uint8Array, { start, end }: { start: number; end: number }): Uint8Array {
    const at = (offset: number) => Math.min(bytes.length, Math.max(0, offset - this.#offset));
    return bytes.subarray(at(start), at(end));
  }
}

const ZEROS = new Uint8Array(64 * 1024);

function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length);
    if (Buffer.compare(part, ZEROS.subarray(0, part.length)) !== 0) return false;
  }
  return true;
}
