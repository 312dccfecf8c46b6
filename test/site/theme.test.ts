import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, openPhone, screenshot } from '../support/browser.ts';
import { type HttpsSite, serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4"/></svg>';

describe('a site with a theme', () => {
  let project: Project;
  let site: HttpsSite;

  before(async () => {
    project = await createProject({ 'builds/Orbit.ipa': buildIpa(), 'public/logo.svg': LOGO });
    await project.build(
      { base: '/team' },
      {
        theme: {
          name: 'Example & Sons',
          logo: '/logo.svg',
          accent: '#a4006a',
          footer: [{ text: 'Imprint', href: 'https://example.com/imprint' }],
        },
      },
    );
    site = await serveSite(project.output, { origin: SITE, base: '/team' });
  });
  after(async () => {
    await site.close();
    await project.remove();
  });

  it('installs, and finds its logo', async () => {
    await installEverything(site, { expectApps: ['com.example.orbit'] });
  });

  it('shows name, logo and links on every page, and its colour on the Install link', async () => {
    const { page, close } = await openPhone(await launchBrowser(), site);
    for (const path of ['./', './com.example.orbit/', './com.example.orbit/latest/', './404.html']) {
      await page.goto(path);
      const home = page.getByRole('banner').first().getByRole('link', { name: 'Example & Sons' });
      assert.equal(await home.getAttribute('href'), '/team/', path);
      assert((await home.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)) > 0, path);
      const link = page.getByRole('contentinfo').getByRole('link', { name: 'Imprint' });
      assert.equal(await link.getAttribute('href'), 'https://example.com/imprint', path);
    }
    await page.goto('./com.example.orbit/');
    const install = page.getByRole('link', { name: 'Install' });
    assert.equal(
      await install.evaluate((link) => getComputedStyle(link).backgroundColor),
      'rgb(164, 0, 106)',
    );
    await screenshot(page, 'theme');
    await close();
  });
});
