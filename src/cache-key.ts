import { createHash } from 'node:crypto';
import type { Catalog } from '../integration/catalog/catalog.ts';

const settings = new WeakMap<Catalog, string>();

/**
 * Names all that a page shows, so that Astro's incremental builds can tell an unchanged page: its own subject,
 * and what every page takes from the Catalog. The template itself is covered by Astro.
 */
export function cacheKey(catalog: Catalog, ...shown: unknown[]): string {
  return digest([settingsOf(catalog), ...shown]);
}

function settingsOf(catalog: Catalog): string {
  const known = settings.get(catalog);
  if (known) return known;
  const { noindex, theme, languages, page, feed, expiresWithin } = catalog;
  const key = digest([noindex, theme, languages, page, feed, expiresWithin]);
  settings.set(catalog, key);
  return key;
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
