import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AstroConfig } from 'astro';
import { chooseLanguages, nearestLanguage, readMessages } from '../../integration/languages.ts';

type I18n = AstroConfig['i18n'];

const i18n = (defaultLocale: string, ...locales: (string | { path: string; codes: string[] })[]) =>
  ({ defaultLocale, locales }) as I18n;

describe('the languages of a site', () => {
  const cases: [title: string, asked: string[], i18n: I18n, places: string[], missing?: string[]][] = [
    ['are English where nobody says otherwise', [], undefined, ['en at /']],
    [
      'are those asked for, the first one without a prefix',
      ['de', 'en'],
      undefined,
      ['de at /', 'en at /en'],
    ],
    ['are those of Astro, the default one without a prefix', [], i18n('en', 'en'), ['en at /']],
    ['are found by a region of theirs', [], i18n('en-GB', 'en-GB'), ['en at /']],
    [
      'are found by the codes of a path',
      [],
      i18n('english', { path: 'english', codes: ['en'] }),
      ['en at /'],
    ],
    ['leave out what the pages do not speak', [], i18n('en', 'tlh', 'en'), ['en at /'], ['tlh']],
    ['are English where the pages speak none of Astro’s', [], i18n('tlh', 'tlh'), ['en at /'], ['tlh']],
    [
      'are the nearest to each locale of Astro’s, at its path',
      [],
      i18n('pt', 'zh-TW', 'pt', { path: 'deutsch', codes: ['de-AT', 'de'] }),
      ['pt-BR at /', 'zh-Hant at /zh-TW', 'de at /deutsch'],
    ],
    ['survive a locale that is no tag', [], i18n('en', 'en', 'not a tag'), ['en at /'], ['not a tag']],
    ['are those asked for, whatever Astro’s are', ['en'], i18n('tlh', 'tlh'), ['en at /']],
  ];
  for (const [title, asked, astro, expected, missing = []] of cases) {
    it(title, () => {
      const chosen = chooseLanguages(asked, astro);
      assert.deepEqual(
        chosen.places.map(({ tag, prefix }) => `${tag} at /${prefix}`),
        expected,
      );
      assert.deepEqual(chosen.missing, missing);
    });
  }

  it('have one for the reader of a region, of an old form of a tag, and none for other languages', () => {
    for (const locale of ['en', 'en-GB', 'en_US', 'en-Latn-AU']) assert.equal(nearestLanguage(locale), 'en');
    for (const locale of ['zh', 'zh-CN', 'zh-Hans-HK']) assert.equal(nearestLanguage(locale), 'zh-Hans');
    for (const locale of ['zh-HK', 'zh-Hant', 'zh-MO']) assert.equal(nearestLanguage(locale), 'zh-Hant');
    for (const locale of ['tlh', 'en-Cyrl', '', '*']) assert.equal(nearestLanguage(locale), undefined);
  });

  it('say what a team puts in place of a text', () => {
    const { install, apps } = readMessages('en', { install: 'Get it' });
    assert.deepEqual({ install, apps }, { install: 'Get it', apps: 'Apps' });
  });
});
