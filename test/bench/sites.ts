import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildIpa } from '../support/ipa.ts';
import { measure, type Subject, subject } from './measure.ts';
import { table } from './table.ts';
import type { Workshop } from './workshop.ts';

const MANY = 1000;
const RELEASES_PER_APP = 100;
const ROUNDS = 7;
const BASE = 'Astro alone, 1 page';

/**
 * Compares `astro build` of releases that were seen before with that of a site of one trivial page; beside them
 * stands what Astro takes for as many trivial pages.
 */
export async function* compareSites({ folder, integration }: Workshop): AsyncGenerator<string> {
  const place = (name: string) => join(folder, name);
  const pages: [string, string][] = [['src/pages/[page].astro', MANY_PAGES]];
  const incremental = true;
  const sites: Record<string, Subject> = {
    [BASE]: siteAt(place('page'), config({}), [['src/pages/index.astro', '<p>Hello</p>\n']]),
    [`Astro alone, ${MANY} pages`]: siteAt(place('pages'), config({}), pages),
    [`Astro alone, ${MANY} pages, incremental`]: siteAt(place('kept'), config({ incremental }), pages),
    '1 release': siteAt(place('release'), config({ integration }), builds(1)),
    '100 releases': siteAt(place('releases'), config({ integration }), builds(100)),
    [`${MANY} releases`]: siteAt(place('many'), config({ integration }), builds(MANY)),
    [`${MANY} releases, incremental`]: siteAt(
      place('incremental'),
      config({ integration, incremental }),
      builds(MANY),
    ),
    [`${MANY} releases, incremental, no AMP pages`]: siteAt(
      place('without-amp'),
      config({ integration, options: '{ amp: false }', incremental }),
      builds(MANY),
    ),
  };
  // The first time every release is new.
  await measure(sites, 1);
  const { node, ...usages } = await measure({ node: { script: subject('nothing') }, ...sites }, ROUNDS);
  yield table('`astro build`, all seen before', usages, BASE, node);
  yield NOTE;
}

const NOTE = `Each release has its page, an AMP page unless the row says otherwise, a QR code, a manifest and its .ipa; then all
that was written is checked. Incremental is Astro's \`experimental.incrementalBuild\`: unchanged pages are not rendered.`;

interface Settings {
  /** Folder of the compiled integration; without it Astro is alone. */
  integration?: string;
  /** Those of the integration, as source. */
  options?: string;
  incremental?: boolean;
}

/** The text of an `astro.config.mjs`. */
function config({ integration, options = '', incremental = false }: Settings): string {
  const settings = `site: 'https://ota.example.com', cacheDir: './.cache', experimental: { incrementalBuild: ${incremental} },`;
  if (!integration) return `export default { ${settings} };\n`;
  const ota = pathToFileURL(join(integration, 'index.js'));
  return `import ota from '${ota}';\nexport default { ${settings} integrations: [ota(${options})] };\n`;
}

const MANY_PAGES = `---
export const getStaticPaths = () =>
  Array.from({ length: ${MANY} }, (_, index) => ({ params: { page: String(index) }, cacheKey: 'same' }));
---
<p>Hello {Astro.params.page}</p>
`;

/** The files of so many builds, of several apps when there are many. */
function* builds(count: number): Generator<[path: string, content: Uint8Array]> {
  const apps = Math.ceil(count / RELEASES_PER_APP);
  for (let index = 0; index < count; index++) {
    const app = index % apps;
    const number = Math.floor(index / apps) + 1;
    const recipe = {
      identifier: `com.example.app${app}`,
      name: `App ${app}`,
      version: `1.${number}`,
      build: `${number}`,
    };
    yield [`builds/App${app}-${number}.ipa`, buildIpa(recipe)];
  }
}

/** Puts a project into a folder; what is to be measured there builds it into an empty `dist/`. */
function siteAt(folder: string, config: string, files: Iterable<[string, string | Uint8Array]>): Subject {
  mkdirSync(folder);
  for (const [path, content] of [['astro.config.mjs', config] as const, ...files]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const astro = fileURLToPath(import.meta.resolve('astro/package.json'));
  return {
    script: join(dirname(astro), 'bin/astro.mjs'),
    args: ['build'],
    folder,
    prepare: () => rmSync(join(folder, 'dist'), { recursive: true, force: true }),
  };
}
