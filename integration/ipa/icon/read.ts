import type { Archive, ArchiveEntry } from '../archive.ts';
import type { PlistDict } from '../plist.ts';
import { iconCandidates, largestSquare } from './choose.ts';
import { type Image, openPng, readPngHeader } from './png.ts';

/** Where the icon was found. */
export interface IconFacts {
  /** Path in the archive. */
  entry: string;
  /** Pixels. */
  width: number;
  height: number;
}

export interface Icon extends IconFacts {
  /** Its pixels are made when they are first asked for. */
  image: Image;
}

const MAX_ICON_BYTES = 8 * 1024 * 1024;
const MAX_CANDIDATES = 64;

/**
 * The largest square loose PNG that `Info.plist` declares as the app's icon and that can be decoded; null
 * when there is none (newer apps may keep theirs in Assets.car alone).
 */
export async function readIcon(
  archive: Archive,
  root: string,
  files: Map<string, ArchiveEntry>,
  info: PlistDict,
): Promise<Icon | null> {
  const inBundle = [...files.keys()]
    .filter((path) => path.startsWith(root))
    .map((path) => path.slice(root.length));
  const found = new Map<string, Uint8Array>();
  const candidates = iconCandidates(info, inBundle).slice(0, MAX_CANDIDATES);
  for (const path of candidates) {
    const entry = files.get(root + path);
    const bytes = entry && (await archive.read(entry, MAX_ICON_BYTES).catch(() => null));
    if (bytes) found.set(path, bytes);
  }
  const headers = [...found].flatMap(([path, bytes]) =>
    attempt(() => ({ path, header: readPngHeader(bytes) })),
  );
  for (const { path } of largestSquare(headers)) {
    const [image] = attempt(() => openPng(found.get(path) ?? new Uint8Array()));
    if (image) return { entry: root + path, width: image.width, height: image.height, image };
  }
  return null;
}

function attempt<Value>(make: () => Value): Value[] {
  try {
    return [make()];
  } catch {
    return [];
  }
}
