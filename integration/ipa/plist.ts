import { type PlistValue, parseBinary, parseOpenStep } from 'plist';
import { MAX_DEPTH, parseXmlPlist } from './plist/xml.ts';
import { decodeText } from './text.ts';

export type PlistDict = Record<string, unknown>;

const COMMENTS = /^(\s|\/\*[\s\S]*?\*\/|\/\/.*)+/;

const MAX_NODES = 1_000_000;
/** Characters of a string, or bytes of data, that count as one value. */
const NODE_CHARACTERS = 4;

/**
 * Reads a property list in any of Apple's three forms: binary, XML and OpenStep text (also as a `.strings`
 * file without the outer braces). Text is UTF-8, or UTF-16 with a byte order mark.
 * Throws when the bytes are none of them, are nested too deeply, or in binary form unfold to more than memory should
 * be spent on: a million values, of which four characters or bytes make one.
 */
export function parsePlist(bytes: Uint8Array): PlistValue {
  if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'bplist') {
    refuseUnfolding(bytes);
    return parseBinary(bytes);
  }
  const text = decodeText(bytes).trimStart();
  if (!text) throw new SyntaxError('it is empty');
  if (text.startsWith('<')) return parseXmlPlist(text);
  return readOpenStep(/^[{(]/.test(text.replace(COMMENTS, '')) ? text : `{${text}\n}`);
}

function readOpenStep(text: string): PlistValue {
  try {
    return parseOpenStep(text);
  } catch (error) {
    throw new SyntaxError((error as Error).message, { cause: error });
  }
}

/** Reads a property list whose root must be a dictionary; throws otherwise. */
export function parsePlistDict(bytes: Uint8Array): PlistDict {
  const value = parsePlist(bytes);
  if (!isDict(value)) throw new TypeError('its root is not a dictionary');
  return value;
}

/** Whether a value of a property list is a dictionary. */
export function isDict(value: unknown): value is PlistDict {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

/** The dictionary under a key, or null. */
export function dictAt(dict: PlistDict, key: string): PlistDict | null {
  const value = Object.hasOwn(dict, key) ? dict[key] : null;
  return isDict(value) ? value : null;
}

/** The strings under a key: of an array its strings, of a string that one, of anything else none. */
export function stringsAt(dict: PlistDict, key: string): string[] {
  const value = Object.hasOwn(dict, key) ? dict[key] : null;
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Whether the value under a key is true; a missing or odd value is null. */
export function booleanAt(dict: PlistDict, key: string): boolean | null {
  const value = Object.hasOwn(dict, key) ? dict[key] : null;
  return typeof value === 'boolean' ? value : null;
}

/**
 * Throws when a binary property list refers to its own containers, strings or data so often, or in a circle, that
 * reading it would never end: each is written once and may be referred to from anywhere.
 * Layout: CFBinaryPList.c of Apple's CoreFoundation.
 */
function refuseUnfolding(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const trailer = bytes.byteLength - 32;
  const offsetSize = view.getUint8(trailer + 6);
  const referenceSize = view.getUint8(trailer + 7);
  const top = Number(view.getBigUint64(trailer + 16));
  const table = Number(view.getBigUint64(trailer + 24));

  const number = (offset: number, size: number): number => {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + view.getUint8(offset + i);
    return value;
  };

  const unfolded = new Map<number, number>();
  const open = new Set<number>();
  const count = (object: number): number => {
    const known = unfolded.get(object);
    if (known !== undefined) return known;
    if (open.has(object)) throw new RangeError('it contains itself');
    if (open.size > MAX_DEPTH) throw new RangeError('it is nested too deeply');
    let offset = number(table + object * offsetSize, offsetSize);
    const marker = view.getUint8(offset++);
    const kind = marker >> 4;
    let nodes = 1;
    let length = marker & 0xf;
    if (length === 0xf && kind >= 0x4) {
      const size = 1 << (view.getUint8(offset++) & 0xf);
      length = number(offset, size);
      offset += size;
    }
    if (kind >= 0x4 && kind <= 0x6) nodes += length / NODE_CHARACTERS;
    if (kind >= 0xa && kind <= 0xd) {
      const references = kind === 0xd ? length * 2 : length;
      open.add(object);
      for (let i = 0; i < references && nodes <= MAX_NODES; i++) {
        nodes += count(number(offset + i * referenceSize, referenceSize));
      }
      open.delete(object);
    }
    if (nodes > MAX_NODES) throw new RangeError('it unfolds to more values than any real one');
    unfolded.set(object, nodes);
    return nodes;
  };
  count(top);
}
