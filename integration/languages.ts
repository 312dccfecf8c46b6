import { readdirSync, readFileSync } from 'node:fs';
import type { AstroConfig } from 'astro';
import type { Addresses } from './catalog/addresses.ts';

/** One text for each plural category that the language has, by its name in Unicode CLDR; or one text for all. */
export type Message = string | Record<string, string>;
export type Messages = Record<string, Message>;

/** A language that the pages are in, and where they are in it. */
export interface LanguagePlace {
  /** BCP 47. */
  tag: string;
  /** First segment of the addresses of its pages, below the site's base; empty for the main language. */
  prefix: string;
}

/** A language of the pages with all that they say in it. */
export interface SiteLanguage extends LanguagePlace {
  messages: Messages;
  /** Addresses of the pages in this language. */
  addresses: Addresses;
}

const FOLDER = new URL('../src/i18n/', import.meta.url);
const MAIN = 'en';

/** BCP 47 tags of the languages that the pages can be in. */
export function knownLanguages(): string[] {
  return readdirSync(FOLDER).flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
}

/**
 * The languages of a site, the main one first: those asked for, else those of Astro's own `i18n`, else English.
 * `missing` are the locales of Astro's `i18n` that the pages do not speak.
 */
export function chooseLanguages(
  asked: string[],
  i18n: AstroConfig['i18n'],
): { places: LanguagePlace[]; missing: string[] } {
  const locales = asked.length ? asked.map((tag) => ({ path: tag, codes: [tag] })) : localesOf(i18n);
  const found = locales.map(({ path, codes }) => ({ path, tag: codes.map(nearestLanguage).find(Boolean) }));
  const spoken = found.flatMap(({ path, tag }) => (tag ? [{ path, tag }] : []));
  const places = spoken.map(({ path, tag }, i) => ({ tag, prefix: i === 0 ? '' : path }));
  return {
    places: places.length ? places : [{ tag: MAIN, prefix: '' }],
    missing: found.flatMap(({ path, tag }) => (tag ? [] : [path])),
  };
}

function localesOf(i18n: AstroConfig['i18n']): { path: string; codes: string[] }[] {
  if (!i18n) return [];
  const locales = i18n.locales.map((locale) =>
    typeof locale === 'string' ? { path: locale, codes: [locale] } : locale,
  );
  const isMain = ({ path, codes }: { path: string; codes: string[] }) =>
    [path, ...codes].includes(i18n.defaultLocale);
  return locales.sort((a, b) => Number(isMain(b)) - Number(isMain(a)));
}

/**
 * The language of the pages that serves the readers of a locale best: `pt` and `pt-PT` get `pt-BR`, `zh-TW` gets
 * `zh-Hant`; undefined when none does. Scripts of a locale by Unicode CLDR's likely subtags.
 */
export function nearestLanguage(locale: string): string | undefined {
  const wanted = maximize(locale);
  if (!wanted) return undefined;
  return knownLanguages().find((tag) => {
    const known = maximize(tag);
    return known?.language === wanted.language && known.script === wanted.script;
  });
}

function maximize(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-')).maximize();
  } catch {
    return undefined;
  }
}

/** What the pages say in a language, with the texts that a team replaced. */
export function readMessages(tag: string, replaced: Messages = {}): Messages {
  const read = (name: string): Messages => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
  return { ...read(tag), ...replaced };
}

/** What is wrong with texts that are to replace the pages' own, by language, in words; empty when nothing is. */
export function problemsOfStrings(strings: Record<string, Messages>): string[] {
  return Object.entries(strings).flatMap(([tag, texts]) => {
    if (!knownLanguages().includes(tag)) return [noSuchLanguage(tag)];
    const known = readMessages(tag);
    return Object.entries(texts).flatMap(([key, text]) => {
      const own = Object.hasOwn(known, key) ? known[key] : undefined;
      if (own === undefined)
        return [`${tag}.${key}: the pages have no such text; they are in src/i18n/en.json.`];
      if (typeof text !== typeof own) return [`${tag}.${key}: ${kindOf(own)} is needed here.`];
      const placeholders = placeholdersOf(own);
      const strays = [...placeholdersOf(text)].filter((name) => !placeholders.has(name));
      return strays.map((name) => `${tag}.${key}: ${name} means nothing in this text.`);
    });
  });
}

/** What to say of a language that the pages cannot be in. */
export function noSuchLanguage(tag: string): string {
  return `"${tag}" is not among the languages of the pages: ${knownLanguages().join(', ')}.`;
}

function kindOf(message: Message): string {
  return typeof message === 'string' ? 'one text' : `one text each for ${Object.keys(message).join(', ')}`;
}

function placeholdersOf(message: Message): Set<string> {
  const texts = typeof message === 'string' ? [message] : Object.values(message);
  return new Set(texts.flatMap((text) => text.match(/\{\w+\}/g) ?? []));
}
