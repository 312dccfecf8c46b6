import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SiteSettings } from '../../../integration/catalog/addresses.ts';
import { documents, publishedFiles } from '../../../integration/documents/documents.ts';
import { headersFile } from '../../../integration/documents/host-files.ts';
import { catalogOf } from '../../support/catalog.ts';
import { buildIpa } from '../../support/ipa.ts';
import { buildPkg } from '../../support/pkg.ts';

/** The patterns of a `_headers` file, as the hosts read them: one `*`, which crosses slashes. */
const patternsOf = (headers: string) =>
  headers
    .split('\n')
    .filter((line) => line.startsWith('/'))
    .map((pattern) => {
      const parts = pattern.split('*').map((part) => RegExp.escape(part));
      assert.equal(parts.length, 2, pattern);
      return { pattern, matches: new RegExp(`^${parts.join('.*')}$`) };
    });

const SITES: [Partial<SiteSettings>, json: string][] = [
  [{}, '/*.json'],
  [{ base: '/team', path: '/install' }, '/team/install/*.json'],
];

describe('_headers', () => {
  for (const [site, json] of SITES) {
    it(`has one rule at most for each file of a site, with ${json} among them`, async () => {
      const builds = {
        'A.ipa': buildIpa(),
        'A.pkg': buildPkg(),
        'latest.json.ipa': buildIpa({ identifier: 'com.json.plist' }),
      };
      const catalog = await catalogOf(builds, { site, source: { channel: 'default', apps: {} } });
      const patterns = patternsOf(headersFile(catalog));
      assert(patterns.some(({ pattern }) => pattern === json));
      const below = (output: string) => `${site.base ?? ''}/${output}`;
      const paths = [...documents(catalog), ...publishedFiles(catalog)].map(({ output }) => below(output));
      for (const path of paths) {
        const matching = patterns.filter(({ matches }) => matches.test(path));
        const expected = /\.(ipa|pkg|plist|json)$/.test(path) ? 1 : 0;
        assert.equal(matching.length, expected, path);
      }
    });
  }

  it('asks search engines to stay away where the site does', async () => {
    const catalog = await catalogOf({});
    assert.equal(headersFile(catalog).match(/X-Robots-Tag: noindex/g)?.length, 4);
    assert.doesNotMatch(headersFile({ ...catalog, noindex: false }), /Robots/);
  });
});
