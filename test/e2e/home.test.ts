import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, openDesktop, openPhone, screenshot } from '../support/browser.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { buildIpa } from '../support/ipa.ts';
import { buildPkg } from '../support/pkg.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

/** One of them is a macOS package. */
const APPS = 40;
const MAC = 'Ledger for the Mac';
const NAMES = [
  'Café Ledger',
  'دفتر الحسابات',
  '星空ナビ',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk',
];
const nameOf = (i: number) => NAMES[i] ?? `Sample ${i}`;

const rows = (page: Page) => page.locator('.apps .row:visible');
const says = (page: Page, text: string) =>
  page.getByRole('status').getByText(text, { exact: true }).waitFor();

async function serveApps(count: number): Promise<{ project: Project; site: HttpsSite }> {
  const builds: [string, Uint8Array][] = Array.from({ length: count - 1 }, (_, i) => [
    `builds/App${i}.ipa`,
    buildIpa({ identifier: `com.example.app${i}`, name: `App${i}`, displayName: nameOf(i), icons: null }),
  ]);
  builds.push(['builds/Mac.pkg', buildPkg({ title: MAC })]);
  const project = await createProject(Object.fromEntries(builds));
  await project.build();
  return { project, site: await serveSite(project.output, { origin: SITE }) };
}

describe('the home page of forty apps', () => {
  let project: Project;
  let site: HttpsSite;

  before(async () => {
    ({ project, site } = await serveApps(APPS));
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  for (const [device, open, columns] of [
    ['phone', openPhone, 1],
    ['desktop', openDesktop, 3],
  ] as const) {
    it(`lists them all in ${columns} column(s), without scripts, on a ${device}`, async () => {
      const { page, close } = await open(await launchBrowser(), site, { javaScriptEnabled: false });
      await page.goto('./');
      assert.equal(await rows(page).count(), APPS);
      assert.equal(await page.getByRole('search').isVisible(), false);
      const lefts = await rows(page).evaluateAll((all) => all.map((row) => row.getBoundingClientRect().left));
      assert.equal(new Set(lefts).size, columns);
      await screenshot(page, `home-${device}`);
      await close();
    });
  }

  it('is printed without its search', async () => {
    const { page, close } = await openDesktop(await launchBrowser(), site);
    await page.goto('./');
    await says(page, '40 of 40 apps');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await rows(page).count(), APPS);
    for (const useless of ['.filter', '.links'])
      assert.equal(await page.locator(useless).filter({ visible: true }).count(), 0, useless);
    await screenshot(page, 'home-print');
    await close();
  });

  const found: [text: string, name: string][] = [
    ['CAFE', 'Café Ledger'],
    ['الحسابات', 'دفتر الحسابات'],
    ['星空', '星空ナビ'],
    ['hauptbetrieb', nameOf(3)],
    ['38 sample', 'Sample 38'],
    ['the mac', MAC],
  ];
  it('finds apps by their names in any script, and keeps that in the address', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto('./');
    await says(page, '40 of 40 apps');
    for (const [text, name] of found) {
      await page.getByRole('searchbox', { name: 'Search apps' }).fill(text);
      await page.waitForURL((address) => address.searchParams.get('q') === text);
      const shown = await rows(page).locator('a').allInnerTexts();
      assert.deepEqual(shown, [name]);
      const mac = page.getByRole('heading', { name: 'For Macs' });
      assert.equal(await mac.isVisible(), name === MAC, text);
    }
    await page.reload();
    assert((await rows(page).count()) < APPS);
    await page.getByRole('searchbox').fill('zzz');
    await says(page, 'No app was found.');
    await page.getByRole('button', { name: 'Show all' }).click();
    await says(page, '40 of 40 apps');
    await close();
  });
});

describe('the home page of eight apps', () => {
  it('needs no search', async () => {
    const { project, site } = await serveApps(8);
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto('./');
    assert.equal(await rows(page).count(), 8);
    assert.equal(await page.getByRole('searchbox').count(), 0);
    await close();
    await site.close();
    await project.remove();
  });
});
