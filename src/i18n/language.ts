import type { Address, PageAddress } from '../../integration/catalog/addresses.ts';
import { currentCatalog } from '../../integration/catalog/current.ts';
import type { SiteLanguage } from '../../integration/languages.ts';
import { type Direction, directionOf } from './direction.ts';
import { createFormatter, type Formatter } from './format.ts';
import { createTranslator, type Messages, type Translator } from './messages.ts';

/** All that a component needs to speak the language of its page. */
export interface Language extends Translator, Formatter {
  /** BCP 47. */
  tag: string;
  direction: Direction;
  /** The same page in this language. */
  inLanguage(page: PageAddress): Address;
}

const languages = new WeakMap<SiteLanguage, Language>();

/**
 * The language of the page that is being rendered, from its route's pattern: call it with `Astro`. Pages
 * outside the install site get its main language.
 */
export function languageOf({ routePattern = '' }: { routePattern?: string }): Language {
  return toLanguage(siteLanguageOf(routePattern));
}

/** The languages that a page is in, with its address in each. */
export function translationsOf(page: PageAddress): { tag: string; address: Address }[] {
  return currentCatalog().languages.map((language) => ({
    tag: language.tag,
    address: toLanguage(language).inLanguage(page),
  }));
}

function siteLanguageOf(routePattern: string): SiteLanguage {
  const { languages } = currentCatalog();
  const [first = ''] = routePattern.split('/').filter(Boolean);
  const found = languages.find(({ prefix }) => prefix && prefix === first) ?? languages[0];
  if (!found) throw new Error('The Catalog was read without a language for the pages.');
  return found;
}

function toLanguage(site: SiteLanguage): Language {
  const known = languages.get(site);
  if (known) return known;
  const { tag, prefix, messages, addresses } = site;
  const language: Language = {
    tag,
    direction: directionOf(tag),
    // The texts were held against English when they were read.
    ...createTranslator(tag, messages as unknown as Messages),
    ...createFormatter(tag),
    inLanguage: (page) => (prefix ? addresses.page(...page.segments) : page),
  };
  languages.set(site, language);
  return language;
}
