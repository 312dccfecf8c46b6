/**
 * The translation that a reader would rather have: the first of the wanted languages that the page is in, as its
 * place among `others`; -1 when that is the page's own, or there is none. All are BCP 47 tags. `zh-TW` finds
 * `zh-Hant`, `pt` finds `pt-BR`: language and script count, by Unicode CLDR's likely subtags.
 */
export function preferredTranslation(wanted: readonly string[], own: string, others: string[]): number {
  const known = [own, ...others].map(writing);
  const places = wanted.map((tag) => known.indexOf(writing(tag)));
  return (places.find((place) => place >= 0) ?? 0) - 1;
}

function writing(tag: string): string {
  const { language, script } = new Intl.Locale(tag).maximize();
  return `${language}-${script}`;
}
