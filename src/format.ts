const LOCALE = 'en';
const dates = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone: 'UTC' });
const languages = (locale: string) => new Intl.DisplayNames(locale, { type: 'language' });
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A date as people read it, from ISO 8601. */
export function formatDate(iso: string): string {
  return dates.format(new Date(iso));
}

/** A size in the decimal units that iOS shows, from bytes. */
export function formatSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const format = new Intl.NumberFormat(LOCALE, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    maximumFractionDigits: power > 1 ? 1 : 0,
  });
  return format.format(bytes / 1000 ** power);
}

/** A language's own name for itself, from its BCP 47 tag. */
export function formatLanguage(tag: string): string {
  return languages(tag).of(tag) ?? tag;
}
