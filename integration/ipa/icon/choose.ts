import type { PngHeader } from './png.ts';

export interface LoosePng {
  /** Bundle-relative path. */
  path: string;
  header: PngHeader;
}

/** Names without scale and device under which icons were customary, or Xcode extracts them from a catalog. */
const WELL_KNOWN = new Set([
  'icon',
  'icon-57',
  'icon-60',
  'icon-72',
  'icon-76',
  'icon-83.5',
  'icon-120',
  'icon-152',
  'icon-167',
  'icon-180',
  'appicon',
  'appicon57x57',
  'appicon60x60',
  'appicon72x72',
  'appicon76x76',
  'appicon83.5x83.5',
]);

/** Any key of Info.plist may have a variant for one kind of device. */
const DEVICES = ['', '~iphone', '~ipad'];

/**
 * Bundle-relative paths of loose PNGs that may be the app's icon: those that `Info.plist` declares, whatever their
 * scale and device, else those with a well-known name, in the order of the declared names. `entries` are the paths
 * of the files inside the `.app`. Values of the wrong type declare nothing.
 * Source: Apple, Information Property List Key Reference, CFBundleIcons, CFBundleIconFiles and CFBundleIconFile.
 */
export function iconCandidates(info: Record<string, unknown>, entries: Iterable<string>): string[] {
  const byStem = new Map<string, string[]>();
  for (const path of entries) {
    if (!/\.png$/i.test(path)) continue;
    const paths = byStem.get(stem(path));
    if (paths) paths.push(path);
    else byStem.set(stem(path), [path]);
  }
  const declared = new Set(declaredNames(info).map(stem));
  const found = [...declared].flatMap((name) => byStem.get(name) ?? []);
  if (found.length > 0) return found;
  return [...byStem].flatMap(([name, paths]) => (WELL_KNOWN.has(name.toLowerCase()) ? paths : []));
}

/**
 * The square ones, largest first: an icon is square, and of the same icon in many sizes the largest serves best.
 * Equals keep their order.
 */
export function largestSquare(candidates: LoosePng[]): LoosePng[] {
  return candidates
    .filter(({ header }) => header.width === header.height)
    .sort((a, b) => b.header.width - a.header.width);
}

function declaredNames(info: Record<string, unknown>): string[] {
  return DEVICES.flatMap((device) => [
    ...strings(valueAt(info, `CFBundleIcons${device}`, 'CFBundlePrimaryIcon', 'CFBundleIconFiles')),
    ...strings(valueAt(info, `CFBundleIconFiles${device}`)),
    ...strings(valueAt(info, `CFBundleIconFile${device}`)),
  ]);
}

function valueAt(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((dict, key) => {
    const has = typeof dict === 'object' && dict !== null && Object.hasOwn(dict, key);
    return has ? (dict as Record<string, unknown>)[key] : undefined;
  }, value);
}

/** The non-empty strings of an array, or the one string. */
function strings(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((item): item is string => typeof item === 'string' && item !== '');
}

/**
 * What all variants of an icon's name share: `AppIcon76x76@2x~ipad.png` is `AppIcon76x76`. Icons for other devices,
 * as `AppIcon120x120~car.png` for CarPlay, are not among them.
 */
function stem(path: string): string {
  return path
    .replace(/^\.\//, '')
    .replace(/\.png$/i, '')
    .replace(/(@[1-9]x|~(iphone|ipod|ipad)){1,2}$/, '');
}
