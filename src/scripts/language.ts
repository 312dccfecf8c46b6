import { all } from './elements.ts';
import { preferredTranslation } from './other-language.ts';

/** Shows on top of the page the link to its translation that the reader would rather have, if there is one. */
export function offerLanguage(): void {
  const links = all<HTMLAnchorElement>('footer a[hreflang]');
  const tags = links.map(({ hreflang }) => hreflang);
  const link = links[preferredTranslation(navigator.languages, document.documentElement.lang, tags)];
  if (link) document.querySelector('[data-other-language]')?.append(link.cloneNode(true));
}
