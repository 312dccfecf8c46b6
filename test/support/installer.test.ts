import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { type HttpsSite, type SiteOptions, type SiteRequest, serveSite } from './https-site.ts';
import {
  checkManifest,
  InstallError,
  type InstallOptions,
  type InstallStep,
  installEverything,
  parseInstallLink,
} from './installer.ts';
import { encodePropertyList, type PlistRecord, xmlPropertyList } from './property-list.ts';
import { writeZip } from './zip.ts';

const ORIGIN = 'https://ota.example.com';
const APP = `${ORIGIN}/apps/com.example.orbit/`;
const MANIFEST = `${APP}manifest.plist`;

type Files = Record<string, string | Uint8Array>;

interface Manifest {
  items: { assets: PlistRecord[]; metadata: PlistRecord }[];
}

function page(body: string, head = '<meta name="robots" content="noindex, nofollow">'): string {
  return `<!doctype html><html lang="en"><head>${head}<title>Orbit</title></head><body>${body}</body></html>`;
}

function installLink(manifest = MANIFEST): string {
  const url = encodeURIComponent(manifest);
  return `<a href="itms-services://?action=download-manifest&amp;url=${url}">Install</a>`;
}

function installPage(link = installLink()): string {
  return page(`${link} <img src="57.png" srcset="512.png 2x" alt=""> <a href="../">All apps</a>`);
}

function png(side: number): Uint8Array {
  const header = Buffer.concat([uint32(side), uint32(side), Uint8Array.of(8, 0, 0, 0, 0)]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(new Uint8Array(side * (side + 1)))),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), named, uint32(crc32(named))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const INFO = {
  CFBundleIdentifier: 'com.example.orbit',
  CFBundleVersion: '35',
  CFBundleShortVersionString: '1.2',
};

function ipa(info: PlistRecord = {}, folder = 'Payload/Orbit.app'): Uint8Array {
  return ipaWith(xmlPropertyList({ ...INFO, ...info }), folder);
}

function ipaWith(info: string | Uint8Array, folder = 'Payload/Orbit.app'): Uint8Array {
  return writeZip([
    { name: `${folder}/Info.plist`, content: Buffer.from(info as Uint8Array) },
    { name: `${folder}/Orbit`, content: Buffer.alloc(1000, 'code') },
  ]);
}

function hashes(algorithm: string, bytes: Uint8Array, size: number): string[] {
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size);
  return starts.map((start) =>
    createHash(algorithm)
      .update(bytes.subarray(start, start + size))
      .digest('hex'),
  );
}

function manifestOf(bytes: Uint8Array): Manifest {
  return {
    items: [
      {
        assets: [
          {
            kind: 'software-package',
            url: `${APP}Orbit.ipa`,
            'sha256-size': 500,
            sha256s: hashes('sha256', bytes, 500),
            sha256: hashes('sha256', bytes, bytes.length)[0],
            'md5-size': 5000,
            md5s: hashes('md5', bytes, 5000),
          },
          { kind: 'display-image', url: `${APP}57.png` },
          { kind: 'full-size-image', url: `${APP}512.png` },
        ],
        metadata: {
          'bundle-identifier': 'com.example.orbit',
          'bundle-version': '35',
          kind: 'software',
          'platform-identifier': 'com.apple.platform.iphoneos',
          title: 'Orbit',
        },
      },
    ],
  };
}

function brokenOff(): ReadableStream {
  return new ReadableStream({ pull: (controller) => controller.error(new Error('connection lost')) });
}

/** The parts of a manifest that tests change. */
function partsOf(manifest: Manifest) {
  const [item] = manifest.items;
  const [software, display, fullSize] = item?.assets ?? [];
  assert.ok(item && software && display && fullSize);
  return { item, software, display, fullSize, metadata: item.metadata };
}

type Parts = ReturnType<typeof partsOf>;

function manifestWith(change: (parts: Parts, manifest: Manifest) => void, bytes = ipa()): string {
  const manifest = manifestOf(bytes);
  change(partsOf(manifest), manifest);
  return xmlPropertyList(manifest as never);
}

function correctSite(bytes = ipa()): Files {
  return {
    'index.html': page('<a href="com.example.orbit/">Orbit</a> <a href="https://example.org/">Elsewhere</a>'),
    'com.example.orbit/index.html': installPage(),
    'com.example.orbit/manifest.plist': manifestWith(() => undefined, bytes),
    'com.example.orbit/Orbit.ipa': bytes,
    'com.example.orbit/57.png': png(57),
    'com.example.orbit/512.png': png(512),
    '404.html': page('Not here'),
    '404.txt': 'Not here',
  };
}

async function served<T>(files: Files, use: (site: HttpsSite) => Promise<T>, options?: SiteOptions) {
  const directory = await mkdtemp(join(tmpdir(), 'installer-test-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    }
    const site = await serveSite(directory, { origin: ORIGIN, base: '/apps/', ...options });
    return await use(site).finally(() => site.close());
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('an install link', () => {
  const start = 'itms-services://?action=download-manifest';

  for (const [what, link, manifest] of [
    [
      'percent-encoded',
      `${start}&url=https%3A%2F%2Fh.test%2Fm.plist%3Fv%3D1%26w`,
      'https://h.test/m.plist?v=1&w',
    ],
    ['with the address in clear', `${start}&url=https://h.test/m.plist`, 'https://h.test/m.plist'],
    [
      'with its parts the other way round',
      'itms-services://?url=https://h.test/m&action=download-manifest',
      'https://h.test/m',
    ],
    ['with a semicolon', `${start};url=https://h.test/m.plist`, 'https://h.test/m.plist'],
    [
      'with a space encoded twice',
      `${start}&url=https%3A%2F%2Fh.test%2FMy%2520App`,
      'https://h.test/My%20App',
    ],
    ['with an encoded plus sign', `${start}&url=https%3A%2F%2Fh.test%2Fa%2Bb`, 'https://h.test/a+b'],
  ] as const) {
    test(`${what} leads to its manifest`, () => assert.equal(parseInstallLink(link), manifest));
  }

  for (const [what, link, why] of [
    ['without its slashes', 'itms-services:?action=download-manifest&url=https://h.test/m', /does not begin/],
    ['without its scheme', '//?action=download-manifest&url=https://h.test/m', /does not begin/],
    [
      'with a host',
      'itms-services://h.test/?action=download-manifest&url=https://h.test/m',
      /does not begin/,
    ],
    ['in upper case', 'ITMS-SERVICES://?action=download-manifest&url=https://h.test/m', /does not begin/],
    ['with a raw "=" in the address', `${start}&url=https://h.test/m?v=12`, /not one name and one value/],
    ['with a raw "&" in the address', `${start}&url=https://h.test/m?a&b`, /not one name and one value/],
    ['with a raw ";" in the address', `${start}&url=https://h.test/m;b`, /not one name and one value/],
    ['with a raw "#" in the address', `${start}&url=https://h.test/m#b`, /what follows is lost/],
    ['escaped twice', `${start}&amp;url=https%3A%2F%2Fh.test%2Fm`, /"amp" is not one name/],
    ['whose address was escaped', `${start}&url=https%3A%2F%2Fh.test%2Fm%3Fa%26amp%3Bb`, /escaped for HTML/],
    ['whose ampersand became "ampurl"', `${start}&ampurl=https%3A%2F%2Fh.test%2Fm`, /knows no "ampurl"/],
    ['with a digest', `${start}&url=https://h.test/m&digest=00`, /knows no "digest"/],
    ['with two addresses', `${start}&url=https://h.test/m&url=https://h.test/n`, /twice/],
    ['without an address', start, /there is no "url"/],
    ['with an empty address', `${start}&url=`, /empty, which is not an absolute/],
    ['with another action', 'itms-services://?action=install&url=https://h.test/m', /"action"/],
    ['without an action', 'itms-services://?url=https://h.test/m', /"action"/],
    ['to plain http', `${start}&url=http%3A%2F%2Fh.test%2Fm`, /not an absolute https/],
    ['to a relative address', `${start}&url=manifest.plist`, /not an absolute https/],
    ['to an address without a host', `${start}&url=https%3A%2F%2F%2Fm`, /not an absolute https/],
    ['with credentials', `${start}&url=https%3A%2F%2Fu%3Ap%40h.test%2Fm`, /user name/],
    ['with a space', `${start}&url=https://h.test/My App`, /white space/],
    ['with a space encoded once', `${start}&url=https://h.test/My%20App`, /white space/],
    ['made by URLSearchParams', `${start}&url=https%3A%2F%2Fh.test%2FMy+App`, /"\+" stays a plus sign/],
    ['with a line break', `${start}\n&url=https://h.test/m`, /white space/],
    ['with a letter outside ASCII', `${start}&url=https://h.test/ä`, /ASCII/],
    ['with a broken percent sign', `${start}&url=https://h.test/100%`, /percent-encoded/],
  ] as const) {
    test(`${what} is refused`, () => {
      assert.throws(() => parseInstallLink(link), { name: 'InstallError', step: 'link', what: why });
    });
  }
});

describe('a manifest', () => {
  test('that follows every rule is read', () => {
    const bytes = ipa();
    assert.deepEqual(checkManifest(Buffer.from(manifestWith(() => undefined, bytes))), {
      bundleIdentifier: 'com.example.orbit',
      bundleVersion: '35',
      title: 'Orbit',
      package: {
        url: `${APP}Orbit.ipa`,
        chunks: [
          {
            algorithm: 'sha256',
            size: Number.POSITIVE_INFINITY,
            hashes: hashes('sha256', bytes, bytes.length),
          },
          { algorithm: 'sha256', size: 500, hashes: hashes('sha256', bytes, 500) },
          { algorithm: 'md5', size: 5000, hashes: hashes('md5', bytes, 5000) },
        ],
      },
      images: [
        { url: `${APP}57.png`, side: 57 },
        { url: `${APP}512.png`, side: 512 },
      ],
    });
  });

  for (const [what, change] of [
    ['without platform-identifier', ({ metadata }) => delete metadata['platform-identifier']],
    ['without images', ({ item }) => item.assets.splice(1)],
    ['with a subtitle', ({ metadata }) => (metadata['subtitle'] = 'Example Ltd')],
  ] as [string, (parts: Parts) => unknown][]) {
    test(`${what} is read`, () => {
      const manifest = checkManifest(Buffer.from(manifestWith(change)));
      assert.equal(manifest.title, 'Orbit');
    });
  }

  for (const [what, text, why] of [
    ['that is an HTML page', page('Not here'), /HTML/],
    ['that is empty', '', /byte 0/],
    ['after a blank line', `\n${manifestWith(() => undefined)}`, /byte 0/],
    ['after a byte order mark', `\ufeff${manifestWith(() => undefined)}`, /byte 0/],
    [
      'that is XML of another kind',
      '<?xml version="1.0"?><rss version="2.0"></rss>',
      /property list|dictionary/,
    ],
    ['that breaks off', manifestWith(() => undefined).slice(0, 600), /property list/],
    ['whose root is an array', xmlPropertyList([]), /the root is not a dictionary/],
    ['without items', xmlPropertyList({}), /items is not an array/],
  ] as const) {
    test(`${what} is refused`, () => {
      const check = () => checkManifest(Buffer.from(text));
      assert.throws(check, { name: 'InstallError', step: 'manifest', what: why });
    });
  }

  for (const [what, change, why] of [
    [
      'with more than items',
      (_, manifest) => Object.assign(manifest, { ['x']: 1 }),
      /the root has keys .* x/,
    ],
    ['with no item', (_, manifest) => manifest.items.pop(), /items has 0 entries/],
    ['with two items', ({ item }, manifest) => manifest.items.push(item), /items has 2 entries/],
    [
      'with a key unknown to Apple',
      ({ item }) => Object.assign(item, { ['x']: 1 }),
      /the item has keys .* x/,
    ],
    ['without assets', ({ item }) => Reflect.deleteProperty(item, 'assets'), /assets is not an array/],
    ['without metadata', ({ item }) => Reflect.deleteProperty(item, 'metadata'), /metadata is not a dict/],
    ['without a package', ({ item }) => item.assets.shift(), /no software-package/],
    ['with two packages', ({ item, software }) => item.assets.push(software), /two assets of kind soft/],
    ['with an asset of unknown kind', ({ display }) => (display['kind'] = 'icon'), /no asset kind "icon"/],
    ['without the small image', ({ item }) => item.assets.splice(1, 1), /one image only/],
    ['without the large image', ({ item }) => item.assets.splice(2, 1), /one image only/],
    ['without a package address', ({ software }) => delete software['url'], /url of software-package/],
    ['with a package over http', ({ software }) => (software['url'] = 'http://h.test/a.ipa'), /https:/],
    ['with a relative package', ({ software }) => (software['url'] = 'Orbit.ipa'), /https:/],
    ['with a space in an address', ({ software }) => (software['url'] = `${APP}My App.ipa`), /white space/],
    ['with an image over http', ({ display }) => (display['url'] = 'http://h.test/57.png'), /display-image/],
    ['with needs-shine', ({ display }) => (display['needs-shine'] = true), /needs-shine/],
    [
      'without sha256s',
      ({ software }) => {
        delete software['sha256s'];
        delete software['sha256-size'];
      },
      /no sha256s/,
    ],
    ['without sha256-size', ({ software }) => delete software['sha256-size'], /go together/],
    ['without md5s', ({ software }) => delete software['md5s'], /go together/],
    ['with a chunk size of 0', ({ software }) => (software['sha256-size'] = 0), /at least 1/],
    ['with a chunk size in words', ({ software }) => (software['sha256-size'] = '500'), /at least 1/],
    ['with no hash in the list', ({ software }) => (software['sha256s'] = []), /sha256s is empty/],
    ['with a hash in capitals', ({ software }) => (software['sha256s'] = ['A'.repeat(64)]), /lower-case/],
    ['with a hash of other length', ({ software }) => (software['md5s'] = ['a'.repeat(64)]), /32 lower-case/],
    ['with a wrong whole hash', ({ software }) => (software['sha256'] = 'none'), /64 lower-case/],
    ['of another kind', ({ metadata }) => (metadata['kind'] = 'book'), /kind in metadata/],
    ['without a title', ({ metadata }) => delete metadata['title'], /title is not a string/],
    ['with a title of one letter', ({ metadata }) => (metadata['title'] = 'O'), /title is one character/],
    ['with blanks around the title', ({ metadata }) => (metadata['title'] = ' Orbit'), /blanks/],
    [
      'without bundle-identifier',
      ({ metadata }) => delete metadata['bundle-identifier'],
      /bundle-identifier/,
    ],
    ['with a short bundle-identifier', ({ metadata }) => (metadata['bundle-identifier'] = 'a'), /one char/],
    ['without bundle-version', ({ metadata }) => delete metadata['bundle-version'], /bundle-version/],
    [
      'with a number as bundle-version',
      ({ metadata }) => (metadata['bundle-version'] = 35),
      /bundle-version/,
    ],
    [
      'for the Mac',
      ({ metadata }) => (metadata['platform-identifier'] = 'com.apple.platform.macosx'),
      /skips/,
    ],
    ['with sizeInBytes', ({ metadata }) => (metadata['sizeInBytes'] = 5), /sizeInBytes/],
  ] as [string, (parts: Parts, manifest: Manifest) => unknown, RegExp][]) {
    test(`${what} is refused`, () => {
      const check = () => checkManifest(Buffer.from(manifestWith(change)));
      assert.throws(check, { name: 'InstallError', step: 'manifest', what: why });
    });
  }
});

describe('a correct site', () => {
  const installOrbit = async (site: HttpsSite, options: InstallOptions = {}) => {
    await installEverything(site, { expectApps: ['com.example.orbit'], ...options });
  };

  test('installs', () =>
    served(correctSite(), async (site) => {
      assert.deepEqual(await installEverything(site, { expectApps: ['com.example.orbit'] }), {
        pages: [`${ORIGIN}/apps/`, APP],
        apps: [
          {
            bundleIdentifier: 'com.example.orbit',
            bundleVersion: '35',
            shortVersion: '1.2',
            title: 'Orbit',
            manifest: MANIFEST,
            pages: [APP],
            bytes: ipa().length,
          },
        ],
      });
    }));

  test('is asked for manifest and package by the daemon, without cookies, credentials or referrer', () =>
    served(correctSite(), async (site) => {
      await installEverything(site);
      const asked = site.requests.filter(({ path }) => /\.(plist|ipa)$/.test(path));
      assert.deepEqual(
        asked.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`),
        ['GET manifest.plist', 'HEAD Orbit.ipa', 'GET Orbit.ipa'],
      );
      for (const { headers } of asked) {
        assert.match(headers['user-agent'] ?? '', /^com\.apple\.appstored\/1\.0 /);
        assert.equal(headers['accept-encoding'], 'identity');
        assert.equal(headers.host, 'ota.example.com');
        assert.deepEqual([headers.cookie, headers.authorization, headers.referer], Array(3).fill(undefined));
      }
    }));

  test('may begin at one app, and may link to a manifest from several pages', () => {
    const files = correctSite();
    files['com.example.orbit/index.html'] = page(`${installLink()} <a href="amp/">AMP</a>`);
    files['com.example.orbit/amp/index.html'] = page(installLink());
    return served(files, async (site) => {
      const { apps } = await installEverything(site, { start: '/com.example.orbit/' });
      assert.deepEqual(
        apps.map((app) => app.pages),
        [[APP, `${APP}amp/`]],
      );
    });
  });

  test('may keep its packages on another host', () => {
    const { 'com.example.orbit/Orbit.ipa': bytes = '', ...files } = correctSite();
    const elsewhere = { origin: 'https://files.example.net', base: '/' };
    files['com.example.orbit/manifest.plist'] = manifestWith(({ software }) => {
      software['url'] = 'https://files.example.net/Orbit.ipa';
    });
    const installFrom = (store: HttpsSite) => served(files, installOrbit, { neighbours: [store] });
    return served({ 'Orbit.ipa': bytes }, installFrom, elsewhere);
  });

  for (const [what, bundleVersion] of [
    ['the build', '35'],
    ['the build and what tells it from its like', '35-9f86d081'],
  ] as const) {
    test(`may give as bundle-version ${what}`, () => {
      const manifest = manifestWith(({ metadata }) => (metadata['bundle-version'] = bundleVersion));
      return served({ ...correctSite(), 'com.example.orbit/manifest.plist': manifest }, installOrbit);
    });
  }

  test('may have a binary Info.plist', () =>
    served(correctSite(ipaWith(encodePropertyList(INFO, 'binary'))), (site) => installOrbit(site)));

  test('may be found by search engines when told so', () => {
    const files = { ...correctSite(), 'index.html': page('<a href="com.example.orbit/">Orbit</a>', '') };
    return served(files, (site) => installOrbit(site, { indexable: true }));
  });

  test('may have no install link when nothing is expected', () =>
    served({ 'index.html': page('Nothing yet') }, async (site) => {
      assert.deepEqual((await installEverything(site, { expectApps: [] })).apps, []);
    }));
});

describe('a site fails', () => {
  const inApp = (name: string, content: string | Uint8Array): Files => ({
    [`com.example.orbit/${name}`]: content,
  });
  const front = (body: string, head?: string): Files => ({
    'index.html': page(`<a href="com.example.orbit/">Orbit</a> ${body}`, head),
  });
  const linked = (link: string) => inApp('index.html', installPage(link));
  const manifest = (change: (parts: Parts) => unknown) => inApp('manifest.plist', manifestWith(change));
  const packageAt = (url: string) => manifest(({ software }) => (software['url'] = url));
  const sealed = (bytes: Uint8Array) => correctSite(bytes);
  const flipped = ipa();
  flipped[500] = 255 - (flipped[500] ?? 0);
  const small = png(57);
  const crushed = Buffer.concat([
    small.subarray(0, 8),
    pngChunk('CgBI', new Uint8Array(4)),
    small.subarray(8),
  ]);

  type Failure = [what: string, changed: Files, why: RegExp, options?: InstallOptions & SiteOptions];
  const failures: Record<InstallStep, Failure[]> = {
    page: [
      ['when the front page is missing', {}, /404/, { start: '/none/' }],
      ['when it begins with something else than a page', {}, /text\/html/, { start: '/404.txt' }],
      ['when search engines may list it', front('', ''), /noindex/],
      [
        'when a page loads a script from elsewhere',
        front('<script src="//cdn.test/a.js"></script>'),
        /<script> l/,
      ],
      [
        'when a page loads an image from elsewhere',
        front('<img src="https://cdn.test/a.png">'),
        /<img> loads/,
      ],
      [
        'when a page loads a style from elsewhere',
        front('<link rel=stylesheet href="//h.test/a">'),
        /<link> l/,
      ],
      ['when a page connects to elsewhere', front('<link rel=preconnect href="https://h.test">'), /<link> l/],
      [
        'when a template holds a foreign image',
        front('<template><img src="//h.test/a"></template>'),
        /<img> l/,
      ],
      ['when a page loads over http', front('<img srcset="http://ota.example.com/a.png 2x">'), /loads over/],
      [
        'when a page links to itself over http',
        front('<a href="http://ota.example.com/">x</a>'),
        /plain http/,
      ],
      ['when a link lacks its slash', front('<a href="com.example.orbit">x</a>'), /301 to \/apps\/com\./],
      ['when a link is dead', front('<a href="com.example.gone/">x</a>'), /404/],
      ['when a link forgets the base', front('<a href="/com.example.orbit/">x</a>'), /404/],
      ['when a style is missing', front('<link rel=stylesheet href="_astro/a.css">'), /404/],
      ['when an address is invalid', front('<a href="https://">x</a>'), /invalid address/],
    ],
    link: [
      ['when an ampersand was escaped twice', linked(installLink().replace('&', '&amp;')), /"amp"/],
      ['when an ampersand lost its semicolon', linked(installLink().replace('&amp;', '&amp')), /"ampurl"/],
      ['when the scheme was stripped', linked(installLink().replace('itms-services:', '')), /does not begin/],
      ['when the manifest is on plain http', linked(installLink('http://h.test/m')), /not an absolute https/],
    ],
    manifest: [
      ['when the manifest is missing', linked(installLink(`${APP}none.plist`)), /404/],
      ['when the manifest is redirected', linked(installLink(`${ORIGIN}/apps`)), /301 to \/apps\//],
      ['when the manifest is on an unknown host', linked(installLink('https://h.test/m')), /leave the test/],
      ['when the manifest is a page', inApp('manifest.plist', page('Sign in')), /HTML/],
      ['when the package is on plain http', packageAt('http://ota.example.com/Orbit.ipa'), /absolute https/],
    ],
    package: [
      ['when the package is missing', packageAt(`${APP}None.ipa`), /404/],
      ['when the package is redirected', packageAt(`${ORIGIN}/apps`), /301/],
      ['when the package is a page', inApp('Orbit.ipa', page('Sign in')), /not a zip/],
      [
        'when the package is compressed on the way',
        { _headers: '/*.ipa\n  Content-Encoding: gzip\n' },
        /Content-Encoding/,
        { headers: true },
      ],
    ],
    hash: [
      ['when the package is truncated', inApp('Orbit.ipa', ipa().subarray(0, -50)), /sha256 of chunk 0/],
      ['when a byte of the package changed', inApp('Orbit.ipa', flipped), /sha256 of chunk 0/],
      [
        'when chunks have no hash',
        manifest(({ software }) => (software['sha256-size'] = 100)),
        /chunks of 100/,
      ],
      ['when an MD5 is wrong', manifest(({ software }) => (software['md5s'] = ['0'.repeat(32)])), /md5 of/],
    ],
    image: [
      ['when an image is missing', manifest(({ display }) => (display['url'] = `${APP}none.png`)), /404/],
      ['when the small image has another size', inApp('57.png', png(60)), /60 x 60, not 57 x 57/],
      ['when the large image has another size', inApp('512.png', png(57)), /not 512 x 512/],
      ['when an image is none', inApp('57.png', 'GIF89a'), /not a PNG/],
      ['when an image is crushed by Xcode', inApp('57.png', crushed), /does not begin with IHDR/],
      ['when an image breaks off', inApp('57.png', png(57).subarray(0, -5)), /IEND/],
      [
        'when an image is served as something else',
        { _headers: '/*.png\n  Content-Type: text/plain\n' },
        /text\/plain/,
        { headers: true },
      ],
    ],
    app: [
      ['when the app has another name', sealed(ipa({ CFBundleIdentifier: 'com.example.Orbit' })), /\.Orbit,/],
      ['when the app is another build', sealed(ipa({ CFBundleVersion: '3' })), /the build is 3,/],
      ['when the app has no build', sealed(ipa({ CFBundleVersion: undefined })), /no CFBundleVersion/],
      ['when the Info.plist is no dictionary', sealed(ipaWith(xmlPropertyList([]))), /not a dictionary/],
      ['when the Info.plist is damaged', sealed(ipaWith('bplist00')), /cannot be opened/],
      ['when the package holds no app', sealed(ipa({}, 'Orbit.app')), /has 0 Payload/],
      ['when the app is too deep in the package', sealed(ipa({}, 'Payload/x/Orbit.app')), /has 0 Payload/],
    ],
    expectation: [
      ['when there is no install link', { 'index.html': page('Nothing yet') }, /no page has an install link/],
      ['when an app is missing', {}, /expected org\.other/, { expectApps: ['org.other'] }],
      ['when an app is there that should not be', {}, /expected nothing/, { expectApps: [] }],
    ],
  };

  for (const [step, cases] of Object.entries(failures)) {
    for (const [what, changed, why, options] of cases) {
      test(what, () =>
        served(
          { ...correctSite(), ...changed },
          (site) =>
            assert.rejects(installEverything(site, options), (error) => {
              assert.ok(error instanceof InstallError, String(error));
              assert.equal(error.step, step, error.message);
              assert.match(error.what, why);
              return true;
            }),
          options,
        ),
      );
    }
  }

  const transfers: [string, (response: Response) => Response, RegExp][] = [
    [
      'when the package announces no length',
      ({ body, headers }) => {
        headers.delete('content-length');
        return new Response(body, { headers });
      },
      /without its right Content-Length/,
    ],
    [
      'when the transfer breaks off',
      ({ headers }) => new Response(brokenOff(), { headers }),
      /the transfer broke off: connection lost/,
    ],
  ];
  for (const [what, spoil, why] of transfers) {
    test(what, () =>
      served(correctSite(), (site) => {
        const fetch: HttpsSite['fetch'] = async (url, init) => {
          const response = await site.fetch(url, init);
          return String(url).endsWith('.ipa') ? spoil(response) : response;
        };
        const failing = installEverything({ ...site, fetch });
        return assert.rejects(failing, { name: 'InstallError', step: 'package', what: why });
      }),
    );
  }

  test('and says on which page, by which link and at which step', () =>
    served({ ...correctSite(), ...inApp('manifest.plist', '') }, async (site) => {
      const error = await installEverything(site).catch((error) => error);
      assert.equal(error.page, APP);
      assert.equal(
        error.link,
        `itms-services://?action=download-manifest&url=${encodeURIComponent(MANIFEST)}`,
      );
      assert.equal(
        error.message,
        `manifest: the XML declaration is not at byte 0\n  on the page ${APP}\n  by the link ${error.link}`,
      );
    }));
});

describe('the served site', () => {
  const files: Files = {
    'index.html': page('Front'),
    'about.html': page('About'),
    'dir/index.html': page('Folder'),
    'empty/file.txt': '0123456789',
    'with space.json': '{}',
    '404.html': page('Nothing here'),
    _headers: '# Comment\n/apps/dir/*\n  Cache-Control: no-cache\n  X-Robots-Tag: noindex\n',
  };

  const cases: [string, string, SiteRequest, number, Record<string, string>, (string | RegExp)?][] = [
    ['the front page', '', {}, 200, { 'content-type': 'text/html; charset=utf-8' }, /Front/],
    ['a file', 'empty/file.txt', {}, 200, { 'content-length': '10', 'accept-ranges': 'bytes' }, '0123456789'],
    [
      'a file with a space in its name',
      'with%20space.json',
      {},
      200,
      { 'content-type': 'application/json' },
      '{}',
    ],
    ['a page without its extension', 'about', {}, 200, {}, /About/],
    ['a folder', 'dir/', {}, 200, {}, /Folder/],
    ['a folder without its slash', 'dir?x=1', {}, 301, { location: '/apps/dir/?x=1' }, ''],
    ['a folder without a page', 'empty/', {}, 404, {}, /Nothing here/],
    ['a file with a slash', 'empty/file.txt/', {}, 404, {}, /Nothing here/],
    ['the base without its slash', '../apps', {}, 301, { location: '/apps/' }, ''],
    ['what is outside the base', '../dir/', {}, 404, {}, /Nothing here/],
    ['what is outside the folder', '..%2f..%2fetc/passwd', {}, 404, {}, /Nothing here/],
    ['a malformed address', '%ff', {}, 404, {}, /Nothing here/],
    ['HEAD', 'empty/file.txt', { method: 'HEAD' }, 200, { 'content-length': '10' }, ''],
    ['HEAD of nothing', 'none', { method: 'HEAD' }, 404, {}, ''],
    ['POST', '', { method: 'POST' }, 405, { allow: 'GET, HEAD' }, ''],
  ];
  for (const [what, path, request, status, headers, body] of cases) {
    test(`answers ${what} with ${status}`, () =>
      served(files, async (site) => {
        const response = await site.fetch(new URL(path, site.url), request);
        assert.equal(response.status, status);
        for (const [name, value] of Object.entries(headers)) assert.equal(response.headers.get(name), value);
        const text = await response.text();
        if (body instanceof RegExp) assert.match(text, body);
        else assert.equal(text, body);
      }));
  }

  for (const [range, status, contentRange, body] of [
    ['bytes=2-4', 206, 'bytes 2-4/10', '234'],
    ['bytes=7-', 206, 'bytes 7-9/10', '789'],
    ['bytes=-3', 206, 'bytes 7-9/10', '789'],
    ['bytes=-30', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=8-99', 206, 'bytes 8-9/10', '89'],
    ['bytes=10-', 416, 'bytes */10', ''],
    ['bytes=-0', 416, 'bytes */10', ''],
    ['bytes=4-2', 200, null, '0123456789'],
    ['bytes=0-1,3-4', 200, null, '0123456789'],
    ['lines=1-2', 200, null, '0123456789'],
  ] as const) {
    test(`answers the range ${range} with ${status}`, () =>
      served(files, async (site) => {
        const response = await site.fetch(`${site.url}empty/file.txt`, { headers: { range } });
        assert.equal(response.status, status);
        assert.equal(response.headers.get('content-range'), contentRange);
        assert.equal(response.headers.get('content-length'), String(body.length));
        assert.equal(await response.text(), body);
      }));
  }

  test('knows by the ETag what a client already has', () =>
    served(files, async (site) => {
      const url = `${site.url}empty/file.txt`;
      const etag = (await site.fetch(url)).headers.get('etag') ?? '';
      const status = async (headers: Record<string, string>) => (await site.fetch(url, { headers })).status;
      assert.equal(await status({ 'if-none-match': etag }), 304);
      assert.equal(await status({ 'if-none-match': '"other"' }), 200);
      assert.equal(await status({ range: 'bytes=2-4', 'if-range': etag }), 206);
      assert.equal(await status({ range: 'bytes=2-4', 'if-range': '"other"' }), 200);
    }));

  test('obeys _headers only when told to', async () => {
    const robots = (site: HttpsSite) =>
      Promise.all(
        ['dir/', 'about'].map(async (path) =>
          (await site.fetch(site.url + path)).headers.get('x-robots-tag'),
        ),
      );
    assert.deepEqual(await served(files, robots), [null, null]);
    assert.deepEqual(await served(files, robots, { headers: true }), ['noindex', null]);
    const hidden = await served(files, (site) => site.fetch(`${site.url}_headers`), { headers: true });
    assert.equal(hidden.status, 404);
  });

  for (const [what, text] of [
    ['two stars in a path', '/*/x/*\n  X-Robots-Tag: noindex\n'],
    ['a placeholder', '/:app/x\n  X-Robots-Tag: noindex\n'],
    ['a header before any path', '  X-Robots-Tag: noindex\n'],
    ['a line that is no header', '/*\n  noindex\n'],
    ['the removal of a header', '/*\n  ! X-Robots-Tag\n'],
  ] as const) {
    test(`refuses _headers with ${what}`, async () => {
      const serving = served({ ...files, _headers: text }, async () => undefined, { headers: true });
      await assert.rejects(serving, /_headers, line [12]: not every host understands/);
    });
  }

  test('records what was asked of it', () =>
    served(files, async (site) => {
      await site.fetch(`${site.url}about?x=1`, { headers: { 'User-Agent': 'test' } });
      const [{ method, path, headers } = assert.fail()] = site.requests;
      assert.deepEqual([method, path, headers['user-agent']], ['GET', '/apps/about?x=1', 'test']);
    }));

  for (const url of [
    'https://example.org/',
    'http://ota.example.com/apps/',
    'https://ota.example.com:8443/apps/',
  ]) {
    test(`does not let ${url} leave the test`, () =>
      served(files, (site) => assert.rejects(site.fetch(url), /would leave the test/)));
  }

  test('is refused when its certificate is for another name', () =>
    served(files, (site) => {
      const hosts = site.hosts as Map<string, number>;
      hosts.set('https://other.example.com', site.port);
      return assert.rejects(site.fetch('https://other.example.com/apps/'), {
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      });
    }));
});
