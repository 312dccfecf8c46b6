import type { Archive, ArchiveEntry } from '../archive.ts';
import type { PlistDict } from '../plist.ts';
import { iconCandidates, largestSquare } from './choose.ts';
import { type Image, openPng, type PngHeader, readPngHeader } from './png.ts';

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
  const read = async <Value>(path: string, make: (bytes: Uint8Array) => Value): Promise<Value | null> => {
    const entry = files.get(root + path);
    // What cannot be read is no icon; another may be.
    return entry
      ? archive
          .read(entry, MAX_ICON_BYTES)
          .then(make)
          .catch(() => null)
      : null;
  };
  const headers: { path: string; header: PngHeader }[] = [];
  for (const path of iconCandidates(info, inBundle).slice(0, MAX_CANDIDATES)) {
    // The pixels of one alone are wanted in the end; those of all would take half a gigabyte.
    const header = await read(path, readPngHeader);
    if (header) headers.push({ path, header });
  }
  for (const { path } of largestSquare(headers)) {
    const image = await read(path, openPng);
    if (image) return { entry: root + path, width: image.width, height: image.height, image };
  }
  return null;
}
