import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { knownLanguages } from '../../integration/languages.ts';
import { launchBrowser, openPhone, screenshot } from '../support/browser.ts';
import { serveSite } from '../support/https-site.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, SITE } from '../support/site.ts';

const other = knownLanguages().find((tag) => tag !== 'en') ?? '';
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
