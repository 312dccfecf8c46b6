import assert from 'node:assert/strict';
import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { verifyCms } from '../../../../integration/ipa/seal/cms-signature.ts';
import { type CodeDirectory, readCodeDirectory } from '../../../../integration/ipa/seal/code-directory.ts';
import { readSuperBlob } from '../../../../integration/ipa/seal/super-blob.ts';
import {
  type Authority,
  createAuthority,
  type Issued,
  issuerAndSerialNumber,
} from '../../../support/certificates.ts';
import { SHA1, SHA256, type SignedDataRecipe, signedData } from '../../../support/cms.ts';
import { signedExecutable } from '../../../support/code-signature.ts';
import * as der from '../../../support/der.ts';
import { readSignatures } from '../../../support/open-signature.ts';
import { xmlPropertyList } from '../../../support/property-list.ts';

const RSA_SHA256 = '1.2.840.113549.1.1.11';
const DATA = '1.2.840.113549.1.7.1';
const SIGNING_TIME = new Date('2026-01-15T10:00:00Z');
const CDHASHES_PLIST = '1.2.840.113635.100.9.1';
const CDHASHES = '1.2.840.113635.100.9.2';

const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest();
const fullHash = ({ hashType, bytes }: CodeDirectory) => digest(hashType.algorithm, bytes);

function cdhashesPlist(hashes: Uint8Array[]) {
  const plist = xmlPropertyList({ cdhashes: hashes.map((hash) => hash.subarray(0, 20)) });
  return { type: CDHASHES_PLIST, values: [der.octetString(Buffer.from(plist))] };
}

function cdhashesSet(hashes: [oid: string, hash: Uint8Array][]) {
  const values = hashes.map(([oid, hash]) => der.sequence(der.objectIdentifier(oid), der.octetString(hash)));
  return { type: CDHASHES, values };
}

describe('verifyCms', () => {
  let root: Authority;
  let intermediate: Authority;
  let signer: Issued;
  let directory: CodeDirectory;
  let both: CodeDirectory[];

  before(() => {
    root = createAuthority({ commonName: 'Example Root' });
    intermediate = createAuthority({ commonName: 'Example Intermediate' }, root);
    signer = intermediate.issue({ commonName: 'Example Developer', usage: 'code-signing' });
    both = directoriesOf('both');
    [directory] = directoriesOf('sha256') as [CodeDirectory];
  });

  const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  function directoriesOf(hashes: 'sha256' | 'both'): CodeDirectory[] {
    const facts = {
      identifier: 'a',
      teamId: 'b',
      signer,
      signerName: 'c',
      signingTime: SIGNING_TIME,
      entitlements: null,
    };
    const [signature] = readSignatures(Buffer.from(signedExecutable({}, { hashes }, facts).bytes));
    const blobs = [...(signature?.blobs ?? [])].filter(([slot]) => slot === 0 || slot === 0x1000);
    return blobs.map(([slot, bytes]) => {
      const blob = readSuperBlob(superBlob(slot, bytes)).get(slot);
      assert(blob);
      return readCodeDirectory(blob);
    });
  }

  const envelope = (recipe: Partial<SignedDataRecipe> = {}) =>
    signedData({ content: directory.bytes, detached: true, signer, signingTime: SIGNING_TIME, ...recipe });

  describe('accepts', () => {
    const accepted: [what: string, cms: () => Uint8Array, directories?: () => CodeDirectory[]][] = [
      ['one code directory that no attribute names', () => envelope()],
      ['one that an attribute names', () => envelope({ attributes: [cdhashesPlist([fullHash(directory)])] })],
      [
        'two that both attributes name, in any order',
        () =>
          envelope({
            content: both[0]?.bytes ?? Buffer.of(),
            attributes: [
              cdhashesPlist(both.map(fullHash).toReversed()),
              cdhashesSet([
                [SHA256, fullHash(both[1] as CodeDirectory)],
                [SHA1, fullHash(both[0] as CodeDirectory)],
              ]),
            ],
          }),
        () => both,
      ],
      [
        'a key on an elliptic curve',
        () =>
          envelope({ signer: intermediate.issue({ commonName: 'EC', usage: 'code-signing', key: 'ec' }) }),
      ],
      ['RSA-PSS', () => handMade(signer, directory, { algorithm: '1.2.840.113549.1.1.10', pss: true })],
      [
        'RSA named without a digest',
        () => handMade(signer, directory, { algorithm: '1.2.840.113549.1.1.1' }),
      ],
      [
        'a signer who is named by the identifier of its key',
        () => handMade(signer, directory, { algorithm: RSA_SHA256, byKey: true }),
      ],
      ['a self-signed certificate', () => envelope({ signer: createAuthority({ commonName: 'Self' }) })],
      ['a signer whose issuer does not come along', () => envelope({ certificates: [signer.certificate] })],
      [
        'certificates in any order',
        () => envelope({ certificates: [signer.certificate, ...signer.chain].toReversed() }),
      ],
      [
        'a chain without its root',
        () => envelope({ certificates: [intermediate.certificate, signer.certificate] }),
      ],
      [
        'an unrelated certificate beside a whole chain',
        () =>
          envelope({
            certificates: [
              signer.certificate,
              ...signer.chain,
              createAuthority({ commonName: 'Other' }).certificate,
            ],
          }),
      ],
      [
        'certificates that have expired',
        () =>
          envelope({
            signer: createAuthority({ commonName: 'Old', notAfter: new Date('2021-01-01') }).issue({
              commonName: 'Old Developer',
              usage: 'code-signing',
              notAfter: new Date('2021-01-01'),
            }),
          }),
      ],
    ];
    for (const [what, cms, directories = () => [directory]] of accepted) {
      it(what, () => verifyCms(cms(), directories()));
    }
  });

  describe('refuses', () => {
    const refused: [
      what: string,
      reason: RegExp,
      cms: () => Uint8Array,
      directories?: () => CodeDirectory[],
    ][] = [
      ['bytes that are no CMS', /./, () => Buffer.from('no CMS')],
      [
        'signed data of nobody',
        /nobody signed it/,
        () => contentInfo(der.integer(1), der.setOf(), der.sequence(der.objectIdentifier(DATA)), der.setOf()),
      ],
      [
        'another code directory',
        /not the one that was signed/,
        () => envelope({ content: Buffer.from('other') }),
      ],
      [
        'a signer whose certificate does not come along',
        /certificate that signed it is missing/,
        () => envelope({ certificates: [intermediate.certificate] }),
      ],
      [
        'a signature by another key',
        /not by the certificate/,
        () => envelope({ signer: { ...signer, privateKey: otherKey } }),
      ],
      [
        'a signature of another kind than the key',
        /unknown kind/,
        () => envelope({ signer: { ...signer, privateKey: intermediate.privateKey } }),
      ],
      ['an unknown algorithm', /unknown kind/, () => handMade(signer, directory, { algorithm: '1.2.3.4' })],
      [
        'an unknown digest',
        /unknown digest/,
        () =>
          handMade(signer, directory, { algorithm: '1.2.840.113549.1.1.1', digestOid: '1.2.840.113549.2.5' }),
      ],
      [
        'a signer without signed attributes',
        /no signed attributes/,
        () => handMade(signer, directory, { algorithm: RSA_SHA256, bare: true }),
      ],
      [
        'a signature over something else than data',
        /over something else/,
        () => handMade(signer, directory, { algorithm: RSA_SHA256, signedType: '1.2.840.113549.1.7.3' }),
      ],
      [
        'the same attribute twice',
        /twice/,
        () => envelope({ attributes: [cdhashesSet([]), cdhashesSet([])] }),
      ],
      [
        'alternates that nothing names',
        /does not name all/,
        () => envelope({ content: both[0]?.bytes ?? Buffer.of() }),
        () => both,
      ],
      [
        'a list that lacks an alternate',
        /names other code directories/,
        () =>
          envelope({
            content: both[0]?.bytes ?? Buffer.of(),
            attributes: [cdhashesPlist([fullHash(both[0] as CodeDirectory)])],
          }),
        () => both,
      ],
      [
        'a list that names one too many',
        /names other code directories/,
        () => envelope({ attributes: [cdhashesPlist([fullHash(directory), Buffer.alloc(20)])] }),
      ],
      [
        'a set that names another',
        /names other code directories/,
        () => envelope({ attributes: [cdhashesSet([[SHA256, Buffer.alloc(32)]])] }),
      ],
      [
        'a certificate that its issuer did not sign',
        /not by its issuer/,
        () =>
          envelope({
            certificates: [withLastByteChanged(signer.certificate), ...signer.chain],
            signer: { ...signer },
          }),
      ],
      [
        'an intermediate certificate that its issuer did not sign',
        /not by its issuer/,
        () =>
          envelope({
            certificates: [
              signer.certificate,
              withLastByteChanged(intermediate.certificate),
              root.certificate,
            ],
          }),
      ],
      [
        'certificates of which none is the issuer',
        /no certificate that comes along issued that of "Example Developer"/,
        () =>
          envelope({
            certificates: [signer.certificate, createAuthority({ commonName: 'Other' }).certificate],
          }),
      ],
      [
        'a certificate that cannot be read',
        /is damaged/,
        () => envelope({ certificates: [signer.certificate, der.sequence()] }),
      ],
      [
        'more certificates than any real one',
        /more certificates/,
        () => envelope({ certificates: [signer.certificate, ...Array(40).fill(root.certificate)] }),
      ],
    ];
    for (const [what, reason, cms, directories = () => [directory]] of refused) {
      it(what, () => assert.throws(() => verifyCms(cms(), directories()), reason));
    }
  });
});

/** A super blob of one part. */
function superBlob(slot: number, blob: Uint8Array): Uint8Array {
  const header = Buffer.alloc(20);
  [0xfade0cc0, 20 + blob.length, 1, slot, 20].forEach((number, index) => {
    header.writeUInt32BE(number, index * 4);
  });
  return Buffer.concat([header, blob]);
}

function contentInfo(...parts: Uint8Array[]): Uint8Array {
  return der.sequence(der.objectIdentifier('1.2.840.113549.1.7.2'), der.tagged(0, der.sequence(...parts)));
}

interface HandMade {
  algorithm: string;
  digestOid?: string;
  pss?: boolean;
  /** Names the signer by its subject key identifier. */
  byKey?: boolean;
  /** What the signed attributes say is signed. */
  signedType?: string;
  /** No signed attributes. */
  bare?: boolean;
}

/** Signed data of kinds that the usual writer does not write. */
function handMade(signer: Issued, { bytes }: CodeDirectory, recipe: HandMade): Uint8Array {
  const attribute = (type: string, value: Uint8Array) =>
    der.sequence(der.objectIdentifier(type), der.setOf(value));
  const attributes = der.setOf(
    attribute('1.2.840.113549.1.9.3', der.objectIdentifier(recipe.signedType ?? DATA)),
    attribute('1.2.840.113549.1.9.4', der.octetString(digest('sha256', bytes))),
  );
  const { issuer, serial } = issuerAndSerialNumber(signer.certificate);
  const digestAlgorithm = der.sequence(der.objectIdentifier(recipe.digestOid ?? SHA256), der.nothing());
  const key = recipe.pss
    ? { key: signer.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    : signer.privateKey;
  const info = der.sequence(
    der.integer(recipe.byKey ? 3 : 1),
    recipe.byKey ? der.taggedPrimitive(0, subjectKeyIdentifier(signer)) : der.sequence(issuer, serial),
    digestAlgorithm,
    ...(recipe.bare ? [] : [Buffer.concat([Uint8Array.of(0xa0), attributes.subarray(1)])]),
    der.sequence(der.objectIdentifier(recipe.algorithm), der.nothing()),
    der.octetString(sign('sha256', recipe.bare ? bytes : attributes, key)),
  );
  const certificates = der.tagged(0, signer.certificate, ...signer.chain);
  const encapsulated = der.sequence(der.objectIdentifier(DATA));
  return contentInfo(der.integer(1), der.setOf(digestAlgorithm), encapsulated, certificates, der.setOf(info));
}

/** RFC 5280 4.2.1.2, method 1, as the certificates of these tests have it. */
function subjectKeyIdentifier({ certificate }: Issued): Uint8Array {
  const marker = Buffer.from('0603551d0e04160414', 'hex');
  const at = Buffer.from(certificate).indexOf(marker) + marker.length;
  return certificate.subarray(at, at + 20);
}

function withLastByteChanged(certificate: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(certificate);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed;
}
