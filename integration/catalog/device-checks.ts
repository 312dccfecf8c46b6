import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceCheck } from '../ipa/device-check.ts';
import { writeWhole } from './icons.ts';

/** To be raised whenever hashes are made in another way. */
const VERSION = 1;
const FILE_NAME = 'devices.json';

/**
 * The hashes of device lists that were made before, by `DeviceList.id`: they are slow to make, and builds of one
 * profile share theirs. Holds no identifier.
 */
export class DeviceChecks {
  readonly #folder: string;
  readonly #known: Map<string, DeviceCheck>;
  readonly #used = new Map<string, Promise<DeviceCheck | null>>();

  private constructor(folder: string, known: Map<string, DeviceCheck>) {
    this.#folder = folder;
    this.#known = known;
  }

  /** Opens those kept in a folder; a missing, damaged or outdated file holds none. */
  static async open(folder: string): Promise<DeviceChecks> {
    try {
      const { version, lists } = JSON.parse(await readFile(join(folder, FILE_NAME), 'utf8'));
      if (version === VERSION) return new DeviceChecks(folder, new Map(Object.entries<DeviceCheck>(lists)));
    } catch {
      // Whatever is wrong with it, hashing again makes it right.
    }
    return new DeviceChecks(folder, new Map());
  }

  /** The check of a list, from `make` when it is not known. Made once, also when it is asked for twice at once. */
  get(list: string, make: () => Promise<DeviceCheck | null>): Promise<DeviceCheck | null> {
    const used = this.#used.get(list);
    if (used) return used;
    const known = this.#known.get(list);
    const check = known ? Promise.resolve(known) : make();
    this.#used.set(list, check);
    check.catch(() => this.#used.delete(list));
    return check;
  }

  /**
   * Keeps what was used since it was opened, and forgets the rest where asked to; writes only when something
   * changed.
   */
  async save({ forget }: { forget: boolean }): Promise<void> {
    const lists = forget
      ? [...this.#used.keys()]
      : [...new Set([...this.#known.keys(), ...this.#used.keys()])];
    if (lists.length === this.#known.size && lists.every((list) => this.#known.has(list))) return;
    const checks = lists.map(
      async (list) => [list, await (this.#used.get(list) ?? this.#known.get(list))] as const,
    );
    await mkdir(this.#folder, { recursive: true });
    const content = { version: VERSION, lists: Object.fromEntries(await Promise.all(checks)) };
    await writeWhole(join(this.#folder, FILE_NAME), JSON.stringify(content));
  }
}
