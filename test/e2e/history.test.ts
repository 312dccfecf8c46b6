import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, openDesktop, openPhone, screenshot } from '../support/browser.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const RELEASES = 300;
const APP = './com.example.orbit/';
const LINES = ['Rings around Saturn', 'Le résumé', 'Mends a crash at the start', 'Nothing of note'];

/** Three a month; every third on the channel `beta`, the first sixty expired, the last ones without Saturn. */
const isBeta = (number: number) => number % 3 === 0;
const isExpired = (number: number) => number <= 60;
const aboutSaturn = (number: number) => number % 4 === 0 && number <= 200;
const count = (fits: (number: number) => boolean) =>
  Array.from({ length: RELEASES }, (_, i) => i + 1).filter(fits).length;

function builds(): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = {};
  for (let number = 1; number <= RELEASES; number++) {
    const stem = `builds/${isBeta(number) ? 'beta/' : ''}Orbit-${number}`;
    const date = new Date(Date.UTC(2016, Math.floor(number / 3), 1 + (number % 3))).toISOString();
    const line = number % 4 === 0 && !aboutSaturn(number) ? LINES[3] : LINES[number % 4];
    files[`${stem}.ipa`] = buildIpa({
      version: `1.${number}`,
      build: `${number}`,
      largeFile: 1000 * (number % 50),
      ...(isExpired(number) && { signing: { profile: { expires: new Date('2024-05-01') } } }),
    });
    files[`${stem}.md`] = `---\ndate: ${date}\n---\n${line}\n`;
  }
  return files;
}

const DEVICES = {
  phone: openPhone,
  tablet: (...[browser, site, options]: Parameters<typeof openPhone>) =>
    openPhone(browser, site, { viewport: { width: 820, height: 1180 }, ...options }),
  desktop: openDesktop,
};

const rows = (page: Page) => page.locator('.history .row:not([hidden])');
// Not as rendered: what is far out of sight is not.
const versions = (page: Page) => rows(page).locator('a').allTextContents();
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search releases' });
/** Waits until the page says so of what it shows. */
const says = (page: Page, text: string) =>
  page.getByRole('status').getByText(text, { exact: true }).waitFor();

describe('an app with three hundred releases', () => {
  let project: Project;
  let site: HttpsSite;

  before(async () => {
    project = await createProject(builds());
    await project.build({ security: { csp: true } });
    site = await serveSite(project.output, { origin: SITE });
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  it('installs every build that can be, from pages of which none is out of reach', async () => {
    const { apps } = await installEverything(site, { expectApps: ['com.example.orbit'] });
    assert.equal(
      apps.length,
      count((number) => !isExpired(number)),
    );
  });

  for (const [device, open] of Object.entries(DEVICES)) {
    it(`is told in pages of fifty that lead to each other, without scripts, on a ${device}`, async () => {
      const { page, close } = await open(await launchBrowser(), site, { javaScriptEnabled: false });
      await page.goto(APP);
      assert.equal(await page.getByRole('search').isVisible(), false);
      const seen: string[] = [];
      for (let number = 1; ; number++) {
        assert(page.url().endsWith(number === 1 ? '/com.example.orbit/' : `/releases/${number}/`));
        seen.push(...(await versions(page)));
        const next = page.locator('a[rel=next]');
        if (!(await next.count())) break;
        assert.equal(await next.innerText(), `${RELEASES - 50 * number} older releases`);
        await next.click();
      }
      assert.deepEqual(
        seen,
        Array.from({ length: RELEASES }, (_, i) => `Version 1.${RELEASES - i} (${RELEASES - i})`),
      );
      await page.locator('a[rel=prev]').click();
      assert(page.url().endsWith('/releases/5/'));
      await page.goto('./com.example.orbit/releases/2/');
      await page.locator('a[rel=prev]').click();
      assert(page.url().endsWith('/com.example.orbit/'));
      await close();
    });

    it(`is searched as a whole, by words, channel and status, on a ${device}`, async () => {
      const { page, close } = await open(await launchBrowser(), site);
      await page.goto(APP);
      await says(page, '50 of 300 releases');
      await search(page).fill('saturn RINGS');
      await says(page, `${count(aboutSaturn)} of 300 releases`);
      assert.equal(await rows(page).count(), count(aboutSaturn));
      assert((await versions(page)).includes('Version 1.4 (4)'));
      assert.equal(await page.locator('.month:visible').count(), count(aboutSaturn));
      assert.equal(await page.locator('.pager').isVisible(), false);
      await screenshot(page, `history-${device}`);

      await page.getByRole('combobox', { name: 'Channel' }).selectOption('beta');
      const beta = count((number) => aboutSaturn(number) && isBeta(number));
      await says(page, `${beta} of 300 releases`);
      await page.getByRole('combobox', { name: 'Status' }).selectOption('Expired');
      const old = count((number) => aboutSaturn(number) && isBeta(number) && isExpired(number));
      await says(page, `${old} of 300 releases`);
      assert.equal(await rows(page).count(), old);

      await search(page).fill('resume');
      await page.getByRole('button', { name: 'Show all' }).click();
      await says(page, '50 of 300 releases');
      assert.equal(await rows(page).count(), 50);
      assert.equal(await page.locator('.pager').isVisible(), true);
      assert.equal(new URL(page.url()).search, '');
      await close();
    });
  }

  it('has the head of a page on each of them, not that of a button', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto(`${APP}releases/2/`);
    const look = await page.locator('.head').evaluate((head) => {
      const { borderTopStyle, borderTopLeftRadius, backgroundColor, cursor } = getComputedStyle(head);
      return [borderTopStyle, borderTopLeftRadius, backgroundColor, cursor];
    });
    assert.deepEqual(look, ['none', '0px', 'rgba(0, 0, 0, 0)', 'auto']);
    await close();
  });

  it('is found without accents and case, and says when nothing is found', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto(APP);
    await search(page).fill('  RESUME ');
    await says(page, `${count((number) => number % 4 === 1)} of 300 releases`);
    await search(page).fill('<b>');
    await says(page, 'No release was found.');
    assert.equal(await rows(page).count(), 0);
    await close();
  });

  it('keeps what is asked for in the address: to be sent, to be loaded again, to be come back to', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto(`${APP}?from=mail`);
    await search(page).fill('saturn');
    await page.getByRole('combobox', { name: 'Channel' }).selectOption('beta');
    const beta = `${count((number) => aboutSaturn(number) && isBeta(number))} of 300 releases`;
    await says(page, beta);
    await page.waitForURL(/\?from=mail&q=saturn&channel=beta$/);
    await page.reload();
    await says(page, beta);
    assert.equal(await search(page).inputValue(), 'saturn');
    await rows(page).first().getByRole('link').click();
    await page.waitForURL(/\/1\.\d+-\d+-[0-9a-f]{8}\/$/);
    await page.goBack();
    await says(page, beta);
    assert.equal(await page.getByRole('combobox', { name: 'Channel' }).inputValue(), 'beta');

    const sent = await openDesktop(await launchBrowser(), site);
    await sent.page.goto(`${APP}?q=saturn&channel=beta&status=nonsense`);
    await says(sent.page, beta);
    await sent.close();
    await close();
  });

  it('fetches the further pages once, when they are first asked for', async () => {
    const { page, thirdPartyRequests, close } = await openPhone(await launchBrowser(), site);
    const further: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/releases/')) further.push(new URL(request.url()).pathname);
    });
    await page.goto(APP);
    await says(page, '50 of 300 releases');
    assert.deepEqual(further, []);
    for (const text of ['crash', 'saturn', 'crash']) await search(page).fill(text);
    await says(page, `${count((number) => number % 4 === 2)} of 300 releases`);
    await search(page).fill('saturn');
    await says(page, `${count(aboutSaturn)} of 300 releases`);
    assert.deepEqual(
      further,
      [2, 3, 4, 5, 6].map((number) => `/com.example.orbit/releases/${number}/`),
    );
    assert.deepEqual(thirdPartyRequests, []);
    await close();
  });

  it('says when older releases could not be loaded, and gets them later', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.route('**/releases/4/', (route) => route.abort());
    await page.goto(APP);
    await search(page).fill('saturn');
    await page.getByRole('status').getByText('could not be loaded').waitFor();
    await page.unroute('**/releases/4/');
    await search(page).fill('saturn rings');
    await says(page, `${count(aboutSaturn)} of 300 releases`);
    await close();
  });

  it('is searched under a strict content security policy without a complaint', async () => {
    const { page, close } = await openDesktop(await launchBrowser(), site);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`${APP}?q=saturn`);
    await says(page, `${count(aboutSaturn)} of 300 releases`);
    assert.equal(await page.locator('meta[http-equiv="content-security-policy"]').count(), 1);
    assert.deepEqual(complaints, []);
    await close();
  });

  for (const javaScriptEnabled of [true, false]) {
    it(`shows how its size moved, with a table, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const { page, close } = await openPhone(await launchBrowser(), site, { javaScriptEnabled });
      await page.goto(APP);
      const chart = page.getByRole('img', { name: /^Size of the last 40 releases, from \d+ kB to \d+ kB/ });
      await chart.scrollIntoViewIfNeeded();
      const { width = 0 } = (await chart.boundingBox()) ?? {};
      assert(width > 200 && width < 390, `${width}`);
      const labels = await chart.locator('text').allTextContents();
      const table = page.getByRole('table');
      assert.equal(await table.isVisible(), false);
      await page.getByText('The sizes as a table').click();
      assert.equal(await table.getByRole('row').count(), 41);
      const cells = await table.getByRole('row').nth(1).locator('th, td').allInnerTexts();
      assert.deepEqual(cells.slice(0, 3), ['1.300 (300)', 'beta', 'May 1, 2024']);
      assert(labels.includes(cells[3] ?? ''), `${labels}`);
      await close();
    });
  }
});

describe('an app with six channels', () => {
  it('has the four with most releases in its chart, and all of them in the table', async () => {
    const counts = { default: 2, alpha: 1, beta: 3, nightly: 3, feature: 1, store: 2 };
    const channels = Object.entries(counts).flatMap(([name, count]) => Array<string>(count).fill(name));
    const project = await createProject(
      Object.fromEntries(
        channels.map((channel, i) => [
          `builds/${channel}/${i}.ipa`,
          buildIpa({ version: `1.${i}`, build: `${i + 1}`, largeFile: 1000 * ((i * 5) % 7) }),
        ]),
      ),
    );
    await project.build();
    const site = await serveSite(project.output, { origin: SITE });
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto(APP);
    const caption = page.locator('.sizes figcaption');
    assert.deepEqual(
      (await caption.locator('> span').allInnerTexts()).map((text) => text.trim()),
      ['Main', 'beta', 'nightly', 'store', 'The other channels are in the table.'],
    );
    const marks = caption.locator('.marker');
    const shapes = await marks.evaluateAll((all) => all.map((mark) => mark.getAttribute('d')));
    assert.equal(new Set(shapes).size, 4);
    await page.getByRole('img', { name: /^Size of the last 10 releases/ }).waitFor();
    await page.getByText('The sizes as a table').click();
    assert.equal(await page.getByRole('table').getByRole('row').count(), 1 + channels.length);
    await close();
    await site.close();
    await project.remove();
  });
});

describe('an app whose releases are few, or of one size', () => {
  it('has no chart, and no filter', async () => {
    const project = await createProject({
      'builds/1.ipa': buildIpa({ version: '1.0', build: '1', largeFile: 5000 }),
      'builds/2.ipa': buildIpa({ version: '2.0', build: '2', largeFile: 90_000 }),
    });
    await project.build();
    const site = await serveSite(project.output, { origin: SITE });
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto(APP);
    assert.equal(await rows(page).count(), 2);
    for (const part of ['.sizes', '.filter', '.pager'])
      assert.equal(await page.locator(part).count(), 0, part);
    await close();
    await site.close();
    await project.remove();
  });
});
