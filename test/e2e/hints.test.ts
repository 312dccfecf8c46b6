import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Image } from '../../integration/ipa/icon/png.ts';
import { decodeWithPngjs } from '../integration/ipa/icon/pngjs.ts';
import {
  launchBrowser,
  openDesktop,
  openPhone,
  type Screen,
  screenshot,
  tapInstall,
} from '../support/browser.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { buildIpa, type IpaRecipe } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const COMMIT = '9c2e61d4a8b7f05e3d18c6a94b7021fe58d3ac6f';
const RUN = 'https://ci.example.com/orbit/runs/7';

const app = (name: string, recipe: IpaRecipe = {}) => ({
  [`builds/${name}.ipa`]: buildIpa({
    identifier: `com.example.${name}`,
    name,
    displayName: name[0]?.toUpperCase() + name.slice(1),
    ...recipe,
  }),
});

const BUILDS = {
  ...app('orbit', { minimumOS: '15.0' }),
  'builds/orbit.md': `---\ncommit: ${COMMIT}\nrun: ${RUN}\n---\n- Rings around Saturn\n`,
  ...app('future', { minimumOS: '27.0' }),
  ...app('tablet', { deviceFamilies: [2] }),
  ...app('development', { signing: { kind: 'development' } }),
  ...app('enterprise', { signing: { kind: 'enterprise' } }),
  ...app('enterprise18', { minimumOS: '18.0', signing: { kind: 'enterprise' } }),
  ...app('enterprise12', { minimumOS: '12.0', signing: { kind: 'enterprise' } }),
  ...app('store', { signing: { kind: 'app-store' } }),
  ...app('simulator', { platform: 'ios-simulator', signing: { kind: 'none' } }),
  ...app('unsigned', { signing: { kind: 'none' } }),
  ...app('damaged', { files: { 'a.txt': 'a' }, tamper: { 'a.txt': 'b' } }),
  ...app('expired', { signing: { profile: { expires: new Date('2024-05-01') } } }),
  ...app('several'),
  'builds/beta/several.ipa': buildIpa({
    identifier: 'com.example.several',
    name: 'several',
    version: '2.0',
    build: '2',
    minimumOS: '27.0',
  }),
  ...app('lapsed', { signing: { profile: { expires: new Date('2024-05-01') } } }),
  ...Object.fromEntries(
    ['beta', 'nightly'].map((channel, i) => [
      `builds/${channel}/lapsed.ipa`,
      buildIpa({ identifier: 'com.example.lapsed', name: 'lapsed', version: `2.${i}`, build: `${i + 2}` }),
    ]),
  ),
};

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const SAFARI = `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`;
const WECHAT = `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN`;
const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15';

/** The page of an app's newest release. */
const latest = (name: string) => `./com.example.${name}/latest/`;
const panel = (page: Page) => page.locator('[data-asked]');
const hints = (page: Page) => page.locator('[data-hint]').filter({ visible: true });

async function hintsShown(page: Page): Promise<(string | null)[]> {
  const shown = await hints(page).all();
  return Promise.all(shown.map((hint) => hint.getAttribute('data-hint')));
}

/** Runs in the page. */
function haveTouchPoints(): void {
  Object.defineProperty(Navigator.prototype, 'maxTouchPoints', { get: () => 5 });
}

async function tapOrClick(page: Page, link: Locator): Promise<void> {
  if (await page.evaluate(() => navigator.maxTouchPoints > 0)) await tapInstall(page, link);
  else await link.click();
}

/** What moved without a hand in it, by the class of its element. */
function shifts(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const entries: (PerformanceEntry & { sources: { node: Element }[] })[] = [];
    const observer = new PerformanceObserver((list) =>
      entries.push(...(list.getEntries() as typeof entries)),
    );
    observer.observe({ type: 'layout-shift', buffered: true });
    // What is laid out in a frame is told of after it.
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    return entries.flatMap(({ sources }) => sources.map(({ node }) => node.className));
  });
}

async function topOf(link: Locator): Promise<number | undefined> {
  return (await link.boundingBox())?.y;
}

describe('the page of a release', () => {
  let project: Project;
  let site: HttpsSite;
  let releases: Map<string, { page: string; install: string | null; sha256: string }>;

  before(async () => {
    project = await createProject(BUILDS);
    await project.build({ security: { csp: true } }, { uninstallable: 'list' });
    site = await serveSite(project.output, { origin: SITE });
    const { apps } = (await (await site.fetch(`${SITE}/releases.json`)).json()) as {
      apps: { bundleId: string; releases: { page: string; install: string | null; sha256: string }[] }[];
    };
    releases = new Map(
      apps.flatMap(({ bundleId, releases: [newest] }) => (newest ? [[bundleId, newest]] : [])),
    );
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  const release = (name: string) => releases.get(`com.example.${name}`) ?? assert.fail(name);

  /** Opens a screen, and sees to it that nothing there went against the page's own policy. */
  async function use(
    options: BrowserContextOptions,
    see: (page: Page, screen: Screen) => Promise<void>,
    open = openPhone,
  ): Promise<void> {
    const screen = await open(await launchBrowser(), site, options);
    const complaints: string[] = [];
    screen.page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    screen.page.on('pageerror', ({ message }) => complaints.push(message));
    try {
      await see(screen.page, screen);
      assert.deepEqual(complaints, []);
      assert.deepEqual(screen.thirdPartyRequests, []);
    } finally {
      await screen.close();
    }
  }

  describe('after the tap', () => {
    it('says what iOS does next, and later what to do when it did nothing; the link stays where it is', async () => {
      await use({}, async (page) => {
        await page.clock.install();
        await page.goto(release('orbit').page);
        const link = page.getByRole('link', { name: 'Install', exact: true });
        assert.equal(await panel(page).isVisible(), false);
        const before = await topOf(link);
        assert.equal(await tapInstall(page), release('orbit').install);
        await page.getByText('iOS says: “ota.example.com” would like to install “Orbit”.').waitFor();
        await page.getByText('Did nothing appear?').waitFor({ state: 'hidden' });
        assert.equal(await topOf(link), before);
        assert.equal(await panel(page).locator('..').getAttribute('aria-live'), 'polite');
        await page.clock.runFor(10_000);
        const help = panel(page).getByRole('link', { name: 'What to do' });
        assert.equal(await help.getAttribute('href'), '#trouble');
        const search = page.getByRole('searchbox');
        for (const time of ['first', 'second']) {
          assert.equal(await search.isVisible(), false, time);
          await help.click();
          await search.waitFor();
          await page.getByText('Something went wrong?').click();
        }
        await panel(page).getByRole('link', { name: 'What happens next' }).click();
        await page.locator('#next:target').waitFor();
        await screenshot(page, 'asked');
      });
    });

    it('fills the icon to one level from edge to edge, and no further than its outline', async () => {
      await use({ bypassCSP: true }, async (page) => {
        await page.goto(release('orbit').page);
        await tapInstall(page);
        await page.evaluate(() => {
          for (const animation of document.getAnimations()) {
            const { duration } = animation.effect?.getComputedTiming() ?? {};
            const isFilling = (animation as CSSAnimation).animationName === 'fill';
            animation.pause();
            animation.currentTime = Number(duration) * (isFilling ? 0.5 : 1);
          }
        });
        const icon = panel(page).locator('.icon');
        const filling = decodeWithPngjs(await icon.screenshot());
        await page.addStyleTag({ content: '.asked .icon::after { content: none }' });
        const plain = decodeWithPngjs(await icon.screenshot());
        const { width, height } = plain;
        const lightOf = ({ pixels }: Image, at: number) =>
          pixels.subarray(at * 4, at * 4 + 3).reduce((sum, value) => sum + value, 0);
        const filled = Array.from({ length: width * height }, (_, at) => at).filter(
          (at) => lightOf(plain, at) - lightOf(filling, at) > 60,
        );
        const filledIn = (y: number) => filled.filter((at) => Math.floor(at / width) === y).length;
        const level = Math.round(height / 2);
        assert.equal(filledIn(level - 2), 0);
        // The outermost pixels are the icon's soft edge.
        assert(filledIn(level + 2) >= width - 2, `${filledIn(level + 2)} of ${width}`);
        // Around the icon there is but its shadow on white.
        const spilt = filled.filter((at) => lightOf(plain, at) > 600);
        assert.deepEqual(spilt, []);
      });
    });

    it('moves nothing for those who want no motion', async () => {
      await use({ reducedMotion: 'reduce' }, async (page) => {
        await page.goto(latest('orbit'));
        await tapInstall(page);
        await panel(page).waitFor();
        assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
      });
    });

    it('leads to what to do from another page too', async () => {
      await use({}, async (page) => {
        await page.goto(`${release('orbit').page}#trouble`);
        await page.getByRole('searchbox').waitFor();
        await page.goto(release('orbit').page);
        await page.evaluate(() => location.assign('#trouble'));
        await page.getByRole('searchbox').waitFor();
      });
    });

    it('leads to the steps from a page of several releases', async () => {
      await use({}, async (page) => {
        await page.goto('./com.example.several/');
        await tapInstall(page, page.getByRole('link', { name: 'Install', exact: true }).first());
        const next = panel(page).first().getByRole('link', { name: 'What happens next' });
        assert.match((await next.getAttribute('href')) ?? '', /^\/com\.example\.several\/1\.0-1-\w+\/#next$/);
        assert.equal(await panel(page).nth(1).isVisible(), false);
      });
    });

    it('on a desktop leads to a device instead', async () => {
      const see = async (page: Page) => {
        await page.goto(release('orbit').page);
        assert.deepEqual(await hintsShown(page), ['desktop']);
        await page.getByRole('link', { name: 'Install', exact: true }).click();
        assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-hint')), 'desktop');
        assert.equal(await panel(page).isVisible(), false);
        await screenshot(page, 'desktop-asked');
      };
      await use({}, see, openDesktop);
    });
  });

  describe('gives hints, and always the link too:', () => {
    const cases: [name: string, app: string, options: BrowserContextOptions, shown: string[]][] = [
      ['none in Safari', 'orbit', { userAgent: SAFARI }, []],
      ['in the browser of another app', 'orbit', { userAgent: WECHAT }, ['in-app']],
      ['on Android', 'orbit', { userAgent: ANDROID }, ['android']],
      ['on a Mac', 'orbit', { userAgent: MAC, hasTouch: false }, ['desktop']],
      ['none on an iPad that says it is a Mac', 'orbit', { userAgent: MAC, hasTouch: true }, []],
      ['none on such an iPad for a newer iOS', 'future', { userAgent: MAC, hasTouch: true }, []],
      ['on an iOS that is too old', 'future', { userAgent: SAFARI }, ['old-system']],
      ['on an iPhone for an iPad app', 'tablet', { userAgent: SAFARI }, ['ipad-only']],
      ['several', 'future', { userAgent: WECHAT }, ['in-app', 'old-system']],
    ];
    for (const [name, app, options, shown] of cases) {
      it(name, async () => {
        await use(options, async (page) => {
          // A Mac's screen has no touch points in any browser; Chromium says one for each context with touch.
          if (options.userAgent === MAC && options.hasTouch) await page.addInitScript(haveTouchPoints);
          await page.goto(release(app).page);
          assert.equal(await page.locator('meta[http-equiv="content-security-policy"]').count(), 1);
          assert.deepEqual(await hintsShown(page), shown);
          const link = page.getByRole('link', { name: 'Install', exact: true });
          assert.equal(await link.getAttribute('href'), release(app).install);
          assert.equal(await link.isEnabled(), true);
          await tapOrClick(page, link);
          const isElsewhere = shown.includes('android') || shown.includes('desktop');
          assert.equal(await panel(page).isVisible(), !isElsewhere);
          await screenshot(page, `hint-${app}-${shown.join('-')}`);
        });
      });
    }

    it('none on such an iPad with a trackpad, by which the style takes it for a desktop', async () => {
      const see = async (page: Page) => {
        await page.addInitScript(haveTouchPoints);
        await page.goto(release('orbit').page);
        assert.deepEqual(await hintsShown(page), []);
      };
      await use({ userAgent: MAC }, see, openDesktop);
    });

    it('with a way on: Safari, the link, the code', async () => {
      await use({ userAgent: WECHAT }, async (page) => {
        await page.goto(release('orbit').page);
        const safari = hints(page).getByRole('link', { name: 'Open in Safari' });
        assert.equal(await safari.getAttribute('href'), `x-safari-${release('orbit').page}`);
        await hints(page).getByRole('button', { name: 'Copy link' }).waitFor();
      });
      await use({ userAgent: ANDROID }, async (page) => {
        await page.goto(release('orbit').page);
        const code = page.getByRole('img', { name: /^QR code/ }).filter({ visible: true });
        assert.equal(await code.count(), 0);
        await hints(page).getByRole('link', { name: 'Show the code' }).click();
        await code.waitFor();
      });
    });

    it('with other releases, where an iOS is too old for this one and there are any', async () => {
      await use({ userAgent: SAFARI }, async (page) => {
        const others = hints(page).getByRole('link', { name: 'See the other releases' });
        await page.goto('./com.example.several/');
        assert.equal(await others.count(), 1);
        await page.goto(release('future').page);
        assert.deepEqual(await hintsShown(page), ['old-system']);
        assert.equal(await others.count(), 0);
      });
    });

    it('once on a page of several releases, but for what one build needs', async () => {
      await use({ userAgent: WECHAT }, async (page) => {
        await page.goto('./com.example.several/');
        assert.deepEqual(await hintsShown(page), ['in-app', 'old-system']);
      });
    });

    it('at the first link, where the first release of a page has none', async () => {
      await use({ userAgent: WECHAT }, async (page) => {
        await page.goto('./com.example.lapsed/');
        assert.deepEqual(await hintsShown(page), ['in-app']);
        assert.equal(await page.locator('.card').first().locator('.install').count(), 0);
        await screenshot(page, 'hint-lapsed');
      });
      const see = async (page: Page) => {
        await page.goto('./com.example.lapsed/');
        for (const link of await page.getByRole('link', { name: 'Install', exact: true }).all()) {
          await link.click();
          assert.equal(await hints(page).evaluate((hint) => hint === document.activeElement), true);
          await page.locator('body').click({ position: { x: 1, y: 1 } });
        }
      };
      await use({}, see, openDesktop);
    });

    it('inside a frame, where the link leaves it and so does a way on', async () => {
      await writeFile(
        join(project.output, 'frame.html'),
        `<!doctype html><title>Portal</title><iframe src="${release('orbit').page}" width="390" height="800"></iframe>`,
      );
      await use({ userAgent: SAFARI }, async (page) => {
        await page.goto('./frame.html');
        const frame = page.frameLocator('iframe');
        const alone = frame.getByRole('link', { name: 'Open the page alone' });
        const install = frame.getByRole('link', { name: 'Install', exact: true });
        assert.equal(await tapInstall(page, install), release('orbit').install);
        await alone.click();
        await page.waitForURL(release('orbit').page);
        assert.deepEqual(await hintsShown(page), []);
      });
    });

    it('none without scripts, and no button that would do nothing', async () => {
      await use({ userAgent: WECHAT, javaScriptEnabled: false }, async (page) => {
        await page.goto(release('orbit').page);
        assert.deepEqual(await hintsShown(page), []);
        assert.equal(await page.locator('button').filter({ visible: true }).count(), 0);
        assert.equal(await panel(page).isVisible(), false);
        assert.equal(await tapInstall(page), release('orbit').install);
        assert.equal(await panel(page).isVisible(), false);
      });
    });
  });

  describe('moves nothing of what was painted before its script ran:', () => {
    const screens = { phone: openPhone, desktop: openDesktop };
    for (const [device, open] of Object.entries(screens)) {
      for (const app of ['orbit', 'expired', 'store']) {
        it(`${app} on a ${device}`, async () => {
          const see = async (page: Page) => {
            const { page: address } = release(app);
            // Modules run in their order, so that this one keeps back all others until it has come.
            await page.route(address, async (route) => {
              const html = await (await site.fetch(address)).text();
              const body = html.replace('<head>', '<head><script type="module" src="/first.js"></script>');
              await route.fulfill({ body, contentType: 'text/html' });
            });
            await page.route('**/first.js', async (route) => {
              const paint = () => performance.getEntriesByName('first-contentful-paint').length;
              await page.waitForFunction(paint);
              await route.fulfill({ body: '', contentType: 'text/javascript' });
            });
            await page.goto(address);
            await page.locator('button').filter({ visible: true }).first().waitFor();
            assert.deepEqual(await shifts(page), []);
          };
          await use({}, see, open);
        });
      }
    }
  });

  describe('is passed on:', () => {
    const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
    const permissions = ['clipboard-read', 'clipboard-write'];

    it('its permanent address, also from the page of the newest release', async () => {
      await use({ permissions }, async (page) => {
        await page.goto(latest('orbit'));
        await page.getByText('This page shows the newest release.').waitFor();
        const { page: address } = release('orbit');
        const link = page.getByRole('link', { name: address.replace('https://', '') }).first();
        assert.equal(await link.getAttribute('href'), new URL(address).pathname);
        await page.getByRole('button', { name: 'Copy link' }).click();
        await page.getByRole('button', { name: 'Copied' }).waitFor();
        assert.equal(await clipboard(page), address);
        await page.getByRole('button', { name: 'Copy link' }).waitFor();
        await page.goto(address);
        assert.equal(await page.getByText('This page shows the newest release.').count(), 0);
      });
    });

    it('its checksum and commit, the commit shown short, and the CI run', async () => {
      await use({ permissions }, async (page) => {
        await page.goto(release('orbit').page);
        await page.getByText('Details for developers').click();
        await page.getByRole('button', { name: 'Copy the SHA-256' }).click();
        assert.equal(await clipboard(page), release('orbit').sha256);
        assert.equal(await page.getByTitle(COMMIT).innerText(), COMMIT.slice(0, 7));
        await page.getByRole('button', { name: 'Copy the commit' }).click();
        assert.equal(await clipboard(page), COMMIT);
        await page.getByRole('link', { name: 'ci.example.com/orbit/runs/7' }).waitFor();
        await screenshot(page, 'details');
      });
    });

    it('also where pages have no clipboard', async () => {
      await use({ permissions: ['clipboard-read'] }, async (page) => {
        await page.addInitScript(() => {
          navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
        });
        await page.goto(release('orbit').page);
        const button = page.getByRole('button', { name: 'Copy link' });
        await button.click();
        await page.getByRole('button', { name: 'Copied' }).waitFor();
        assert.equal(await clipboard(page), release('orbit').page);
      });
    });

    it('to other apps, where the browser can', async () => {
      const share = (page: Page) => page.getByRole('button', { name: 'Share' });
      await use({}, async (page) => {
        await page.addInitScript(() => {
          Object.assign(navigator, {
            share: ({ url }: { url: string }) => {
              document.title = url;
              return Promise.reject(new Error('thought better of it'));
            },
          });
        });
        await page.goto(release('orbit').page);
        await share(page).click();
        assert.equal(await page.title(), release('orbit').page);
      });
      await use({}, async (page) => {
        await page.addInitScript(() => Object.assign(navigator, { share: undefined }));
        await page.goto(release('orbit').page);
        assert.equal(await share(page).count(), 0);
      });
    });
  });

  describe('says of each kind of build what holds for it:', () => {
    const steps: [app: string, said: RegExp[], unsaid: RegExp[]][] = [
      ['orbit', [/If iOS says “Developer Mode Required”/], [/Trust/, /iOS 18/, /Development build/]],
      ['development', [/Developer Mode Required/, /Development build/], [/Trust/, /iOS 18/]],
      [
        'enterprise',
        [/Trust/, /On iOS 18 and later the device restarts/],
        [/Developer Mode/, /Before iOS 15/, /The device restarts/],
      ],
      ['enterprise18', [/Trust/, /The device restarts once/], [/Developer Mode/, /iOS 18 and/]],
      [
        'enterprise12',
        [/Trust/, /Before iOS 15 the entry/, /On iOS 18 and later/],
        [/Developer Mode/, /The device restarts/],
      ],
    ];
    for (const [app, said, unsaid] of steps) {
      it(`${app}: what comes after the tap`, async () => {
        await use({}, async (page) => {
          await page.goto(release(app).page);
          // What is folded too.
          const text = (await page.locator('article').textContent()) ?? '';
          for (const words of said) assert.match(text, words);
          for (const words of unsaid) assert.doesNotMatch(text, words);
          await screenshot(page, `kind-${app}`);
        });
      });
    }

    const reasons: [app: string, status: RegExp, finding: RegExp][] = [
      [
        'store',
        /^Cannot be installed over the air\. It is signed for the App Store/,
        /\(app-store-profile\)$/,
      ],
      ['simulator', /^Cannot .* It is made for the Simulator/, /\(simulator-build\)$/],
      ['unsigned', /^Cannot .* It is not signed/, /\(no-profile\)$/],
      ['damaged', /^Cannot .* The file is damaged/, /\(broken-seal\)$/],
      ['expired', /^Expired on May 1, 2024: .* Ask for a new build\.$/, /\(profile-expired\)$/],
    ];
    for (const [app, status, finding] of reasons) {
      it(`${app}: why there is no link`, async () => {
        await use({}, async (page) => {
          await page.goto(release(app).page);
          assert.match(await page.locator('.status').innerText(), status);
          assert.equal(await page.locator('a[href^="itms-services:"]').count(), 0);
          await page.getByText('Details for developers').click();
          assert.match(await page.locator('dd[lang="en"]').first().innerText(), finding);
          await screenshot(page, `kind-${app}`);
        });
      });
    }
  });
});
