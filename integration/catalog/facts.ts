import { Archive } from '../ipa/archive.ts';
import { digest } from '../ipa/hash.ts';
import { readIpa } from '../ipa/ipa.ts';
import { IpaError } from '../ipa/problem.ts';
import { openFile } from '../ipa/source.ts';
import type { BuildFacts, FactsCache } from './facts-cache.ts';

/**
 * The facts of one build, from the cache when its fingerprint is known, else by reading it.
 * Throws an `IpaError` when the file is no build that could be published.
 */
export async function readFacts(path: string, cache: FactsCache): Promise<BuildFacts> {
  const source = await openFile(path).catch((error: Error) => {
    throw new IpaError(
      {
        code: 'unreadable-file',
        message: `The file cannot be opened: ${error.message}.`,
        fix: 'Check that it exists and may be read.',
      },
      { cause: error },
    );
  });
  try {
    const archive = await Archive.open(source);
    const known = cache.get(archive.fingerprint);
    if (known) return known;
    const { ipa, icon } = await readIpa(archive);
    const facts: BuildFacts = {
      ipa,
      size: source.size,
      digests: await digest(source),
      icon: await cache.icons.store(ipa, icon),
    };
    cache.set(archive.fingerprint, facts);
    return facts;
  } finally {
    await source.close();
  }
}
