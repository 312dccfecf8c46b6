import { relative, sep } from 'node:path';
import type { Release } from '../catalog/catalog.ts';
import type { BuildFile } from '../catalog/scan.ts';
import type { GitFolder, TreeFile } from './git.ts';

/** What tells an iOS release or a macOS package apart from others by its bytes. */
type Published = Pick<Release, 'source' | 'size' | 'digests'>;

/** A build whose contents a commit knew, by the digest that a Git LFS pointer has of it. */
interface Pointer {
  path: string;
  sha256: string;
}

/** Which builds of a folder are of interest since a commit. */
export interface Changes {
  /** Absolute paths of the builds whose file is new or has other contents. */
  changed: Set<string>;
  /** The paths to show of builds that git ignores. */
  ignored: string[];
}

/** Asks git which builds are new or changed since a commit, those not yet committed included. */
export async function changesSince(
  git: GitFolder,
  commit: string,
  builds: BuildFile[],
  folder: string,
): Promise<Changes> {
  const changed = new Set((await git.changedSince(commit)).map(comparable));
  const ignored = new Set((await git.ignored()).map(comparable));
  const among = (paths: Set<string>) =>
    builds.filter(({ path }) => paths.has(comparable(relative(folder, path))));
  return {
    changed: new Set(among(changed).map(({ path }) => path)),
    ignored: among(ignored).map(({ file }) => file),
  };
}

/**
 * Leaves out the releases whose very bytes were in the folder at a commit already, on the same channel: builds
 * that were moved, renamed, or taken into Git LFS or out of it.
 */
export async function withoutKnown<Each extends Published>(
  git: GitFolder,
  commit: string,
  releases: Each[],
  folder: string,
): Promise<Each[]> {
  if (releases.length === 0) return [];
  const files = await git.filesAt(commit).catch(() => []);
  const before = files.filter(({ path }) => /\.(ipa|pkg)$/i.test(path));
  const pointers = await readPointers(git, before);
  const news: Each[] = [];
  for (const release of releases) {
    const line = firstFolder(relative(folder, release.source));
    const alike = pointers.filter(({ sha256 }) => sha256 === release.digests.sha256);
    const sameSize = before.filter(({ size }) => size === release.size);
    // Only what could be the same is read again.
    const object = sameSize.length ? await git.nameContents(release.source) : null;
    const known = [...alike, ...sameSize.filter((file) => file.object === object)];
    if (!known.some(({ path }) => firstFolder(path) === line)) news.push(release);
  }
  return news;
}

const MAX_POINTER_SIZE = 1024;

/** Source: "Git LFS specification": git-lfs/docs/spec.md. */
async function readPointers(git: GitFolder, files: TreeFile[]): Promise<Pointer[]> {
  const small = files.filter(({ size }) => size < MAX_POINTER_SIZE);
  const texts = await git.read(small.map(({ object }) => object)).catch(() => []);
  return small.flatMap(({ path }, i) => {
    const [, sha256] = /^oid sha256:([0-9a-f]{64})$/m.exec(texts[i] ?? '') ?? [];
    return sha256 ? [{ path, sha256 }] : [];
  });
}

/** A path as git has it: with slashes, and in the form that macOS may have taken it apart from. */
function comparable(path: string): string {
  return path.split(sep).join('/').normalize('NFC');
}

function firstFolder(path: string): string {
  const [first = '', ...rest] = path.split(/[/\\]/);
  return rest.length ? first : '';
}
