/** Writes CMS SignedData (RFC 5652) with one signer, as provisioning profiles and code signatures carry it. */

import { createHash, sign } from 'node:crypto';
import { type Issued, issuerAndSerialNumber, signatureAlgorithm } from './certificates.ts';
import {
  contextTag,
  indefinite,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  segmentedOctetString,
  sequence,
  setOf,
  tagged,
  time,
  value,
} from './der.ts';

const DATA = '1.2.840.113549.1.7.1';
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';

/** The object identifiers of the hash algorithms. */
export const SHA256 = '2.16.840.1.101.3.4.2.1';
export const SHA1 = '1.3.14.3.2.26';

export interface SignedDataRecipe {
  content: Uint8Array;
  /** True leaves the content out: what is signed stands elsewhere. */
  detached?: boolean;
  signer: Issued;
  signingTime: Date;
  /** Signed attributes besides content type, signing time and message digest. */
  attributes?: { type: string; values: Uint8Array[] }[];
  /** DER certificates to include; the signer's and its chain unless told. */
  certificates?: Uint8Array[];
  /** `indefinite` is BER with a segmented content, as streaming signers write it. */
  lengths?: 'definite' | 'indefinite';
}

/** The ContentInfo around a SignedData whose signature (SHA-256) covers the signed attributes. */
export function signedData(recipe: SignedDataRecipe): Uint8Array {
  const certificates = recipe.certificates ?? [recipe.signer.certificate, ...recipe.signer.chain];
  const parts = [
    integer(1),
    setOf(digestAlgorithm()),
    encapsulatedContent(recipe),
    value(contextTag(0), ...certificates),
    setOf(signerInfo(recipe)),
  ];
  if (recipe.lengths === 'indefinite') {
    const body = indefinite(contextTag(0), indefinite(0x30, ...parts));
    return indefinite(0x30, objectIdentifier(SIGNED_DATA), body);
  }
  return sequence(objectIdentifier(SIGNED_DATA), tagged(0, sequence(...parts)));
}

function encapsulatedContent({ content, detached, lengths }: SignedDataRecipe): Uint8Array {
  const type = objectIdentifier(DATA);
  if (detached) return sequence(type);
  if (lengths === 'indefinite') {
    return indefinite(0x30, type, indefinite(contextTag(0), segmentedOctetString(content)));
  }
  return sequence(type, tagged(0, octetString(content)));
}

function signerInfo({ content, signer, signingTime, attributes = [] }: SignedDataRecipe): Uint8Array {
  const digest = createHash('sha256').update(content).digest();
  const signedAttributes = [
    attribute(CONTENT_TYPE, objectIdentifier(DATA)),
    attribute(SIGNING_TIME, time(signingTime)),
    attribute(MESSAGE_DIGEST, octetString(digest)),
    ...attributes.map(({ type, values }) => attribute(type, ...values)),
  ];
  // What is signed is the SET OF; in its place stands the same under [0] (RFC 5652 5.4).
  const set = setOf(...signedAttributes);
  const { issuer, serial } = issuerAndSerialNumber(signer.certificate);
  return sequence(
    integer(1),
    sequence(issuer, serial),
    digestAlgorithm(),
    Buffer.concat([Uint8Array.of(contextTag(0)), set.subarray(1)]),
    signatureAlgorithm(signer.privateKey),
    octetString(sign('sha256', set, signer.privateKey)),
  );
}

function attribute(type: string, ...values: Uint8Array[]): Uint8Array {
  return sequence(objectIdentifier(type), setOf(...values));
}

function digestAlgorithm(): Uint8Array {
  return sequence(objectIdentifier(SHA256), nothing());
}
