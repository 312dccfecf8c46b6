import { digest } from '../ipa/hash.ts';
import { openFile } from '../ipa/source.ts';
import { readPkg } from '../pkg/pkg.ts';
import { XarArchive } from '../pkg/xar.ts';
import { countedSource, type OnRead } from './counted-source.ts';
import type { FactsCache, PkgFacts } from './facts-cache.ts';
import { inTurn } from './in-turn.ts';

/**
 * The facts of one macOS package, from the cache when its fingerprint is known, else by reading it, of which
 * `onRead` is told, and verifying every file in it.
 * Throws a `PkgError` when the file is no package that could be published, or what the file system says.
 */
export async function readPkgFacts(path: string, cache: FactsCache, onRead: OnRead): Promise<PkgFacts> {
  const source = await openFile(path);
  try {
    const archive = await XarArchive.open(source);
    const known = cache.packages.get(archive.fingerprint);
    if (known) return known;
    const pkg = await readPkg(archive);
    const digests = await inTurn(source.size, async () => {
      await archive.verifyFiles();
      return digest(countedSource(source, onRead));
    });
    const facts: PkgFacts = { pkg, size: source.size, digests };
    cache.packages.set(archive.fingerprint, facts);
    return facts;
  } finally {
    await source.close();
  }
}
