import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createAddresses,
  createOutputAt,
  type SiteSettings,
} from '../../../integration/catalog/addresses.ts';

const SITE: SiteSettings = {
  site: 'https://builds.example.com',
  base: '/',
  trailingSlash: 'ignore',
  format: 'directory',
  path: '/',
};

const PREFIXES: [base: string, path: string, prefix: string][] = [
  ['/', '/', ''],
  ['', '', ''],
  ['/team', '/', '/team'],
  ['/team/', '/', '/team'],
  ['team', '', '/team'],
  ['/', '/install', '/install'],
  ['/', 'install/', '/install'],
  ['/team', '/install', '/team/install'],
  ['/team/', '/install/', '/team/install'],
  ['/a/b', '/c/d', '/a/b/c/d'],
];

// What follows the prefix: of the page of all apps on its own at the site's root, of that page below a path,
// and of an app's page.
const ENDINGS: [
  SiteSettings['format'],
  SiteSettings['trailingSlash'],
  root: string,
  all: string,
  app: string,
][] = [
  ['directory', 'always', '/', '/', '/com.example.orbit/'],
  ['directory', 'ignore', '/', '/', '/com.example.orbit/'],
  ['directory', 'never', '', '', '/com.example.orbit'],
  ['file', 'always', '/', '.html', '/com.example.orbit.html'],
  ['file', 'ignore', '/', '.html', '/com.example.orbit.html'],
  ['file', 'never', '', '.html', '/com.example.orbit.html'],
  ['preserve', 'always', '/', '.html', '/com.example.orbit.html'],
  ['preserve', 'ignore', '/', '.html', '/com.example.orbit.html'],
  ['preserve', 'never', '', '.html', '/com.example.orbit.html'],
];

describe('the address of a page', () => {
  for (const [format, trailingSlash, root, all, app] of ENDINGS) {
    it(`fits format "${format}" with trailingSlash "${trailingSlash}", under any base and path`, () => {
      for (const [base, path, prefix] of PREFIXES) {
        const { page } = createAddresses({ ...SITE, base, path, format, trailingSlash });
        const isRoot = path === '/' || path === '';
        const expected = prefix + (isRoot ? root : all) || '/';
        assert.equal(page().path, expected, `all apps, base "${base}", path "${path}"`);
        assert.equal(page('com.example.orbit').path, prefix + app, `an app, base "${base}", path "${path}"`);
      }
    });
  }

  it('is absolute from the origin of the site, whose own path is left out as Astro does', () => {
    for (const site of [
      'https://builds.example.com',
      'https://Builds.Example.com/',
      'https://builds.example.com/x/?y#z',
    ]) {
      const { page } = createAddresses({ ...SITE, site, base: '/team' });
      assert.equal(
        page('com.example.orbit', 'latest').url,
        'https://builds.example.com/team/com.example.orbit/latest/',
      );
    }
  });

  it('keeps a port', () => {
    const { page } = createAddresses({ ...SITE, site: 'https://builds.example.com:8443' });
    assert.equal(page().url, 'https://builds.example.com:8443/');
  });
});

describe('the address of a file', () => {
  for (const [base, path, prefix] of PREFIXES) {
    for (const [format, trailingSlash] of ENDINGS) {
      it(`with base "${base}", path "${path}", "${format}", "${trailingSlash}"`, () => {
        const { file } = createAddresses({ ...SITE, base, path, format, trailingSlash });
        const folder = path.replace(/^\/|\/$/g, '');
        assert.deepEqual(file('com.example.orbit', '1.2-35-0a1b2c3d', 'manifest.plist'), {
          path: `${prefix}/com.example.orbit/1.2-35-0a1b2c3d/manifest.plist`,
          url: `https://builds.example.com${prefix}/com.example.orbit/1.2-35-0a1b2c3d/manifest.plist`,
          output: `${folder ? `${folder}/` : ''}com.example.orbit/1.2-35-0a1b2c3d/manifest.plist`,
        });
      });
    }
  }

  const odd: [segment: string, encoded: string][] = [
    ['a b', 'a%20b'],
    ['a+b', 'a%2Bb'],
    ['a&b=c;d', 'a%26b%3Dc%3Bd'],
    ['100%', '100%25'],
    ['what?', 'what%3F'],
    ['#1', '%231'],
    ['a/b', 'a%2Fb'],
    ['"<>', '%22%3C%3E'],
    ['Größe', 'Gr%C3%B6%C3%9Fe'],
    ['アプリ', '%E3%82%A2%E3%83%97%E3%83%AA'],
    ['A-Z_a.z~0', 'A-Z_a.z~0'],
  ];
  for (const [segment, encoded] of odd) {
    it(`encodes "${segment}" once in the address and not on disk`, () => {
      const address = createAddresses({ ...SITE, base: '/team', path: '/install' }).file(segment, 'x.plist');
      assert.equal(address.path, `/team/install/${encoded}/x.plist`);
      assert.equal(new URL(address.url).href, address.url);
      assert.equal(address.output, `install/${segment}/x.plist`);
    });
  }
});

describe('the file at an address', () => {
  it('is the one that the address was made for, under any base and path', () => {
    for (const [base, path] of PREFIXES) {
      const { url, output } = createAddresses({ ...SITE, base, path }).file(
        'com.example.orbit',
        'My App ä.ipa',
      );
      assert.equal(
        createOutputAt({ site: SITE.site, base })(`${url}?v=2#top`),
        output,
        `base "${base}", path "${path}"`,
      );
    }
  });

  for (const [what, address] of [
    ['on another host', 'https://www.example.com/team/a.ipa'],
    ['on another port', 'https://builds.example.com:8443/team/a.ipa'],
    ['over http:', 'http://builds.example.com/team/a.ipa'],
    ['beside the base', 'https://builds.example.com/teams/a.ipa'],
    ['above the base', 'https://builds.example.com/a.ipa'],
  ] as const) {
    it(`is none of this site ${what}`, () => {
      assert.equal(createOutputAt({ site: SITE.site, base: '/team' })(address), null);
    });
  }
});
