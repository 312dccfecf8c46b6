/** Writes property lists in Apple's three formats, and the `.strings` files that are one of them. */

import { build, buildBinary, type PlistValue } from 'plist';

export type { PlistValue };
export type PropertyListFormat = 'binary' | 'xml' | 'openstep';

/** Keys and values; a key whose value is undefined is left out. */
export type PlistRecord = Record<string, PlistValue | undefined>;

/** The property list's bytes. OpenStep knows neither numbers nor booleans: they become strings. */
export function encodePropertyList(value: PlistValue, format: PropertyListFormat): Uint8Array {
  if (format === 'binary') return buildBinary(value);
  return Buffer.from(format === 'xml' ? xmlPropertyList(value) : `${openStep(value)}\n`);
}

/** XML as Apple's tools write it: tabs, and a newline at the end. */
export function xmlPropertyList(value: PlistValue): string {
  return `${build(value, { indent: '\t' })}\n`;
}

function openStep(value: PlistValue): string {
  if (Array.isArray(value)) return `(${value.map(openStep).join(', ')})`;
  if (value instanceof Uint8Array) return `<${Buffer.from(value).toString('hex')}>`;
  if (value instanceof Date) return quoted(value.toISOString());
  if (typeof value === 'boolean') return value ? 'YES' : 'NO';
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${quoted(key)} = ${openStep(item)};`)
      .join('\n  ')} }`;
  }
  return quoted(String(value ?? ''));
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** How a `.strings` file is written: text in either encoding, or the compiled form of a built product. */
export type StringsFormat = 'utf-16' | 'utf-8' | 'binary';

/** A `.strings` file. UTF-16 is little-endian behind a byte order mark, as genstrings writes it. */
export function encodeStrings(strings: Record<string, string>, format: StringsFormat): Uint8Array {
  if (format === 'binary') return buildBinary(strings);
  const text = Object.entries(strings)
    .map(([key, string]) => `/* ${key} */\n${quoted(key)} = ${quoted(string)};\n`)
    .join('\n');
  return format === 'utf-16' ? Buffer.from(`\uFEFF${text}`, 'utf16le') : Buffer.from(text);
}

/** The record without its undefined values. */
export function defined(record: PlistRecord): Record<string, PlistValue> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, PlistValue] => entry[1] !== undefined),
  );
}
