import type { Link } from './contents.ts';

/** A string in JavaScript that begins like an install link, and the plus sign behind it. */
const LITERAL = /(["'`])(\s*itms-services:(?:(?!\1|\\)[\s\S]|\\[\s\S])*)\1(\s*\+)?/gi;
const ESCAPE = /\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi;
/** The inside of a tag, in a string of HTML: whoever uses that string decodes the attribute. */
const WITHIN_TAG = /<[a-z][^<>]*$/i;
const TAG_LENGTH = 500;

/**
 * Finds the install links that a script has as strings of their own, or as the beginning to which it adds the
 * address. A string that merely names the scheme is no link.
 */
export function linksInScript(code: string): Link[] {
  return [...code.matchAll(LITERAL)].flatMap(({ 1: quote, 2: literal = '', 3: plus, index }): Link[] => {
    if (WITHIN_TAG.test(code.slice(Math.max(0, index - TAG_LENGTH), index))) return [];
    const [whole = ''] = quote === '`' ? literal.split('${') : [literal];
    const value = whole.replace(ESCAPE, unescaped);
    if (!/download-manifest/i.test(value)) return [];
    const partial = Boolean(plus) || whole !== literal || /[=&?]$/.test(value);
    return [{ value, place: 'data', ...(partial && { partial }) }];
  });
}

function unescaped(_: string, point?: string, unit?: string, byte?: string, character = ''): string {
  const code = point ?? unit ?? byte;
  if (code === undefined) return character;
  const number = Number.parseInt(code, 16);
  return number <= 0x10ffff ? String.fromCodePoint(number) : '';
}
