import type { Archive } from '../ipa/archive.ts';
import { readDeviceList } from '../ipa/device-list.ts';
import { digest } from '../ipa/hash.ts';
import { readIpa } from '../ipa/ipa.ts';
import { verifySeals } from '../ipa/seal/verify.ts';
import type { Source } from '../ipa/source.ts';
import { countedSource, type OnRead } from './counted-source.ts';
import type { BuildFacts } from './facts-cache.ts';
import type { IconStore } from './icons.ts';
import { inTurn } from './in-turn.ts';

/**
 * Reads all facts of a build from its archive in `source`, and keeps its icon.
 * Throws an `IpaError` when the file is no build that could be published.
 */
export async function readNewBuild(
  source: Source,
  archive: Archive,
  icons: IconStore,
  onRead: OnRead,
): Promise<BuildFacts> {
  const { ipa, icon } = await readIpa(archive);
  const { digests, seal } = await inTurn(source.size, () =>
    readEveryByte(countedSource(source, onRead), archive),
  );
  return {
    ipa,
    size: source.size,
    digests,
    seal,
    icon: await icons.store(ipa, icon),
    deviceList: (await readDeviceList(archive, ipa))?.id ?? null,
  };
}

/**
 * Computes the digests of a build and verifies its seals. Both go over all bytes, and digests wait for another
 * thread for a part of the time. Side by side they find the bytes in the system's memory, too, that the other one
 * has read.
 */
async function readEveryByte(
  source: Source,
  archive: Archive,
): Promise<Pick<BuildFacts, 'digests' | 'seal'>> {
  const [digests, seal] = [digest(source), verifySeals(archive)];
  // The source has to stay open until both have ended, whichever fails.
  await Promise.allSettled([digests, seal]);
  return { digests: await digests, seal: await seal };
}
