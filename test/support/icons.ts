/** The icon files of a bundle, and the Info.plist keys that name them. */

import { encodeCgbi } from './cgbi.ts';
import type { PlistRecord } from './property-list.ts';

/** The keys by which an Info.plist may name icons. */
export type IconKey = 'CFBundleIcons' | 'CFBundleIcons~ipad' | 'CFBundleIconFiles' | 'CFBundleIconFile';

export interface IconRecipe {
  /** By file name; two small pictures as Xcode leaves them beside the asset catalogue unless told. */
  files?: Record<string, Uint8Array>;
  /** `CFBundleIcons` and `CFBundleIcons~ipad` unless told. */
  keys?: IconKey[];
  /** What the keys name; the files unless told. */
  names?: string[];
}

/** The files by name. */
export function iconFiles(recipe: IconRecipe): Record<string, Uint8Array> {
  return recipe.files ?? defaultFiles();
}

/** The keys for the Info.plist. */
export function iconKeys(recipe: IconRecipe): PlistRecord {
  const files = Object.keys(iconFiles(recipe));
  const phone = recipe.names ?? baseNames(files.filter((name) => !name.includes('~ipad')));
  const all = recipe.names ?? baseNames(files);
  const values = {
    CFBundleIcons: { CFBundlePrimaryIcon: { CFBundleIconFiles: phone, CFBundleIconName: 'AppIcon' } },
    'CFBundleIcons~ipad': { CFBundlePrimaryIcon: { CFBundleIconFiles: all, CFBundleIconName: 'AppIcon' } },
    CFBundleIconFiles: recipe.names ?? files,
    CFBundleIconFile: (recipe.names ?? files)[0] ?? '',
  };
  const keys = recipe.keys ?? ['CFBundleIcons', 'CFBundleIcons~ipad'];
  return Object.fromEntries(keys.map((key) => [key, values[key]]));
}

/** `AppIcon60x60@2x.png` is declared as `AppIcon60x60`. */
function baseNames(files: string[]): string[] {
  return [...new Set(files.map((name) => name.replace(/(@\dx)?(~\w+)?\.png$/, '')))];
}

let drawn: Record<string, Uint8Array> | undefined;

function defaultFiles(): Record<string, Uint8Array> {
  drawn ??= {
    'AppIcon60x60@2x.png': plainIcon(120),
    'AppIcon76x76@2x~ipad.png': plainIcon(152),
  };
  return drawn;
}

/** A square that shades from blue to violet. */
function plainIcon(size: number): Uint8Array {
  const pixels = new Uint8Array(4 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const shade = Math.round((160 * (row + column)) / (2 * size));
      pixels.set([40 + shade, 80, 220, 255], 4 * (row * size + column));
    }
  }
  return encodeCgbi({ width: size, height: size, pixels }, { filter: 1 });
}
