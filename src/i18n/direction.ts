export type Direction = 'ltr' | 'rtl';

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const LEFT_TO_RIGHT = /(?![\p{Script=Arabic}\p{Script=Hebrew}])\p{L}/u;

/** Which way a language is written, from its BCP 47 tag. */
export function directionOf(tag: string): Direction {
  return /^(ar|fa|he|ur)\b/.test(tag) ? 'rtl' : 'ltr';
}

/**
 * A value as it goes into a text of that direction: what has letters of the other one is set apart (U+2068 and
 * U+2069, Unicode Standard Annex #9), or the dot at its end would be drawn before it. Numbers alone stay with the
 * word that they belong to, as in `iOS 15.0`.
 */
export function isolate(value: string, direction: Direction): string {
  const other = direction === 'rtl' ? LEFT_TO_RIGHT : RIGHT_TO_LEFT;
  return other.test(value) ? `\u2068${value}\u2069` : value;
}
