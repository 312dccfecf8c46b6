import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { whyNotInstallable } from '../../../integration/catalog/https.ts';

const REFUSED: Record<string, { because: RegExp; addresses: string[] }> = {
  'no absolute address': {
    because: /no absolute address/,
    addresses: ['', 'builds', '/install/', '//builds.example.com', 'https://', 'https://exa mple.com'],
  },
  'not https': {
    because: /over https: alone/,
    addresses: [
      'http://builds.example.com',
      'HTTP://builds.example.com',
      'ftp://builds.example.com',
      'file:///builds',
      'javascript:alert(1)',
      'itms-services://?action=download-manifest&url=https://builds.example.com',
    ],
  },
  credentials: {
    because: /user name or password/,
    addresses: ['https://me@example.com', 'https://me:secret@example.com', 'https://:secret@example.com'],
  },
  'a private name': {
    because: /out of a phone’s reach/,
    addresses: [
      'https://localhost',
      'https://LOCALHOST:4321',
      'https://localhost.',
      'https://site.localhost',
      'https://mac.local',
      'https://mac.local./install',
      'https://ci.internal',
      'https://nas.lan',
      'https://nas.home.arpa',
    ],
  },
  'a private IPv4 address': {
    because: /out of a phone’s reach/,
    addresses: [
      'https://0.0.0.0',
      'https://10.1.2.3',
      'https://127.0.0.1:8443',
      'https://169.254.1.1',
      'https://172.16.0.1',
      'https://172.31.255.255',
      'https://192.168.1.20',
      'https://100.64.0.1',
      'https://100.127.255.255',
    ],
  },
  'a private IPv4 address in other spellings': {
    because: /(127\.0\.0\.1|10\.0\.0\.1|192\.168\.0\.1) is .* out of a phone’s reach/,
    addresses: [
      'https://2130706433',
      'https://0x7f.1',
      'https://0x7f000001',
      'https://0177.0.0.1',
      'https://127.1',
      'https://127.0.0.1.',
      'https://１２７.0.0.1',
      'https://167772161',
      'https://0300.0250.1',
    ],
  },
  'a private IPv6 address': {
    because: /out of a phone’s reach/,
    addresses: [
      'https://[::]',
      'https://[::1]:8443',
      'https://[0:0:0:0:0:0:0:1]',
      'https://[fc00::1]',
      'https://[FD12:3456::1]',
      'https://[fe80::1]',
      'https://[febf::1]',
      'https://[::ffff:10.0.0.1]',
      'https://[::ffff:c0a8:1]',
    ],
  },
};

const FINE = [
  'https://builds.example.com',
  'https://builds.example.com:8443/install/?v=1#top',
  'HTTPS://BUILDS.EXAMPLE.COM',
  'https://xn--bcher-kva.example',
  'https://bücher.example/app',
  'https://localhost.example.com',
  'https://local.example.com',
  'https://mylocal',
  'https://fe80.example.com',
  'https://fd-host.example',
  'https://10.example.com',
  'https://1.1.1.1',
  'https://11.0.0.1',
  'https://100.63.0.1',
  'https://100.128.0.1',
  'https://172.15.0.1',
  'https://172.32.0.1',
  'https://192.169.0.1',
  'https://[2001:db8::1]',
  'https://[2606:4700::fe80]',
];

describe('whyNotInstallable', () => {
  for (const [kind, { because, addresses }] of Object.entries(REFUSED)) {
    for (const address of addresses) {
      it(`refuses ${kind}: "${address}"`, () =>
        assert.match(whyNotInstallable(address) ?? 'nothing', because));
    }
  }

  for (const address of FINE) {
    it(`finds nothing wrong with ${address}`, () => assert.equal(whyNotInstallable(address), null));
  }

  it('repeats no password', () => {
    assert.doesNotMatch(whyNotInstallable('https://me:secret@example.com') ?? '', /secret/);
  });
});
