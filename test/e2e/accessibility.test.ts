import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { launchBrowser, openDesktop, openPhone, screenshot } from '../support/browser.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { buildIpa } from '../support/ipa.ts';
import { buildPkg } from '../support/pkg.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const LONG = 'com.example.long';

const BUILDS: Record<string, string | Uint8Array> = {
  'builds/Orbit.ipa': buildIpa({ displayName: 'Orbit' }),
  'builds/Orbit.md': `## New

- Rings around [Saturn](https://example.com)

> Quoth the astronomer: a planet is best seen when nothing stands before it.

| Area | What was changed | Ticket | Who | Risk |
| --- | --- | --- | --- | --: |
| Synchronisation | Conflicts are resolved | ORB-1234 | Katherine | medium |

    orbit --synchronise --conflicts=resolve --since=2026-01-01 --until=2026-02-01 --verbose
`,
  'builds/Orbit.de.md': 'Ringe um Saturn',
  'builds/Orbit 2.ipa': buildIpa({
    displayName: 'Orbit',
    version: '2.0',
    build: '2',
    info: { NSCameraUsageDescription: 'To see the sky' },
  }),
  'builds/beta/Orbit.ipa': buildIpa({ version: '3.0', build: '3', signing: { kind: 'development' } }),
  'builds/Ledger.ipa': buildIpa({
    identifier: 'com.example.ledger',
    name: 'Ledger',
    displayName: 'دفتر الحسابات',
    icons: null,
    signing: { kind: 'enterprise' },
  }),
  'builds/Orbit for Mac.pkg': buildPkg(),
  'builds/Orbit for Mac.md': 'Rings around Saturn, on the desktop',
  'builds/Old.ipa': buildIpa({
    identifier: 'com.example.old',
    name: 'Old',
    signing: { profile: { expires: new Date('2024-05-01') } },
  }),
};

/** Enough releases for a filter, a chart and a second page, and enough apps for a search. */
for (let i = 1; i <= 60; i++) {
  BUILDS[`builds/${i % 2 ? 'nightly/' : ''}Long ${i}.ipa`] = buildIpa({
    identifier: LONG,
    version: `1.${i}`,
    build: `${i}`,
    largeFile: 1000 * (i % 9),
  });
}
for (let i = 1; i <= 6; i++) {
  const name = `Filler${i}`;
  BUILDS[`builds/${name}.ipa`] = buildIpa({ identifier: `com.example.${name}`, name, displayName: name });
}
const COLLECTION = {
  name: 'Everyone',
  description: 'What all of us have.',
  apps: ['com.example.orbit', 'com.example.ledger', 'com.example.old'],
};

const STORES = {
  'com.example.orbit': {
    testFlight: 'https://testflight.apple.com/join/AbCdEf12',
    appStore: 'https://apps.apple.com/app/orbit/id1234567890',
  },
};

/** Apple, Human Interface Guidelines: the least height of what a finger is to hit, in points. */
const FINGER = 44;
/** The least distance of two buttons, in points. */
const APART = 8;

const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe finds on the page when everything on it is unfolded and shown. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const hidden of document.querySelectorAll<HTMLElement>('[hidden]')) hidden.hidden = false;
  });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (): Promise<AxeResults> => (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('every page is accessible', () => {
  let project: Project;
  let site: HttpsSite;
  let paths: string[];

  before(async () => {
    project = await createProject(BUILDS);
    await project.build({}, { collections: [COLLECTION], apps: STORES });
    site = await serveSite(project.output, { origin: SITE });
    const { apps } = (await (await site.fetch(`${SITE}/releases.json`)).json()) as {
      apps: { bundleId: string; releases: { page: string }[] }[];
    };
    paths = [
      './',
      './?q=nothing',
      './nowhere',
      './com.example.orbit/mdm/',
      './com.example.orbit.mac/',
      './collections/everyone/',
      `./${LONG}/?channel=nightly`,
      `./${LONG}/releases/2/`,
      ...apps
        .filter(({ bundleId }) => !bundleId.includes('Filler'))
        .flatMap(({ bundleId, releases }) => [
          `./${bundleId}/`,
          `./${bundleId}/latest/`,
          ...releases.slice(0, 3).map(({ page }) => page),
        ]),
    ];
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  for (const [device, open] of Object.entries({ phone: openPhone, desktop: openDesktop })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`to axe, on a ${device} in ${colorScheme} colours, with everything unfolded and shown`, async () => {
        const { page, close } = await open(await launchBrowser(), site, {
          colorScheme,
          reducedMotion: 'reduce',
        });
        for (const path of paths) {
          await page.goto(path);
          assert.deepEqual(await violations(page), [], path);
        }
        await close();
      });
    }
  }

  it('to a finger: what stands alone is high enough to be hit', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    for (const path of paths) {
      await page.goto(path);
      // What is out of sight would not be laid out.
      await page.addStyleTag({ content: '* { content-visibility: visible !important }' });
      const small = await page.evaluate((least) => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        const targets = [...document.querySelectorAll('a, button, input, select, summary')].filter(
          (target) => target.checkVisibility() && !target.closest('.notes div, dd'),
        );
        const box = (target: Element) => (target.closest('.row') ?? target).getBoundingClientRect();
        return targets.filter((target) => box(target).height < least).map(({ outerHTML }) => outerHTML);
      }, FINGER);
      assert.deepEqual(small, [], path);
    }
    await close();
  });

  for (const [device, open] of Object.entries({ phone: openPhone, desktop: openDesktop })) {
    it(`to a finger: buttons stand apart from each other, on a ${device}`, async () => {
      const { page, close } = await open(await launchBrowser(), site);
      for (const path of paths) {
        await page.goto(path);
        const touching = await page.evaluate((apart) => {
          const buttons = [...document.querySelectorAll('.install, .second, .actions .small')]
            .filter((button) => button.checkVisibility())
            .map((button) => ({ text: button.textContent.trim(), box: button.getBoundingClientRect() }));
          return buttons.flatMap(({ text, box }, i) =>
            buttons
              .slice(i + 1)
              .filter(
                ({ box: other }) =>
                  other.left - box.right < apart &&
                  box.left - other.right < apart &&
                  other.top - box.bottom < apart &&
                  box.top - other.bottom < apart,
              )
              .map((other) => `${text} | ${other.text}`),
          );
        }, APART);
        assert.deepEqual(touching, [], path);
      }
      await close();
    });
  }

  it('to a keyboard: everything is reached in the order in which it is read, and seen to be reached', async () => {
    const { page, close } = await openDesktop(await launchBrowser(), site);
    for (const path of paths) {
      await page.goto(path, { waitUntil: 'networkidle' });
      const targets = await page.evaluate(() => {
        const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')];
        const shown = all.filter((target) => target.checkVisibility());
        for (const [index, target] of shown.entries()) target.setAttribute('data-order', String(index));
        return shown.length;
      });
      for (let index = 0; index < targets; index++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          return { order: element.dataset['order'], outline: getComputedStyle(element).outlineStyle };
        });
        assert.deepEqual(focused, { order: String(index), outline: 'solid' }, `${path} ${index}`);
      }
    }
    await close();
  });

  it('to whoever writes from right to left or has a narrow screen: nothing leaves it', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site, {
      viewport: { width: 320, height: 640 },
    });
    for (const path of paths) {
      for (const direction of ['ltr', 'rtl']) {
        await page.goto(path);
        const overflow = await page.evaluate((dir) => {
          document.documentElement.dir = dir;
          for (const details of document.querySelectorAll('details')) details.open = true;
          return document.documentElement.scrollWidth - document.documentElement.clientWidth;
        }, direction);
        assert.equal(overflow, 0, `${path} ${direction}`);
      }
    }
    await screenshot(page, 'right-to-left');
    await close();
  });

  it('to whoever has a narrow screen: words in tables stay whole', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site, {
      viewport: { width: 320, height: 640 },
    });
    for (const path of paths) {
      await page.goto(path);
      const broken = await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        const texts = [...document.querySelectorAll('th, td')].flatMap((cell) => {
          const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
          return Array.from({ length: cell.textContent.length }, () => walker.nextNode()).filter(
            (node) => node !== null,
          );
        });
        return texts.flatMap((text) =>
          [...(text.textContent ?? '').matchAll(/\p{L}+/gu)].flatMap(({ 0: word, index }) => {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            return range.getClientRects().length > 1 ? [word] : [];
          }),
        );
      });
      assert.deepEqual(broken, [], path);
    }
    await close();
  });
});

describe('every page that offers the language of its reader is accessible', () => {
  const locales = ['en', 'ar'];
  let project: Project;
  let site: HttpsSite;

  before(async () => {
    project = await createProject({ 'builds/Orbit.ipa': buildIpa() });
    await project.build({}, { locales, theme: { name: 'Example Inc.' } });
    site = await serveSite(project.output, { origin: SITE });
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  for (const [locale, prefix] of [
    ['ar', './'],
    ['en', './ar/'],
  ] as const) {
    it(`to axe, for a reader of ${locale} below ${prefix}`, async () => {
      const { page, close } = await openPhone(await launchBrowser(), site, {
        locale,
        reducedMotion: 'reduce',
      });
      for (const path of ['', 'com.example.orbit/', 'com.example.orbit/latest/', 'about/distribution/']) {
        await page.goto(prefix + path);
        await page.locator('[data-other-language] a').waitFor();
        assert.deepEqual(await violations(page), [], path);
      }
      await close();
    });
  }
});
