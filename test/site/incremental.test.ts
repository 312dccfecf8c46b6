import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const run = promisify(execFile);
const ASTRO = fileURLToPath(new URL('./bin/astro.mjs', import.meta.resolve('astro/package.json')));
const INTEGRATION = new URL('../../integration/index.ts', import.meta.url);

/** The text of an `astro.config.mjs` that renders only what changed. */
const config = (options: object = {}) => `import ota from '${INTEGRATION}';
export default {
  site: '${SITE}',
  experimental: { incrementalBuild: true },
  integrations: [ota(${JSON.stringify(options)})],
};
`;

const FILES = {
  'astro.config.mjs': config(),
  'builds/Two.ipa': buildIpa({ version: '2.0', build: '2' }),
  'builds/One.ipa': buildIpa({ version: '1.0', build: '1' }),
  'builds/Old.ipa': expired('2.0'),
};

function expired(version: string): Uint8Array {
  const signing = { profile: { expires: new Date('2024-05-01') } };
  return buildIpa({ identifier: 'com.example.old', name: 'Old', version, signing });
}

/** In the order in which they come, what changes and what the page of the release 2.0 then says. */
const CHANGES: [what: string, files: Record<string, string | Uint8Array>, shown: RegExp][] = [
  ['the notes', { 'builds/Two.md': '---\ndate: 2026-02-03\n---\nFaster.' }, /Faster\./],
  ['the date', { 'builds/Two.md': '---\ndate: 2026-02-04\n---\nFaster.' }, /February 4, 2026/],
  [
    'the release before',
    { 'builds/One.ipa': buildIpa({ version: '0.9', build: '1' }) },
    /href="\/com\.example\.orbit\/0\.9-1-/,
  ],
  ['the theme', { 'astro.config.mjs': config({ theme: { name: 'Acme' } }) }, /Acme/],
  ['the words', { 'astro.config.mjs': config({ strings: { en: { install: 'Get it' } } }) }, />Get it</],
  ['an option', { 'astro.config.mjs': config({ amp: false }) }, /^(?![\s\S]*amphtml)/],
];

describe('a site that is built incrementally', () => {
  let project: Project;
  const build = () => run(process.execPath, [ASTRO, 'build'], { cwd: project.root });
  const page = async (bundleId = 'com.example.orbit') => {
    const app = join(project.output, bundleId);
    const release = (await readdir(app)).find((name) => name.startsWith('2.0-'));
    return readFile(join(app, `${release}`, 'index.html'), 'utf8');
  };

  before(async () => {
    project = await createProject(FILES);
    await build();
  });
  after(() => project.remove());

  it('leaves a page alone when nothing changed', async () => {
    const before = await page();
    const { stdout } = await build();
    // Astro colours what it prints wherever `CI` is set.
    assert.match(stripVTControlCharacters(stdout), /2\.0-\S*index\.html \(restored\)/);
    assert.equal(await page(), before);
  });

  for (const [what, files, shown] of CHANGES) {
    it(`shows ${what} on a page that it has made before`, async () => {
      assert.doesNotMatch(await page(), shown);
      await project.write(files);
      await build();
      assert.match(await page(), shown);
    });
  }

  it('leads from a release that cannot be installed to others as soon as there are any', async () => {
    assert.doesNotMatch(await page('com.example.old'), /See the other releases/);
    // On another channel, so that it is not the release before.
    await project.write({ 'builds/beta/Older.ipa': expired('1.0') });
    await build();
    assert.match(await page('com.example.old'), /See the other releases/);
  });
});
