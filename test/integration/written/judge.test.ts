import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { itmsLink } from '../../../integration/documents/link.ts';
import type { Link } from '../../../integration/written/contents.ts';
import { judgeAsset, judgeLink } from '../../../integration/written/judge.ts';

const GONE = 'https://ota.example.com/gone/manifest.plist';
const LATEST = 'https://ota.example.com/app/latest/default/manifest.plist';
const site = {
  lacks: (address: string) => address === GONE,
  changes: (address: string) => address === LATEST,
};
const to = (rest: string) => `itms-services://?action=download-manifest${rest}`;
const M = 'https%3A%2F%2Fh.example.com%2Fm.plist';

const FAULTS: Record<string, { code: string; says: RegExp; links: (string | Link)[] }> = {
  'escaped twice': {
    code: 'wrongly-escaped-link',
    says: /escaped twice/,
    links: [
      to(`&amp;url=${M}`),
      to(`&#38;url=${M}`),
      to(`&AMP;url=${M}`),
      to(`&url=${encodeURIComponent('https://h/m?a=1&amp;b=2')}`),
    ],
  },
  'an entity without its semicolon': {
    code: 'wrongly-escaped-link',
    says: /semicolon/,
    links: [to(`&ampurl=${M}`), `itms-services://?url=${M}&ampaction=download-manifest`],
  },
  'an entity where nobody decodes it': {
    code: 'wrongly-escaped-link',
    says: /nobody decodes/,
    links: [
      { value: to(`&amp;url=${M}`), place: 'data' },
      { value: to('&amp;url='), place: 'data', partial: true },
    ],
  },
  'no slashes': {
    code: 'malformed-link',
    says: /no “\/\/”/,
    links: [
      `itms-services:?action=download-manifest&url=${M}`,
      `itms-services:/?action=download-manifest&url=${M}`,
    ],
  },
  'no question mark': {
    code: 'malformed-link',
    says: /no “\?”/,
    links: [`itms-services://action=download-manifest&url=${M}`],
  },
  'a stripped or altered scheme': {
    code: 'malformed-link',
    says: /taken away or changed/,
    links: [
      `//?action=download-manifest&url=${M}`,
      `?action=download-manifest&url=${M}`,
      `unsafe:${to(`&url=${M}`)}`,
    ],
  },
  'no action': {
    code: 'malformed-link',
    says: /no action/,
    links: [`itms-services://?url=${M}`, `itms-services://?Action=download-manifest&url=${M}`],
  },
  'another action': {
    code: 'malformed-link',
    says: /action is “install”/,
    links: [`itms-services://?action=install&url=${M}`],
  },
  'no url': { code: 'malformed-link', says: /no url/, links: [to(''), to(`&URL=${M}`), to(`#&url=${M}`)] },
  'a raw “=” in the address': {
    code: 'unencoded-address',
    says: /“=” of its own/,
    links: [to('&url=https://h.example.com/m.plist?v=12')],
  },
  'a raw “&” or “;” in the address': {
    code: 'unencoded-address',
    says: /cuts/,
    links: [
      to('&url=https://h.example.com/m.plist?a&b'),
      to('&url=https://h.example.com/m.plist?a&b=1'),
      to('&url=https://h.example.com/m.plist?a;b'),
      to('&url=https://h.example.com/a;b/m.plist'),
      to('&url=https://h.example.com/a&b=c/m.plist'),
    ],
  },
  'a “+” for a space': {
    code: 'unencoded-address',
    says: /plus sign/,
    links: [to('&url=https%3A%2F%2Fh.example.com%2FMy+App.plist')],
  },
  'an encoding that is none': {
    code: 'unencoded-address',
    says: /“%” that encodes nothing/,
    links: [
      to('&url=https://h.example.com/100%/m.plist'),
      to('&url=https%3A%2F%2Fh.example.com%2F%E4.plist'),
    ],
  },
  'a space or a letter outside ASCII': {
    code: 'unencoded-address',
    says: /spaces or letters/,
    links: [
      to('&url=https://h.example.com/My%20App.plist'),
      to('&url=https://h.example.com/My App.plist'),
      to('&url=https://h.example.com/アプリ.plist'),
    ],
  },
  'an address that is not absolute': {
    code: 'unreachable-address',
    says: /no absolute address/,
    links: [to('&url=/m.plist'), to('&url=manifest.plist'), to('&url=')],
  },
  'an http: address': {
    code: 'unreachable-address',
    says: /over https: alone/,
    links: [itmsLink('http://h.example.com/m.plist')],
  },
  'a private host': {
    code: 'unreachable-address',
    says: /out of a phone’s reach/,
    links: [itmsLink('https://localhost:4321/m.plist'), itmsLink('https://192.168.1.2/m.plist')],
  },
  'a manifest that was not written': { code: 'missing-file', says: /no such file/, links: [itmsLink(GONE)] },
  'a bad address behind a good one': {
    code: 'missing-file',
    says: /no such file/,
    links: [`${to(`&url=${M}`)}&url=${encodeURIComponent(GONE)}`],
  },
  'a manifest that changes': { code: 'changing-manifest', says: /changes/, links: [itmsLink(LATEST)] },
};

const INNOCENT: (string | Link)[] = [
  itmsLink('https://other.example.com/app/manifest.plist'),
  itmsLink('https://other.example.com/m.plist?a=1&b=2#part'),
  itmsLink('https://other.example.com/a+b/My%20App.plist'),
  // Apple's own example, and what other tools write.
  to('&url=https://www.example.com/manifest.plist'),
  to(';url=https://www.example.com/manifest.plist'),
  to('&url=https://www.example.com/a+b.plist'),
  to(`&url=${M}&title=Orbit`),
  to('&url=https://www.example.com/m.plist&title=Orbit'),
  `itms-services:///?action=download-manifest&url=${M}`,
  `ITMS-Services://?action=download-manifest&url=${M}`,
  ` \n${to(`&url=${M}`)}\n`,
  // The scheme's other use, "Promoting your in-app purchases" of Apple's.
  'itms-services://?action=purchaseIntent&bundleId=com.example.orbit&productIdentifier=pro',
  { value: to('&url='), place: 'data', partial: true },
];

const asLink = (link: string | Link): Link =>
  typeof link === 'string' ? { value: link, place: 'markup' } : link;

describe('an install link', () => {
  for (const [what, { code, says, links }] of Object.entries(FAULTS)) {
    for (const link of links.map(asLink)) {
      it(`is refused for ${what}: ${link.value}`, () => {
        const problem = judgeLink(link, site);
        assert.equal(problem?.code, code);
        assert.match(problem?.message ?? '', says);
      });
    }
  }

  for (const link of INNOCENT.map(asLink)) {
    it(`is left alone where iOS reads it as it is meant: ${link.value}`, () =>
      assert.equal(judgeLink(link, site), null));
  }
});

describe('an address in a manifest', () => {
  const asset = (url: string) => judgeAsset({ kind: 'display-image', url }, site)?.code;

  it('is refused unless a phone can load it', () => {
    assert.equal(asset('https://cdn.example.com/57.png'), undefined);
    assert.equal(asset('http://cdn.example.com/57.png'), 'unreachable-address');
    assert.equal(asset('57.png'), 'unreachable-address');
    assert.equal(asset(GONE), 'missing-file');
  });
});
