import type { PlistDict } from '../plist.ts';

/** `<tag …>`, `</tag>`, `<tag/>`; or what is skipped: a comment, an instruction, a document type; or text. */
const TOKEN = /<(\/?)([a-z]+)([^<>]*)>|<!--[\s\S]*?-->|<\?[^<>]*>|<!DOCTYPE[^<>[]*>|[^<]+/y;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MAX_DEPTH = 32;

type Container = { tag: 'dict'; dict: PlistDict; key: string | null } | { tag: 'array'; items: unknown[] };

/**
 * Reads the XML form of a property list without a tree in between: a seal lists every file of its app, which
 * comes to hundreds of thousands of tags.
 * Dictionaries have no prototype, so that any key is a plain key. Throws a `SyntaxError` when it is malformed.
 */
export function parseXmlPlist(bytes: Uint8Array): unknown {
  const xml = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const open: Container[] = [];
  let result: unknown;
  /** The scalar element that is open, and its text so far. */
  let scalar: string | null = null;
  let text = '';
  TOKEN.lastIndex = 0;

  const put = (value: unknown): void => {
    const parent = open.at(-1);
    if (!parent) {
      if (result !== undefined) throw new SyntaxError('it holds more than one value');
      result = value;
    } else if (parent.tag === 'array') {
      parent.items.push(value);
    } else {
      if (parent.key === null) throw new SyntaxError('it has a value without a key');
      parent.dict[parent.key] = value;
      parent.key = null;
    }
  };
  const start = (tag: string): void => {
    if (scalar !== null) throw new SyntaxError(`<${tag}> stands within <${scalar}>`);
    if (open.length >= MAX_DEPTH) throw new SyntaxError('it is nested too deeply');
    if (tag === 'dict') open.push({ tag, dict: Object.create(null), key: null });
    else if (tag === 'array') open.push({ tag, items: [] });
    else if (tag !== 'plist') {
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
      else if (container?.tag === 'dict' && container.key === null) container.key = decodeEntities(text);
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
    const [whole, closing, tag, rest] = token;
    if (tag !== undefined) {
      if (!closing) start(tag);
      if (closing || rest?.endsWith('/')) end(tag);
    } else if (scalar !== null && !whole.startsWith('<')) {
      text += whole;
    } else if (!whole.startsWith('<') && whole.trim()) {
      throw new SyntaxError('it has text out of place');
    }
  }
  if (open.length || scalar !== null || result === undefined) throw new SyntaxError('it is cut off');
  return result;
}

function scalarValue(tag: string, text: string): unknown {
  switch (tag) {
    case 'string':
      return decodeEntities(text);
    case 'data':
      return new Uint8Array(Buffer.from(text, 'base64'));
    case 'true':
      return true;
    case 'false':
      return false;
    case 'integer':
    case 'real':
      return Number(text);
    case 'date':
      return new Date(text);
    default:
      throw new SyntaxError(`<${tag}> is no element of a property list`);
  }
}

function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(/&([^;&]*);?/g, (_, name: string) => character(name)) : text;
}

function character(name: string): string {
  const named = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
  const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10) : Number.NaN;
  if (named === undefined && !(code <= 0x10ffff)) throw new SyntaxError(`it has an unknown entity "${name}"`);
  return named ?? String.fromCodePoint(code);
}
