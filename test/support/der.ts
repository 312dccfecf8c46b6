/**
 * Writes ASN.1 values in DER (ITU-T X.690), and in BER's indefinite lengths where a test needs them.
 * Every writer returns a complete value: tag, length, contents.
 */

import { concat } from './bytes.ts';

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

/** One decoded value: its tag byte, its contents, and its whole encoding. */
export interface Value {
  tag: number;
  contents: Uint8Array;
  encoding: Uint8Array;
}

/** A value with the given tag byte around the joined contents, in definite length. */
export function value(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const body = concat(...contents);
  return concat(Uint8Array.of(tag), lengthOctets(body.length), body);
}

/** A constructed value of indefinite length (X.690 8.1.3.6), which BER allows and DER forbids. */
export function indefinite(tag: number, ...contents: Uint8Array[]): Uint8Array {
  return concat(Uint8Array.of(tag | CONSTRUCTED, 0x80), ...contents, Uint8Array.of(0, 0));
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const digits = bigEndian(BigInt(length));
  return concat(Uint8Array.of(0x80 | digits.length), digits);
}

function bigEndian(number: bigint): Uint8Array {
  const hex = number.toString(16);
  return new Uint8Array(Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'));
}

/** SEQUENCE. */
export function sequence(...items: Uint8Array[]): Uint8Array {
  return value(0x30, ...items);
}

/** SET OF: DER wants the members in ascending order of their encodings (X.690 11.6). */
export function setOf(...items: Uint8Array[]): Uint8Array {
  return value(0x31, ...items.toSorted(Buffer.compare));
}

/** BOOLEAN, true as 255 (X.690 11.1). */
export function boolean(flag: boolean): Uint8Array {
  return value(0x01, Uint8Array.of(flag ? 0xff : 0));
}

/** INTEGER in two's complement, as short as can be. */
export function integer(number: bigint | number): Uint8Array {
  const n = BigInt(number);
  if (n < 0n) {
    const bits = 8 * Math.ceil(((-n - 1n).toString(2).length + 1) / 8);
    return value(0x02, bigEndian(BigInt.asUintN(bits, n)));
  }
  const digits = bigEndian(n);
  return (digits[0] ?? 0) & 0x80 ? value(0x02, Uint8Array.of(0), digits) : value(0x02, digits);
}

/** BIT STRING; `unusedBits` are those at the end of the last byte. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Uint8Array {
  return value(0x03, Uint8Array.of(unusedBits), bytes);
}

/** OCTET STRING. */
export function octetString(bytes: Uint8Array): Uint8Array {
  return value(0x04, bytes);
}

/** OCTET STRING in pieces of `pieceLength` bytes within an indefinite length, as streaming signers write it. */
export function segmentedOctetString(bytes: Uint8Array, pieceLength = 1000): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceLength) {
    pieces.push(octetString(bytes.subarray(at, at + pieceLength)));
  }
  return indefinite(0x04, ...pieces);
}

/** NULL. */
export function nothing(): Uint8Array {
  return value(0x05);
}

/** OBJECT IDENTIFIER from dotted notation. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(0x06, ...[first * 40 + second, ...rest].map(base128));
}

function base128(arc: number): Uint8Array {
  const digits = [arc % 128];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
    digits.unshift((left % 128) | 0x80);
  }
  return Uint8Array.from(digits);
}

/** UTF8String. */
export function utf8String(text: string): Uint8Array {
  return value(0x0c, Buffer.from(text, 'utf8'));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280 4.1.2.5), to the second. */
export function time(date: Date): Uint8Array {
  const digits = `${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050
    ? value(0x17, Buffer.from(digits.slice(2)))
    : value(0x18, Buffer.from(digits));
}

/** `[number]` around complete values: EXPLICIT, or IMPLICIT over a constructed type. */
export function tagged(number: number, ...items: Uint8Array[]): Uint8Array {
  return value(CONTEXT | CONSTRUCTED | number, ...items);
}

/** `[number]` IMPLICIT over a primitive type: the contents alone. */
export function taggedPrimitive(number: number, contents: Uint8Array): Uint8Array {
  return value(CONTEXT | number, contents);
}

/** The tag that `indefinite` takes for `[number]`. */
export function contextTag(number: number): number {
  return CONTEXT | CONSTRUCTED | number;
}

/** The values that stand one after another in `bytes`. Throws a RangeError when one reaches past the end. */
export function readValues(bytes: Uint8Array): Value[] {
  const values: Value[] = [];
  for (let at = 0; at < bytes.length; ) {
    const read = readValue(bytes.subarray(at));
    values.push(read);
    at += read.encoding.length;
  }
  return values;
}

function readValue(bytes: Uint8Array): Value {
  const [tag = 0, first = 0] = bytes;
  if (first === 0x80) return readIndefinite(tag, bytes);
  const digits = first & 0x80 ? first & 0x7f : 0;
  const length = digits ? Number(`0x${Buffer.from(bytes.subarray(2, 2 + digits)).toString('hex')}`) : first;
  const start = 2 + digits;
  const end = start + length;
  if (!(end <= bytes.length)) throw new RangeError('An ASN.1 value reaches past the end.');
  return { tag, contents: bytes.subarray(start, end), encoding: bytes.subarray(0, end) };
}

function readIndefinite(tag: number, bytes: Uint8Array): Value {
  let at = 2;
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) at += readValue(bytes.subarray(at)).encoding.length;
  return { tag, contents: bytes.subarray(2, at), encoding: bytes.subarray(0, at + 2) };
}
