import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  booleanAt,
  dictAt,
  isDict,
  parsePlist,
  parsePlistDict,
  stringsAt,
} from '../../../integration/ipa/plist.ts';
import { encodePropertyList, encodeStrings } from '../../support/property-list.ts';

const xml = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">${content}</plist>`;
const read = (text: string) => parsePlist(Buffer.from(text));
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('parsePlist reads', () => {
  const value = {
    name: 'Größe 🚀',
    list: ['a', 'b'],
    dict: { 'a key': 'x' },
    date: new Date('2026-01-31T09:00:00Z'),
  };
  const typed = { ...value, yes: true, no: false, whole: 35, part: 1.5, data: Uint8Array.of(1, 2, 255) };

  for (const format of ['binary', 'xml'] as const) {
    it(`a ${format} list`, () =>
      assert.deepEqual(plain(parsePlist(encodePropertyList(typed, format))), plain(typed)));
  }

  it('a binary list that lies within other bytes', () => {
    const padded = Buffer.concat([Buffer.from('xx'), encodePropertyList(typed, 'binary'), Buffer.from('xx')]);
    assert.deepEqual(plain(parsePlist(padded.subarray(2, -2))), plain(typed));
  });

  it('an OpenStep list, which knows strings, lists, data and dictionaries alone', () => {
    const list =
      '{ name = Orbit; "a b" = "c\\"d\\n"; list = (a, "b c",); data = <01 02 ff>; dict = { x = y; }; }';
    assert.deepEqual(read(list), {
      name: 'Orbit',
      'a b': 'c"d\n',
      list: ['a', 'b c'],
      data: Uint8Array.of(1, 2, 255),
      dict: { x: 'y' },
    });
    assert.deepEqual(parsePlist(encodePropertyList({ name: 'Größe 🚀' }, 'openstep')), { name: 'Größe 🚀' });
  });

  const STRINGS = { CFBundleDisplayName: 'Größe "🚀"', CFBundleName: 'アプリ' };
  for (const format of ['utf-8', 'utf-16', 'binary'] as const) {
    it(`a .strings file in ${format}, a comment first`, () => {
      assert.deepEqual(parsePlist(encodeStrings(STRINGS, format)), STRINGS);
    });
  }

  it('UTF-16 of either byte order, behind a byte order mark', () => {
    const littleEndian = Buffer.from('\uFEFF"a" = "ö";', 'utf16le');
    assert.deepEqual(parsePlist(littleEndian), { a: 'ö' });
    assert.deepEqual(parsePlist(Buffer.from(littleEndian).swap16()), { a: 'ö' });
    const document = Buffer.from(`\uFEFF${xml('<string>ö</string>').replace('UTF-8', 'UTF-16')}`, 'utf16le');
    assert.equal(parsePlist(document), 'ö');
  });

  const texts: [why: string, text: string, value: unknown][] = [
    ['a .strings file', '"a" = "b";\nc = d;', { a: 'b', c: 'd' }],
    ['a .strings file behind a byte order mark', '\uFEFF"a" = "b";', { a: 'b' }],
    ['a .strings file behind line comments', '// one\n// two { }\na = b;', { a: 'b' }],
    [
      'a .strings file behind comments of every kind',
      '\n/* one\n * { */ // two\n\n/**/a = b; // three',
      { a: 'b' },
    ],
    ['a .strings file that begins with a hyphen', '-a = b;', { '-a': 'b' }],
    ['a .strings file of comments alone', '/* nothing yet */\n', {}],
    ['an OpenStep dictionary behind a comment', '// !$*UTF8*$!\n{ a = b; }', { a: 'b' }],
    ['an OpenStep array behind a comment', '/* a */ (b, c)', ['b', 'c']],
    ['XML behind blank lines', `\n\n${xml('<true/>').slice(39)}`, true],
    ['XML with comments and CDATA', xml('<!-- a --><string>a<![CDATA[<&]]></string>'), 'a<&'],
    ['XML with entities', xml('<string>&lt;&amp;&#x1F680;</string>'), '<&🚀'],
    ['an XML list without content', '<plist version="1.0"><dict/></plist>', {}],
  ];
  for (const [why, text, value] of texts) it(why, () => assert.deepEqual(read(text), value));
});

describe('parsePlist refuses', () => {
  it('what is not UTF-8', () => {
    assert.throws(() => parsePlist(Buffer.from('<plist><string>\xff</string></plist>', 'latin1')), TypeError);
  });

  const refused: [why: string, bytes: Uint8Array | string, message?: RegExp][] = [
    ['nothing', '', /empty/],
    ['blanks', ' \n\t', /empty/],
    ['words', 'hello, world'],
    ['bytes that are no text', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
    ['control characters', Buffer.alloc(100)],
    ['a web page', '<!doctype html><html><body>Log in</body></html>'],
    ['JSON', '{"a": 1}'],
    ['other XML', '<manifest/>'],
    ['XML that is cut off', xml('<dict><key>a</key><string>b').slice(0, -8)],
    ['XML with an unknown element', xml('<float>1</float>')],
    ['a dictionary without keys', xml('<dict><string>a</string></dict>')],
    ['text without an end', '{ a = "b'],
    ['a comment without an end', '/* a'],
    ['XML that is nested too deeply', xml('<array>'.repeat(50_000) + '</array>'.repeat(50_000)), /nested/],
    ['XML that never closes', xml('<dict><key>a</key>'.repeat(50_000)), /nested/],
    ['XML of a million stray brackets', xml(`<string>${'<'.repeat(1_000_000)}</string>`), /no XML/],
    ['XML with a name of a million letters', `<plist><${'a'.repeat(1_000_000)}`, /no XML/],
    ['XML of a million entities', xml(`<string>${'&none;'.repeat(1_000_000)}</string>`), /entity/],
    ['OpenStep text that is nested too deeply', '('.repeat(1_000_000)],
    ['OpenStep dictionaries that never close', '{a='.repeat(1_000_000)],
    ['a million quotes', '"'.repeat(1_000_000)],
    ['a binary list without its end', 'bplist00'],
    [
      'a binary list of an unknown version',
      Buffer.from(encodePropertyList({ a: 'b' }, 'binary')).fill('9', 6, 8),
    ],
    ['a binary list that contains itself', binaryPlist([array(0)]), /contains itself/],
    [
      'binary lists that contain each other',
      binaryPlist([array(1), dict([2, 0]), string('a')]),
      /contains itself/,
    ],
    ['a binary list that unfolds without end', binaryPlist(doubling(60)), /unfolds/],
    ['binary dictionaries that unfold without end', binaryPlist(doublingDicts(60)), /unfolds/],
    [
      'a long string that is repeated',
      binaryPlist([array(...Array(1000).fill(1)), string('x'.repeat(60_000))]),
      /unfolds/,
    ],
    [
      'long data that are repeated',
      binaryPlist([array(...Array(1000).fill(1)), object(0x4, 60_000, Buffer.alloc(60_000))]),
      /unfolds/,
    ],
    ['a binary list that is nested too deeply', binaryPlist(chain(5000)), /nested/],
    ['a binary array longer than its file', binaryPlist([Buffer.from('af13ffffffffffffff00', 'hex')])],
    ['a binary string longer than its file', binaryPlist([Buffer.from('5f12000fffff', 'hex')])],
    ['a binary list whose first object is missing', binaryPlist([string('a')], { top: 77 })],
    ['a binary list whose table is missing', binaryPlist([string('a')], { table: 2 ** 40 })],
    ['a binary list of more objects than bytes', binaryPlist([string('a')], { count: 2 ** 31 })],
  ];
  for (const [why, bytes, message = /./] of refused) {
    it(why, () => assert.throws(() => parsePlist(Buffer.from(bytes)), message));
  }

  it('binary lists that are cut off at any byte', () => {
    const bytes = encodePropertyList({ list: ['a', 1, true], date: new Date(0) }, 'binary');
    for (let end = 0; end < bytes.length; end++) {
      assert.throws(() => parsePlistDict(bytes.subarray(0, end)), Error, `after ${end} bytes`);
    }
  });

  it('or reads binary lists of which any byte is changed, and goes on either way', () => {
    const bytes = encodePropertyList({ list: ['a', 1, true], dict: { b: 'c' } }, 'binary');
    for (let at = 8; at < bytes.length; at++) {
      for (const byte of [0x00, 0x01, 0x5f, 0xa1, 0xd1, 0xff]) {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = byte;
        try {
          parsePlist(damaged);
        } catch (error) {
          assert(error instanceof Error);
        }
      }
    }
  });

  it('to print anything', (test) => {
    const printed = [
      test.mock.method(console, 'error', () => {}),
      test.mock.method(console, 'warn', () => {}),
    ];
    for (const text of ['<plist>', xml('<string>&none;</string>'), '<a', '<!doctype html>']) {
      try {
        read(text);
      } catch {
        // Refusing is fine, printing is not.
      }
    }
    assert.deepEqual(
      printed.map(({ mock }) => mock.callCount()),
      [0, 0],
    );
  });
});

describe('hostile property lists', () => {
  it('expand no entity of their own, neither bombs nor files', () => {
    const lines = ['<!ENTITY a0 "ha">'];
    for (let i = 1; i < 30; i++) lines.push(`<!ENTITY a${i} "&a${i - 1};&a${i - 1};">`);
    lines.push('<!ENTITY file SYSTEM "file:///etc/hosts">');
    const list = (text: string) =>
      `<!DOCTYPE plist [${lines.join('')}]><plist><string>${text}</string></plist>`;
    assert.equal(read(list('a')), 'a');
    for (const name of ['a29', 'file']) {
      assert.throws(() => read(list(`&${name};`)), new RegExp(`unknown entity "${name}"`));
    }
  });

  it('change no object but their own', () => {
    const polluting = [
      Buffer.from('__proto__ = { polluted = yes; }; "constructor" = { prototype = { polluted = yes; }; };'),
      Buffer.from(xml('<dict><key>__proto__</key><dict><key>polluted</key><true/></dict></dict>')),
      binaryPlist([dict([1, 2]), string('__proto__'), dict([3, 4]), string('polluted'), string('yes')]),
    ];
    for (const bytes of polluting) {
      try {
        assert.equal(booleanAt(parsePlistDict(bytes), 'polluted'), null);
        assert.deepEqual(stringsAt(parsePlistDict(bytes), 'polluted'), []);
      } catch (error) {
        assert.match(String(error), /__proto__/);
      }
    }
    assert(!('polluted' in {}));
  });
});

describe('the parts of a dictionary', () => {
  const parts = {
    text: 'a',
    list: ['a', 1, 'b'],
    dict: { a: 1 },
    yes: true,
    no: false,
    one: 1,
    data: Uint8Array.of(),
  };

  it('are strings where they are', () => {
    assert.deepEqual(stringsAt(parts, 'text'), ['a']);
    assert.deepEqual(stringsAt(parts, 'list'), ['a', 'b']);
    for (const key of ['dict', 'yes', 'one', 'data', 'missing', 'toString'])
      assert.deepEqual(stringsAt(parts, key), []);
  });

  it('are booleans where they are', () => {
    assert.equal(booleanAt(parts, 'yes'), true);
    assert.equal(booleanAt(parts, 'no'), false);
    for (const key of ['text', 'one', 'missing', 'toString']) assert.equal(booleanAt(parts, key), null);
  });

  it('are dictionaries where they are', () => {
    assert.deepEqual(dictAt(parts, 'dict'), { a: 1 });
    for (const key of ['text', 'list', 'data', 'missing', 'constructor', '__proto__']) {
      assert.equal(dictAt(parts, key), null);
    }
    for (const other of [null, undefined, 'a', 1, [], new Date(), new Uint8Array()])
      assert.equal(isDict(other), false);
  });

  for (const root of ['<array/>', '<string>a</string>', '<true/>', '<date>2026-01-31T09:00:00Z</date>']) {
    it(`are refused with ${root} around them`, () => {
      assert.throws(() => parsePlistDict(Buffer.from(xml(root))), /its root is not a dictionary/);
    });
  }
});

/** A binary property list of these objects, the first at the top, with two bytes for each reference and four for each offset. */
function binaryPlist(
  objects: Uint8Array[],
  trailer: { count?: number; top?: number; table?: number } = {},
): Buffer {
  const offsets: number[] = [];
  let end = 8;
  for (const object of objects) {
    offsets.push(end);
    end += object.length;
  }
  const table = Buffer.alloc(objects.length * 4 + 32);
  for (const [index, offset] of offsets.entries()) table.writeUInt32BE(offset, index * 4);
  const numbers = table.subarray(objects.length * 4);
  numbers.writeUInt8(4, 6);
  numbers.writeUInt8(2, 7);
  numbers.writeBigUInt64BE(BigInt(trailer.count ?? objects.length), 8);
  numbers.writeBigUInt64BE(BigInt(trailer.top ?? 0), 16);
  numbers.writeBigUInt64BE(BigInt(trailer.table ?? end), 24);
  return Buffer.concat([Buffer.from('bplist00'), ...objects, table]);
}

function object(kind: number, length: number, contents: Uint8Array): Uint8Array {
  const marker = Buffer.from([(kind << 4) | 0xf, 0x12, 0, 0, 0, 0]);
  marker.writeUInt32BE(length, 2);
  return Buffer.concat([marker, contents]);
}

function references(...indexes: number[]): Uint8Array {
  return Uint8Array.from(indexes.flatMap((index) => [index >> 8, index & 0xff]));
}

function string(text: string): Uint8Array {
  return object(0x5, text.length, Buffer.from(text, 'latin1'));
}

function array(...items: number[]): Uint8Array {
  return object(0xa, items.length, references(...items));
}

function dict(...entries: [key: number, value: number][]): Uint8Array {
  const [keys, values] = [entries.map(([key]) => key), entries.map(([, value]) => value)];
  return object(0xd, entries.length, references(...keys, ...values));
}

/** Arrays that each hold the next one twice. */
function doubling(levels: number): Uint8Array[] {
  return [...Array.from({ length: levels }, (_, level) => array(level + 1, level + 1)), string('a')];
}

/** Dictionaries that each hold the next one under two keys. */
function doublingDicts(levels: number): Uint8Array[] {
  const keys = [levels + 1, levels + 2] as const;
  const dicts = Array.from({ length: levels }, (_, level) =>
    dict([keys[0], level + 1], [keys[1], level + 1]),
  );
  return [...dicts, string('a'), string('b'), string('c')];
}

/** Arrays that each hold the next one. */
function chain(levels: number): Uint8Array[] {
  return [...Array.from({ length: levels }, (_, level) => array(level + 1)), string('a')];
}
