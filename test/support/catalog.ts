/** Reads builds into a Catalog, as `astro build` does, without a site around it. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAddresses, type SiteSettings } from '../../integration/catalog/addresses.ts';
import type { AssemblyOptions } from '../../integration/catalog/assemble.ts';
import type { Catalog } from '../../integration/catalog/catalog.ts';
import { readCatalog } from '../../integration/catalog/read.ts';
import { documents } from '../../integration/documents/documents.ts';
import type { FileFinding } from '../../integration/preflight/finding.ts';

/** The site that Catalogs are of unless told. */
export const CATALOG_SITE: SiteSettings = {
  site: 'https://ota.example.com',
  base: '/',
  path: '/',
  trailingSlash: 'ignore',
  format: 'directory',
};

/** What a Catalog is read with; where it is not told, the site is at `https://ota.example.com/`. */
export interface CatalogRecipe
  extends Partial<
    Pick<AssemblyOptions, 'order' | 'theme' | 'source' | 'rules' | 'languages' | 'stores' | 'expiresWithin'>
  > {
  /** ISO 8601. */
  now?: string;
  site?: Partial<SiteSettings>;
}

/** A folder of builds that can be read again and again. */
export interface BuildsFolder {
  /** Puts files into it, by path below `builds/`. */
  write(files: Record<string, string | Uint8Array>): Promise<void>;
  read(recipe?: CatalogRecipe): Promise<{ catalog: Catalog; findings: FileFinding[] }>;
  remove(): Promise<void>;
}

/** Makes a folder with these builds and notes, by path below `builds/`. */
export async function createBuilds(files: Record<string, string | Uint8Array>): Promise<BuildsFolder> {
  const root = await mkdtemp(join(tmpdir(), 'astro-ota-builds-'));
  const builds = join(root, 'builds');
  await mkdir(builds);
  const folder: BuildsFolder = {
    async write(files) {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(builds, path)), { recursive: true });
        await writeFile(join(builds, path), content);
      }
    },
    read: ({ now = '2026-06-01T00:00:00Z', site, ...options } = {}) =>
      readCatalog({
        builds,
        root,
        cache: join(root, 'cache'),
        order: 'version',
        noindex: true,
        deviceCheck: true,
        rules: {},
        expiresWithin: 30,
        now: new Date(now),
        addresses: createAddresses({ ...CATALOG_SITE, ...site }),
        ...options,
      }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
  await folder.write(files);
  return folder;
}

/** Reads builds once. */
export async function catalogOf(
  files: Record<string, string | Uint8Array>,
  recipe?: CatalogRecipe,
): Promise<Catalog> {
  const folder = await createBuilds(files);
  const { catalog } = await folder.read(recipe);
  await folder.remove();
  return catalog;
}

/** The text of a document, by its path below the output folder. Throws when there is none. */
export async function documentOf(catalog: Catalog, output: string): Promise<string> {
  const found = documents(catalog).find((document) => document.output === output);
  if (!found) throw new Error(`There is no ${output}.`);
  return found.content();
}
