import type { PlistValue } from 'plist';

/** How deeply containers may be nested; Apple's own readers stop at 512. */
export const MAX_DEPTH = 200;

/**
 * `<tag …>`, `</tag>`, `<tag/>`; characters as they are; what is skipped: a comment, an instruction, a document type,
 * also with declarations inside; or text. A name is taken whole: where the `>` is missing, shorter ones would be tried
 * in its place, each up to the end of the text.
 */
const TOKEN =
  /<(\/?)([a-z]+)(?![a-z])([^<>]*)>|<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[^<>]*>|<!DOCTYPE[^<>[]*(?:\[[^\]]*\]\s*)?>|[^<]+/y;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const INTEGER = /^\s*([-+]?)(\d+|0x[\da-f]+)\s*$/i;
const BLANKS = /\s+/g;
const BASE64 = /^([A-Za-z\d+/]*)={0,2}$/;

type Dictionary = { [key: string]: PlistValue };

type Container =
  | { tag: 'dict'; dict: Dictionary; key: string | null }
  | { tag: 'array'; items: PlistValue[] };

/**
 * Reads the XML form of a property list without a tree in between: a seal lists every file of its app, which
 * comes to hundreds of thousands of tags. Takes time and memory in proportion to the text; as Apple's own reader,
 * it knows no entities but those of XML itself.
 * Source: CFPropertyList.c of Apple's CoreFoundation. Throws a `SyntaxError` when it is malformed.
 */
export function parseXmlPlist(xml: string): PlistValue {
  const open: Container[] = [];
  let result: PlistValue | undefined;
  /** The scalar element that is open, and its text so far. */
  let scalar: string | null = null;
  let text = '';
  TOKEN.lastIndex = 0;

  const put = (value: PlistValue): void => {
    const parent = open.at(-1);
    if (!parent) {
      if (result !== undefined) throw new SyntaxError('it holds more than one value');
      result = value;
    } else if (parent.tag === 'array') {
      parent.items.push(value);
    } else {
      if (parent.key === null) throw new SyntaxError('it has a value without a key');
      setKey(parent.dict, parent.key, value);
      parent.key = null;
    }
  };
  const start = (tag: string): void => {
    if (scalar !== null) throw new SyntaxError(`<${tag}> stands within <${scalar}>`);
    if (tag === 'dict' || tag === 'array') {
      if (open.length >= MAX_DEPTH) throw new SyntaxError('it is nested too deeply');
      open.push(tag === 'dict' ? { tag, dict: {}, key: null } : { tag, items: [] });
    } else if (tag !== 'plist') {
      scalar = tag;
      text = '';
    }
  };
  const end = (tag: string): void => {
    if (tag === 'plist') return;
    const container = open.at(-1);
    if (scalar !== null) {
      if (tag !== scalar) throw new SyntaxError(`<${scalar}> ends as </${tag}>`);
      scalar = null;
      if (tag !== 'key') put(scalarValue(tag, text));
      else if (container?.tag === 'dict' && container.key === null) container.key = text;
      else throw new SyntaxError('it has a key out of place');
      return;
    }
    if (container?.tag !== tag) throw new SyntaxError(`</${tag}> ends what is not open`);
    if (container.tag === 'dict' && container.key !== null)
      throw new SyntaxError('it has a key without a value');
    open.pop();
    put(container.tag === 'dict' ? container.dict : container.items);
  };

  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    if (!token) throw new SyntaxError(`it is no XML at character ${at}`);
    const [whole, closing, tag, rest, characters] = token;
    if (tag !== undefined) {
      if (!closing) start(tag);
      if (closing || rest?.endsWith('/')) end(tag);
    } else if (characters !== undefined || !whole.startsWith('<')) {
      if (scalar !== null) text += characters ?? decodeEntities(whole);
      else if (characters !== undefined || whole.trim()) throw new SyntaxError('it has text out of place');
    }
  }
  if (open.length || scalar !== null || result === undefined) throw new SyntaxError('it is cut off');
  return result;
}

function scalarValue(tag: string, text: string): PlistValue {
  switch (tag) {
    case 'string':
      return text;
    case 'data':
      return data(text);
    case 'true':
      return true;
    case 'false':
      return false;
    case 'integer':
      return integer(text);
    case 'real':
      return Number.parseFloat(text);
    case 'date':
      return new Date(text.trim());
    default:
      throw new SyntaxError(`<${tag}> is no element of a property list`);
  }
}

function integer(text: string): number {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits === undefined) throw new SyntaxError('it has an <integer> that is none');
  return Number(digits) * (sign === '-' ? -1 : 1);
}

function data(text: string): Uint8Array {
  const [, digits] = BASE64.exec(text.replace(BLANKS, '')) ?? [];
  if (digits === undefined || digits.length % 4 === 1)
    throw new SyntaxError('it has <data> that is no base64');
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(/&([^;&]*);?/g, (_, name: string) => character(name)) : text;
}

function character(name: string): string {
  const named = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
  const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10) : Number.NaN;
  if (named === undefined && !(code <= 0x10ffff)) {
    throw new SyntaxError(`it has an unknown entity "${name.slice(0, 50)}"`);
  }
  return named ?? String.fromCodePoint(code);
}

/** Puts a value under a key, which is a plain key whatever its name. */
function setKey(dict: Dictionary, key: string, value: PlistValue): void {
  if (key !== '__proto__') dict[key] = value;
  else Object.defineProperty(dict, key, { value, configurable: true, enumerable: true, writable: true });
}
