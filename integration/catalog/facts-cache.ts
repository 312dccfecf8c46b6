import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digests } from '../ipa/hash.ts';
import type { Ipa } from '../ipa/ipa.ts';
import type { SealFault } from '../ipa/seal/verify.ts';
import { DeviceChecks } from './device-checks.ts';
import { IconStore, type StoredIcon, writeWhole } from './icons.ts';

/** All that is ever read out of a build. */
export interface BuildFacts {
  ipa: Ipa;
  /** Bytes. */
  size: number;
  digests: Digests;
  /** What deep verification found; empty where every signed byte is as it was signed. */
  seal: SealFault[];
  icon: StoredIcon;
  /** Names the list of devices that an ad hoc or development build is for, by `DeviceList.id`. */
  deviceList: string | null;
}

/** To be raised whenever what is read changes in shape or meaning, so that nothing stale is used. */
const VERSION = 3;
const FILE_NAME = 'facts.json';

/**
 * The facts of the builds that were read before, by fingerprint. Lives under Astro's `cacheDir`, which hosts
 * keep between builds.
 */
export class FactsCache {
  readonly icons: IconStore;
  readonly deviceChecks: DeviceChecks;
  readonly #folder: string;
  readonly #known: Map<string, BuildFacts>;
  readonly #used = new Map<string, BuildFacts>();

  private constructor(folder: string, deviceChecks: DeviceChecks, known: Map<string, BuildFacts>) {
    this.#folder = folder;
    this.#known = known;
    this.icons = new IconStore(join(folder, 'icons'));
    this.deviceChecks = deviceChecks;
  }

  /** Opens the cache in a folder; a missing, damaged or outdated one is an empty one. */
  static async open(folder: string): Promise<FactsCache> {
    const deviceChecks = await DeviceChecks.open(folder);
    try {
      const { version, builds } = JSON.parse(await readFile(join(folder, FILE_NAME), 'utf8'));
      if (version === VERSION) {
        return new FactsCache(folder, deviceChecks, new Map(Object.entries<BuildFacts>(builds)));
      }
    } catch {
      // Whatever is wrong with it, reading the builds again makes it right.
    }
    return new FactsCache(folder, deviceChecks, new Map());
  }

  get(fingerprint: string): BuildFacts | undefined {
    const facts = this.#used.get(fingerprint) ?? this.#known.get(fingerprint);
    if (!facts || !this.icons.has(facts.icon.id)) return undefined;
    this.#used.set(fingerprint, facts);
    return facts;
  }

  set(fingerprint: string, facts: BuildFacts): void {
    this.#used.set(fingerprint, facts);
  }

  /**
   * Keeps what was used since the cache was opened, and forgets the rest where asked to; writes only when
   * something changed.
   */
  async save({ forget }: { forget: boolean }): Promise<void> {
    await this.deviceChecks.save({ forget });
    const kept = forget ? this.#used : new Map([...this.#known, ...this.#used]);
    const unchanged =
      kept.size === this.#known.size && [...kept].every(([key, facts]) => this.#known.get(key) === facts);
    if (unchanged) return;
    await mkdir(this.#folder, { recursive: true });
    const content = { version: VERSION, builds: Object.fromEntries(kept) };
    await writeWhole(join(this.#folder, FILE_NAME), JSON.stringify(content));
  }
}
