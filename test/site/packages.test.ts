import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';
import { buildPkg } from '../support/pkg.ts';
import { schemaCheck } from '../support/schema.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const stable = buildPkg({ version: '1.4', title: 'Orbit <for> Mac' });
const beta = buildPkg({ version: '1.5', title: 'Orbit <for> Mac' });
const unsigned = buildPkg({ version: '1.3', title: 'Orbit <for> Mac', signing: null });
const twin = buildPkg({ identifier: 'com.example.orbit', title: 'Orbit Helper' });
const FOLDER = 'com.example.orbit.mac';

const idOf = (version: string, pkg: Uint8Array) =>
  `${version}-${createHash('sha256').update(pkg).digest('hex').slice(0, 8)}`;

describe('a site with macOS packages among the builds', () => {
  let project: Project;
  const text = (path: string) => readFile(join(project.output, path), 'utf8');

  before(async () => {
    project = await createProject({
      'builds/Orbit.ipa': buildIpa(),
      'builds/Orbit for Mac.pkg': stable,
      'builds/Orbit for Mac.md': '---\ndate: 2026-05-06\n---\n- A window for <b>Saturn</b>\n',
      'builds/beta/Orbit.pkg': beta,
      'builds/Unsigned.pkg': unsigned,
      'builds/Helper.pkg': twin,
    });
    await project.build({ base: '/team' }, { uninstallable: 'list' });
  });
  after(() => project.remove());

  it('has the packages and the documents for device management at their addresses', async () => {
    for (const path of [
      `${FOLDER}/index.html`,
      `${FOLDER}/${idOf('1.4', stable)}/manifest.plist`,
      `${FOLDER}/${idOf('1.4', stable)}/Orbit-for-Mac.pkg`,
      `${FOLDER}/latest/default/manifest.plist`,
      `${FOLDER}/latest/default/install-enterprise-application.plist`,
      `${FOLDER}/latest/default/declaration.json`,
      `${FOLDER}/latest/beta/manifest.plist`,
      'com.example.orbit/mdm/index.html',
      'com.example.orbit/latest/default/manifest.plist',
      'com.example.orbit/latest/default/install-application.plist',
      'com.example.orbit/latest/default/declaration.json',
      'com.example.orbit/mac/index.html',
      'com.example.orbit/mac/latest/default/manifest.plist',
    ]) {
      assert(existsSync(join(project.output, path)), path);
    }
    const published = await readFile(
      join(project.output, `${FOLDER}/${idOf('1.4', stable)}/Orbit-for-Mac.pkg`),
    );
    assert(published.equals(stable));
    assert(!existsSync(join(project.output, `${FOLDER}/${idOf('1.3', unsigned)}`)));
  });

  it('lets hosts serve packages like builds', async () => {
    assert.match(await text('_headers'), /^\/\*\.pkg\n {2}Content-Type: application\/octet-stream\n/m);
  });

  it('has every place that its feed leads to', async () => {
    const feed = await text('feed.xml');
    const places = [...feed.matchAll(/<id>[^<]*\/team\/([^<#]*)#([^<]*)<\/id>/g)];
    assert.equal(places.length, 4);
    for (const [, folder, id] of places) {
      assert((await text(`${folder}index.html`)).includes(` id="${id}"`), id);
    }
  });

  it('lists them in releases.json as its schema says, apart from apps', async () => {
    const check = schemaCheck(JSON.parse(await text('releases.schema.json')));
    const listed = JSON.parse(await text('releases.json'));
    check(listed);
    assert.equal(listed.apps.length, 1);
    const [orbit, helper] = listed.packages;
    assert.equal(helper.identifier, 'com.example.orbit');
    assert.deepEqual(orbit.channels, { default: idOf('1.4', stable), beta: idOf('1.5', beta) });
    assert.deepEqual(
      orbit.releases.map((release: { version: string; status: string }) => [release.version, release.status]),
      [
        ['1.5', 'installable'],
        ['1.4', 'installable'],
        ['1.3', 'blocked'],
      ],
    );
    const [, release, blocked] = orbit.releases;
    assert.equal(release.package, `${SITE}/team/${FOLDER}/${release.id}/Orbit-for-Mac.pkg`);
    assert.deepEqual(release.signing, {
      kind: 'developer-id',
      team: 'Example Inc.',
      expires: '2049-01-01T00:00:00Z',
    });
    assert.deepEqual([blocked.package, blocked.manifest], [null, null]);
    orbit.releases[0].status = 'new';
    assert.throws(() => check(listed), /status/);
  });

  it('lists in the document of an app the package with its identifier alone', async () => {
    const { packages } = JSON.parse(await text('com.example.orbit/releases.json'));
    assert.deepEqual(
      packages.map(({ identifier }: { identifier: string }) => identifier),
      ['com.example.orbit'],
    );
  });

  it('shows a package’s addresses, history and notes, and no Install link', async () => {
    const page = await text(`${FOLDER}/index.html`);
    for (const part of [
      `${SITE}/team/${FOLDER}/latest/default/manifest.plist`,
      `${SITE}/team/${FOLDER}/latest/beta/declaration.json`,
      `${SITE}/team/${FOLDER}/latest/default/install-enterprise-application.plist`,
      'Orbit &lt;for&gt; Mac',
      'A window for &lt;b&gt;Saturn&lt;/b&gt;',
      'macOS 12.0 or later',
      'Developer ID Installer: Example Inc. (EXAMPLE123)',
      'is not signed',
      `href="${SITE}/team/${FOLDER}/${idOf('1.4', stable)}/Orbit-for-Mac.pkg"`,
    ]) {
      assert(page.includes(part), part);
    }
    assert.doesNotMatch(page, /itms-services|Orbit <for>/);
  });

  it('shows administrators both ways for an app, which its page leads to', async () => {
    assert.match(await text('com.example.orbit/index.html'), /href="\/team\/com\.example\.orbit\/mdm\/"/);
    const page = await text('com.example.orbit/mdm/index.html');
    for (const name of ['manifest.plist', 'install-application.plist', 'declaration.json']) {
      assert(page.includes(`${SITE}/team/com.example.orbit/latest/default/${name}`), name);
    }
    assert.match(page, /AutomaticAppUpdates/);
    assert.match(page, /bundle-version/);
    assert.doesNotMatch(page, /itms-services|href="[^"]*\.plist"/);
  });

  it('names the default channel as testers read it', async () => {
    for (const page of ['com.example.orbit/mdm', FOLDER])
      assert.match(await text(`${page}/index.html`), /<h2>Channel Main<\/h2>/);
  });

  it('leads to each package from the front page', async () => {
    const page = await text('index.html');
    assert.match(page, /href="\/team\/com\.example\.orbit\.mac\/"/);
    assert.match(page, /href="\/team\/com\.example\.orbit\/mac\/"/);
  });

  it('installs its apps as before, and nothing else', async () => {
    const site = await serveSite(project.output, { origin: SITE, base: '/team' });
    const report = await installEverything(site, { expectApps: ['com.example.orbit'] });
    await site.close();
    assert.equal(report.apps.length, 1);
  });
});

describe('a site of macOS packages alone', () => {
  it('is built, without a word of missing builds', async (test) => {
    const project = await createProject({ 'builds/Orbit.pkg': stable });
    test.after(() => project.remove());
    await project.build();
    const home = await readFile(join(project.output, 'index.html'), 'utf8');
    assert.match(home, /href="\/com\.example\.orbit\.mac\/"/);
    assert.doesNotMatch(home, /no builds yet/);
    assert.match(await readFile(join(project.output, `${FOLDER}/index.html`), 'utf8'), /latest\/default/);
  });

  it('is not built while a package can never be installed, and says why', async (test) => {
    const project = await createProject({
      'builds/Orbit.pkg': unsigned,
      'builds/Other.pkg': 'PK\u0003\u0004',
    });
    test.after(() => project.remove());
    await assert.rejects(project.build(), (error: { message: string; hint: string }) => {
      assert.match(error.message, /2 files .* cannot be published/);
      assert.match(error.hint, /Orbit\.pkg\n.*not signed.*\(pkg-unsigned\)/);
      assert.match(error.hint, /Other\.pkg\n.*zip archive.*\(not-a-pkg\)/);
      return true;
    });
    assert(!existsSync(project.output));
  });
});
