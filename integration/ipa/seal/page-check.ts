import type { CodeDirectory } from './code-directory.ts';
import { Digest, digestOf } from './hash-type.ts';

/** Holds the bytes of a slice, as they come, against the page hashes of one code directory. */
export class PageCheck {
  /** How many pages are not what was signed. */
  changed = 0;
  /** The first byte of the first such page, within the slice. */
  firstChanged = 0;
  readonly #directory: CodeDirectory;
  #page = 0;
  /** Of the page at hand; null where nothing of it has come yet. */
  #digest: Digest | null = null;
  /** Bytes that the page at hand still lacks, and that the code still lacks. */
  #lacking: number;
  #left: number;

  constructor(directory: CodeDirectory) {
    this.#directory = directory;
    this.#left = directory.codeLimit;
    this.#lacking = Math.min(directory.pageSize, this.#left);
  }

  /** The next bytes of the slice; what lies beyond the code limit is passed over. */
  update(bytes: Uint8Array): void {
    const { hashType } = this.#directory;
    for (let at = 0; at < bytes.length && this.#left > 0; ) {
      const piece = bytes.subarray(at, at + this.#lacking);
      at += piece.length;
      this.#left -= piece.length;
      this.#lacking -= piece.length;
      if (this.#lacking > 0) {
        this.#digest = (this.#digest ?? new Digest(hashType)).update(piece);
      } else {
        this.#endPage(this.#digest ? this.#digest.update(piece).end() : digestOf(hashType, piece));
      }
    }
  }

  #endPage(digest: Buffer): void {
    const { pageSize } = this.#directory;
    if (!digest.equals(this.#directory.pageHash(this.#page))) {
      if (this.changed === 0) this.firstChanged = this.#page * pageSize;
      this.changed++;
    }
    this.#page++;
    this.#digest = null;
    this.#lacking = Math.min(pageSize, this.#left);
  }
}
