import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { readSignedData } from '../../../integration/ipa/cms.ts';
import { type Authority, createAuthority, type Issued } from '../../support/certificates.ts';
import { type SignedDataRecipe, signedData } from '../../support/cms.ts';
import * as der from '../../support/der.ts';

const CONTENT = Buffer.from('<plist/>'.repeat(300));
const SIGNED_DATA = '1.2.840.113549.1.7.2';
/** Version, digest algorithms and encapsulated content, no signer. */
const SIGNED_DATA_PARTS = [
  der.integer(1),
  der.setOf(),
  der.sequence(der.objectIdentifier('1.2.840.113549.1.7.1')),
];
const SIGNING_TIME = new Date('2026-01-31T09:00:00Z');

describe('readSignedData', () => {
  let authority: Authority;
  let signer: Issued;
  before(() => {
    authority = createAuthority({ commonName: 'Example Authority' });
    signer = authority.issue({ commonName: 'Example Developer', usage: 'code-signing', key: 'ec' });
  });
  const envelope = (recipe: Partial<SignedDataRecipe> = {}) =>
    signedData({ content: CONTENT, signer, signingTime: SIGNING_TIME, ...recipe });

  for (const lengths of ['definite', 'indefinite'] as const) {
    it(`opens an envelope of ${lengths} lengths`, () => {
      const { content, certificates, signingTime } = readSignedData(envelope({ lengths }));
      assert.deepEqual(Buffer.from(content ?? []), CONTENT);
      assert.deepEqual(
        certificates.map(Buffer.from),
        [signer.certificate, authority.certificate].map(Buffer.from),
      );
      assert.deepEqual(signingTime, SIGNING_TIME);
    });

    it(`refuses an envelope of ${lengths} lengths, cut off at any byte`, () => {
      const bytes = envelope({ lengths, content: Buffer.from('short') });
      for (let end = 0; end < bytes.length; end++) {
        assert.throws(() => readSignedData(bytes.subarray(0, end)), RangeError, `after ${end} bytes`);
      }
    });

    it(`reads or refuses an envelope of ${lengths} lengths with any byte changed`, () => {
      const bytes = envelope({ lengths, content: Buffer.from('short') });
      for (let at = 0; at < bytes.length; at++) {
        for (const byte of [0x00, 0x7f, 0x80, 0x84, 0xff]) {
          const damaged = Uint8Array.from(bytes);
          damaged[at] = byte;
          try {
            readSignedData(damaged);
          } catch (error) {
            assert(error instanceof RangeError, `byte ${at} as ${byte}: ${error}`);
          }
        }
      }
    });
  }

  it('tells a detached signature by its missing content', () => {
    assert.equal(readSignedData(envelope({ detached: true })).content, null);
  });

  it('tells empty content from none', () => {
    assert.deepEqual([...(readSignedData(envelope({ content: Buffer.of() })).content ?? [1])], []);
  });

  it('does not need certificates', () => {
    assert.deepEqual(readSignedData(envelope({ certificates: [] })).certificates, []);
  });

  it('finds the signing time among other attributes', () => {
    const attributes = [{ type: '1.2.840.113635.100.9.1', values: [der.octetString(CONTENT)] }];
    assert.deepEqual(readSignedData(envelope({ attributes })).signingTime, SIGNING_TIME);
  });

  const refused: [why: string, bytes: () => Uint8Array][] = [
    ['nothing', () => Uint8Array.of()],
    ['a property list', () => CONTENT],
    ['a certificate', () => authority.certificate],
    ['an empty sequence', () => der.sequence()],
    [
      'enveloped data of the same shape',
      () => contentInfo('1.2.840.113549.1.7.3', der.sequence(...SIGNED_DATA_PARTS)),
    ],
    ['signed data that is empty', () => contentInfo(SIGNED_DATA)],
    ['signed data without content information', () => contentInfo(SIGNED_DATA, der.sequence(der.integer(1)))],
  ];
  for (const [why, bytes] of refused) {
    it(`refuses ${why}`, () => assert.throws(() => readSignedData(bytes()), RangeError));
  }

  it('opens signed data of nobody', () => {
    const bytes = contentInfo(SIGNED_DATA, der.sequence(...SIGNED_DATA_PARTS));
    assert.deepEqual(readSignedData(bytes), {
      contentType: '1.2.840.113549.1.7.1',
      content: null,
      certificates: [],
      signingTime: null,
      signer: null,
    });
  });
});

function contentInfo(type: string, ...content: Uint8Array[]): Uint8Array {
  return der.sequence(der.objectIdentifier(type), der.tagged(0, ...content));
}
