import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  launchBrowser,
  openDesktop,
  openPhone,
  type Screen,
  screenshot,
  tapInstall,
} from '../support/browser.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

describe('a tester with a phone', () => {
  let project: Project;
  let site: HttpsSite;
  let release: { page: string; install: string };

  before(async () => {
    project = await createProject({
      'builds/Orbit.ipa': buildIpa({ displayName: 'Orbit & Friends' }),
      'builds/Orbit.md':
        '## New\n\n- Rings around Saturn\n- ![logo](https://tracker.example.org/pixel.png)\n',
    });
    await project.build();
    site = await serveSite(project.output, { origin: SITE });
    const { apps } = (await (await site.fetch(`${SITE}/releases.json`)).json()) as {
      apps: { releases: { page: string; install: string }[] }[];
    };
    release = apps[0]?.releases[0] ?? assert.fail('no release');
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  const withPhone = async (options: object, use: (screen: Screen) => Promise<void>) => {
    const screen = await openPhone(await launchBrowser(), site, options);
    try {
      await use(screen);
      assert.deepEqual(screen.thirdPartyRequests, []);
    } finally {
      await screen.close();
    }
  };

  for (const javaScriptEnabled of [true, false]) {
    it(`goes to the exact itms-services address, scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      await withPhone({ javaScriptEnabled }, async ({ page }) => {
        await page.goto(release.page);
        assert.equal(await tapInstall(page), release.install);
      });
    });
  }

  it('finds the way from the list of apps to the release', async () => {
    await withPhone({}, async ({ page }) => {
      await page.goto('./');
      await page.getByRole('link', { name: 'Orbit & Friends' }).click();
      await page.getByRole('link', { name: 'Version 1.0 (1)' }).first().click();
      assert.equal(page.url(), release.page);
      await page.getByText('Rings around Saturn').waitFor();
    });
  });

  it('sees the Install link whatever the browser says it is', async () => {
    for (const userAgent of ['MicroMessenger', 'Mozilla/5.0 (Macintosh) Safari', 'curl']) {
      await withPhone({ userAgent }, async ({ page }) => {
        await page.goto(release.page);
        assert.equal(await tapInstall(page), release.install);
      });
    }
  });

  it('sees every page without sideways scrolling, on a phone and on a desktop', async () => {
    const browser = await launchBrowser();
    for (const [name, open] of Object.entries({ phone: openPhone, desktop: openDesktop })) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const screen = await open(browser, site, { colorScheme });
        for (const path of ['', 'com.example.orbit/', new URL(release.page).pathname.slice(1), 'nowhere']) {
          await screen.page.goto(`./${path}`);
          const overflow = await screen.page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(overflow, 0, `${name} ${path}`);
          await screenshot(screen.page, `${name}-${colorScheme}-${path.replaceAll('/', '_') || 'home'}`);
        }
        await screen.close();
      }
    }
  });
});
