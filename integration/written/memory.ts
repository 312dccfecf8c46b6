import { hash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from '../catalog/icons.ts';

/** To be raised whenever what is read from a file changes in shape or meaning, so that nothing stale is used. */
const VERSION = 1;

/**
 * What was read from files before, by their bytes: most pages are the same from build to build, and to parse one
 * costs more than to hash it.
 */
export class Memory<Value> {
  readonly #path: string;
  readonly #known: Map<string, Value>;
  readonly #used = new Map<string, Value>();
  #learned = false;

  private constructor(path: string, known: Map<string, Value>) {
    this.#path = path;
    this.#known = known;
  }

  /** Opens the file at `path`; a missing, damaged or outdated one knows nothing. */
  static async open<Value>(path: string): Promise<Memory<Value>> {
    try {
      const { version, known } = JSON.parse(await readFile(path, 'utf8'));
      if (version === VERSION) return new Memory(path, new Map(Object.entries<Value>(known)));
    } catch {
      // Whatever is wrong with it, reading the files again makes it right.
    }
    return new Memory(path, new Map());
  }

  /** What `read` gives for these bytes, from memory where they were read before. `kind` tells readers apart. */
  async recall(kind: string, bytes: Uint8Array, read: () => Promise<Value>): Promise<Value> {
    const key = `${kind}:${hash('sha256', bytes, 'base64url')}`;
    let value = this.#used.get(key) ?? this.#known.get(key);
    if (value === undefined) {
      value = await read();
      this.#learned = true;
    }
    this.#used.set(key, value);
    return value;
  }

  /** Keeps what was used since it was opened and forgets the rest; writes only when that changed. */
  async save(): Promise<void> {
    if (!this.#learned && this.#used.size === this.#known.size) return;
    await mkdir(dirname(this.#path), { recursive: true });
    const content = { version: VERSION, known: Object.fromEntries(this.#used) };
    await writeWhole(this.#path, JSON.stringify(content));
  }
}
