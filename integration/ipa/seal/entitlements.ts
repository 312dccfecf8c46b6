import { isDeepStrictEqual } from 'node:util';
import { children, type DerElement, readElement, time } from '../der.ts';
import { type Json, toJson } from '../json.ts';
import { parsePlistDict } from '../plist.ts';

const APPLICATION_16 = 0x70;
const DICTIONARY = 0xb0;
/** A dictionary as codesign wrote it until 2021, without anything around the outermost. */
const OLD_DICTIONARY = 0x31;
const MAX_DEPTH = 32;

/**
 * Whether entitlements say the same as a property list and in DER. iOS 15 and later go by the latter, what is
 * before by the former.
 * Throws when one of them cannot be read.
 */
export function entitlementsAgree(plist: Uint8Array, der: Uint8Array): boolean {
  return isDeepStrictEqual(toJson(parsePlistDict(plist)), readDerEntitlements(der));
}

/**
 * Reads entitlements in DER, `[APPLICATION 16] { 1, [16] { { key, value } … } }` or of old `SET { { key, value } … }`,
 * as codesign writes them; times as ISO 8601 and bytes as base64.
 * Throws a `RangeError` when they are something else.
 */
export function readDerEntitlements(bytes: Uint8Array): Json {
  const element = readElement(bytes);
  if (element.tag === OLD_DICTIONARY) return readValue(element);
  const [, dictionary] = element.tag === APPLICATION_16 ? children(element) : [];
  if (dictionary?.tag !== DICTIONARY) throw new RangeError('they are no DER entitlements');
  return readValue(dictionary);
}

function readValue(element: DerElement, depth = 0): Json {
  if (depth > MAX_DEPTH) throw new RangeError('they are nested too deeply');
  const { tag, contents } = element;
  switch (tag) {
    case 0x01:
      return contents[0] !== 0;
    case 0x02:
      return integer(contents);
    case 0x04:
      return Buffer.from(contents).toString('base64');
    case 0x0c:
      return Buffer.from(contents).toString('utf8');
    case 0x17:
    case 0x18:
      return time(element)?.toISOString() ?? null;
    case 0x30:
      return children(element).map((item) => readValue(item, depth + 1));
    case DICTIONARY:
    case OLD_DICTIONARY:
      return Object.fromEntries(children(element).map((pair) => readPair(pair, depth)));
    default:
      throw new RangeError(`they hold a value of an unknown kind (tag 0x${tag.toString(16)})`);
  }
}

function integer(contents: Uint8Array): number {
  if (contents.length === 0 || contents.length > 8)
    throw new RangeError('they hold a number of an odd length');
  return Number(BigInt.asIntN(8 * contents.length, BigInt(`0x${Buffer.from(contents).toString('hex')}`)));
}

function readPair(pair: DerElement, depth: number): [string, Json] {
  const [key, value] = children(pair);
  if (!key || !value) throw new RangeError('they hold half a value');
  return [Buffer.from(key.contents).toString('utf8'), readValue(value, depth + 1)];
}
