import type { Link } from './contents.ts';

/** A string in JavaScript that begins like an install link, as long as one may be, and the plus sign behind it. */
const LITERAL = /(["'`])(\s*itms-services:(?:(?!\1|\\)[\s\S]|\\[\s\S]){0,8192})\1(\s*\+)?/gi;
const ESCAPE = /\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi;
/** How far before a string is looked for what it stands in, since code can be one long line. */
const REACH = 500;
/** An attribute of a tag, in a string of HTML: whoever uses that string decodes it. A comparison is no tag. */
const IN_TAG = /<[a-z][\w-]*\s[^<>]*=\s*\\?$/i;
/** A comment begins behind white space or punctuation; within a word it is a part of an address or a pattern. */
const IN_LINE_COMMENT = /(?:^|[\s;,(){}[\]])\/\/.*$/;
const BEFORE_COMMENT = /^$|[\s;,(){}[\]]/;

/**
 * Finds the install links that a script has as strings of their own, or as the beginning to which it adds the
 * address. A string that merely names the scheme, and one in a comment, is no link.
 */
export function linksInScript(code: string): Link[] {
  return [...code.matchAll(LITERAL)].flatMap(({ 1: quote, 2: literal = '', 3: plus, index }): Link[] => {
    const before = code.slice(Math.max(0, index - REACH), index);
    if (IN_TAG.test(before) || IN_LINE_COMMENT.test(before) || isInBlockComment(code, index)) return [];
    const [whole = ''] = quote === '`' ? literal.split('${') : [literal];
    const value = whole.replace(ESCAPE, unescaped);
    if (!/download-manifest/i.test(value)) return [];
    const partial = Boolean(plus) || whole !== literal || /[=&?]$/.test(value);
    return [{ value, place: 'data', ...(partial && { partial }) }];
  });
}

function isInBlockComment(code: string, index: number): boolean {
  const opened = code.lastIndexOf('/*', index);
  return opened > code.lastIndexOf('*/', index) && BEFORE_COMMENT.test(code.charAt(opened - 1));
}

function unescaped(_: string, point?: string, unit?: string, byte?: string, character = ''): string {
  const code = point ?? unit ?? byte;
  if (code === undefined) return character;
  const number = Number.parseInt(code, 16);
  return number <= 0x10ffff ? String.fromCodePoint(number) : '';
}
