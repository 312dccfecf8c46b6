import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { knownLanguages } from '../../integration/languages.ts';
import { serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const BUILDS = {
  'builds/Orbit.ipa': buildIpa(),
  'builds/Orbit.md': 'Rings around Saturn',
  'builds/Orbit.de.md': 'Ringe um den Saturn',
};

describe('a site in every language', () => {
  let project: Project;
  const page = (path: string) => readFile(join(project.output, path, 'index.html'), 'utf8');
  const languages = ['en', ...knownLanguages().filter((tag) => tag !== 'en')];

  before(async () => {
    project = await createProject(BUILDS);
    await project.build({ base: '/team' }, { locales: languages, path: '/install' });
  });
  after(() => project.remove());

  it('is complete in each, at the promised addresses in the first', async () => {
    assert(languages.length >= 12, languages.join());
    for (const [index, tag] of languages.entries()) {
      const html = await page(`${index ? `${tag}/` : ''}install/com.example.orbit/latest`);
      assert.match(html, new RegExp(`<html lang="${tag}" dir="${tag === 'ar' ? 'rtl' : 'ltr'}"`));
      const { install } = JSON.parse(
        await readFile(new URL(`../../src/i18n/${tag}.json`, import.meta.url), 'utf8'),
      );
      assert(html.includes(install), `${tag}: ${install}`);
    }
  });

  it('installs the same from each, and stays in the language', async () => {
    const site = await serveSite(project.output, { origin: SITE, base: '/team' });
    for (const start of ['/install/', '/ar/install/', '/pt-BR/install/']) {
      const report = await installEverything(site, { start, expectApps: ['com.example.orbit'] });
      assert.equal(report.apps.length, 1, start);
    }
    await site.close();
    const html = await page('de/install/com.example.orbit');
    const inside = [...html.matchAll(/<a [^>]*href="(\/[^"]*)"[^>]*>/g)].filter(
      ([link]) => !link.includes('hreflang'),
    );
    assert(inside.length > 3);
    for (const [, path = ''] of inside) assert.match(path, /^\/team\/de\/install\//);
  });

  it('names its translations, and leads to them', async () => {
    const html = await page('install/com.example.orbit');
    for (const tag of languages.slice(1)) {
      assert(html.includes(`hreflang="${tag}" href="${SITE}/team/${tag}/install/com.example.orbit/"`), tag);
      assert.match(
        html,
        new RegExp(`<a [^>]*href="/team/${tag}/install/com.example.orbit/"[^>]*lang="${tag}"`),
      );
    }
  });

  it('puts the notes in the reader’s language first', async () => {
    const notes = async (path: string) => {
      const html = await page(path);
      return html.slice(html.indexOf('class="notes"'));
    };
    const [english, german] = [
      await notes('install/com.example.orbit/latest'),
      await notes('de/install/com.example.orbit/latest'),
    ];
    assert(english.indexOf('Rings around') < english.indexOf('Ringe um'));
    assert(german.indexOf('Ringe um') < german.indexOf('Rings around'));
  });
});

describe('a site with Astro’s own i18n', () => {
  it('has the pages in its locales, the default one at the promised addresses', async () => {
    const project = await createProject(BUILDS);
    const i18n = { defaultLocale: 'fr', locales: ['en', 'fr', 'nl'], routing: { prefixDefaultLocale: true } };
    await project.build({ i18n });
    const html = await readFile(join(project.output, 'com.example.orbit/index.html'), 'utf8');
    assert.match(html, /<html lang="fr"/);
    assert(existsSync(join(project.output, 'en/com.example.orbit/index.html')));
    assert(!existsSync(join(project.output, 'nl')));
    await project.remove();
  });
});
