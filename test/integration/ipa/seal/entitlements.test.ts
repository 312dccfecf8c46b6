import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entitlementsAgree, readDerEntitlements } from '../../../../integration/ipa/seal/entitlements.ts';
import * as der from '../../../support/der.ts';
import { type Entitlements, entitlementsDer, entitlementsPlist } from '../../../support/entitlements.ts';

const ENTITLEMENTS: Entitlements = {
  'application-identifier': 'EXAMPLE123.com.example.orbit',
  'get-task-allow': false,
  'aps-environment': 'production',
  groups: ['a', 'b'],
  nested: { list: [{ deep: true }], number: 70_000, negative: -5, empty: {} },
  data: Buffer.from([1, 2, 3]),
  größe: 'ü',
};

describe('readDerEntitlements', () => {
  it('reads every type of value', () => {
    assert.deepEqual(readDerEntitlements(entitlementsDer(ENTITLEMENTS)), {
      ...ENTITLEMENTS,
      data: 'AQID',
    });
  });

  it('takes 1 and 255 for true', () => {
    for (const byte of [1, 255]) {
      const pair = der.sequence(der.utf8String('a'), der.value(0x01, Uint8Array.of(byte)));
      assert.deepEqual(readDerEntitlements(der.value(0x70, der.integer(1), der.tagged(16, pair))), {
        a: true,
      });
    }
  });

  it('reads the form of before 2021, a bare SET', () => {
    const inner = der.setOf(der.sequence(der.utf8String('b'), der.integer(2)));
    const set = der.setOf(der.sequence(der.utf8String('a'), inner));
    assert.deepEqual(readDerEntitlements(set), { a: { b: 2 } });
  });

  const pair = (value: Uint8Array) => der.setOf(der.sequence(der.utf8String('a'), value));
  const refused: [why: string, bytes: Uint8Array][] = [
    ['nothing', Buffer.of()],
    ['a sequence', der.sequence()],
    ['an empty wrapper', der.value(0x70)],
    ['a wrapper around something else', der.value(0x70, der.integer(1), der.sequence())],
    ['a key without a value', der.setOf(der.sequence(der.utf8String('a')))],
    ['a value of an unknown kind', pair(der.nothing())],
    ['a number without bytes', pair(der.value(0x02))],
    ['a number of nine bytes', pair(der.value(0x02, Buffer.alloc(9, 1)))],
    ['nesting without end', nested(100)],
  ];
  for (const [why, bytes] of refused) {
    it(`refuses ${why}`, () => assert.throws(() => readDerEntitlements(bytes), RangeError));
  }
});

describe('entitlementsAgree', () => {
  const agree = (plist: Entitlements, other: Entitlements) =>
    entitlementsAgree(entitlementsPlist(plist), entitlementsDer(other));

  it('holds when both say the same, in whatever order', () => {
    assert.equal(agree(ENTITLEMENTS, Object.fromEntries(Object.entries(ENTITLEMENTS).toReversed())), true);
  });

  const others: [what: string, other: Entitlements][] = [
    ['lacks one', { groups: ['a', 'b'] }],
    ['has one more', { ...ENTITLEMENTS, more: true }],
    ['has another value', { ...ENTITLEMENTS, 'get-task-allow': true }],
    ['has another type', { ...ENTITLEMENTS, 'get-task-allow': 0 }],
    ['has a list in another order', { ...ENTITLEMENTS, groups: ['b', 'a'] }],
  ];
  for (const [what, other] of others) {
    it(`fails when one ${what}`, () => assert.equal(agree(ENTITLEMENTS, other), false));
  }

  it('throws when one cannot be read', () => {
    assert.throws(() => entitlementsAgree(Buffer.from('<plist'), entitlementsDer({})));
  });
});

function nested(depth: number): Uint8Array {
  let value = der.sequence();
  for (let level = 0; level < depth; level++) value = der.sequence(value);
  return der.setOf(der.sequence(der.utf8String('a'), value));
}
