import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig } from 'astro';

/** The components of the pages that a site can put its own in place of, by name, and where ours are. */
const COMPONENTS = {
  Page: 'layouts',
  HomePage: 'components',
  AppPage: 'components',
  LatestPage: 'components',
  ReleasePage: 'components',
  HistoryPage: 'components',
  CollectionPage: 'components',
  DistributionPage: 'components',
  ManagementPage: 'components',
  PackagePage: 'components',
  NotFoundPage: 'components',
  Masthead: 'components',
  Footer: 'components',
  AppRow: 'components',
  CollectionRow: 'components',
  ReleaseRow: 'components',
  SizeChart: 'components',
  ReleaseHead: 'components',
  InstallLink: 'components',
  ReleaseNotes: 'components',
  Requirements: 'components',
  DeviceCheck: 'components',
  NextSteps: 'components',
  Troubles: 'components',
  Permalink: 'components',
  ReleaseChanges: 'components',
  ReleaseDetails: 'components',
  StoreLinks: 'components',
  Ways: 'components',
  QrCode: 'components',
} as const;

export type ComponentName = keyof typeof COMPONENTS;

/** Names of all of them. */
export const componentNames = Object.keys(COMPONENTS) as [ComponentName, ...ComponentName[]];

/** Module specifiers, by name of the component that they replace. */
export type ComponentOverrides = { [Name in ComponentName]?: string | undefined };

type VitePlugin = NonNullable<AstroConfig['vite']['plugins']>[number];

const PREFIX = 'virtual:astro-ota/components/';

/** Leads the pages to each component: a site's own where it has one, else ours. */
export function componentModules(overrides: ComponentOverrides, root: string): VitePlugin {
  return {
    name: 'astro-ota:components',
    // Before Vite's own resolver, which would look for a package of that name.
    enforce: 'pre',
    resolveId: {
      // Spares the bundler to ask for every other module.
      filter: { id: new RegExp(`^${PREFIX}`) },
      async handler(id: string) {
        const name = id.slice(PREFIX.length) as ComponentName;
        const own = overrides[name];
        if (!own) return fileURLToPath(new URL(`../src/${COMPONENTS[name]}/${name}.astro`, import.meta.url));
        // As if a file at the root of the project imported it.
        return this.resolve(own, join(root, 'astro.config.mjs'));
      },
    },
  };
}

/** The overrides whose files do not exist, as `name: path`. */
export function missingComponents(overrides: ComponentOverrides, root: string): string[] {
  return Object.entries(overrides)
    .filter(([, specifier]) => specifier && /^[./]/.test(specifier) && !existsSync(resolve(root, specifier)))
    .map(([name, specifier]) => `${name}: ${specifier}`);
}
