import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digests } from '../ipa/hash.ts';
import type { Ipa } from '../ipa/ipa.ts';
import type { SealFault } from '../ipa/seal/verify.ts';
import type { Pkg } from '../pkg/pkg.ts';
import { writeWhole } from '../whole-file.ts';
import { FACTS_VERSION } from './facts-version.ts';
import { IconStore, type StoredIcon } from './icons.ts';

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

/** All that is ever read out of a macOS package. */
export interface PkgFacts {
  pkg: Pkg;
  /** Bytes. */
  size: number;
  digests: Digests;
}

const FILE_NAME = 'facts.json';

/** Facts by fingerprint, and which of them were asked for. */
class KnownFacts<Facts> {
  readonly known: Map<string, Facts>;
  readonly #used = new Map<string, Facts>();

  constructor(known: Record<string, Facts> = {}) {
    this.known = new Map(Object.entries(known));
  }

  /** The facts under a fingerprint, unless they are no longer `usable`. */
  get(fingerprint: string, usable: (facts: Facts) => boolean = () => true): Facts | undefined {
    const facts = this.#used.get(fingerprint) ?? this.known.get(fingerprint);
    if (!facts || !usable(facts)) return undefined;
    this.#used.set(fingerprint, facts);
    return facts;
  }

  set(fingerprint: string, facts: Facts): void {
    this.#used.set(fingerprint, facts);
  }

  /** What to keep: what was asked for and, unless the rest is to be forgotten, what was known; null when nothing changed. */
  kept(forget: boolean): Map<string, Facts> | null {
    const kept = forget ? this.#used : new Map([...this.known, ...this.#used]);
    const unchanged =
      kept.size === this.known.size && [...kept].every(([key, facts]) => this.known.get(key) === facts);
    return unchanged ? null : kept;
  }
}

/** What the cache's file holds. */
interface Content {
  version: number;
  builds: Record<string, BuildFacts>;
  packages: Record<string, PkgFacts>;
}

/**
 * The facts of the builds that were read before, by fingerprint. Lives under Astro's `cacheDir`, which hosts
 * keep between builds.
 */
export class FactsCache {
  readonly icons: IconStore;
  readonly packages: KnownFacts<PkgFacts>;
  readonly #folder: string;
  readonly #builds: KnownFacts<BuildFacts>;

  private constructor(folder: string, content?: Content) {
    this.#folder = folder;
    this.#builds = new KnownFacts(content?.builds);
    this.packages = new KnownFacts(content?.packages);
    this.icons = new IconStore(join(folder, 'icons'));
  }

  /** Opens the cache in a folder; a missing, damaged or outdated one is an empty one. */
  static async open(folder: string): Promise<FactsCache> {
    try {
      const content: Content = JSON.parse(await readFile(join(folder, FILE_NAME), 'utf8'));
      if (content.version === FACTS_VERSION) return new FactsCache(folder, content);
    } catch {
      // Whatever is wrong with it, reading the builds again makes it right.
    }
    return new FactsCache(folder);
  }

  get(fingerprint: string): BuildFacts | undefined {
    return this.#builds.get(fingerprint, ({ icon }) => this.icons.has(icon.id));
  }

  set(fingerprint: string, facts: BuildFacts): void {
    this.#builds.set(fingerprint, facts);
  }

  /**
   * Keeps what was used since the cache was opened, and forgets the rest where asked to; writes only when
   * something changed.
   */
  async save({ forget }: { forget: boolean }): Promise<void> {
    const builds = this.#builds.kept(forget);
    const packages = this.packages.kept(forget);
    if (!builds && !packages) return;
    await mkdir(this.#folder, { recursive: true });
    const content: Content = {
      version: FACTS_VERSION,
      builds: Object.fromEntries(builds ?? this.#builds.known),
      packages: Object.fromEntries(packages ?? this.packages.known),
    };
    await writeWhole(join(this.#folder, FILE_NAME), JSON.stringify(content));
  }
}
