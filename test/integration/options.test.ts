import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { resolveOptions } from '../../integration/options.ts';

const DEFAULTS = {
  builds: './builds',
  path: '/',
  order: 'version',
  uninstallable: 'fail',
  rules: {},
  expiresWithin: 30,
  index: false,
  deviceCheck: true,
  amp: true,
  theme: {},
  locales: [],
  strings: {},
  components: {},
  apps: {},
  source: null,
  collections: [],
};

describe('resolveOptions', () => {
  for (const nothing of [undefined, null, {}, { path: undefined }]) {
    it(`fills in every default for ${inspect(nothing)}`, () => {
      assert.deepEqual(resolveOptions(nothing), { options: DEFAULTS });
    });
  }

  it('keeps what is set', () => {
    const options = {
      builds: '../ipa',
      path: '/install',
      order: 'date',
      uninstallable: 'list',
      rules: { 'expires-soon': 'error', 'finder-files': 'off' },
      expiresWithin: 60,
      index: true,
      deviceCheck: false,
      amp: false,
      theme: {
        name: 'Example',
        logo: '/logo.svg',
        accent: '#7A3CFF',
        footer: [{ text: 'Help', href: 'mailto:help@example.com' }],
      },
      locales: ['en'],
      strings: { en: { install: 'Get it' } },
      components: { ReleasePage: './src/MyReleasePage.astro' },
      apps: {
        'com.example.orbit': {
          testFlight: 'https://testflight.apple.com/join/AbCdEf12',
          appStore: 'https://apps.apple.com/de/app/orbit/id1234567890',
        },
      },
      source: {
        name: 'Sky',
        identifier: 'com.example.sky',
        subtitle: 'Apps for the night',
        description: 'All of them.',
        developer: 'Sky Inc.',
        channel: 'beta',
        apps: { 'com.example.orbit': { description: 'What is above you.', category: 'utilities' } },
      },
      collections: [
        {
          name: 'Field',
          slug: 'f',
          description: 'For the van.',
          apps: ['com.example.orbit', 'com.example.a'],
        },
      ],
    };
    assert.deepEqual(resolveOptions(options), { options });
  });

  for (const [source, expected] of [
    [true, { channel: 'default', apps: {} }],
    [{}, { channel: 'default', apps: {} }],
    [false, null],
  ] as const) {
    it(`makes ${JSON.stringify(expected)} of source: ${JSON.stringify(source)}`, () => {
      assert.deepEqual(resolveOptions({ source }), { options: { ...DEFAULTS, source: expected } });
    });
  }

  it('makes the address of a collection from its name', () => {
    const result = resolveOptions({ collections: [{ name: 'QA Team', apps: ['a'] }] });
    assert('options' in result);
    assert.deepEqual(result.options.collections, [{ name: 'QA Team', slug: 'qa-team', apps: ['a'] }]);
  });

  for (const path of ['', '/', 'install', '/install', '/install/', '/a/b-c/d_e.f~g/', '/.well-known']) {
    it(`takes "${path}" as a path`, () => assert('options' in resolveOptions({ path })));
  }

  const refused: [options: unknown, ...problems: RegExp[]][] = [
    [{ path: '/a b' }, /^path: use a path such as/],
    [{ path: '/ä' }, /^path: use a path such as/],
    [{ path: '/a?b' }, /^path: use a path such as/],
    [{ path: '/a%2e' }, /^path: use a path such as/],
    [{ path: '\\a' }, /^path: use a path such as/],
    [{ path: 'https://example.com' }, /^path: use a path such as/],
    [{ path: '/a/../b' }, /^path: leave "\." and "\.\." out/],
    [{ path: './install' }, /^path: leave "\." and "\.\." out/],
    [{ path: 7 }, /^path: .*string/],
    [{ builds: '' }, /^builds: /],
    [{ order: 'newest' }, /^order: .*"version"\|"date"/],
    [{ uninstallable: false }, /^uninstallable: .*"fail"\|"list"/],
    [{ index: 'yes' }, /^index: .*boolean/],
    [
      { build: './x', paths: '/' },
      /^"build", "paths": no such option\. .*builds, path, order, uninstallable, rules, expiresWithin, index/,
    ],
    [{ rules: { 'expire-soon': 'off' } }, /^rules: "expire-soon" is no rule; did you mean "expires-soon"\?/],
    [{ rules: { 'expires-soon': 'loud' } }, /^rules\.expires-soon: .*"warning"/],
    [{ theme: { accent: 'red' } }, /^theme\.accent: use a colour such as/],
    [{ theme: { logo: 'https://example.com/x.svg' } }, /^theme\.logo: use the path of an image/],
    [{ theme: { logo: '//example.com/x.svg' } }, /^theme\.logo: use the path of an image/],
    [
      { theme: { footer: [{ text: 'x', href: 'javascript:alert(1)' }] } },
      /^theme\.footer\.0\.href: use an address/,
    ],
    [{ source: 'yes' }, /^source: .*expected object/],
    [{ source: { title: 'Sky' } }, /^"source\.title": no such option\.$/],
    [{ source: { name: ' ' } }, /^source\.name: /],
    [{ source: { identifier: 'my source' } }, /^source\.identifier: use letters/],
    [{ source: { channel: '../x' } }, /^source\.channel: use the name of a channel/],
    [
      { source: { apps: { 'com.example.orbit': { category: 'fun' } } } },
      /^source\.apps\.com\.example\.orbit\.category: .*"games"/,
    ],
    [{ expiresWithin: -1 }, /^expiresWithin: /],
    [
      { apps: { a: { testFlight: 'https://example.com/join/AbCdEf12' } } },
      /^apps\.a\.testFlight: use an addr/,
    ],
    [
      { apps: { a: { appStore: 'itms-apps://apps.apple.com/app/id1' } } },
      /^apps\.a\.appStore: use an address/,
    ],
    [{ apps: { a: { testflight: '' } } }, /^"apps\.a\.testflight": no such option/],
    [{ collections: [{ name: 'x', apps: [] }] }, /^collections\.0\.apps: name at least one app/],
    [{ collections: [{ name: 'x', apps: ['a', 'a'] }] }, /^collections\.0\.apps: name each app once/],
    [{ collections: [{ name: ' ', apps: ['a'] }] }, /^collections\.0\.name: /],
    [
      { collections: [{ name: '現場', apps: ['a'] }] },
      /^collections\.0\.slug: the name has no letters for an/,
    ],
    [{ collections: [{ name: 'x', slug: 'A/b', apps: ['a'] }] }, /^collections\.0\.slug: use lower-case/],
    [
      {
        collections: [
          { name: 'x', apps: ['a'] },
          { name: 'X', apps: ['b'] },
        ],
      },
      /^collections: two of them have one address/,
    ],
    [{ collections: [{ name: 'x', app: 'a', apps: ['a'] }] }, /^"collections\.0\.app": no such option/],
    [{ locales: ['xx'] }, /^locales\.0: "xx" is not among the languages of the pages: .*en/],
    [{ locales: ['en', 'en'] }, /^locales: name each language once/],
    [{ strings: { xx: { install: 'x' } } }, /^strings: "xx" is not among the languages/],
    [{ strings: { en: { instal: 'x' } } }, /^strings: en\.instal: the pages have no such text/],
    [{ strings: { en: { toString: 'x' } } }, /^strings: en\.toString: the pages have no such text/],
    [{ strings: { en: { install: 'Get {thing}' } } }, /^strings: en\.install: \{thing\} means nothing/],
    [
      { strings: { en: { whoRegistered: 'x' } } },
      /^strings: en\.whoRegistered: one text each for one, other/,
    ],
    [{ strings: { en: { install: '' } } }, /^strings\.en\.install: /],
    [
      { components: { Relase: './x.astro' } },
      /^"components\.Relase": no such option\. The components are .*ReleasePage/,
    ],
    [{ order: 1, index: 1 }, /^order: /, /^index: /],
    ['./builds', /^options: .*object/],
    [[], /^options: .*object/],
  ];
  for (const [options, ...expected] of refused) {
    it(`refuses ${JSON.stringify(options)} in words`, () => {
      const result = resolveOptions(options);
      assert('problems' in result);
      assert.equal(result.problems.length, expected.length);
      for (const [index, problem] of result.problems.entries()) {
        assert.match(problem, expected[index] as RegExp);
        assert.doesNotMatch(problem, /\n/);
      }
    });
  }

  it('answers at once for a long path with one wrong character at its end', () => {
    assert('problems' in resolveOptions({ path: `/${'a'.repeat(5000)}!` }));
  });
});
