import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAddresses } from '../../../integration/catalog/addresses.ts';
import type { App } from '../../../integration/catalog/catalog.ts';
import { slugOf, toCollections, unknownApps } from '../../../integration/catalog/collections.ts';

const addresses = createAddresses({
  site: 'https://builds.example.com',
  base: '/team',
  trailingSlash: 'ignore',
  format: 'directory',
  path: '/',
});
const APPS = ['com.example.ledger', 'com.example.orbit'].map((bundleId) => ({ bundleId }) as App);

describe('slugOf', () => {
  for (const [name, slug] of [
    ['QA Team', 'qa-team'],
    ['  Été & Hiver!  ', 'ete-hiver'],
    ['3.0 rollout', '3-0-rollout'],
    ['../../etc', 'etc'],
    ['現場チーム', ''],
    ['', ''],
  ] as const) {
    it(`makes "${slug}" of "${name}"`, () => assert.equal(slugOf(name), slug));
  }
});

describe('toCollections', () => {
  const wanted = [
    { name: 'Field', slug: 'field', apps: ['com.example.orbit', 'com.example.gone', 'com.example.ledger'] },
  ];

  it('keeps the order that is asked for, and leaves out what has no build', () => {
    const [field] = toCollections(wanted, APPS, addresses);
    assert.deepEqual(
      field?.apps.map(({ bundleId }) => bundleId),
      ['com.example.orbit', 'com.example.ledger'],
    );
    assert.equal(field?.page.url, 'https://builds.example.com/team/collections/field/');
    assert.equal(field?.qr.output, 'collections/field/qr.svg');
  });

  it('says which apps have no build', () => {
    assert.deepEqual(unknownApps(wanted, APPS), ['"Field" names com.example.gone']);
    assert.deepEqual(unknownApps([], APPS), []);
  });
});
