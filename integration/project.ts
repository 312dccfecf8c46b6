import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig } from 'astro';
import { type Addresses, createAddresses } from './catalog/addresses.ts';
import { currentTime } from './catalog/now.ts';
import type { CatalogOptions } from './catalog/read.ts';
import { chooseLanguages, readMessages, type SiteLanguage } from './languages.ts';
import type { ResolvedOptions } from './options.ts';
import { themeBelow } from './theme.ts';

/** Names the integration, and the folder of its cache. */
export const NAME = 'astro-ota';

/** A site as its configuration describes it. */
export interface Project {
  config: Pick<AstroConfig, 'root' | 'cacheDir' | 'site' | 'base' | 'trailingSlash' | 'i18n'> & {
    build: Pick<AstroConfig['build'], 'format'>;
    server: Pick<AstroConfig['server'], 'port'>;
  };
  options: ResolvedOptions;
}

/** What the Catalog of a site is read from, and with. */
export function catalogOptions({ config, options }: Project): CatalogOptions {
  return {
    builds: buildsFolder({ config, options }),
    root: fileURLToPath(config.root),
    cache: cacheFile(config, ''),
    order: options.order,
    rules: options.rules,
    expiresWithin: options.expiresWithin,
    noindex: !options.index,
    amp: options.amp,
    deviceCheck: options.deviceCheck,
    theme: themeBelow(config.base, options.theme),
    source: options.source,
    now: currentTime(),
    stores: options.apps,
    collections: options.collections,
    languages: readLanguages({ config, options }),
    addresses: addressesOf({ config, options }),
  };
}

function readLanguages({ config, options }: Project): SiteLanguage[] {
  return chooseLanguages(options.locales, config.i18n).places.map(({ tag, prefix }) => ({
    tag,
    prefix,
    messages: readMessages(tag, options.strings[tag]),
    addresses: addressesOf({ config, options }, prefix),
  }));
}

function addressesOf({ config, options }: Project, prefix = ''): Addresses {
  return createAddresses({
    site: config.site ?? `http://localhost:${config.server.port}`,
    base: config.base,
    trailingSlash: config.trailingSlash,
    format: config.build.format,
    path: options.path,
    prefix,
  });
}

/** Absolute path of a file in the integration's folder of the cache, or of that folder. */
export function cacheFile({ cacheDir }: Pick<AstroConfig, 'cacheDir'>, name: string): string {
  return fileURLToPath(new URL(`./${NAME}/${name}`, cacheDir));
}

/** Absolute path of the folder that holds the builds. */
export function buildsFolder({ config, options }: Project): string {
  return resolve(fileURLToPath(config.root), options.builds);
}

// The command line loads the integration by one path and astro.config.mjs by another: what they share is the
// process.
const KEY = Symbol.for('astro-ota.project');
const shared = globalThis as { [KEY]?: Project };

/** Makes a project the one whose configuration was loaded last. */
export function setCurrentProject(project: Project): void {
  shared[KEY] = project;
}

/** The project whose configuration was loaded last; undefined when the integration is not in it. */
export function currentProject(): Project | undefined {
  return shared[KEY];
}
