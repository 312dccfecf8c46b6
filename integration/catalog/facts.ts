import { Archive } from '../ipa/archive.ts';
import type { DeviceCheck } from '../ipa/device-check.ts';
import { readDeviceList } from '../ipa/device-list.ts';
import { digest } from '../ipa/hash.ts';
import { readIpa } from '../ipa/ipa.ts';
import { verifySeals } from '../ipa/seal/verify.ts';
import { openFile, type Source } from '../ipa/source.ts';
import type { BuildFacts, FactsCache } from './facts-cache.ts';

/**
 * The facts of one build, from the cache when its fingerprint is known, else by reading it.
 * Throws an `IpaError` when the file is no build that could be published, or what the file system says.
 */
export async function readFacts(path: string, cache: FactsCache): Promise<BuildFacts> {
  const source = await openFile(path);
  try {
    const archive = await Archive.open(source);
    const known = cache.get(archive.fingerprint);
    if (known) return known;
    const { ipa, icon } = await readIpa(archive);
    const { digests, seal } = await readEveryByte(source, archive);
    const facts: BuildFacts = {
      ipa,
      size: source.size,
      digests,
      seal,
      icon: await cache.icons.store(ipa, icon),
      deviceList: (await readDeviceList(archive, ipa))?.id ?? null,
    };
    cache.set(archive.fingerprint, facts);
    return facts;
  } finally {
    await source.close();
  }
}

/**
 * The check of a build's devices; from the cache when a build with the same profiles had its own made before.
 * Null where the build lists no devices. Throws as `readFacts` does.
 */
export async function readDeviceCheck(
  path: string,
  { ipa, deviceList }: BuildFacts,
  cache: FactsCache,
): Promise<DeviceCheck | null> {
  if (!deviceList) return null;
  return cache.deviceChecks.get(deviceList, async () => {
    const source = await openFile(path);
    try {
      const list = await readDeviceList(await Archive.open(source), ipa);
      return (await list?.hash()) ?? null;
    } finally {
      await source.close();
    }
  });
}

/**
 * Computes the digests of a build and verifies its seals. Both go over all bytes, and digests wait for another
 * thread for a part of the time. Side by side they find the bytes in the system's memory, too, that the other one
 * has read.
 */
export async function readEveryByte(
  source: Source,
  archive: Archive,
): Promise<Pick<BuildFacts, 'digests' | 'seal'>> {
  const [digests, seal] = [digest(source), verifySeals(archive)];
  // The source has to stay open until both have ended, whichever fails.
  await Promise.allSettled([digests, seal]);
  return { digests: await digests, seal: await seal };
}
