import type { Archive, ArchiveEntry } from './archive.ts';
import { cleanText } from './text.ts';

/** A few of many, and how many there are. */
export interface Sample {
  count: number;
  examples: string[];
}

/** What is odd about the archive itself, by the names and kinds of its entries. */
export interface PackageFacts {
  /** Symbolic links that leave the app or lead to an absolute path, as `path → target`. */
  deniedLinks: Sample;
  /** Names that are absolute, hold `..`, a backslash or a NUL. */
  unsafeNames: Sample;
  /** Names that are one and the same where upper and lower case do not differ. */
  collidingNames: Sample;
  /** Names that occur more than once. */
  duplicateNames: Sample;
  /** Names that the entry's own header spells differently from the table of contents, as `one ≠ other`. */
  mismatchedNames: Sample;
  /** What the Finder leaves behind: `__MACOSX`, `.DS_Store`, and `Icon` with a carriage return. */
  finderFiles: Sample;
  /** Entries packed in a way that iOS does not unpack, as `path (method 12)`. */
  unsupportedMethods: Sample;
}

const EXAMPLES = 5;
const MAX_LINK_BYTES = 4096;
const MODE_TYPE = 0o170000;
const MODE_LINK = 0o120000;
const STORED = 0;
const DEFLATED = 8;

/** Looks at every entry's records, and at the targets of symbolic links; at no other contents. */
export async function readPackageFacts(archive: Archive): Promise<PackageFacts> {
  const entries = await archive.entries();
  const paths = entries.map(({ path }) => path);
  return {
    deniedLinks: sample(await deniedLinks(archive, entries)),
    unsafeNames: sample(paths.filter(isUnsafe)),
    collidingNames: sample(collisions(new Set(paths))),
    duplicateNames: sample(duplicates(paths)),
    mismatchedNames: sample(await mismatches(archive, entries)),
    finderFiles: sample(paths.filter((path) => /^__MACOSX\/|(^|\/)(\.DS_Store|Icon\r)$/.test(path))),
    unsupportedMethods: sample(
      entries
        .filter(({ method }) => method !== STORED && method !== DEFLATED)
        .map(({ path, method }) => `${path} (method ${method})`),
    ),
  };
}

/** Whether the entry is a symbolic link, by the Unix mode in its record. */
export function isLink({ mode }: ArchiveEntry): boolean {
  return (mode & MODE_TYPE) === MODE_LINK;
}

async function deniedLinks(archive: Archive, entries: ArchiveEntry[]): Promise<string[]> {
  const denied: string[] = [];
  for (const entry of entries.filter(isLink)) {
    const target = await archive
      .read(entry, MAX_LINK_BYTES)
      .then((bytes) => Buffer.from(bytes).toString('utf8'))
      .catch(() => '/unreadable');
    if (leavesApp(entry.path, target)) denied.push(`${entry.path} → ${target}`);
  }
  return denied;
}

/** Whether a link's target lies outside the `.app` that the link is in. */
function leavesApp(path: string, target: string): boolean {
  if (target.startsWith('/')) return true;
  const app = /^Payload\/[^/]+\.app\//.exec(path)?.[0] ?? 'Payload/';
  const resolved: string[] = [];
  for (const part of [...path.split('/').slice(0, -1), ...target.split('/')]) {
    if (part === '..') resolved.pop();
    else if (part && part !== '.') resolved.push(part);
  }
  return !`${resolved.join('/')}/`.startsWith(app);
}

function isUnsafe(path: string): boolean {
  return /^\/|^[A-Za-z]:|\\|\0/.test(path) || path.split('/').includes('..');
}

// HFS+ and APFS fold case and compare composed and decomposed letters as equal.
function collisions(paths: Set<string>): string[] {
  const groups = Map.groupBy(paths, (path) => path.normalize('NFC').toLowerCase());
  return [...groups.values()].filter(({ length }) => length > 1).map((group) => group.join(' = '));
}

function duplicates(paths: string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(paths.filter((path) => seen.size === seen.add(path).size))];
}

async function mismatches(archive: Archive, entries: ArchiveEntry[]): Promise<string[]> {
  const different: string[] = [];
  for (const entry of entries) {
    const local = await archive.localName(entry);
    if (local !== null && local !== entry.path) different.push(`${entry.path} ≠ ${local}`);
  }
  return different;
}

function sample(found: string[]): Sample {
  const examples = found.slice(0, EXAMPLES).map((text) => cleanText(text, 200) ?? '(no name)');
  return { count: found.length, examples };
}
