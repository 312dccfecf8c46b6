import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { parseAtomFeed } from 'feedsmith';
import type { Catalog } from '../../../integration/catalog/catalog.ts';
import { MAX_ENTRIES } from '../../../integration/documents/feed.ts';
import { assertAtom } from '../../support/atom.ts';
import { catalogOf, documentOf } from '../../support/catalog.ts';
import { buildIpa } from '../../support/ipa.ts';
import { buildPkg } from '../../support/pkg.ts';

const ledger = { identifier: 'com.example.ledger', name: 'Ledger' };

const FILES = {
  'Orbit-1.0.ipa': buildIpa(),
  'Orbit-1.0.md': '---\ndate: 2026-03-01\n---\n',
  'Orbit-1.1.ipa': buildIpa({ version: '1.1', build: '2', minimumOS: '17.0' }),
  'Orbit-1.1.md': '---\ndate: 2026-05-01\ntitle: Rings\n---\n# New\n\n- [Rings](rings.html) <b>&amp;\n',
  'beta/Ledger.ipa': buildIpa(ledger),
  'beta/Ledger.md': '---\ndate: 2026-04-01T10:00:00+02:00\n---\n',
};

describe('the Atom feeds', () => {
  let catalog: Catalog;
  const feed = async (path: string) => {
    const xml = await documentOf(catalog, path);
    assertAtom(xml);
    return parseAtomFeed(xml);
  };

  before(async () => {
    catalog = await catalogOf(FILES, { theme: { name: 'Example & Friends' } });
  });

  it('list the releases of all apps, newest first by date', async () => {
    const { id, title, updated, authors, links, entries = [] } = await feed('feed.xml');
    assert.equal(id, 'https://ota.example.com/');
    assert.equal(title?.value, 'Example & Friends');
    assert.equal(updated, '2026-05-01T00:00:00Z');
    assert.deepEqual(authors, [{ name: 'Example & Friends' }]);
    assert.deepEqual(links, [
      { href: 'https://ota.example.com/feed.xml', rel: 'self', type: 'application/atom+xml' },
      { href: 'https://ota.example.com/', rel: 'alternate', type: 'text/html' },
    ]);
    assert.deepEqual(
      entries.map((entry) => [entry.title?.value, entry.updated, entry.categories?.[0]?.term]),
      [
        ['Orbit 1.1 (2): Rings', '2026-05-01T00:00:00Z', 'default'],
        ['Ledger 1.0 (1), beta', '2026-04-01T08:00:00Z', 'beta'],
        ['Orbit 1.0 (1)', '2026-03-01T00:00:00Z', 'default'],
      ],
    );
  });

  it('list the releases of one app, by its team and with its icon', async () => {
    const { id, title, authors, icon, links, entries = [] } = await feed('com.example.orbit/feed.xml');
    assert.equal(id, 'https://ota.example.com/com.example.orbit/');
    assert.equal(title?.value, 'Orbit');
    assert.deepEqual(authors, [{ name: 'Example Inc.' }]);
    assert.match(icon ?? '', /^https:\/\/ota\.example\.com\/com\.example\.orbit\/icons\/[0-9a-f]+-180\.png$/);
    assert.equal(links?.[0]?.href, 'https://ota.example.com/com.example.orbit/feed.xml');
    assert.equal(entries.length, 2);
  });

  it('list macOS packages among them, each by its place on the page of its package', async () => {
    const withPackages = await catalogOf({
      ...FILES,
      'Mac.pkg': buildPkg({ title: 'Orbit', version: '2.0' }),
      'Mac.md': '---\ndate: 2026-04-15\n---\n',
      'beta/Mac.pkg': buildPkg({ title: 'Orbit', version: '2.1' }),
      'beta/Mac.md': '---\ndate: 2026-06-01\ntitle: Rings\n---\nRings.\n',
    });
    const xml = await documentOf(withPackages, 'feed.xml');
    assertAtom(xml);
    const { entries = [], updated } = parseAtomFeed(xml);
    assert.equal(updated, '2026-06-01T00:00:00Z');
    assert.deepEqual(
      entries.map((entry) => entry.title?.value),
      [
        'Orbit 2.1 (macOS), beta: Rings',
        'Orbit 1.1 (2): Rings',
        'Orbit 2.0 (macOS)',
        'Ledger 1.0 (1), beta',
        'Orbit 1.0 (1)',
      ],
    );
    const [macBeta, , mac] = entries;
    assert.match(
      macBeta?.id ?? '',
      /^https:\/\/ota\.example\.com\/com\.example\.orbit\.mac\/#2\.1-[0-9a-f]{8}$/,
    );
    assert.equal(macBeta?.links?.[0]?.href, macBeta?.id);
    assert.match(macBeta?.content?.value ?? '', /Rings\./);
    assert.equal(mac?.summary?.value, 'Version 2.0 on the channel default, for macOS 12.0 or later.');
    const ofApp = parseAtomFeed(await documentOf(withPackages, 'com.example.orbit/feed.xml'));
    assert.equal(ofApp.entries?.length, 2);
  });

  it('name each release by its page, for good', async () => {
    const { entries = [] } = await feed('com.example.orbit/feed.xml');
    const pages = catalog.apps[1]?.releases.map(({ page }) => page.url);
    assert.deepEqual(
      entries.map(({ id }) => id),
      pages,
    );
    assert.deepEqual(
      entries.map(({ links }) => links?.[0]?.href),
      pages,
    );
  });

  it('carry notes as HTML, whose links are meant from the page', async () => {
    const [entry] = (await feed('com.example.orbit/feed.xml')).entries ?? [];
    assert.equal(entry?.content?.type, 'html');
    assert.match(entry?.content?.value ?? '', /<a href="rings.html">Rings<\/a> &lt;b&gt;&amp;/);
    assert.equal(entry?.content?.xml?.base, entry?.id);
  });

  it('say what is known of a release without notes', async () => {
    const [, entry] = (await feed('com.example.orbit/feed.xml')).entries ?? [];
    assert.equal(entry?.content, undefined);
    assert.equal(entry?.summary?.value, 'Version 1.0 (1) on the channel default, for iOS 15.0 or later.');
  });

  it('are valid while there is no build', async () => {
    const xml = await documentOf(await catalogOf({}), 'feed.xml');
    assertAtom(xml);
    assert.equal(parseAtomFeed(xml).title?.value, 'ota.example.com');
  });

  it('stay valid and say the same with hostile names and notes', async () => {
    const name = ']]><feed a="&#1;\'>';
    const hostile = await catalogOf({
      'A.ipa': buildIpa({
        displayName: `${name}\0\x1B\uD800\uFFFF`,
        version: '<1>&',
        build: '"2"',
        signing: { team: { id: 'EXAMPLE123', name: '</name>' } },
      }),
      'A.md':
        '---\ntitle: "]]> </title>"\n---\nBell \x07, form \f feed, \uFFFF and <script>alert(1)</script> ]]>\n',
    });
    for (const path of ['feed.xml', 'com.example.orbit/feed.xml']) {
      const xml = await documentOf(hostile, path);
      assertAtom(xml);
      const [entry] = parseAtomFeed(xml).entries ?? [];
      assert.equal(entry?.title?.value, `${name} \uFFFD <1>& ("2"): ]]> </title>`);
      assert.match(
        entry?.content?.value ?? '',
        /Bell \uFFFD, .*&lt;script&gt;alert\(1\)&lt;\/script&gt; \]\]&gt;/,
      );
    }
    assert.deepEqual(parseAtomFeed(await documentOf(hostile, 'com.example.orbit/feed.xml')).authors, [
      { name: '</name>' },
    ]);
  });

  it('end after the newest releases by date, whatever their versions', async () => {
    const [first] = catalog.apps[1]?.releases ?? [];
    assert(first);
    const releases = Array.from({ length: MAX_ENTRIES + 10 }, (_, i) => ({
      ...first,
      date: new Date(Date.UTC(2026, 0, 1 + i)).toISOString(),
      page: { ...first.page, url: `https://ota.example.com/${i}/` },
    }));
    const long = { ...catalog, apps: catalog.apps.slice(1).map((app) => ({ ...app, releases })) };
    const ids = parseAtomFeed(await documentOf(long, 'feed.xml')).entries?.map(({ id }) => id);
    assert.equal(ids?.length, MAX_ENTRIES);
    assert.equal(ids?.[0], `https://ota.example.com/${MAX_ENTRIES + 9}/`);
    assert.equal(ids?.at(-1), 'https://ota.example.com/10/');
  });
});
