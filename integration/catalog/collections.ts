import type { Addresses } from './addresses.ts';
import type { App, Collection } from './catalog.ts';

/** First segment of the addresses of collections. */
export const COLLECTIONS = 'collections';

/** A set of apps as a team asks for it. */
export interface WantedCollection {
  name: string;
  /** Last segment of its address. */
  slug: string;
  description?: string | undefined;
  /** Bundle identifiers, in the order in which they are shown. */
  apps: string[];
}

/**
 * What stands for a name in an address: `qa-team` for `QA Team`. Empty where nothing of it can, as of a name in
 * Arabic or Japanese.
 */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

/** Finds the apps of each collection; those without a build are left out. */
export function toCollections(
  wanted: WantedCollection[],
  apps: App[],
  addresses: Pick<Addresses, 'page' | 'file'>,
): Collection[] {
  const known = new Map(apps.map((app) => [app.bundleId, app]));
  return wanted.map(({ name, slug, description, apps }) => ({
    name,
    description: description ?? null,
    apps: apps.flatMap((bundleId) => known.get(bundleId) ?? []),
    page: addresses.page(COLLECTIONS, slug),
    qr: addresses.file(COLLECTIONS, slug, 'qr.svg'),
  }));
}

/** Says of each collection which of its apps have no build, one line each; empty when all have one. */
export function unknownApps(wanted: WantedCollection[], apps: Pick<App, 'bundleId'>[]): string[] {
  const known = new Set(apps.map(({ bundleId }) => bundleId));
  return wanted.flatMap(({ name, apps }) => {
    const unknown = apps.filter((bundleId) => !known.has(bundleId));
    return unknown.length ? [`"${name}" names ${unknown.join(', ')}`] : [];
  });
}
