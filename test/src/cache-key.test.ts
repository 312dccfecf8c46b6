import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createAddresses } from '../../integration/catalog/addresses.ts';
import type { Catalog } from '../../integration/catalog/catalog.ts';
import { type Messages, readMessages, type SiteLanguage } from '../../integration/languages.ts';
import { cacheKey } from '../../src/cache-key.ts';
import { type BuildsFolder, CATALOG_SITE, type CatalogRecipe, createBuilds } from '../support/catalog.ts';
import { buildIpa } from '../support/ipa.ts';
import { buildPkg } from '../support/pkg.ts';

const addresses = createAddresses(CATALOG_SITE);

const RELEASE = buildIpa({ version: '2.0', build: '2' });
const OLDER = buildIpa({ version: '1.0', build: '1', minimumOS: '14.0' });
const FILES = {
  'Two.ipa': RELEASE,
  'Two.md': '---\ndate: 2026-02-01\n---\nFaster.',
  'One.ipa': OLDER,
  'Tool.pkg': buildPkg(),
  'Tool.md': 'Faster.',
};

/** What changes, and how: files that are written, or what the Catalog is read with. */
const CHANGES: [what: string, files: Record<string, string | Uint8Array>, recipe?: CatalogRecipe][] = [
  ['the notes', { 'Two.md': '---\ndate: 2026-02-01\n---\nFaster still.' }],
  ['notes in another language', { 'Two.de.md': 'Schneller.' }],
  ['the date', { 'Two.md': '---\ndate: 2026-02-02\n---\nFaster.' }],
  ['the commit', { 'Two.md': '---\ndate: 2026-02-01\ncommit: abc1234\n---\nFaster.' }],
  ['the CI run', { 'Two.md': '---\ndate: 2026-02-01\nrun: https://ci.example.com/1\n---\nFaster.' }],
  ['the channel', { 'Two.md': '---\ndate: 2026-02-01\nchannel: beta\n---\nFaster.' }],
  [
    'the place of the build',
    { 'Two.md': '---\ndate: 2026-02-01\nurl: https://h.example.com/a\n---\nFaster.' },
  ],
  ['the build', { 'Two.ipa': buildIpa({ version: '2.0', build: '2', displayName: 'Orbit!' }) }],
  ['the release before', { 'One.ipa': buildIpa({ version: '0.9', build: '1', minimumOS: '14.0' }) }],
  ['the status', {}, { now: '2050-01-01T00:00:00Z' }],
  ['what is found', {}, { rules: { 'minimum-os-raised': 'off' } }],
  ['the words', {}, { languages: english({ install: 'Get' }) }],
  ['the days that are soon', {}, { expiresWithin: 7 }],
  ['the stores', {}, { stores: { 'com.example.orbit': { appStore: 'https://apps.apple.com/app/id1' } } }],
  ['the theme', {}, { theme: { name: 'Example' } }],
  ['the address', {}, { site: { path: '/install' } }],
];

describe('the name of what a page shows', () => {
  let folder: BuildsFolder;
  beforeEach(async () => {
    folder = await createBuilds(FILES);
  });
  afterEach(() => folder.remove());
  const namesOf = async (recipe: CatalogRecipe = {}) => {
    const { catalog } = await folder.read({ languages: english(), ...recipe });
    return keysOf(catalog);
  };

  it('stays when the same builds are read again, from the cache too', async () => {
    const names = await namesOf();
    assert.deepEqual(await namesOf(), names);
    assert.equal(new Set(Object.values(names)).size, 4);
  });

  for (const [what, files, recipe] of CHANGES) {
    it(`changes with ${what}`, async () => {
      const before = await namesOf();
      await folder.write(files);
      const { release, app } = await namesOf(recipe);
      assert.notEqual(release, before.release);
      assert.notEqual(app, before.app);
    });
  }

  it('stays for a release when another one that it has nothing to do with changes', async () => {
    const before = await namesOf();
    await folder.write({ 'One.md': 'The first.' });
    const { release, older, app } = await namesOf();
    assert.equal(release, before.release);
    assert.notEqual(older, before.older);
    assert.notEqual(app, before.app);
  });

  for (const [what, files] of [
    ['the notes', { 'Tool.md': 'Slower.' }],
    ['the package', { 'Tool.pkg': buildPkg({ payload: 3000 }) }],
  ] as const) {
    it(`changes for a macOS package with ${what}`, async () => {
      const before = await namesOf();
      await folder.write(files);
      assert.notEqual((await namesOf()).package, before.package);
    });
  }
});

function english(strings: Messages = {}): SiteLanguage[] {
  return [{ tag: 'en', prefix: '', messages: readMessages('en', strings), addresses }];
}

function keysOf(catalog: Catalog) {
  const [app] = catalog.apps;
  const newest = app?.releases.find(({ ipa }) => ipa.version === '2.0');
  const older = app?.releases.find((release) => release !== newest);
  return {
    app: cacheKey(catalog, app),
    release: cacheKey(catalog, newest, app?.stores),
    older: cacheKey(catalog, older, app?.stores),
    package: cacheKey(catalog, catalog.packages[0]),
  };
}
