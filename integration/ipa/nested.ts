import type { Archive, ArchiveEntry } from './archive.ts';
import { type BundleCode, noting, readProfile, readSlices, reason } from './bundle.ts';
import { readAppInfo } from './info-plist.ts';
import { parsePlistDict } from './plist.ts';
import type { Problem } from './problem.ts';

export type NestedKind = 'app-extension' | 'watch-app' | 'app-clip' | 'framework';

/** Code inside the app that is a bundle of its own. */
export interface NestedBundle extends BundleCode {
  kind: NestedKind;
  /** Its folder in the archive, with a `/` at its end. */
  root: string;
  bundleId: string | null;
  version: string | null;
  build: string | null;
  platform: string | null;
  minimumOSVersion: string | null;
  /** The reasons shown when it asks for permission, by key; empty where it has none. */
  usageDescriptions: Record<string, string>;
}

const MAX_INFO_BYTES = 4 * 1024 * 1024;
const MAX_BUNDLES = 500;

/** Reads every bundle inside the app in `root`, at any depth; what cannot be read is told to `problems`. */
export async function readNested(
  archive: Archive,
  files: Map<string, ArchiveEntry>,
  root: string,
  problems: Problem[],
): Promise<NestedBundle[]> {
  const bundles: NestedBundle[] = [];
  for (const nested of nestedRoots(files.keys(), root)) {
    const kind = kindOf(nested);
    const entry = files.get(`${nested}Info.plist`);
    if (!kind || !entry) continue;
    try {
      const info = readAppInfo(parsePlistDict(await archive.read(entry, MAX_INFO_BYTES)));
      const { executable, bundleId, version, build, platform, minimumOSVersion, usageDescriptions } = info;
      bundles.push({
        kind,
        root: nested,
        bundleId,
        version,
        build,
        platform,
        minimumOSVersion,
        usageDescriptions,
        profile: await noting(problems, readProfile(archive, files, nested)),
        slices: await noting(problems, readSlices(archive, files, { root: nested, executable })),
      });
    } catch (error) {
      problems.push({
        code: 'unreadable-nested-bundle',
        message: `${nested} cannot be read: ${reason(error)}.`,
        fix: 'Export the build again; iOS refuses an app with a damaged part.',
      });
    }
  }
  return bundles;
}

function nestedRoots(paths: Iterable<string>, root: string): string[] {
  const roots = new Set<string>();
  for (const path of paths) {
    if (!path.startsWith(root)) continue;
    for (const { index, 0: ending } of path.slice(root.length).matchAll(/\.(appex|app|framework)\//g)) {
      if (roots.size < MAX_BUNDLES) roots.add(path.slice(0, root.length + index + ending.length));
    }
  }
  return [...roots].sort();
}

// Where Xcode puts each kind: Apple, "Placing content in a bundle".
function kindOf(root: string): NestedKind | null {
  if (root.endsWith('.framework/')) return 'framework';
  if (root.endsWith('.appex/')) return 'app-extension';
  if (/\/AppClips\/[^/]+\.app\/$/.test(root)) return 'app-clip';
  return /\/Watch\/[^/]+\.app\/$/.test(root) ? 'watch-app' : null;
}
