import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  boolean,
  indefinite,
  integer,
  objectIdentifier,
  octetString,
  readValues,
  segmentedOctetString,
  sequence,
  setOf,
  time,
} from './der.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('DER', () => {
  const encodings: [string, Uint8Array, string][] = [
    ['zero', integer(0), '020100'],
    ['127', integer(127), '02017f'],
    ['128, with a leading zero', integer(128), '02020080'],
    ['minus one', integer(-1), '0201ff'],
    ['minus 128', integer(-128), '020180'],
    ['minus 129', integer(-129), '0202ff7f'],
    ['true', boolean(true), '0101ff'],
    [
      'an identifier with long arcs',
      objectIdentifier('1.2.840.113635.100.6.1.2'),
      '060a2a864886f76364060102',
    ],
    [
      'an identifier under joint-iso-itu-t',
      objectIdentifier('2.16.840.1.101.3.4.2.1'),
      '0609608648016503040201',
    ],
    ['the last UTCTime', time(new Date('2049-12-31T23:59:59Z')), '170d3439313233313233353935395a'],
    [
      'the first GeneralizedTime',
      time(new Date('2050-01-01T00:00:00Z')),
      '180f32303530303130313030303030305a',
    ],
    ['a set in order of its members', setOf(integer(5), integer(3)), '3106020103020105'],
    ['an indefinite length', indefinite(0x30, integer(1)), '30800201010000'],
  ];
  for (const [name, bytes, expected] of encodings) {
    test(`encodes ${name}`, () => assert.equal(hex(bytes), expected));
  }

  test('encodes lengths of one, two and three bytes', () => {
    const heads = [127, 128, 256].map((length) => hex(octetString(new Uint8Array(length))).slice(0, 8));
    assert.deepEqual(heads, ['047f0000', '04818000', '04820100']);
  });
});

describe('reading', () => {
  test('gives back what was written, in either kind of length', () => {
    const pieces = segmentedOctetString(Buffer.from('abcdef'), 4);
    const [outer, last] = readValues(Buffer.concat([indefinite(0x30, pieces, integer(7)), sequence()]));
    const [string, number] = readValues(outer?.contents ?? new Uint8Array());
    const text = readValues(string?.contents ?? new Uint8Array()).map((piece) =>
      String(Buffer.from(piece.contents)),
    );
    assert.deepEqual(
      [text, hex(number?.encoding ?? new Uint8Array()), last?.tag],
      [['abcd', 'ef'], '020107', 0x30],
    );
  });

  test('refuses a value that reaches past the end', () => {
    assert.throws(() => readValues(Uint8Array.of(0x04, 0x05, 1)), RangeError);
    assert.throws(() => readValues(Uint8Array.of(0x30, 0x80, 0x04)), RangeError);
  });
});
