import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type AstroInlineConfig, dev } from 'astro';
import ota from '../../integration/index.ts';
import { validateAmp } from '../support/amp.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const ipa = buildIpa();

describe('astro dev', () => {
  let project: Project;
  let server: Awaited<ReturnType<typeof dev>>;
  let origin: string;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${origin}/team${path}`, { headers });
  const json = async () => (await get('/install/releases.json')).json();

  before(async () => {
    project = await createProject({ 'builds/Orbit.ipa': ipa });
    ({ server, origin } = await start(project, {
      base: '/team',
      integrations: [ota({ path: '/install', source: true })],
    }));
  });
  after(async () => {
    await server.stop();
    await project.remove();
  });

  it('serves the pages', async () => {
    for (const path of ['/install', '/install/com.example.orbit/', '/install/com.example.orbit/latest/']) {
      const response = await get(path);
      assert.equal(response.status, 200, path);
      assert.match(await response.text(), /Orbit/, path);
    }
  });

  it('serves manifests, QR codes and icons with their types', async () => {
    const [{ releases }] = (await json()).apps;
    const folder = `/install/com.example.orbit/${releases[0].id}`;
    const manifest = await get(`${folder}/manifest.plist`);
    assert.equal(manifest.headers.get('content-type'), 'text/xml; charset=utf-8');
    const text = await manifest.text();
    assert.match(text, /^<\?xml /);
    const qr = await get(`${folder}/qr.svg`);
    assert.equal(qr.headers.get('content-type'), 'image/svg+xml');
    const icon = await get(/\/team(\/install\/[^<]+-57\.png)/.exec(text)?.[1] ?? '');
    assert.equal(icon.headers.get('content-type'), 'image/png');
    assert.equal(
      Buffer.from(await icon.arrayBuffer())
        .subarray(1, 4)
        .toString(),
      'PNG',
    );
  });

  it('serves the documents for programs with their types', async () => {
    for (const [path, type] of [
      ['feed.xml', 'application/atom+xml; charset=utf-8'],
      ['com.example.orbit/feed.xml', 'application/atom+xml; charset=utf-8'],
      ['expiry.ics', 'text/calendar; charset=utf-8'],
      ['source.json', 'application/json; charset=utf-8'],
      ['latest.schema.json', 'application/json; charset=utf-8'],
    ] as const) {
      const response = await get(`/install/${path}`);
      assert.equal(response.headers.get('content-type'), type, path);
      assert.match(await response.text(), /https:\/\/ota\.example\.com\/team\/install\//, path);
    }
    const latest = await get('/install/com.example.orbit/latest/default.json');
    assert.equal((await latest.json()).release.version, '1.0');
  });

  it('makes AMP pages of the release pages that it renders', async () => {
    const [{ releases }] = (await json()).apps;
    const folder = `/install/com.example.orbit/${releases[0].id}`;
    for (const path of [`${folder}/amp/`, `${folder}/amp`]) {
      const response = await get(path);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
      const amp = await response.text();
      assert.deepEqual(await validateAmp(amp), []);
      assert.match(amp, /<style amp-custom>:root\{/);
      assert.match(amp, /href="itms-services:/);
    }
    const head = await fetch(`${origin}/team${folder}/amp/`, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal((await get('/install/com.example.orbit/9.9-9-00000000/amp/')).status, 404);
  });

  it('serves the build whole, in ranges, and its size alone', async () => {
    const [{ releases }] = (await json()).apps;
    const path = `/install/com.example.orbit/${releases[0].id}/Orbit.ipa`;
    const whole = await get(path);
    assert.equal(whole.headers.get('content-type'), 'application/octet-stream');
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), Buffer.from(ipa));
    const part = await get(path, { range: 'bytes=2-5' });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), `bytes 2-5/${ipa.length}`);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), Buffer.from(ipa.subarray(2, 6)));
    const beyond = await get(path, { range: `bytes=${ipa.length}-` });
    assert.equal(beyond.status, 416);
    const head = await fetch(`${origin}/team${path}`, { method: 'HEAD' });
    assert.equal(head.headers.get('content-length'), String(ipa.length));
  });

  it('shows a build that is dropped into the folder, and forgets one that is removed, without a restart', async () => {
    await project.write({
      'builds/beta/Ledger.ipa': buildIpa({ identifier: 'com.example.ledger', name: 'Ledger' }),
    });
    await until(async () => (await get('/install/com.example.ledger/')).status === 200);
    assert.match(await (await get('/install')).text(), /Ledger/);
    const [{ releases }] = (await json()).apps.filter(({ bundleId }: { bundleId: string }) =>
      bundleId.endsWith('ledger'),
    );
    assert.equal((await get(`/install/com.example.ledger/${releases[0].id}/`)).status, 200);
    await rm(join(project.root, 'builds/beta/Ledger.ipa'));
    await until(async () => (await get('/install/com.example.ledger/')).status === 404);
  });

  it('shows the good builds while a bad one lies beside them', async () => {
    await project.write({
      'builds/Bad.ipa': 'half a file',
      'builds/New.ipa': buildIpa({ identifier: 'com.example.new' }),
    });
    await until(async () => (await get('/install/com.example.new/')).status === 200);
    assert.equal((await get('/install/com.example.orbit/')).status, 200);
  });
});

describe('astro dev serves every page at the address at which it is built', () => {
  for (const format of ['directory', 'file', 'preserve'] as const) {
    for (const trailingSlash of ['always', 'ignore', 'never'] as const) {
      it(`with format "${format}" and trailingSlash "${trailingSlash}"`, async (test) => {
        const project = await createProject({
          'builds/Orbit.ipa': ipa,
          'public/install/own.html': 'Own',
          'src/pages/made.html.ts': `export const GET = () => new Response('Made');`,
        });
        const { server, origin } = await start(project, {
          base: '/team',
          trailingSlash,
          build: { format },
          integrations: [ota({ path: '/install', locales: ['en', 'de'] })],
        });
        test.after(async () => {
          await server.stop();
          await project.remove();
        });
        const home =
          format === 'directory'
            ? `/team/install${trailingSlash === 'never' ? '' : '/'}`
            : '/team/install.html';
        const pages = new Set([home, '/team/install/own.html', '/team/made.html']);
        // More are added while it goes on.
        for (const path of pages) {
          const response = await fetch(origin + path, { redirect: 'manual' });
          assert.equal(response.status, 200, path);
          for (const link of linksToPages(await response.text(), path)) pages.add(link);
        }
        assert.match([...pages].join('\n'), /\/de\/install\/com\.example\.orbit\/[^/]+\/amp/);
      });
    }
  }
});

describe('astro dev without an address to deploy to', () => {
  it('goes on, where astro build would stop', async () => {
    const project = await createProject({ 'builds/Orbit.ipa': ipa });
    const { server, origin } = await start(project, { site: undefined, integrations: [ota()] });
    const page = await fetch(`${origin}/com.example.orbit/`);
    assert.equal(page.status, 200);
    await server.stop();
    await project.remove();
  });
});

async function start(project: Project, config: AstroInlineConfig) {
  const server = await dev({
    root: project.root,
    configFile: false,
    site: SITE,
    logLevel: 'silent',
    cacheDir: './.cache',
    vite: { cacheDir: join(project.root, '.cache/vite') },
    server: { port: 0 },
    devToolbar: { enabled: false },
    ...config,
  });
  return { server, origin: `http://localhost:${server.address.port}` };
}

/** The paths of the site's pages that the page at a path links to, also in its head. */
function linksToPages(html: string, from: string): string[] {
  const links = [...html.matchAll(/<(?:a|link rel="(?:amphtml|alternate)") [^>]*?href="([^"]+)"/g)];
  return links
    .map(([, href = '']) => new URL(href, SITE + from))
    .filter(({ origin, pathname }) => origin === SITE && !/\.(ipa|xml|ics|json|plist)$/.test(pathname))
    .map(({ pathname }) => pathname);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const patience = AbortSignal.timeout(20_000);
  while (!(await holds())) {
    patience.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
