import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newestFirst, type Ordered } from '../../../integration/catalog/order.ts';
import { compareVersions } from '../../../integration/ipa/version.ts';

describe('compareVersions', () => {
  const older: [string, string][] = [
    ['1.9', '1.10'],
    ['1.0', '1.0.1'],
    ['2', '10'],
    ['2.0-rc.1', '2.0'],
    ['2.0-beta', '2.0-rc'],
    ['2.0-rc.2', '2.0-rc.10'],
    ['2.0rc2', '2.0rc10'],
    ['1.9', '2.0-alpha'],
    ['1.beta', '1'],
    ['20261231235959', '20270101000000'],
    [`1.${'9'.repeat(30)}`, `1.1${'0'.repeat(30)}`],
    ['9007199254740992', '9007199254740993'],
    ['abc', 'abd'],
    ['abc', '0'],
    ['…', '1'],
  ];
  for (const [a, b] of older) {
    it(`${a} is older than ${b}`, () => {
      assert(compareVersions(a, b) < 0);
      assert(compareVersions(b, a) > 0);
    });
  }

  const equal: [string, string][] = [
    ['1.0', '1.0.0'],
    ['1', '1.0.0.0'],
    ['1.01', '1.1'],
    ['', '0'],
    ['1.', '1.0'],
    ['..', ''],
    ['2.0-rc.1', '2.0-rc.1.0'],
  ];
  for (const [a, b] of equal) {
    it(`"${a}" is as new as "${b}"`, () => {
      assert.equal(compareVersions(a, b), 0);
      assert.equal(compareVersions(b, a), 0);
    });
  }

  it('orders any versions consistently, however odd', () => {
    const random = generator(20261123);
    const versions = Array.from({ length: 60 }, () => oddVersion(random));
    for (const a of versions) {
      assert.equal(compareVersions(a, a), 0, a);
      for (const b of versions) {
        const ab = Math.sign(compareVersions(a, b));
        assert.equal(ab + Math.sign(compareVersions(b, a)), 0, `${a} against ${b}`);
        for (const c of versions) {
          const bc = Math.sign(compareVersions(b, c));
          if (ab > 0 || bc > 0) continue;
          assert.equal(Math.sign(compareVersions(a, c)), Math.min(ab, bc), `${a} ≤ ${b} ≤ ${c}`);
        }
      }
    }
  });
});

describe('newestFirst', () => {
  const release = (version: string, build: string, date: string): Ordered => ({
    ipa: { version, build },
    date,
  });
  const first = release('1.9', '7', '2026-03-01T00:00:00Z');
  const second = release('1.10', '8', '2026-02-20T00:00:00Z');
  const third = release('1.10', '10', '2026-02-01T00:00:00Z');
  const rebuilt = release('1.10.0', '10', '2026-02-02T00:00:00Z');
  const again = release('2.0', '1', '2026-02-02T00:00:00Z');

  it('sorts by version, then build, then date', () => {
    const sorted = [first, second, third, rebuilt].sort(newestFirst('version'));
    assert.deepEqual(sorted, [rebuilt, third, second, first]);
  });

  it('sorts by date where asked to, and by version and build within one date', () => {
    const sorted = [second, rebuilt, again, third, first].sort(newestFirst('date'));
    assert.deepEqual(sorted, [first, second, again, rebuilt, third]);
  });
});

const ALPHABET = [
  '.',
  '.',
  '-',
  '+',
  '0',
  '1',
  '2',
  '9',
  '10',
  'rc',
  'RC',
  'b',
  'é',
  '\u0000',
  ' ',
  '🚀',
  '٣',
];

function oddVersion(random: () => number): string {
  const length = Math.floor(random() * 8);
  return Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
