import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { HookParameters } from 'astro';
import type { ReadCatalog } from './catalog/read.ts';
import { newestOf } from './newest.ts';
import type { FileFinding } from './preflight/finding.ts';

type ViteDevServer = HookParameters<'astro:server:setup'>['server'];

/** What follows the builds folder, and what it does with it. */
export interface BuildsFollower {
  /** Vite's own. */
  watcher: {
    add(path: string): unknown;
    on(event: 'all', listener: (event: string, path: string) => void): unknown;
  };
  /** Absolute path of the builds folder. */
  folder: string;
  /** Absolute path of the project, for the paths in findings. */
  root: string;
  read(): Promise<ReadCatalog>;
  /** Takes the newest that was read. */
  publish(read: ReadCatalog): void;
  /** Takes the reason why the folder could not be read again. */
  failed(error: Error): void;
}

/** How long the files that changed have to keep their sizes before they are read. */
const SETTLE_MS = 150;
/** How much longer nothing must happen before a file that seems cut off is spoken of: a slow copy makes pauses. */
const CUT_OFF_MS = 1000;
const CUT_OFF = new Set(['empty-file', 'truncated-archive', 'truncated-pkg']);

/**
 * Reads the builds folder, and again whenever builds or notes in it appear, change or go. Ends when it was read for
 * the first time, and throws what that throws. `wait` lets so many milliseconds pass.
 */
export async function followBuilds(
  { watcher, folder, root, read, publish, failed }: BuildsFollower,
  wait: typeof setTimeout = setTimeout,
): Promise<void> {
  const changed = new Set<string>();
  const isBeingWritten = ({ code, file }: FileFinding) =>
    CUT_OFF.has(code) && changed.has(resolve(root, file));
  const update = newestOf(
    async (signal) => {
      await settled(changed, () => wait(SETTLE_MS, undefined, { signal }));
      const found = await read();
      if (found.findings.some(isBeingWritten)) await wait(CUT_OFF_MS, undefined, { signal });
      return found;
    },
    (newest) => {
      changed.clear();
      publish(newest);
    },
  );
  watcher.add(folder);
  watcher.on('all', (_event, path) => {
    if (path !== folder && !path.startsWith(folder + sep)) return;
    changed.add(path);
    update()?.catch(failed);
  });
  await update();
}

/** Waits until files have kept their sizes for a while: a large one announces itself when its copying begins. */
async function settled(paths: ReadonlySet<string>, wait: () => Promise<void>): Promise<void> {
  if (!paths.size) return;
  let before: number[];
  let sizes = await sizesOf(paths);
  do {
    before = sizes;
    await wait();
    sizes = await sizesOf(paths);
  } while (!isDeepStrictEqual(sizes, before));
}

/** Bytes of each file; -1 of one that is gone. */
function sizesOf(paths: ReadonlySet<string>): Promise<number[]> {
  const size = async (path: string) => (await stat(path).catch(() => null))?.size ?? -1;
  return Promise.all([...paths].map(size));
}

/** Makes Astro forget the pages it knows, then every open page load anew. */
export function reload(server: ViteDevServer): void {
  for (const environment of Object.values(server.environments)) environment.moduleGraph?.invalidateAll();
  server.environments.client.hot.send({ type: 'full-reload' });
}
