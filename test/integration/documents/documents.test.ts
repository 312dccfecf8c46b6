import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import ICAL from 'ical.js';
import type { Catalog } from '../../../integration/catalog/catalog.ts';
import { documents } from '../../../integration/documents/documents.ts';
import { assertAtom } from '../../support/atom.ts';
import { type BuildsFolder, catalogOf, createBuilds } from '../../support/catalog.ts';
import { fixtureIpas, fixturesMissing } from '../../support/fixtures.ts';
import { buildIpa } from '../../support/ipa.ts';
import { schemaCheck } from '../../support/schema.ts';
import sourceRules from '../../support/source.schema.json' with { type: 'json' };

const ends = (expires: string) => ({ signing: { profile: { expires: new Date(expires) } } });

const FILES = {
  'A.ipa': buildIpa({ version: '1.0', build: '1', ...ends('2027-03-01') }),
  'A.md': 'Notes',
  'B.ipa': buildIpa({
    version: '1.1',
    build: '2',
    nested: [{ kind: 'app-extension' }],
    ...ends('2026-08-01'),
  }),
  'beta/C.ipa': buildIpa({ version: '2.0', build: '3', ...ends('2027-03-01') }),
  'Ledger.ipa': buildIpa({ identifier: 'com.example.ledger', name: 'Ledger', ...ends('2025-03-01') }),
};

/** Every document by its path. */
async function allOf(catalog: Catalog): Promise<Map<string, string>> {
  const texts = documents(catalog).map(async ({ output, content }) => [output, await content()] as const);
  return new Map(await Promise.all(texts));
}

describe('the documents of builds that stay the same', () => {
  let folder: BuildsFolder;
  const on = async (now: string) => {
    const source = { channel: 'default', apps: {} };
    return allOf((await folder.read({ now, source })).catalog);
  };
  before(async () => {
    folder = await createBuilds(FILES);
  });
  after(() => folder.remove());

  it('differ from day to day in when they were generated alone', async () => {
    const first = await on('2026-06-01T00:00:00Z');
    const second = await on('2026-07-31T23:59:59Z');
    assert.deepEqual([...second.keys()], [...first.keys()]);
    const dated = [...first].filter(([path, text]) => second.get(path) !== text).map(([path]) => path);
    assert.deepEqual(dated.sort(), [
      'com.example.ledger/releases.json',
      'com.example.orbit/releases.json',
      'releases.json',
    ]);
    for (const path of dated) {
      const { generated, ...rest } = JSON.parse(first.get(path) ?? '');
      assert.equal(generated, '2026-06-01T00:00:00Z');
      assert.deepEqual(JSON.parse(second.get(path) ?? ''), { ...rest, generated: '2026-07-31T23:59:59Z' });
    }
  });

  it('tell when a build has expired, in those of them that say what can be installed', async () => {
    const before = await on('2026-07-31T23:59:59Z');
    const after = await on('2026-08-01T00:00:01Z');
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    assert.deepEqual(changed.sort(), [
      'com.example.ledger/releases.json',
      'com.example.orbit/latest/default.json',
      'com.example.orbit/latest/default/declaration.json',
      'com.example.orbit/latest/default/install-application.plist',
      'com.example.orbit/latest/default/manifest.plist',
      'com.example.orbit/releases.json',
      'expiry.ics',
      'releases.json',
    ]);
    // The check of its devices goes with the Install link.
    const gone = [...before.keys()].filter((path) => !after.has(path));
    assert.match(gone.join(), /^com\.example\.orbit\/[^/,]+\/devices\.json$/);
    assert([...after.keys()].every((path) => before.has(path)));
  });
});

describe('the documents of real builds', { skip: fixturesMissing }, () => {
  it('are what their readers take', async () => {
    const builds = fixtureIpas().map((path) => [basename(path), readFileSync(path)] as const);
    // December 2015, when some of the profiles were valid.
    const catalog = await catalogOf(Object.fromEntries(builds), {
      now: '2015-12-13T09:46:40Z',
      source: { channel: 'default', apps: {} },
    });
    const texts = await allOf(catalog);
    const text = (path: string) => texts.get(path) ?? '';
    const latest = schemaCheck(JSON.parse(text('latest.schema.json')));
    const releases = schemaCheck(JSON.parse(text('releases.schema.json')));
    const source = schemaCheck(sourceRules);
    for (const path of texts.keys()) {
      if (path.endsWith('feed.xml')) assertAtom(text(path));
      if (/\/latest\/[^/]+\.json$/.test(path)) latest(JSON.parse(text(path)));
      if (path.endsWith('releases.json')) releases(JSON.parse(text(path)));
    }
    source(JSON.parse(text('source.json')));
    const calendar = new ICAL.Component(ICAL.parse(text('expiry.ics')));
    assert(calendar.getAllSubcomponents('vevent').length > 0);
  });
});
