import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { knownLanguages } from '../../integration/languages.ts';
import { launchBrowser, openDesktop, openPhone, screenshot } from '../support/browser.ts';
import { serveSite } from '../support/https-site.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, SITE } from '../support/site.ts';

const other = knownLanguages().find((tag) => tag !== 'en') ?? '';
const TEAM = 'Example Inc.';
const skip = !other && 'the pages are in English alone';

describe('a reader of another language', { skip }, () => {
  it('is led on top of each page to its translation, and nobody else is', async () => {
    const project = await createProject({ 'builds/Orbit.ipa': buildIpa() });
    await project.build({}, { locales: ['en', other] });
    const site = await serveSite(project.output, { origin: SITE });
    try {
      for (const [locale, path, translation] of [
        [other, '/com.example.orbit/latest/', `/${other}/com.example.orbit/latest/`],
        ['en-GB', `/${other}/com.example.orbit/latest/`, '/com.example.orbit/latest/'],
        ['en-GB', '/com.example.orbit/latest/', null],
        [other, `/${other}/`, null],
        ['eo', '/', null],
      ] as const) {
        const { page, close } = await openPhone(await launchBrowser(), site, { locale });
        await page.goto(path);
        const link = page.locator('[data-other-language] a');
        assert.equal(await link.count(), translation ? 1 : 0, `${locale} ${path}`);
        if (translation) {
          assert.equal(await link.getAttribute('lang'), await link.getAttribute('hreflang'));
          await screenshot(page, `language-${locale}`);
          await link.tap();
          await page.waitForURL(SITE + translation);
        }
        await close();
      }
    } finally {
      await site.close();
      await project.remove();
    }
  });
});

describe('a page that runs from right to left', () => {
  it('has the last signs of names, teams and addresses at their ends', async () => {
    const project = await createProject({
      'builds/Orbit.ipa': buildIpa({
        displayName: 'Orbit Inc.',
        signing: { kind: 'enterprise' },
        info: { NSCameraUsageDescription: `For ${TEAM}` },
      }),
      'builds/Orbit.md': `---\nrun: https://ci.example.com/runs/7/\n---\n`,
    });
    await project.build(
      {},
      {
        locales: ['ar'],
        theme: { name: TEAM, footer: [{ text: TEAM, href: 'https://example.com' }] },
        collections: [{ name: 'All', description: `For ${TEAM}`, apps: ['com.example.orbit'] }],
      },
    );
    const site = await serveSite(project.output, { origin: SITE });
    const { page, close } = await openDesktop(await launchBrowser(), site);
    try {
      for (const path of [
        './',
        './com.example.orbit/',
        './com.example.orbit/latest/',
        './collections/all/',
        './about/distribution/',
      ]) {
        await page.goto(path);
        const ends = await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const ends: { text: string; atEnd: boolean }[] = [];
          while (walker.nextNode()) {
            const node = walker.currentNode as Text;
            if (!node.parentElement?.checkVisibility()) continue;
            const boxOf = (at: number) => {
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + 1);
              return range.getBoundingClientRect();
            };
            for (const { 0: found, index } of node.data.matchAll(/Inc\.|\w\/$/g)) {
              const last = index + found.length - 1;
              const atEnd = boxOf(last).left > boxOf(last - 1).left;
              ends.push({ text: node.data, atEnd });
            }
          }
          return ends;
        });
        assert(ends.length > 2, path);
        assert.deepEqual(
          ends.filter(({ atEnd }) => !atEnd),
          [],
          path,
        );
      }
    } finally {
      await close();
      await site.close();
      await project.remove();
    }
  });
});
