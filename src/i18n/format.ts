import { directionOf, isolate } from './direction.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Writes dates, sizes and lists as the readers of one language do. */
export interface Formatter {
  /** A date as people read it, from ISO 8601. */
  formatDate(iso: string): string;
  /** The same where there is little room. */
  formatShortDate(iso: string): string;
  /** The month of a date with its year, from ISO 8601. */
  formatMonth(iso: string): string;
  /** Words as a list in a sentence: `iPhone and iPad`. */
  formatList(words: string[]): string;
  formatNumber(value: number): string;
  /** A size in the decimal units that iOS shows, from bytes. */
  formatSize(bytes: number): string;
}

/** Makes the formatter of a language, BCP 47. */
export function createFormatter(tag: string): Formatter {
  const direction = directionOf(tag);
  // Made once: to make one costs more than the rest of a page.
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' });
  const shortDates = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const numbers = new Intl.NumberFormat(tag);
  const lists = new Intl.ListFormat(tag);
  const sizes = UNITS.map(
    (unit, power) =>
      new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits: power > 1 ? 1 : 0 }),
  );
  return {
    formatDate: (iso) => dates.format(new Date(iso)),
    formatShortDate: (iso) => shortDates.format(new Date(iso)),
    formatMonth: (iso) => months.format(new Date(iso)),
    formatList: (words) => lists.format(words.map((word) => isolate(word, direction))),
    formatNumber: (value) => numbers.format(value),
    formatSize(bytes) {
      const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
      return (sizes[power] as Intl.NumberFormat).format(bytes / 1000 ** power);
    },
  };
}

/** A language's own name for itself, from its BCP 47 tag. */
export function formatLanguage(tag: string): string {
  return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
}
