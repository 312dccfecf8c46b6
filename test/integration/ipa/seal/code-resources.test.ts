import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  belongsInSeal,
  type Rule,
  readCodeResources,
} from '../../../../integration/ipa/seal/code-resources.ts';
import { encodePropertyList, type PlistValue, xmlPropertyList } from '../../../support/property-list.ts';

const read = (value: PlistValue) => readCodeResources(Buffer.from(xmlPropertyList(value)));
const SHA1 = Buffer.alloc(20, 1);
const SHA256 = Buffer.alloc(32, 2);
const hex = (bytes: Buffer) => bytes.toString('hex');

const SEAL = {
  files: { 'a.txt': SHA1, 'de.lproj/a.strings': { hash: SHA1, optional: true } },
  rules: { '^.*': true, '^b$': false },
};
const SEAL_2 = {
  ...SEAL,
  files2: {
    'a.txt': { hash: SHA1, hash2: SHA256 },
    'b.txt': { hash2: SHA256, optional: true },
    link: { symlink: 'a.txt' },
    'A.framework': { cdhash: SHA1, requirement: 'identifier "a"' },
  },
  rules2: { '^.*': true, '^x$': { omit: true, weight: 20 } },
};

describe('readCodeResources', () => {
  const plainFile = { optional: false, hashes: {}, symlink: null, nested: null };

  it('takes the second version where there is one', () => {
    const seal = read(SEAL_2);
    assert.equal(seal.version, 2);
    assert.deepEqual(Object.fromEntries(seal.files), {
      'a.txt': { ...plainFile, hashes: { sha1: hex(SHA1), sha256: hex(SHA256) } },
      'b.txt': { ...plainFile, hashes: { sha256: hex(SHA256) }, optional: true },
      link: { ...plainFile, symlink: 'a.txt' },
      'A.framework': { ...plainFile, nested: { cdhash: hex(SHA1), requirement: 'identifier "a"' } },
    });
  });

  it('takes the first version otherwise', () => {
    const seal = read(SEAL);
    assert.equal(seal.version, 1);
    assert.deepEqual(Object.fromEntries(seal.files), {
      'a.txt': { ...plainFile, hashes: { sha1: hex(SHA1) } },
      'de.lproj/a.strings': { ...plainFile, hashes: { sha1: hex(SHA1) }, optional: true },
    });
  });

  it('reads a binary seal', () => {
    assert.equal(readCodeResources(encodePropertyList(SEAL_2, 'binary')).files.size, 4);
  });

  const refused: [why: string, seal: PlistValue][] = [
    ['a list', []],
    ['no files', { rules: {} }],
    ['files of the second version without its rules', { ...SEAL, files2: {} }],
    ['files that are no dictionary', { ...SEAL, files: [] }],
    ['a file without anything', { ...SEAL, files: { a: {} } }],
    ['a file that is text', { ...SEAL, files: { a: 'b' } }],
    ['a rule that cannot be read', { ...SEAL, rules: { '(': true } }],
    ['a rule that is text', { ...SEAL, rules: { a: 'b' } }],
    ['more rules than any real one', { ...SEAL, rules: Object.fromEntries(rulesNamed(201)) }],
  ];
  for (const [why, seal] of refused) it(`refuses ${why}`, () => assert.throws(() => read(seal), Error));

  it('refuses bytes that are no property list', () => {
    assert.throws(() => readCodeResources(Buffer.from('hash')), SyntaxError);
    assert.throws(() => readCodeResources(Buffer.of()), SyntaxError);
  });
});

describe('belongsInSeal', () => {
  const rulesOf = (rules: PlistValue) => read({ files: {}, rules }).rules;
  const cases: [name: string, rules: PlistValue, path: string, belongs: boolean][] = [
    ['a rule that is true takes the file in', { '^.*': true }, 'a', true],
    ['a rule that is false leaves it out', { '^.*': true, '^a': false }, 'a', false],
    ['what no rule matches stays outside', { '^b': true }, 'a', false],
    ['no rules leave all outside', {}, 'a', false],
    ['the heavier rule decides', { '^.*': true, '^a': { omit: true, weight: 20 } }, 'a', false],
    ['whatever the order', { '^a': { omit: true, weight: 20 }, '^.*': true }, 'a', false],
    ['against an omission too', { '^.*': { weight: 30 }, '^a': { omit: true, weight: 20 } }, 'a', true],
    ['a rule without a weight weighs 1', { '^.*': { weight: 0.5 }, '^a': { omit: true } }, 'a', false],
    [
      'on equal weight an omission wins',
      { '^a': { omit: true, weight: 20 }, '^': { weight: 20 } },
      'a',
      false,
    ],
    [
      'on equal weight an omission wins from behind',
      { '^': { weight: 20 }, '^a': { omit: true, weight: 20 } },
      'a',
      false,
    ],
    [
      'a heavier rule that does not match is nothing',
      { '^.*': true, '^b': { omit: true, weight: 20 } },
      'a',
      true,
    ],
    [
      'an optional file belongs in it when it is there',
      { '^.*': { optional: true, weight: 1000 } },
      'a',
      true,
    ],
  ];
  for (const [name, rules, path, belongs] of cases) {
    it(name, () => assert.equal(belongsInSeal(path, rulesOf(rules), { steps: 1000 }), belongs));
  }

  it('spends one budget on all rules', () => {
    const rules: Rule[] = rulesOf(Object.fromEntries(rulesNamed(50)));
    assert.throws(() => belongsInSeal('b'.repeat(100), rules, { steps: 1000 }), RangeError);
  });
});

function rulesNamed(count: number): [string, boolean][] {
  return Array.from({ length: count }, (_, index) => [`a${index}`, true]);
}
