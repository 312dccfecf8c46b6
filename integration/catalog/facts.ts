import { Archive } from '../ipa/archive.ts';
import type { DeviceCheck } from '../ipa/device-check.ts';
import { openFile } from '../ipa/source.ts';
import type { Memory } from '../memory.ts';
import type { OnRead } from './counted-source.ts';
import type { BuildFacts, FactsCache } from './facts-cache.ts';

/**
 * The facts of one build, from the cache when its fingerprint is known, else by reading it, of which `onRead` is told.
 * Throws an `IpaError` when the file is no build that could be published, or what the file system says.
 */
export async function readFacts(
  path: string,
  cache: FactsCache,
  onRead: OnRead = () => {},
): Promise<BuildFacts> {
  const source = await openFile(path);
  try {
    const archive = await Archive.open(source);
    const known = cache.get(archive.fingerprint);
    if (known) return known;
    // Loaded on need: most builds of a site were seen before.
    const { readNewBuild } = await import('./new-build.ts');
    const facts = await readNewBuild(source, archive, cache.icons, onRead);
    cache.set(archive.fingerprint, facts);
    return facts;
  } finally {
    await source.close();
  }
}

/**
 * The check of a build's devices; from memory when a build with the same profiles had its own made before: it is slow
 * to make. What is remembered holds no identifier.
 * Null where the build lists no devices. Throws as `readFacts` does.
 */
export async function readDeviceCheck(
  path: string,
  { ipa, deviceList }: BuildFacts,
  known: Memory<DeviceCheck | null>,
): Promise<DeviceCheck | null> {
  if (!deviceList) return null;
  return known.recall(deviceList, async () => {
    const { readDeviceList } = await import('../ipa/device-list.ts');
    const source = await openFile(path);
    try {
      const list = await readDeviceList(await Archive.open(source), ipa);
      return (await list?.hash()) ?? null;
    } finally {
      await source.close();
    }
  });
}
