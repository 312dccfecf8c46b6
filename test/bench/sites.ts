import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildIpa } from '../support/ipa.ts';
import { measure, type Subject, subject } from './measure.ts';
import { table } from './table.ts';
import type { Workshop } from './workshop.ts';

const COUNTS = [1, 100, 1000];
const RELEASES_PER_APP = 100;
const ROUNDS = 7;
const BASE = 'one page, without astro-ota';

/** Compares `astro build` of releases that were seen before with that of a site of one trivial page. */
export async function* compareSites({ folder, integration }: Workshop): AsyncGenerator<string> {
  const sites: Record<string, Subject> = {
    [BASE]: siteAt(join(folder, 'empty'), "export default { cacheDir: './.cache' };", [
      ['src/pages/index.astro', '<p>Hello</p>\n'],
    ]),
  };
  for (const count of COUNTS) {
    const config = [
      `import ota from '${pathToFileURL(join(integration, 'index.js'))}';`,
      "export default { site: 'https://ota.example.com', integrations: [ota()], cacheDir: './.cache' };",
    ].join('\n');
    sites[`${count} seen ${count === 1 ? 'release' : 'releases'}`] = siteAt(
      join(folder, `releases-${count}`),
      config,
      manyBuilds(count),
    );
  }
  // The first time every release is new.
  await measure(sites, 1);
  const { node, ...usages } = await measure({ node: { script: subject('nothing') }, ...sites }, ROUNDS);
  yield table('`astro build`', usages, BASE, node);
}

/** Puts the files of a project into a folder; what is to be measured there builds it into an empty `dist/`. */
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

/** The files of so many builds, of several apps when there are many. */
function* manyBuilds(count: number): Generator<[path: string, content: Uint8Array]> {
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
