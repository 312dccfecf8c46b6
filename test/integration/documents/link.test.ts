import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Release } from '../../../integration/catalog/catalog.ts';
import { installLink, itmsLink, readItmsLink } from '../../../integration/documents/link.ts';

const PLAIN = 'https://builds.example.com/com.example.orbit/1.2-35-0a1b2c3d/manifest.plist';

const MANIFESTS = [
  PLAIN,
  'https://builds.example.com:8443/manifest.plist',
  'https://builds.example.com/m.plist?v=12',
  'https://builds.example.com/m.plist?a=1&b=2',
  'https://builds.example.com/m.plist?a;b',
  'https://builds.example.com/a=b;c&d/m.plist',
  'https://builds.example.com/My%20App/m.plist',
  'https://builds.example.com/100%25/m.plist',
  'https://builds.example.com/a+b/m.plist',
  'https://builds.example.com/m.plist#part',
  'https://xn--bcher-kva.example/%E3%82%A2/m.plist',
  'https://builds.example.com/アプリ/m.plist',
];

describe('itmsLink', () => {
  it('is the link of Apple’s documentation, with one plain ampersand', () => {
    const url = 'https%3A%2F%2Fbuilds.example.com%2Fcom.example.orbit%2F1.2-35-0a1b2c3d%2Fmanifest.plist';
    assert.equal(itmsLink(PLAIN), `itms-services://?action=download-manifest&url=${url}`);
  });

  for (const manifest of MANIFESTS) {
    it(`iOS reads ${manifest} back out of it`, () => {
      assert.deepEqual(readAsDevice(itmsLink(manifest)), { action: 'download-manifest', url: manifest });
    });

    it(`has no character that HTML, a QR code or a message would break on, for ${manifest}`, () => {
      assert.match(itmsLink(manifest), /^[A-Za-z0-9:/?&=%._~-]+$/);
    });
  }
});

describe('installLink', () => {
  const release = (status: Release['status'], manifest: string | null) =>
    ({ status, manifest: manifest && { url: manifest } }) as Release;

  it('links an installable release to its manifest', () => {
    assert.equal(installLink(release('installable', PLAIN)), itmsLink(PLAIN));
  });

  for (const status of ['expired', 'archived', 'blocked'] as const) {
    it(`never links a release that is ${status}`, () =>
      assert.equal(installLink(release(status, PLAIN)), null));
  }

  it('never links a release without a manifest', () => {
    assert.equal(installLink(release('installable', null)), null);
  });
});

describe('readItmsLink', () => {
  const read = (link: string) => {
    const found = readItmsLink(link);
    return found && { ...Object.fromEntries(found.parameters.map(({ name, value }) => [name, value])) };
  };
  const action = 'download-manifest';
  const cases: [what: string, link: string, expected: Record<string, string | null> | null][] = [
    [
      'a raw address',
      'itms-services://?action=download-manifest&url=https://h/m',
      { action, url: 'https://h/m' },
    ],
    [
      '";" for "&"',
      'itms-services://?action=download-manifest;url=https://h/m',
      { action, url: 'https://h/m' },
    ],
    [
      'an entity that nobody decoded, whose ";" splits it',
      'itms-services://?action=download-manifest&amp;url=https://h/m',
      { action, url: 'https://h/m' },
    ],
    [
      'any order',
      'itms-services://?url=https://h/m&action=download-manifest',
      { action, url: 'https://h/m' },
    ],
    ['a third slash', 'itms-services:///?action=download-manifest&url=x', { action, url: 'x' }],
    ['an address up to its "&"', 'itms-services://?url=https://h/m?a&b=1', { url: 'https://h/m?a', b: '1' }],
    ['one decoding, not two', 'itms-services://?url=a%2520b', { url: 'a%20b' }],
    ['"+" as it is', 'itms-services://?url=a+b', { url: 'a+b' }],
    ['nothing of a bad encoding', 'itms-services://?url=100%', { url: null }],
    ['no name with two "="', 'itms-services://?action=download-manifest&url=https://h/m?v=1', { action }],
    ['names as they are written', 'itms-services://?URL=x', { URL: 'x' }],
    ['up to a fragment', 'itms-services://?url=x#&action=y', { url: 'x' }],
    ['no link without slashes', 'itms-services:?action=download-manifest&url=x', null],
    ['no link without "?"', 'itms-services://action=download-manifest', null],
    ['no other scheme', 'https://?action=download-manifest&url=x', null],
  ];
  for (const [what, link, expected] of cases)
    it(`reads ${what}`, () => assert.deepEqual(read(link), expected));

  it('tells what it drops', () => {
    assert.deepEqual(readItmsLink('itms-services://?url=a?b=c&d&e=f')?.dropped, ['url=a?b=c', 'd']);
  });
});

/** Reads a link as iOS does: `;` is `&`, a part counts only with exactly one `=`, each is decoded once. */
function readAsDevice(link: string): Record<string, string> {
  assert(link.startsWith('itms-services://?'));
  const parts = link.slice('itms-services://?'.length).replaceAll(';', '&').split('&');
  const pairs = parts.map((part) => part.split('=')).filter((pieces) => pieces.length === 2);
  return Object.fromEntries(pairs.map((pieces) => pieces.map(decodeURIComponent)));
}
