import type { AssemblyOptions } from './assemble.ts';
import { COLLECTIONS } from './collections.ts';

/** Documents beside the folders of apps. */
export const DOCUMENTS = {
  releasesJson: 'releases.json',
  releasesSchema: 'releases.schema.json',
  latestSchema: 'latest.schema.json',
  feed: 'feed.xml',
  expiry: 'expiry.ics',
  source: 'source.json',
};

/** First segment of the addresses of pages that are about no app. */
export const ABOUT = 'about';

/** What Astro writes at the root of the output folder for `/404` and `/500`, and the folders whose pages go there. */
const STATUS_PAGES = ['404', '404.html', '500', '500.html'];

/**
 * The identifiers of apps and packages that cannot have a folder and a page of their own, each with the one
 * before it that has them, or null where the site itself does. Upper and lower case count as the same, as they do
 * on some file systems and hosts.
 */
export function takenIdentifiers(
  identifiers: Iterable<string>,
  options: Pick<AssemblyOptions, 'addresses' | 'languages'>,
): Map<string, string | null> {
  const holders = new Map<string, string | null>(ownOutputs(options).map((path) => [path, null]));
  const taken = new Map<string, string | null>();
  for (const identifier of new Set(identifiers)) {
    const { addresses } = options;
    const paths = lowerCase([addresses.file(identifier).output, addresses.page(identifier).output]);
    const held = paths.find((path) => holders.has(path));
    if (held) taken.set(identifier, holders.get(held) ?? null);
    else for (const path of paths) holders.set(path, identifier);
  }
  return taken;
}

/** Paths in the output folder of what is the site's own beside the folders and pages of apps. */
function ownOutputs({
  addresses,
  languages = [],
}: Pick<AssemblyOptions, 'addresses' | 'languages'>): string[] {
  const files = [...Object.values(DOCUMENTS), ABOUT, COLLECTIONS].map((name) => addresses.file(name));
  const homes = [addresses, ...languages.map((language) => language.addresses)].map(({ page }) => page());
  return lowerCase([...STATUS_PAGES, ...[...files, ...homes].map(({ output }) => output)]);
}

function lowerCase(paths: string[]): string[] {
  return paths.map((path) => path.toLowerCase());
}
