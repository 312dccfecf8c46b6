import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createFormatter } from '../../src/i18n/format.ts';
import { createTranslator } from '../../src/i18n/messages.ts';

type Texts = Record<string, string | Record<string, string>>;

const src = fileURLToPath(new URL('../../src/', import.meta.url));
const source = (path: string) => readFileSync(src + path, 'utf8');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
const english: Texts = JSON.parse(source('i18n/en.json'));
const { t, tCount, isTextKey } = createTranslator('en', JSON.parse(source('i18n/en.json')));

/** Every form of every text, with the placeholders in it. */
const placeholders = (text: string | Record<string, string>) =>
  [text].flatMap((each) => (typeof each === 'string' ? each : Object.values(each))).map(placeholdersIn);
const placeholdersIn = (text: string) => new Set(text.match(/\{\w*\}/g));

describe('the texts of the pages', () => {
  for (const file of files.filter((name) => /^i18n\/.*\.json$/.test(name))) {
    const language = file.slice('i18n/'.length, -'.json'.length);
    const texts: Texts = JSON.parse(source(file));

    it(`are the same in ${language} as in English, and none is empty`, () => {
      assert.deepEqual(Object.keys(texts).sort(), Object.keys(english).sort());
      for (const [key, text] of Object.entries(texts)) {
        assert.equal(typeof text, typeof english[key], key);
        const forms = typeof text === 'string' ? [text] : Object.values(text);
        for (const form of forms) assert.equal(form.trim(), form || '(empty)', key);
      }
    });

    it(`have in ${language} the placeholders of English`, () => {
      for (const [key, text] of Object.entries(texts)) {
        const expected = placeholders(english[key] ?? '').reduce((all, each) => all.union(each), new Set());
        for (const own of placeholders(text)) assert(own.isSubsetOf(expected), key);
      }
    });

    it(`have in ${language} a form for each of its plural categories`, () => {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const text of Object.values(texts)) {
        if (typeof text === 'string') continue;
        assert.deepEqual(Object.keys(text).sort(), [...pluralCategories].sort());
      }
    });
  }

  it('are all used', () => {
    const code = files
      .filter((name) => /\.(astro|ts)$/.test(name))
      .map(source)
      .join('\n');
    const unused = Object.keys(english).filter(
      (key) => !key.startsWith('permission') && !new RegExp(`\\b${key}\\b`).test(code),
    );
    assert.deepEqual(unused, []);
  });

  it('are in no component', () => {
    for (const file of files.filter((name) => name.endsWith('.astro'))) {
      const template = source(file)
        .replace(/^---[\s\S]*?^---/m, '')
        .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
        .replace(/\{\/\*[\s\S]*?\*\/\}/g, '');
      const words = template.match(
        /<[a-z]\w*(?:\s[^<>]*)?>\s*[A-Za-z][^<{]*<|\b(?:alt|title|aria-label)="\w[^"]*"/g,
      );
      assert.deepEqual(words, null, file);
    }
  });

  it('take their values, and refuse to be without them', () => {
    assert.equal(t('version', { version: '1.0 $&' }), 'Version 1.0 $&');
    assert.throws(() => t('version'), /needs a value for "version"/);
  });

  it('set values apart that run the other way, and numbers not', () => {
    const arabic = createTranslator('ar', JSON.parse(source('i18n/ar.json')));
    assert.equal(arabic.t('whoEnterprise', { team: 'Example Inc.' }), 'أجهزة \u2068Example Inc.\u2069');
    assert.equal(arabic.t('whoEnterprise', { team: 'دفتر!' }), 'أجهزة دفتر!');
    assert.equal(arabic.t('systemFrom', { version: '15.0' }), 'iOS 15.0 أو أحدث');
    assert.equal(t('whoEnterprise', { team: 'دفتر!' }), 'The devices of \u2068دفتر!\u2069');
    assert.equal(createFormatter('ar').formatList(['iPhone', 'ساعة']), '\u2068iPhone\u2069 وساعة');
  });

  it('count in the forms of the language', () => {
    assert.equal(tCount('whoRegistered', 1), 'The one device that is registered for it');
    assert.equal(tCount('whoRegistered', 1234), 'The 1,234 devices that are registered for it');
  });

  it('know their names', () => {
    assert(isTextKey('install'));
    for (const name of ['toString', 'whoRegistered', 'nothing']) assert(!isTextKey(name), name);
  });
});
