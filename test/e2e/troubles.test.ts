import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, openPhone, type Screen, screenshot } from '../support/browser.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const REGISTERED = ['00008030-001544522E60802E', '2b6f0cc904d137be2e1730235f5664094b831186'];
const UNREGISTERED = '00008110-000A1B2C3D4E5F60';

const ADHOC = './com.example.orbit/latest/';
const ENTERPRISE = './com.example.ledger/latest/';

describe('a tester in trouble', () => {
  let project: Project;
  let site: HttpsSite;

  before(async () => {
    project = await createProject({
      'builds/Orbit.ipa': buildIpa({ signing: { profile: { devices: REGISTERED } } }),
      'builds/Ledger.ipa': buildIpa({
        identifier: 'com.example.ledger',
        name: 'Ledger',
        signing: { kind: 'enterprise' },
      }),
    });
    // What blocks scripts that are written into elements, or that nobody announced.
    await project.build({ security: { csp: true } }, { locales: ['en', 'ja', 'ru'] });
    site = await serveSite(project.output, { origin: SITE });
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  const withPhone = async (options: object, use: (screen: Screen) => Promise<void>) => {
    const screen = await openPhone(await launchBrowser(), site, options);
    const errors: string[] = [];
    screen.page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    try {
      await use(screen);
      assert.deepEqual(screen.thirdPartyRequests, []);
      assert.deepEqual(errors, []);
    } finally {
      await screen.close();
    }
  };

  it('reads symptoms, causes and remedies without scripts, and sees no field that needs them', async () => {
    await withPhone({ javaScriptEnabled: false }, async ({ page }) => {
      await page.goto(ADHOC);
      await page.getByText('Something went wrong?').tap();
      await page.getByText('“Unable to Install”').tap();
      const causes = page.locator('details[open] details[open] li');
      assert.match(await causes.first().innerText(), /not registered.*Is my device in it\?.*UDID/);
      await page.getByText('Is my device in it?', { exact: true }).tap();
      await page.getByText('On a Mac: connect the device').waitFor();
      assert.equal(await page.locator('input, button').filter({ visible: true }).count(), 0);
    });
  });

  it('pastes what iOS said, sees that symptom first with its causes, and hears so', async () => {
    await withPhone({}, async ({ page }) => {
      await page.goto(ADHOC);
      assert.equal(await page.locator('meta[http-equiv="content-security-policy"]').count(), 1);
      await page.getByText('Something went wrong?').tap();
      const field = page.getByLabel('What does iOS say?');
      const summaries = page.locator('.troubles details summary');
      const before = await summaries.allInnerTexts();
      await field.fill('"ORBIT" couldn\'t be installed: its integrity couldn’t be verified');
      assert.match(await summaries.first().innerText(), /integrity could not be verified/);
      assert.equal(await page.locator('.troubles details[open]').count(), 1);
      await page.getByText('The device is not registered for this build.').waitFor();
      const spoken = page.getByRole('status').filter({ visible: true });
      assert.match(await spoken.first().innerText(), /^This fits best: “Unable to Install”/);
      await screenshot(page, 'troubles');
      await field.fill('Developer Mode Required');
      assert.match(await summaries.first().innerText(), /Developer Mode/);
      assert.equal(await page.locator('.troubles details[open]').count(), 1);
      await field.fill('pizza recipe');
      assert.equal(await spoken.first().innerText(), 'Nothing fits. Look through the list.');
      await field.fill('');
      assert.deepEqual(await summaries.allInnerTexts(), before);
      assert.equal(await page.locator('.troubles details[open]').count(), 0);
    });
  });

  it('pastes what an iPhone says in English or in the page’s language, and finds the same', async () => {
    for (const [language, own] of [
      ['ja', '整合性を確認できなかったため、このアプリをインストールできません'],
      ['ru', 'Не удалось проверить целостность приложения'],
    ] as const) {
      await withPhone({}, async ({ page }) => {
        await page.goto(`./${language}/${ADHOC.replace(/^\W*/, '')}`);
        await page.locator('.troubles > summary').tap();
        const first = page.locator('.troubles details summary').first();
        for (const said of [
          own,
          'This app cannot be installed because its integrity could not be verified',
        ]) {
          await page.locator('#symptom').fill(said);
          assert.match((await first.getAttribute('data-english')) ?? '', /integrity/, said);
        }
      });
    }
  });

  it('pastes what iOS never says of this build, and is not led to something else', async () => {
    for (const [path, said] of [
      [ENTERPRISE, 'Developer Mode Required'],
      [ADHOC, 'Untrusted Enterprise Developer'],
      [`./ja/${ENTERPRISE.slice(2)}`, 'デベロッパモードが必要です'],
      [`./ja/${ADHOC.slice(2)}`, 'Untrusted Enterprise Developer'],
    ] as const) {
      await withPhone({}, async ({ page }) => {
        await page.goto(path);
        await page.locator('.troubles > summary').tap();
        const summaries = page.locator('.troubles details summary');
        const before = await summaries.allInnerTexts();
        await page.locator('#symptom').fill(said);
        await page
          .locator('#trouble output')
          .filter({ hasText: /Nothing fits|ありません/ })
          .waitFor();
        assert.equal(await page.locator('.troubles details[open]').count(), 0);
        assert.deepEqual(await summaries.allInnerTexts(), before);
      });
    }
  });

  it('of an enterprise build is asked for trust, not for a UDID', async () => {
    await withPhone({}, async ({ page }) => {
      await page.goto(ENTERPRISE);
      assert.equal(await page.getByText('Is my device in it?').count(), 0);
      await page.getByText('Something went wrong?').tap();
      await page.getByText('“Untrusted Enterprise Developer”').tap();
      await page.getByText('The device does not trust the developer yet.').waitFor();
      assert.equal(await page.getByText('UDID').count(), 0);
    });
  });

  it('learns on the device whether it is in the build, and the UDID leaves it for nowhere', async () => {
    await withPhone({}, async ({ page }) => {
      const requests: string[] = [];
      page.on('request', (request) =>
        requests.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`),
      );
      await page.goto(ADHOC);
      await page.getByText('Is my device in it?', { exact: true }).tap();
      const answer = page.locator('.check output');
      const check = async (udid: string) => {
        await page.getByLabel('UDID').fill(udid);
        await page.getByRole('button', { name: 'Check' }).tap();
      };

      await check('F2LXXXXXHG7F');
      await answer.filter({ hasText: 'This is not a UDID.' }).waitFor();
      assert.equal(await page.getByLabel('UDID').getAttribute('aria-invalid'), 'true');
      assert(!requests.some((request) => request.includes('devices.json')));

      await check(UNREGISTERED);
      await answer.filter({ hasText: /^No\. .* Send the UDID/ }).waitFor();
      assert.equal(await page.getByLabel('UDID').getAttribute('aria-invalid'), 'false');
      await screenshot(page, 'device-check');

      for (const udid of [...REGISTERED, ' 00008030001544522e60802e ']) {
        await check(udid);
        await answer.filter({ hasText: 'Yes. This device is in the build.' }).waitFor();
        await check('');
        await answer.filter({ hasText: 'This is not a UDID.' }).waitFor();
      }
      assert(requests.some((request) => /^GET \S+\/devices\.json $/.test(request)));
      const digits = [...REGISTERED, UNREGISTERED].map((udid) => udid.slice(-12).toLowerCase());
      for (const request of requests) assert(!digits.some((each) => request.toLowerCase().includes(each)));
    });
  });

  it('is told when the list of devices cannot be had', async () => {
    const release = await site.fetch(`${SITE}/releases.json`).then((response) => response.json());
    const path = new URL(
      (release as { apps: { bundleId: string; releases: [{ page: string }] }[] }).apps.find(({ bundleId }) =>
        bundleId.endsWith('orbit'),
      )?.releases[0].page ?? '',
    ).pathname;
    await rm(join(project.output, path, 'devices.json'));
    const { page, close } = await openPhone(await launchBrowser(), site);
    await page.goto(ADHOC);
    await page.getByText('Is my device in it?', { exact: true }).tap();
    await page.getByLabel('UDID').fill(UNREGISTERED);
    await page.keyboard.press('Enter');
    await page.getByText('The list of devices could not be loaded. Try again.').waitFor();
    await close();
  });
});
