import { hash } from 'node:crypto';
import type { Catalog, Release } from '../integration/catalog/catalog.ts';
import { FACTS_VERSION } from '../integration/catalog/facts-version.ts';
import type { PackageRelease } from '../integration/catalog/package-catalog.ts';

type AnyRelease = Release | PackageRelease;

const settings = new WeakMap<Catalog, string>();
const releases = new WeakMap<AnyRelease, string>();

/**
 * Names all that a page shows, so that Astro's incremental builds can tell an unchanged page: its own subject,
 * and what every page takes from the Catalog. The template itself is covered by Astro.
 */
export function cacheKey(catalog: Catalog, ...shown: unknown[]): string {
  return digest([settingsOf(catalog), ...shown], inShort);
}

function settingsOf(catalog: Catalog): string {
  const known = settings.get(catalog);
  if (known) return known;
  const { noindex, theme, languages, page, feed, expiresWithin } = catalog;
  const key = digest([noindex, theme, languages, page, feed, expiresWithin]);
  settings.set(catalog, key);
  return key;
}

/** Names a release; once, since several pages show it. */
function nameOf(release: AnyRelease): string {
  const known = releases.get(release);
  if (known) return known;
  // The hash of the file stands for all that is read from it; what else a release has can change by itself.
  const { digests, ipa, pkg, ...own } = release as Release & PackageRelease;
  const name = digest([FACTS_VERSION, digests.sha256, own]);
  releases.set(release, name);
  return name;
}

function digest(value: unknown, replacer?: typeof inShort): string {
  return hash('sha256', JSON.stringify(value, replacer), 'hex');
}

/** A replacer for JSON in which releases are but named. */
function inShort(_key: string, value: unknown): unknown {
  return isRelease(value) ? nameOf(value) : value;
}

function isRelease(value: unknown): value is AnyRelease {
  return typeof value === 'object' && value !== null && 'digests' in value;
}
