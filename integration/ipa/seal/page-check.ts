import type { CodeDirectory } from './code-directory.ts';
import { Digest } from './hash-type.ts';

/** Holds the bytes of a slice, as they come, against the page hashes of one code directory. */
export class PageCheck {
  /** How many pages are not what was signed. */
  changed = 0;
  /** The first byte of the first such page, within the slice. */
  firstChanged = 0;
  readonly #directory: CodeDirectory;
  #page = 0;
  #digest: Digest;
  /** Bytes that the page at hand still lacks, and that the code still lacks. */
  #lacking: number;
  #left: number;

  constructor(directory: CodeDirectory) {
    this.#directory = directory;
    this.#digest = new Digest(directory.hashType);
    this.#left = directory.codeLimit;
    this.#lacking = Math.min(directory.pageSize, this.#left);
  }

  /** The next bytes of the slice; what lies beyond the code limit is passed over. */
  update(bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0 && this.#left > 0; ) {
      const piece = rest.subarray(0, this.#lacking);
      this.#digest.update(piece);
      this.#lacking -= piece.length;
      this.#left -= piece.length;
      rest = rest.subarray(piece.length);
      if (this.#lacking === 0) this.#endPage();
    }
  }

  #endPage(): void {
    const { hashType, pageSize } = this.#directory;
    if (!this.#digest.end().equals(this.#directory.pageHash(this.#page))) {
      if (this.changed === 0) this.firstChanged = this.#page * pageSize;
      this.changed++;
    }
    this.#page++;
    this.#digest = new Digest(hashType);
    this.#lacking = Math.min(pageSize, this.#left);
  }
}
