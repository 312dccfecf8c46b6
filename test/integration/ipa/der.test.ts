import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { children, objectIdentifier, octets, readElement, time } from '../../../integration/ipa/der.ts';
import * as der from '../../support/der.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('readElement', () => {
  const read: [why: string, bytes: Uint8Array, tag: number, contents: string][] = [
    ['a short length', hex('04 02 abcd'), 0x04, 'abcd'],
    ['no contents', hex('05 00'), 0x05, ''],
    ['a length in one more octet', hex(`04 81 80 ${'ab'.repeat(128)}`), 0x04, 'ab'.repeat(128)],
    ['a length in two more octets', hex(`04 82 0100 ${'ab'.repeat(256)}`), 0x04, 'ab'.repeat(256)],
    ['a length with leading zeros', hex('04 84 00000001 ab'), 0x04, 'ab'],
    ['an indefinite length', hex('30 80 0401ab 0000'), 0x30, '0401ab'],
    ['an indefinite length without contents', hex('30 80 0000'), 0x30, ''],
    ['an end mark’s bytes within contents', hex('30 80 0402 0000 0000'), 0x30, '04020000'],
    ['indefinite lengths within each other', hex('30 80 24 80 0401ab 0000 0000'), 0x30, '24800401ab0000'],
  ];
  for (const [why, bytes, tag, contents] of read) {
    it(`reads ${why}, and leaves what follows`, () => {
      const element = readElement(Buffer.concat([bytes, hex('ffff')]));
      assert.equal(element.tag, tag);
      assert.equal(text(element.contents), contents);
      assert.equal(text(element.raw), text(bytes));
    });

    it(`refuses ${why}, cut off at any byte`, () => {
      for (let end = 0; end < bytes.length; end++) {
        assert.throws(() => readElement(bytes.subarray(0, end)), RangeError, `after ${end} bytes`);
      }
    });
  }

  it('reads from an offset', () => assert.equal(text(readElement(hex('0500 0401ab'), 2).contents), 'ab'));

  const refused: [why: string, bytes: Uint8Array][] = [
    ['nothing', hex('')],
    ['a length beyond the end', hex('04 84 7fffffff ab')],
    ['a length of more than six octets', hex('04 87 00000000000001 ab')],
    ['the reserved length', hex(`04 ff ${'00'.repeat(200)}`)],
    ['a tag of several octets', hex('1f 81 00 00')],
    ['an indefinite length of a primitive', hex('04 80 0000')],
    ['an end mark of a wrong length', hex('30 80 0001 00')],
    ['a million indefinite lengths within each other', hex('3080'.repeat(1_000_000))],
  ];
  for (const [why, bytes] of refused) {
    it(`refuses ${why}`, () => assert.throws(() => readElement(bytes), RangeError));
  }
});

describe('children', () => {
  it('are the elements inside, in order', () => {
    const parts = children(readElement(hex('30 08 020101 0500 0401ab')));
    assert.deepEqual(
      parts.map(({ raw }) => text(raw)),
      ['020101', '0500', '0401ab'],
    );
  });

  it('are none in an empty element', () => assert.deepEqual(children(readElement(hex('3000'))), []));

  for (const bytes of ['04 02 0500', '30 01 02', '30 03 020201', '30 80 0401 ab 02 02 01 0000']) {
    it(`are refused in ${bytes}`, () => assert.throws(() => children(readElement(hex(bytes))), RangeError));
  }
});

describe('octets', () => {
  const bytes = Uint8Array.from({ length: 2500 }, (_, index) => index % 251);
  const forms: [why: string, encoding: Uint8Array][] = [
    ['in one piece', der.octetString(bytes)],
    ['in pieces of indefinite length', der.segmentedOctetString(bytes)],
    [
      'in pieces of pieces',
      der.value(0x24, der.octetString(bytes.subarray(0, 1)), der.segmentedOctetString(bytes.subarray(1))),
    ],
  ];
  for (const [why, encoding] of forms) {
    it(`are put together ${why}`, () => assert.equal(text(octets(readElement(encoding))), text(bytes)));
  }

  it('are refused where pieces lie within pieces without end', () => {
    let encoding = der.octetString(Uint8Array.of(1));
    for (let depth = 0; depth < 1000; depth++) encoding = der.value(0x24, encoding);
    assert.throws(() => octets(readElement(encoding)), new RangeError('ASN.1 data is nested too deeply'));
  });
});

describe('objectIdentifier', () => {
  for (const dotted of [
    '1.2.840.113549.1.7.2',
    '2.5.4.3',
    '0.9.2342.19200300.100.1.1',
    '2.999.1',
    '1.3.14.3.2.26',
  ]) {
    it(`reads ${dotted}`, () => {
      assert.equal(objectIdentifier(readElement(der.objectIdentifier(dotted))), dotted);
    });
  }

  for (const odd of ['06 00', '06 01 86', `06 81 80 ${'ff'.repeat(128)}`]) {
    it(`matches nothing for ${odd.slice(0, 12)}`, () => {
      assert.match(objectIdentifier(readElement(hex(odd))), /^0\.0$/);
    });
  }
});

describe('time', () => {
  const cases: [tag: number, text: string, date: string | null][] = [
    [0x17, '260131090000Z', '2026-01-31T09:00:00.000Z'],
    [0x17, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [0x17, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [0x18, '20260131090000Z', '2026-01-31T09:00:00.000Z'],
    [0x18, '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    [0x17, '260131090000+0100', null],
    [0x17, '2601310900Z', null],
    [0x18, '20260131090000.5Z', null],
    [0x17, '261331090000Z', null],
    [0x17, '260132090000Z', null],
    [0x17, '260131250000Z', null],
    [0x17, '', null],
    [0x17, 'yesterday', null],
  ];
  for (const [tag, digits, date] of cases) {
    it(`"${digits}" is ${date}`, () => {
      const element = readElement(der.value(tag, Buffer.from(digits)));
      assert.equal(time(element)?.toISOString() ?? null, date);
    });
  }
});
