import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image } from '../ipa/icon/png.ts';
import type { Ipa } from '../ipa/ipa.ts';
import { writeWhole } from '../whole-file.ts';
import { ICON_SIZES, type IconSize } from './catalog.ts';

/** Names an icon whose sizes are kept as files. */
export interface StoredIcon {
  id: string;
  monogram: boolean;
}

/** The published sizes of icons, as PNG files in a folder of the cache. */
export class IconStore {
  readonly #folder: string;
  /** Names of icons that were seen to be there. Builds of one app mostly share theirs. */
  readonly #present = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Absolute path of one size. */
  path(id: string, size: IconSize): string {
    return join(this.#folder, `${id}-${size}.png`);
  }

  has(id: string): boolean {
    const present = this.#present.has(id) || ICON_SIZES.every((size) => existsSync(this.path(id, size)));
    if (present) this.#present.add(id);
    return present;
  }

  /** Keeps an app's icon in all sizes, or a monogram when it has none, and names it. */
  async store(ipa: Ipa, image: Image | null): Promise<StoredIcon> {
    const id = image ? imageId(image) : monogramId(ipa);
    if (!this.has(id)) {
      await mkdir(this.#folder, { recursive: true });
      const { drawIcon } = await import('./draw-icon.ts');
      for (const size of ICON_SIZES) await writeWhole(this.path(id, size), drawIcon(ipa, image, size));
    }
    return { id, monogram: !image };
  }
}

function imageId({ width, height, pixels }: Image): string {
  return shortHash(createHash('sha256').update(`${width}x${height}:`).update(pixels));
}

function monogramId({ bundleId, name }: Ipa): string {
  return shortHash(createHash('sha256').update(JSON.stringify(['monogram', bundleId, name])));
}

function shortHash(hash: ReturnType<typeof createHash>): string {
  return hash.digest('hex').slice(0, 16);
}
