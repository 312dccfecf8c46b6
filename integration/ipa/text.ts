// Characters that break XML 1.0, terminals or the reading direction of what follows them:
// C0 and C1 controls, line and paragraph separators, bidirectional overrides and isolates, noncharacters.
const UNSAFE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]+/gu;

/** A text on one line of well-formed Unicode; what could do more there than be read is shown as U+FFFD. */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNSAFE, '\uFFFD');
}

/**
 * Makes a string from a build fit to be shown anywhere: one line of well-formed Unicode without control
 * characters, trimmed, of `limit` UTF-16 units at most. Anything but a string gives null, so does an empty one.
 */
export function cleanText(value: unknown, limit = 255): string | null {
  if (typeof value !== 'string') return null;
  const clean = value
    .slice(0, limit * 4)
    .toWellFormed()
    .replace(UNSAFE, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (clean.length <= limit) return clean || null;
  return `${clean
    .slice(0, limit - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`;
}

/** Decodes UTF-8, or UTF-16 with a byte order mark; the mark is gone. Throws a `TypeError` where it is neither. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** Of a date with a year of four digits; the other years have a sign and six (ECMA-262, `toISOString`). */
const ISO_LENGTH = '2026-01-31T09:00:00.000Z'.length;
const SECONDS_LENGTH = '2026-01-31T09:00:00'.length;

/**
 * A date as ISO 8601 in UTC with seconds (`2026-01-31T09:00:00Z`), or null when it is not a valid date, or of a
 * year that has not four digits.
 */
export function isoSeconds(date: unknown): string | null {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) return null;
  const iso = date.toISOString();
  return iso.length === ISO_LENGTH ? `${iso.slice(0, SECONDS_LENGTH)}Z` : null;
}
