import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import jsQR from 'jsqr';
import { launchBrowser, openDesktop, openPhone, screenshot, tapInstall } from '../support/browser.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';
import { rasterizeQr } from '../support/qr.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const BUILDS = {
  'builds/Orbit 1.ipa': buildIpa({ version: '1.0', build: '1' }),
  'builds/Orbit 2.ipa': buildIpa({ version: '2.0', build: '2' }),
  'builds/beta/Orbit 3.ipa': buildIpa({ version: '3.0', build: '3' }),
  'builds/Ledger.ipa': buildIpa({
    identifier: 'com.example.ledger',
    name: 'Ledger',
    displayName: 'دفتر & <الحسابات>',
    icons: null,
    signing: { kind: 'enterprise' },
  }),
  'builds/Old.ipa': buildIpa({
    identifier: 'com.example.old',
    name: 'Old',
    signing: { profile: { expires: new Date('2024-05-01') } },
  }),
};
const TESTFLIGHT = 'https://testflight.apple.com/join/AbCdEf12';
/** Goes through Apple alone. */
const STORE = {
  'builds/Store.ipa': buildIpa({
    identifier: 'com.example.store',
    name: 'Store',
    signing: { kind: 'app-store' },
  }),
};
const COLLECTIONS = [
  {
    name: 'Field & <Service>',
    description: 'For <everyone> in the van.',
    apps: ['com.example.orbit', 'com.example.old', 'com.example.ledger', 'com.example.store'],
  },
  { name: '現場', slug: 'genba', apps: ['com.example.ledger'] },
];
const FIELD = './collections/field-service/';

describe('a site with collections', () => {
  let project: Project;
  let site: HttpsSite;

  before(async () => {
    project = await createProject({ ...BUILDS, ...STORE });
    await project.build(
      { base: '/team' },
      {
        path: '/install',
        collections: COLLECTIONS,
        apps: { 'com.example.store': { testFlight: TESTFLIGHT } },
      },
    );
    site = await serveSite(project.output, { origin: SITE, base: '/team' });
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  it('installs from every link of theirs', async () => {
    const { pages, apps } = await installEverything(site, {
      start: '/install/',
      expectApps: ['com.example.orbit', 'com.example.ledger'],
    });
    const collection = `${SITE}/team/install/collections/field-service/`;
    assert(pages.includes(collection));
    assert.deepEqual(
      apps
        .filter(({ pages }) => pages.includes(collection))
        .map(({ bundleIdentifier, bundleVersion }) => [bundleIdentifier, bundleVersion]),
      [
        ['com.example.orbit', '2'],
        ['com.example.ledger', '1'],
      ],
    );
  });

  for (const [device, open] of Object.entries({ phone: openPhone, desktop: openDesktop })) {
    for (const javaScriptEnabled of [true, false]) {
      it(`leads from the home page to each app in the order that was asked for, on a ${device} ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
        const { page, close } = await open(await launchBrowser(), site, { javaScriptEnabled });
        await page.goto('./install/');
        await page.getByRole('link', { name: 'Field & <Service>' }).click();
        assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Field & <Service>');
        await page.getByText('For <everyone> in the van.').waitFor();
        await page.getByText('Install the apps one after the other').waitFor();
        const cards = page.locator('.collection .card');
        assert.deepEqual(await cards.getByRole('heading').allInnerTexts(), [
          'Orbit',
          'Old',
          'دفتر & <الحسابات>',
          'Store',
        ]);
        assert.deepEqual(
          await Promise.all(
            (await cards.all()).map((card) => card.getByRole('link', { name: 'Install' }).count()),
          ),
          [1, 0, 1, 0],
        );
        assert.match(await cards.nth(0).innerText(), /2\.0 \(2\) · .*\d{4}[\s\S]*Installable until/);
        assert.match(await cards.nth(1).innerText(), /Expired on May 1, 2024/);
        const store = cards.getByRole('link', { name: 'Get it in TestFlight' });
        assert.equal(await store.getAttribute('href'), TESTFLIGHT);
        assert.equal(await cards.nth(3).getByRole('link', { name: 'TestFlight' }).count(), 1);
        await cards.nth(2).getByRole('link', { name: 'الحسابات' }).click();
        assert(page.url().endsWith('/com.example.ledger/'));
        await close();
      });
    }
  }

  it('is printed with its head in the middle, and its apps one way', async () => {
    const { page, close } = await openDesktop(await launchBrowser(), site);
    await page.goto(`./install/${FIELD}`);
    await page.emulateMedia({ media: 'print' });
    const middles = await page.locator('.collection > :is(h1, p)').evaluateAll((all) =>
      all.map((element) => {
        const { left, right } = element.getBoundingClientRect();
        return Math.round(left + right);
      }),
    );
    assert.equal(middles.length, 3);
    assert.equal(new Set(middles).size, 1, `${middles}`);
    const gaps = await page.locator('.collection .card').evaluateAll((cards) =>
      cards.map((card) => {
        const icon = card.querySelector('img')?.getBoundingClientRect();
        const name = card.querySelector('bdi')?.getBoundingClientRect();
        return Math.round((name?.left ?? 0) - (icon?.right ?? 0));
      }),
    );
    assert.equal(new Set(gaps).size, 1, `${gaps}`);
    await screenshot(page, 'collection-print');
    await close();
  });

  it('asks for the right app at each tap', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto(`./install/${FIELD}`);
    for (const [name, bundleId] of [
      ['Orbit', 'com.example.orbit'],
      ['الحسابات', 'com.example.ledger'],
    ] as const) {
      const card = page.locator('.card').filter({ hasText: name });
      const asked = await tapInstall(page, card.getByRole('link', { name: 'Install' }));
      assert(decodeURIComponent(asked).includes(`${SITE}/team/install/${bundleId}/`), asked);
    }
    await close();
  });

  it('says after each tap what iOS does next, and leads to the steps of that app', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto(`./install/${FIELD}`);
    for (const [index, bundleId] of [
      [0, 'com.example.orbit'],
      [2, 'com.example.ledger'],
    ] as const) {
      const card = page.locator('.card').nth(index);
      const next = card.getByRole('link', { name: 'What happens next' });
      assert.equal(await next.isVisible(), false);
      await tapInstall(page, card.getByRole('link', { name: 'Install' }));
      const steps = (await next.getAttribute('href')) ?? '';
      assert(steps.startsWith(`/team/install/${bundleId}/`) && steps.endsWith('/#next'), steps);
      assert.equal(await next.isVisible(), true);
    }
    await screenshot(page, 'collection-asked');
    await close();
  });

  it('says once where Install may not work, with a way on for the whole collection', async () => {
    const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) Mobile MicroMessenger/8.0.49';
    const { page, close } = await openPhone(await launchBrowser(), site, { userAgent });
    await page.goto(`./install/${FIELD}`);
    const safari = page.getByRole('link', { name: 'Open in Safari' });
    assert.equal(
      await safari.getAttribute('href'),
      `x-safari-${SITE}/team/install/collections/field-service/`,
    );
    await screenshot(page, 'collection-hint');
    await close();
  });

  it('does not say one after the other where there is but one', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto('./install/collections/genba/');
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), '現場');
    assert.equal(await page.getByText('one after the other').count(), 0);
    await close();
  });

  it('has a code that leads to each', async () => {
    const code = await readFile(join(project.output, 'install/collections/field-service/qr.svg'), 'utf8');
    const { pixels, size } = rasterizeQr(code);
    assert.equal(jsQR.default(pixels, size, size)?.data, `${SITE}/team/install/collections/field-service/`);
  });
});

describe('a collection of an app without a build', () => {
  it('stops the build, and names the apps that have one', async () => {
    const project = await createProject(BUILDS);
    const collections = [{ name: 'Field', apps: ['com.example.orbit', 'com.example.orbbit'] }];
    await assert.rejects(project.build({}, { collections }), {
      message: /`collections` names apps without a build in \.\/builds: "Field" names com\.example\.orbbit\./,
      hint: /com\.example\.ledger, com\.example\.old, com\.example\.orbit|com\.example\.old, com\.example\.orbit/,
    });
    assert(!existsSync(project.output));
    await project.remove();
  });
});
