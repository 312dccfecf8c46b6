/** Reads chosen ranges, in ascending order, out of bytes that arrive piece by piece; keeps nothing else. */
export class ForwardReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array();
  /** Offset of the first byte of `#piece` that is not consumed yet. */
  #offset = 0;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /**
   * The `length` bytes at `offset`, which must not lie before the end of the last range read.
   * Throws a `RangeError` when it does, or when the bytes end too early.
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#offset) throw new RangeError('its parts overlap');
    await this.#skip(offset - this.#offset);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      await this.#fill();
      const taken = this.#take(length - done);
      bytes.set(taken, done);
      done += taken.length;
    }
    return bytes;
  }

  /** Stops the bytes from arriving. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      await this.#fill();
      left -= this.#take(left).length;
    }
  }

  async #fill(): Promise<void> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done) throw new RangeError('it is cut off');
      this.#piece = next.value;
    }
  }

  #take(limit: number): Uint8Array {
    const taken = this.#piece.subarray(0, limit);
    this.#piece = this.#piece.subarray(taken.length);
    this.#offset += taken.length;
    return taken;
  }
}
