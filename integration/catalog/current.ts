import type { Catalog } from './catalog.ts';

// The integration is loaded by Node and the pages by Vite, as two copies of this module: what they share is
// the process.
const KEY = Symbol.for('astro-ota.catalog');
const shared = globalThis as { [KEY]?: Catalog };

/** Makes a Catalog the one that pages are rendered from. */
export function setCurrentCatalog(catalog: Catalog): void {
  shared[KEY] = catalog;
}

/** The Catalog that pages are rendered from. Throws when the integration has not read one yet. */
export function currentCatalog(): Catalog {
  const catalog = shared[KEY];
  if (!catalog)
    throw new Error('No builds have been read: is astro-ota among the integrations of astro.config.mjs?');
  return catalog;
}
