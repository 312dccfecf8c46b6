import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { buildIpa } from '../support/ipa.ts';
import { madeUpDevices } from '../support/provisioning-profile.ts';
import { createProject, type Project, SITE } from '../support/site.ts';
import { openWebKit, type WebKitOptions, type WebKitPage, webKitMissing } from '../support/webkit.ts';

interface Release {
  page: string;
  install: string;
}

const TRAIL = 'com.example.trail';

describe('in WebKit, the engine of Safari', { skip: webKitMissing }, () => {
  let project: Project;
  let site: HttpsSite;
  let newest: Release;

  before(async () => {
    project = await createProject({
      'builds/Orbit.ipa': buildIpa({ displayName: 'Orbit & Friends' }),
      'builds/Old.ipa': buildIpa({
        version: '0.9',
        signing: { profile: { expires: new Date('2024-05-01') } },
      }),
      'builds/beta/Orbit.ipa': buildIpa({ version: '2.0', build: '2', signing: { kind: 'development' } }),
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [
          `builds/Trail ${i}.ipa`,
          buildIpa({
            identifier: TRAIL,
            name: 'Trail',
            version: `1.${i}`,
            build: `${i + 1}`,
            largeFile: 1000 * i,
          }),
        ]),
      ),
    });
    await project.build();
    site = await serveSite(project.output, { origin: SITE });
    const document = (await (await site.fetch(`${SITE}/releases.json`)).json()) as {
      apps: { releases: Release[] }[];
    };
    newest = document.apps[0]?.releases[0] ?? assert.fail('no release');
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  const withPage = async (options: WebKitOptions, use: (page: WebKitPage) => Promise<void>) => {
    const page = await openWebKit(site, options);
    try {
      await use(page);
    } finally {
      await page.close();
    }
  };

  it('the Install link leads to the exact itms-services address', async () => {
    await withPage({}, async (page) => {
      await page.goto(newest.page);
      assert.deepEqual(
        await page.evaluate<string[]>(
          `return [...document.querySelectorAll('a[href^="itms-services:"]')].map(({ href }) => href)`,
        ),
        [newest.install],
      );
    });
  });

  it('tells a tester on the device whether it is in the build', async () => {
    const [registered = ''] = madeUpDevices(1);
    for (const [udid, expected] of [
      [registered, /^Yes\./],
      ['00008110-0000000000000000', /^No\./],
      ['F2LXXXXXHG7F', /^This is not a UDID/],
    ] as const) {
      await withPage({}, async (page) => {
        await page.goto(newest.page);
        await page.evaluate(`document.querySelector('.check').open = true`);
        await page.type('#udid', udid);
        await page.click('.check button');
        const answer = await page.evaluate<string>(
          `const output = document.querySelector('.check output');
           return new Promise((resolve) => {
             const look = () =>
               /^(Checking|$)/.test(output.value) ? setTimeout(look, 50) : resolve(output.value);
             look();
           });`,
        );
        assert.match(answer, expected);
      });
    }
  });

  it('finds what went wrong by what iOS said', async () => {
    await withPage({}, async (page) => {
      await page.goto(newest.page);
      await page.evaluate(`document.querySelector('.troubles').open = true`);
      await page.type('#symptom', 'its integrity couldn’t be verified');
      const first = await page.evaluate<string>(
        `return document.querySelector('.troubles details[open] summary').textContent`,
      );
      assert.match(first, /integrity could not be verified/);
    });
  });

  const IPHONE =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

  it('gives hints beside the link: in the browser of another app, on an iOS that is too old', async () => {
    const userAgent = `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49`;
    await withPage({ userAgent }, async (page) => {
      await page.goto(newest.page);
      const shown = await page.evaluate<string[]>(
        `return [...document.querySelectorAll('[data-hint]')]
           .filter((hint) => hint.checkVisibility())
           .map((hint) => hint.dataset.hint)`,
      );
      assert.deepEqual(shown, ['in-app', 'old-system']);
    });
  });

  it('says after the tap what iOS does next, and opens the help', async () => {
    await withPage({ userAgent: `${IPHONE} Version/12.1 Mobile/15E148 Safari/604.1` }, async (page) => {
      await page.goto(newest.page);
      const isShown = (selector: string) =>
        page.evaluate<boolean>(`return document.querySelector('${selector}').checkVisibility()`);
      assert.equal(await isShown('[data-asked]'), false);
      // WebKit on a desktop would answer the link with a page of its own.
      await page.evaluate(
        `document.addEventListener('click', (event) => event.preventDefault(), { once: true })`,
      );
      await page.click('.install');
      assert.equal(await isShown('[data-asked]'), true);
      await page.evaluate(`document.querySelector('[data-late]').hidden = false`);
      await page.click('[data-late] a');
      assert.equal(await isShown('#symptom'), true);
    });
  });

  it('copies where pages have no clipboard', async () => {
    await withPage({}, async (page) => {
      await page.goto(newest.page);
      await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
      await page.click('section > .actions [data-copy]');
      const label = await page.evaluate(
        `return document.querySelector('section > .actions [data-copy]').textContent`,
      );
      assert.equal(label, 'Copied');
    });
  });

  it('finds releases on every page of a history, and again when the page is loaded again', async () => {
    await withPage({}, async (page) => {
      const found = () =>
        page.evaluate<string[]>(
          `const count = document.querySelector('.filter output');
           return new Promise((resolve) => {
             const look = () =>
               /^1 of 60/.test(count.value)
                 ? resolve([...document.querySelectorAll('.history .row:not([hidden]) a')].map((a) => a.textContent))
                 : setTimeout(look, 50);
             look();
           });`,
        );
      await page.goto(`./${TRAIL}/`);
      await page.type('.filter input', 'version 1.3 ');
      await page.type('.filter input', '(4)');
      assert.deepEqual(await found(), ['Version 1.3 (4)']);
      const address = await page.evaluate<string>(
        `return new Promise((resolve) => setTimeout(() => resolve(location.pathname + location.search), 500))`,
      );
      assert.equal(new URL(address, SITE).searchParams.get('q'), 'version 1.3 (4)');
      await page.goto(`.${address}`);
      assert.deepEqual(await found(), ['Version 1.3 (4)']);
    });
  });

  it('draws how a size moved across the width of its card', async () => {
    await withPage({}, async (page) => {
      await page.goto(`./${TRAIL}/`);
      const { chart, marks } = await page.evaluate<{ chart: number; marks: number }>(
        `const style = document.head.appendChild(document.createElement('style'));
         style.textContent = '* { content-visibility: visible !important }';
         const boxes = [...document.querySelectorAll('.sizes figure > svg .marker')].map((mark) => mark.getBoundingClientRect());
         const lefts = boxes.map(({ left }) => left);
         return {
           chart: document.querySelector('.sizes figure > svg').getBoundingClientRect().width,
           marks: Math.max(...lefts) - Math.min(...lefts),
         };`,
      );
      assert(chart > 200, `${chart}`);
      assert(Math.abs(chart - marks) < 3, `${chart} ${marks}`);
    });
  });

  it('pages fit a narrow and a wide screen, in light and dark colours, also from right to left', async () => {
    for (const options of [
      { width: 390, dark: true },
      { width: 1280, height: 900 },
    ]) {
      await withPage(options, async (page) => {
        for (const path of ['./', './com.example.orbit/', `./${TRAIL}/`, newest.page]) {
          await page.goto(path);
          for (const direction of ['ltr', 'rtl']) {
            const overflow = await page.evaluate<number>(
              `document.documentElement.dir = arguments[0];
               return document.documentElement.scrollWidth - document.documentElement.clientWidth`,
              direction,
            );
            assert.equal(overflow, 0, `${path} ${direction}`);
          }
        }
        assert.equal(
          await page.evaluate(`return matchMedia('(prefers-color-scheme: dark)').matches`),
          options.dark ?? false,
        );
      });
    }
  });
});
