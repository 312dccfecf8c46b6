/** A stylesheet of a page. */
export interface Stylesheet {
  css: string;
  /** Address from the origin on that it was loaded from, against which its own addresses are read. */
  href?: string | undefined;
  /** Its media query, where it has one. */
  media?: string | undefined;
}

/** At-rules that AMP allows and that hold rules, and those that hold declarations. The others are left out. */
const OF_RULES = /^@(media|supports|-moz-document)\b/i;
const KEYFRAMES = /^@(-\w+-)?keyframes\b/i;
const OF_DECLARATIONS = /^@(font-face|page)\b/i;
const LAYER = /^@layer\b/i;

const TOKEN =
  /(\/\*[\s\S]*?(?:\*\/|$))|(\s+)|(url\(\s*(?:"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[^"')\s][^)]*)\s*\))|"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[^'\\])*'?|\\[\s\S]|[{}()[\];]|(?:(?!url\()[^\s"'\\{}()[\];/])+|[\s\S]/gi;

/** Bytes that the style of an AMP page may have. */
const LIMIT = 75_000;

/**
 * The style of an AMP page out of the stylesheets of the page that it is made from: small, in one piece, and
 * without what AMP forbids, such as `!important`; rules in a `@layer` stay, the layer goes. Where it is more
 * than AMP allows, the largest stylesheets are left out; `leftOut` is how many bytes they have.
 * Source: "Supported CSS" of amp.dev, and the AMP validator.
 */
export function ampCss(sheets: Stylesheet[]): { css: string; leftOut: number } {
  const parts = sheets.map(ampSheet).map((css) => ({ css, size: Buffer.byteLength(css) }));
  let excess = parts.reduce((sum, { size }) => sum + size, 0) - LIMIT;
  const dropped = new Set<object>();
  for (const part of parts.toSorted((a, b) => b.size - a.size)) {
    if (excess <= 0) break;
    dropped.add(part);
    excess -= part.size;
  }
  return {
    css: parts.flatMap((part) => (dropped.has(part) ? [] : [part.css])).join(''),
    leftOut: parts.reduce((sum, part) => sum + (dropped.has(part) ? part.size : 0), 0),
  };
}

function ampSheet({ css, href, media }: Stylesheet): string {
  const rules = new Reader(css, href).rules();
  return media && rules ? `@media ${plainQuery(media)}{${rules}}` : rules;
}

/** Reads a stylesheet once from begin to end and gives it back as AMP allows it. */
class Reader {
  readonly #tokens: string[];
  #at = 0;

  constructor(css: string, href: string | undefined) {
    this.#tokens = [...css.matchAll(TOKEN)].map(([token, comment, space, url]) => {
      if (comment || space) return ' ';
      return withoutTags(url && href ? rebased(url, href) : token);
    });
  }

  /** Rules up to the end of the sheet, or of the block that they are in. */
  rules(isBlock = false): string {
    let out = '';
    while (this.#at < this.#tokens.length) {
      const prelude = this.#upTo('{;}');
      const end = this.#tokens[this.#at++];
      if (end === '}' && isBlock) break;
      if (end === '}') {
        // One too many: it spoils the rule that follows.
        this.#upTo('{');
        this.#at++;
        this.#skipBlock();
      }
      if (end !== '{') continue;
      out += this.#rule(prelude);
    }
    return out;
  }

  #rule(prelude: string): string {
    if (LAYER.test(prelude)) return this.rules(true);
    if (OF_RULES.test(prelude)) return block(plainQuery(prelude), this.rules(true));
    if (KEYFRAMES.test(prelude)) return block(prelude, this.rules(true));
    if (!prelude.startsWith('@') || OF_DECLARATIONS.test(prelude)) {
      return block(tight(prelude), this.#declarations());
    }
    this.#skipBlock();
    return '';
  }

  /** Declarations up to the end of the block; rules nested among them are left out, as AMP reads none. */
  #declarations(): string {
    const kept: string[] = [];
    while (this.#at < this.#tokens.length) {
      const declaration = this.#upTo('{;}');
      const end = this.#tokens[this.#at++];
      if (end === '{') {
        if (declaration.startsWith('--') && declaration.includes(':')) {
          kept.push(`${declaration}{${this.#rawBlock()}}`);
        } else this.#skipBlock();
        continue;
      }
      const plain = declaration.replace(/\s*!\s*important\s*$/i, '').replace(/^([\w-]+)\s*:\s*/, '$1:');
      if (plain) kept.push(plain);
      if (end !== ';') break;
    }
    return kept.join(';');
  }

  /** The text before the next of some characters that stands outside of brackets. */
  #upTo(ends: string): string {
    let text = '';
    let depth = 0;
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at] ?? '';
      if (depth === 0 && token.length === 1 && ends.includes(token)) break;
      if (token === '(' || token === '[') depth++;
      if (token === ')' || token === ']') depth--;
      if (token !== ' ' || !text.endsWith(' ')) text += token;
    }
    return text.trim();
  }

  #skipBlock(): void {
    this.#rawBlock();
  }

  #rawBlock(): string {
    let text = '';
    for (let depth = 1; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at] ?? '';
      if (token === '{') depth++;
      if (token === '}' && --depth === 0) {
        this.#at++;
        break;
      }
      text += token;
    }
    return text;
  }
}

function block(prelude: string, content: string): string {
  return content && `${prelude}{${content}}`;
}

function tight(selector: string): string {
  return selector.replace(/\s*([>,~])\s*/g, '$1');
}

const RANGE = /\(\s*(?:([\d.]+[a-z]*)\s*(<=?)\s*)?(width|height)\s*(?:([<>]=?)\s*([\d.]+[a-z]*)\s*)?\)/gi;

/**
 * A media query with `min-` and `max-` in place of ranges, which the validator does not read. A strict limit
 * becomes one that is a hundredth off.
 */
function plainQuery(query: string): string {
  return query.replace(RANGE, (range, low, lowSign, side, sign, limit) => {
    const parts = [];
    if (low) parts.push(`(min-${side}:${moved(low, lowSign, 0.01)})`);
    if (limit) {
      const [name, step] = sign.startsWith('>') ? ['min', 0.01] : ['max', -0.01];
      parts.push(`(${name}-${side}:${moved(limit, sign, step)})`);
    }
    return parts.join(' and ') || range;
  });
}

function moved(length: string, sign: string, step: number): string {
  if (sign.endsWith('=')) return length;
  const [, number = '', unit = ''] = /^([\d.]+)(.*)$/.exec(length) ?? [];
  return `${Number((Number(number) + step).toFixed(4))}${unit}`;
}

const ANYWHERE = 'https://stylesheet.invalid';

/** An address as seen from the page instead of from the stylesheet at `href`. */
function rebased(url: string, href: string): string {
  const [, address = ''] = /^url\(\s*["']?([\s\S]*?)["']?\s*\)$/i.exec(url) ?? [];
  if (/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(address) || !URL.canParse(address, new URL(href, ANYWHERE)))
    return url;
  const { origin, pathname, search, hash, href: whole } = new URL(address, new URL(href, ANYWHERE));
  return `url("${origin === ANYWHERE ? pathname + search + hash : whole}")`;
}

/** Nothing in a string may end the style or look like a comment to an HTML parser. */
function withoutTags(token: string): string {
  return token.replace(/<(?=[/!])/g, '\\3c ');
}
