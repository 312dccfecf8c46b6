import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import jsQR from 'jsqr';
import { parse } from 'plist';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';
import { rasterizeQr } from '../support/qr.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const EPOCH = '1780000000'; // 28 May 2026

const orbit = (version: string, build: string, more: Parameters<typeof buildIpa>[0] = {}) =>
  buildIpa({ version, build, ...more });
const stable = orbit('1.9', '19');
const newest = orbit('1.10', '20', {
  displayName: 'Orbit & <Friends>',
  localizations: { de: { CFBundleDisplayName: 'Umlauf' } },
});
const beta = orbit('2.0', '21', { signing: { kind: 'development' } });
const expired = orbit('1.0', '1', { signing: { profile: { expires: new Date('2024-05-01') } } });
const ledger = buildIpa({
  identifier: 'com.example.ledger',
  name: 'Ledger',
  icons: null,
  info: { NSCameraUsageDescription: 'To scan.', NFCReaderUsageDescription: '' },
  signing: { kind: 'enterprise' },
});
const elsewhere = buildIpa({ identifier: 'com.example.far', name: 'Far' });

const FILES = {
  'builds/orbit/1.9/App.ipa': stable,
  'builds/Orbit 1.10 (final).ipa': newest,
  'builds/Orbit 1.10 (final).md':
    '---\ndate: 2026-05-04\ncommit: abc1234\n---\n# New\n- Rings <script>alert(1)</script>\n',
  'builds/Orbit 1.10 (final).de.md': 'Neu: Ringe',
  'builds/beta/Orbit.ipa': beta,
  'builds/Expired.ipa': expired,
  'builds/Ledger.ipa': ledger,
  'builds/Far.ipa': elsewhere,
  'builds/Far.md': '---\nurl: https://cdn.example.com/far/Far.ipa?a=1&b=2\nchannel: nightly\n---\n',
};

const idOf = (version: string, build: string, ipa: Uint8Array) =>
  `${version}-${build}-${createHash('sha256').update(ipa).digest('hex').slice(0, 8)}`;

interface ListedApp {
  bundleId: string;
  channels: Record<string, string>;
  /** Newest first: 2.0, 1.10, 1.9, 1.0 of Orbit. */
  releases: [ListedRelease, ListedRelease, ListedRelease, ListedRelease];
}
interface ListedRelease {
  id: string;
  version: string;
  date: string;
  size: number;
  sha256: string;
  status: string;
  page: string;
  manifest: string;
  install: string | null;
  notes: string | null;
}
interface ManifestList {
  items: [{ assets: Record<string, unknown>[]; metadata: unknown }];
}

describe('a site built from a folder of builds', () => {
  let project: Project;
  let site: HttpsSite;
  const text = (path: string) => readFile(join(project.output, path), 'utf8');
  const releases = async (): Promise<{ apps: ListedApp[] }> => JSON.parse(await text('releases.json'));
  const app = async (bundleId: string): Promise<ListedApp> => {
    const found = (await releases()).apps.find((each) => each.bundleId === bundleId);
    assert(found);
    return found;
  };

  before(async () => {
    process.env['SOURCE_DATE_EPOCH'] = EPOCH;
    // A folder `orbit/` would name a channel; the front matter moves that build to the default one.
    project = await createProject({ ...FILES, 'builds/orbit/1.9/App.md': '---\nchannel: default\n---\n' });
    await project.build();
    site = await serveSite(project.output, { origin: SITE, headers: true });
  });
  after(async () => {
    delete process.env['SOURCE_DATE_EPOCH'];
    await site.close();
    await project.remove();
  });

  it('installs every build that can be installed, from every page that offers it', async () => {
    const cdn = await serveSite(await folderOf({ 'far/Far.ipa': elsewhere }), {
      origin: 'https://cdn.example.com',
    });
    const whole = await serveSite(project.output, { origin: SITE, neighbours: [cdn] });
    const report = await installEverything(whole, {
      expectApps: ['com.example.orbit', 'com.example.ledger', 'com.example.far'],
    });
    await whole.close();
    await cdn.close();
    const installed = report.apps.map(
      (each) => `${each.bundleIdentifier} ${each.shortVersion} (${each.bundleVersion})`,
    );
    assert.deepEqual(installed.sort(), [
      'com.example.far 1.0 (1)',
      'com.example.ledger 1.0 (1)',
      'com.example.orbit 1.10 (20)',
      'com.example.orbit 1.9 (19)',
      'com.example.orbit 2.0 (21)',
    ]);
  });

  it('has the pages, manifests, builds and images at their fixed addresses', async () => {
    const release = `com.example.orbit/${idOf('1.10', '20', newest)}`;
    for (const path of [
      'index.html',
      '404.html',
      'releases.json',
      'releases.schema.json',
      'latest.schema.json',
      'feed.xml',
      'expiry.ics',
      '.nojekyll',
      '_headers',
      'com.example.orbit/index.html',
      'com.example.orbit/releases.json',
      'com.example.orbit/feed.xml',
      'com.example.orbit/latest/default.json',
      'com.example.orbit/latest/beta.json',
      'com.example.orbit/latest/index.html',
      'com.example.orbit/latest/beta/index.html',
      'com.example.orbit/latest/default/manifest.plist',
      `${release}/index.html`,
      `${release}/amp/index.html`,
      `${release}/manifest.plist`,
      `${release}/qr.svg`,
      `${release}/Orbit-1.10-final.ipa`,
    ]) {
      assert(existsSync(join(project.output, path)), path);
    }
    assert.deepEqual(
      await readFile(join(project.output, release, 'Orbit-1.10-final.ipa')),
      Buffer.from(newest),
    );
  });

  it('orders releases by number, and shows the newest of each channel', async () => {
    const { releases, channels } = await app('com.example.orbit');
    assert.deepEqual(
      releases.map((each) => each.version),
      ['2.0', '1.10', '1.9', '1.0'],
    );
    assert.deepEqual(channels, { default: idOf('1.10', '20', newest), beta: idOf('2.0', '21', beta) });
    assert.match(await text('com.example.orbit/latest/index.html'), /Version 1\.10 \(20\)/);
    assert.match(await text('com.example.orbit/latest/beta/index.html'), /Version 2\.0 \(21\)/);
  });

  it('describes every release in releases.json as its schema says', async () => {
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(await text('releases.schema.json')));
    assert(validate(await releases()), JSON.stringify(validate.errors));
    assert(validate(JSON.parse(await text('com.example.orbit/releases.json'))));
    const broken = await releases();
    const [first] = broken.apps;
    assert(first);
    first.releases[0].install = 'itms-services://?action=download-manifest&amp;url=https%3A%2F%2Fx';
    assert.equal(validate(broken), false);
  });

  it('puts the raw link with one plain & into releases.json', async () => {
    const [, release] = (await app('com.example.orbit')).releases;
    assert.equal(release.manifest, `${SITE}/com.example.orbit/${release.id}/manifest.plist`);
    assert.equal(
      release.install,
      `itms-services://?action=download-manifest&url=https%3A%2F%2Fota.example.com%2Fcom.example.orbit%2F${release.id}%2Fmanifest.plist`,
    );
    assert.equal(release.sha256, createHash('sha256').update(newest).digest('hex'));
    assert.equal(release.size, newest.length);
    assert.equal(release.notes, '# New\n- Rings <script>alert(1)</script>');
    assert.equal(release.date, '2026-05-04T00:00:00Z');
  });

  it('keeps an expired build in the history, says when it expired, and offers no link', async () => {
    const release = (await app('com.example.orbit')).releases[3];
    assert.equal(release.status, 'expired');
    assert.equal(release.install, null);
    const page = await text(`com.example.orbit/${release.id}/index.html`);
    assert.match(page, /Expired on May 1, 2024/);
    assert.doesNotMatch(page, /itms-services/);
    assert.match(page, />See the other releases</);
  });

  it('says on the page of a release what testers need, then what developers need', async () => {
    const page = await text(`com.example.orbit/${idOf('1.10', '20', newest)}/index.html`);
    assert.deepEqual(
      [...page.matchAll(/<h2>(?:<bdi>)?([^<]*)/g)].map(([, heading]) => heading),
      [
        'What’s new',
        'Can I install it?',
        'Is my device in it?',
        'What happens next',
        'Something went wrong?',
        'Details for developers',
        'What changed',
        'Link to this release',
        'On another device',
        'On another device',
      ],
    );
  });

  it('writes a manifest with hashes, both images, and the title as it is', async () => {
    const manifest = await text(`com.example.orbit/${idOf('1.10', '20', newest)}/manifest.plist`);
    const [{ assets, metadata }] = (parse(manifest) as unknown as ManifestList).items;
    assert.deepEqual(metadata, {
      'bundle-identifier': 'com.example.orbit',
      'bundle-version': '20',
      kind: 'software',
      'platform-identifier': 'com.apple.platform.iphoneos',
      title: 'Orbit & <Friends>',
    });
    assert.deepEqual(
      assets.map(({ kind }) => kind),
      ['software-package', 'display-image', 'full-size-image'],
    );
    assert.equal(assets[0]?.['sha256-size'], newest.length);
  });

  it('points to an .ipa that is hosted elsewhere, and does not publish it here', async () => {
    const id = idOf('1.0', '1', elsewhere);
    assert.deepEqual(await readdir(join(project.output, 'com.example.far', id)), [
      'amp',
      'devices.json',
      'index.html',
      'manifest.plist',
      'qr.svg',
    ]);
    assert.match(
      await text(`com.example.far/${id}/manifest.plist`),
      /<string>https:\/\/cdn\.example\.com\/far\/Far\.ipa\?a=1&amp;b=2</,
    );
  });

  it('shows notes in their languages, with raw HTML as text', async () => {
    const page = await text(`com.example.orbit/${idOf('1.10', '20', newest)}/index.html`);
    assert.match(page, /Rings &lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    assert.match(page, /<details lang="de">[\s\S]*Deutsch[\s\S]*Neu: Ringe/);
    assert.match(page, /Orbit &amp; &lt;Friends&gt;/);
    assert.match(page, /abc1234/);
  });

  it('lists permissions with their reasons, and says where there is none', async () => {
    const page = await text(`com.example.ledger/${idOf('1.0', '1', ledger)}/index.html`);
    for (const permission of ['Camera: “To scan.”', 'NFC: no reason given']) {
      assert(page.includes(`<dd><bdi>${permission}</bdi></dd>`), permission);
    }
  });

  it('draws QR codes of the pages that scanners read', async () => {
    const [release] = (await app('com.example.orbit')).releases;
    for (const [image, address] of [
      [`com.example.orbit/${release.id}/qr.svg`, release.page],
      ['com.example.orbit/qr.svg', `${SITE}/com.example.orbit/`],
    ] as const) {
      const { pixels, size } = rasterizeQr(await text(image));
      assert.equal(jsQR.default(pixels, size, size)?.data, address);
    }
  });

  it('answers a missing manifest with 404, and types and caching as _headers says', async () => {
    assert.equal((await site.fetch(`${SITE}/com.example.orbit/1-1-00000000/manifest.plist`)).status, 404);
    const [release] = (await app('com.example.orbit')).releases;
    const manifest = await site.fetch(release.manifest);
    assert.equal(manifest.headers.get('content-type'), 'text/xml; charset=utf-8');
    assert.equal(manifest.headers.get('cache-control'), 'no-cache');
    assert.equal(manifest.headers.get('x-robots-tag'), 'noindex');
    const latest = await site.fetch(`${SITE}/com.example.orbit/latest/default.json`);
    assert.equal(latest.headers.get('cache-control'), 'public, max-age=300');
    assert.equal(latest.headers.get('x-robots-tag'), 'noindex');
  });

  it('publishes no device identifier, no path of the machine, and no file of the project', async () => {
    for (const name of await readdir(project.output, { recursive: true })) {
      if (!/\.(html|json|plist|svg|xml|ics)$/.test(name)) continue;
      const content = await text(name);
      assert.doesNotMatch(content, /\b[0-9A-F]{8}-[0-9A-F]{16}\b|"[0-9a-f]{40}"/, name);
      assert(!content.includes(project.root), name);
      assert(!content.includes('builds/'), name);
    }
  });

  it('is the same byte for byte when it is built again, without reading the builds again', async () => {
    const before = await snapshot(project.output);
    const cached = await stat(join(project.root, 'node_modules/.astro/astro-ota/facts.json'));
    await project.build();
    assert.deepEqual(await snapshot(project.output), before);
    const now = await stat(join(project.root, 'node_modules/.astro/astro-ota/facts.json'));
    assert.equal(now.mtimeMs, cached.mtimeMs);
  });

  it('has the same documents at another address, whether or not it was built at the one before', async () => {
    const other = await createProject({ 'builds/App.ipa': stable });
    const documents = async () => {
      await other.build({ base: '/team' });
      const all = Object.entries(await snapshot(other.output));
      return all.filter(([path]) => /\.(svg|plist|json|xml)$/.test(path)).sort();
    };
    await other.build();
    const after = await documents();
    await rm(join(other.root, 'node_modules'), { recursive: true });
    assert.deepEqual(await documents(), after);
    await other.remove();
  });
});

describe('the page of the newest release, where its channel has none that can be installed', () => {
  it('names the channels as testers read them, and leads to those that have one', async () => {
    const project = await createProject({ 'builds/Expired.ipa': expired, 'builds/beta/Orbit.ipa': beta });
    await project.build();
    const page = await readFile(join(project.output, 'com.example.orbit/latest/index.html'), 'utf8');
    assert.match(page, />No release on Main can be installed now\.</);
    assert.match(page, /href="\/com\.example\.orbit\/latest\/beta\/">Newest on beta</);
    await project.remove();
  });
});

async function folderOf(files: Record<string, Uint8Array>): Promise<string> {
  return (await createProject(files)).root;
}

async function snapshot(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const hashed = names.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(hashed));
}
