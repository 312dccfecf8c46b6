import { hash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from './whole-file.ts';

/**
 * What was made in earlier builds, by the name of what it was made from: most is the same from build to build,
 * and to name it costs less than to make it again.
 */
export class Memory<Value> {
  readonly #path: string;
  readonly #version: number;
  readonly #known: Map<string, Value>;
  readonly #used = new Map<string, Value>();
  readonly #making = new Map<string, Promise<Value>>();
  #learned = false;

  private constructor(path: string, version: number, known: Map<string, Value>) {
    this.#path = path;
    this.#version = version;
    this.#known = known;
  }

  /**
   * Opens the file at `path`; a missing, damaged or outdated one knows nothing. Its owner raises `version`
   * whenever what is made changes in shape or meaning, so that nothing stale is used.
   */
  static async open<Value>(path: string, version: number): Promise<Memory<Value>> {
    try {
      const content = JSON.parse(await readFile(path, 'utf8'));
      if (content.version === version)
        return new Memory(path, version, new Map(Object.entries<Value>(content.known)));
    } catch {
      // Whatever is wrong with it, making everything again makes it right.
    }
    return new Memory(path, version, new Map());
  }

  /** What was made under this name before; undefined where nothing was. */
  known(name: string): Value | undefined {
    const value = this.#used.get(name) ?? this.#known.get(name);
    if (value !== undefined) this.#used.set(name, value);
    return value;
  }

  /**
   * What `make` gives, from memory where it was made under this name before. Made once, also when it is asked for
   * twice at once.
   */
  async recall(name: string, make: () => Value | Promise<Value>): Promise<Value> {
    const known = this.known(name);
    if (known !== undefined) return known;
    const making = this.#making.get(name) ?? this.#make(name, make);
    this.#making.set(name, making);
    return making;
  }

  async #make(name: string, make: () => Value | Promise<Value>): Promise<Value> {
    try {
      const value = await make();
      this.#used.set(name, value);
      this.#learned = true;
      return value;
    } finally {
      this.#making.delete(name);
    }
  }

  /** Keeps what was used since it was opened and forgets the rest; writes only when that changed. */
  async save(): Promise<void> {
    if (!this.#learned && this.#used.size === this.#known.size) return;
    await mkdir(dirname(this.#path), { recursive: true });
    const content = { version: this.#version, known: Object.fromEntries(this.#used) };
    await writeWhole(this.#path, JSON.stringify(content));
  }
}

/** A name that these bytes, or this text, share with no others. */
export function nameOf(content: Uint8Array | string): string {
  return hash('sha256', content, 'base64url');
}
