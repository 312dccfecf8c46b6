import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Catalog } from '../../../integration/catalog/catalog.ts';
import { shorten } from '../../../integration/documents/latest.ts';
import { catalogOf, documentOf } from '../../support/catalog.ts';
import { buildIpa, type IpaRecipe } from '../../support/ipa.ts';
import { schemaCheck } from '../../support/schema.ts';

const build = (version: string, expires: string, more: IpaRecipe = {}) =>
  buildIpa({ version, build: version, ...more, signing: { profile: { expires: new Date(expires) } } });

const FILES = {
  'Old.ipa': build('1.0', '2027-01-01'),
  'New.ipa': build('1.1', '2027-02-01', {
    minimumOS: '17.0',
    nested: [{ kind: 'app-extension', signing: { profile: { expires: new Date('2027-01-15') } } }],
  }),
  'New.md': '---\ndate: 2026-05-01\n---\nRings & <b>.\n',
  'beta/Newest.ipa': build('2.0', '2027-03-01'),
  'beta/Ended.ipa': build('2.1', '2026-05-31'),
  'old/Ended.ipa': build('0.9', '2025-01-01'),
};

describe('the document of a channel’s newest release', () => {
  let catalog: Catalog;
  let check: (document: unknown) => void;
  const latest = async (channel: string, of = catalog) => {
    const document = JSON.parse(await documentOf(of, `com.example.orbit/latest/${channel}.json`));
    check(document);
    return document;
  };

  before(async () => {
    catalog = await catalogOf(FILES);
    check = schemaCheck(JSON.parse(await documentOf(catalog, 'latest.schema.json')));
  });

  it('describes the release that an app would update to', async () => {
    const release = catalog.apps[0]?.releases.find(({ ipa }) => ipa.version === '1.1');
    const page = `https://ota.example.com/com.example.orbit/${release?.id}/`;
    assert.deepEqual(await latest('default'), {
      schema: 1,
      bundleId: 'com.example.orbit',
      name: 'Orbit',
      channel: 'default',
      release: {
        id: release?.id,
        version: '1.1',
        build: '1.1',
        date: '2026-05-01T00:00:00Z',
        minimumOSVersion: '17.0',
        size: release?.size,
        page,
        install: `itms-services://?action=download-manifest&url=${encodeURIComponent(`${page}manifest.plist`)}`,
        notes: 'Rings & <b>.',
        expires: '2027-01-15T00:00:00Z',
      },
    });
  });

  it('passes over what has expired', async () => {
    assert.equal((await latest('beta')).release.version, '2.0');
    assert.equal((await latest('beta')).release.notes, null);
  });

  it('is there, without a release, while nothing can be installed', async () => {
    const { release, ...rest } = await latest('old');
    assert.equal(release, null);
    assert.deepEqual(rest, { schema: 1, bundleId: 'com.example.orbit', name: 'Orbit', channel: 'old' });
  });

  it('is refused by its schema without a part, or with an escaped link', async () => {
    const document = await latest('default');
    assert.throws(() => check({ ...document, release: undefined }), /release/);
    const install = document.release.install.replace('&', '&amp;');
    assert.throws(() => check({ ...document, release: { ...document.release, install } }), /pattern/);
  });

  it('stays small with long notes', async () => {
    const long = await catalogOf({ 'A.ipa': build('1.0', '2027-01-01'), 'A.md': '- A line.\n'.repeat(5000) });
    const { notes } = (await latest('default', long)).release;
    assert.match(notes, /^(- A line\.\n)+\n…$/);
    assert(notes.length <= 1000);
  });
});

describe('shorten', () => {
  const cases: [what: string, markdown: string, limit: number, expected: string][] = [
    ['leaves a short text as it is', 'One.\n\nTwo.', 10, 'One.\n\nTwo.'],
    ['ends after a whole line', 'One.\n\nTwo three.', 14, 'One.\n\n…'],
    ['ends after a whole word where the first line is too long', 'One two three four', 12, 'One two…'],
    ['breaks a word that is too long', 'x'.repeat(20), 10, `${'x'.repeat(7)}…`],
    ['breaks no character in two', `${'x'.repeat(6)}🛰️${'x'.repeat(9)}`, 10, `${'x'.repeat(6)}…`],
    ['leaves out a block of code that does not fit', 'Do:\n```sh\na\nb\nc\nd\n```', 17, 'Do:\n\n…'],
    ['keeps a block of code that fits', '~~~\na\n~~~\nb\nc\nd', 14, '~~~\na\n~~~\n\n…'],
  ];
  for (const [what, markdown, limit, expected] of cases) {
    it(what, () => {
      const short = shorten(markdown, limit);
      assert.equal(short, expected);
      assert(short.length <= limit);
    });
  }
});
