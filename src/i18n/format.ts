import { LOCALE } from './messages.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

// Formatters are made once: to make one costs more than the rest of a page.
const dates = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const lists = new Intl.ListFormat(LOCALE);
const sizes = UNITS.map(
  (unit, power) =>
    new Intl.NumberFormat(LOCALE, { style: 'unit', unit, maximumFractionDigits: power > 1 ? 1 : 0 }),
);

/** A date as people read it, from ISO 8601. */
export function formatDate(iso: string): string {
  return dates.format(new Date(iso));
}

/** The month of a date with its year, from ISO 8601. */
export function formatMonth(iso: string): string {
  return months.format(new Date(iso));
}

/** Words as a list in a sentence: `iPhone and iPad`. */
export function formatList(words: string[]): string {
  return lists.format(words);
}

/** A size in the decimal units that iOS shows, from bytes. */
export function formatSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return (sizes[power] as Intl.NumberFormat).format(bytes / 1000 ** power);
}

/** A language's own name for itself, from its BCP 47 tag. */
export function formatLanguage(tag: string): string {
  return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
}
