/** Issues X.509 v3 certificates (RFC 5280) with real keys, for TLS servers and for code signing. */

import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIPv4 } from 'node:net';
import { concat } from './bytes.ts';
import {
  bitString,
  boolean,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  readValues,
  sequence,
  setOf,
  tagged,
  taggedPrimitive,
  time,
  utf8String,
} from './der.ts';

/** A certificate with its private key and the certificates above it. */
export interface Issued {
  /** DER. */
  certificate: Uint8Array;
  pem: string;
  privateKey: KeyObject;
  /** PKCS #8, PEM. */
  keyPem: string;
  /** DER, from the issuer upwards; empty for a root. */
  chain: Uint8Array[];
}

/** What a certificate says. Only the common name is required. */
export interface CertificateRecipe {
  commonName: string;
  organization?: string;
  /** In a developer's certificate Apple writes the team id here. */
  organizationalUnit?: string;
  /** 2020-01-01 unless told; yesterday for a TLS server. */
  notBefore?: Date;
  /** 2049-01-01 unless told; in 90 days for a TLS server. */
  notAfter?: Date;
  dnsNames?: string[];
  /** IPv4 or IPv6, as text. */
  ipAddresses?: string[];
  /** `authority` from `createAuthority`, `tls-server` from `issue`, unless told. */
  usage?: 'authority' | 'tls-server' | 'code-signing';
  /** Random unless told. */
  serial?: bigint;
  /** RSA 2048 for code signing as at Apple, EC P-256 for the rest, unless told. */
  key?: 'rsa' | 'ec';
}

/** A certificate that issues others. */
export interface Authority extends Issued {
  issue(recipe: CertificateRecipe): Issued;
}

type Usage = NonNullable<CertificateRecipe['usage']>;

const DAY = 86_400_000;

const EXTENDED_USAGE: Record<Usage, string | undefined> = {
  authority: undefined,
  'tls-server': '1.3.6.1.5.5.7.3.1',
  'code-signing': '1.3.6.1.5.5.7.3.3',
};

/** Makes an authority: a root, or one below `issuer`. */
export function createAuthority(recipe: CertificateRecipe, issuer?: Authority): Authority {
  const issued = certify({ usage: 'authority', ...recipe }, issuer);
  return { ...issued, issue: (leaf) => certify({ usage: 'tls-server', ...leaf }, issued) };
}

/** The issuer's name and the serial number of a DER certificate, as encoded in it. */
export function issuerAndSerialNumber(certificate: Uint8Array): { issuer: Uint8Array; serial: Uint8Array } {
  const [, serial, , issuer] = certificateFields(certificate);
  if (!serial || !issuer) throw new TypeError('This is not an X.509 certificate.');
  return { issuer: issuer.encoding, serial: serial.encoding };
}

function certificateFields(certificate: Uint8Array) {
  const [whole] = readValues(certificate);
  const [body] = readValues(whole?.contents ?? new Uint8Array());
  return readValues(body?.contents ?? new Uint8Array());
}

function certify(recipe: CertificateRecipe & { usage: Usage }, issuer?: Issued): Issued {
  const key = recipe.key ?? (recipe.usage === 'code-signing' ? 'rsa' : 'ec');
  const privateKey = key === 'rsa' ? sharedRsaKey() : newEcKey();
  const publicKey = publicKeyInfo(privateKey);
  const signingKey = issuer?.privateKey ?? privateKey;
  const subject = distinguishedName(recipe);
  const { notBefore, notAfter } = validity(recipe);
  const body = sequence(
    tagged(0, integer(2)),
    integer(recipe.serial ?? BigInt(`0x40${randomBytes(15).toString('hex')}`)),
    signatureAlgorithm(signingKey),
    issuer ? subjectOf(issuer.certificate) : subject,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKey,
    tagged(3, sequence(...extensions(recipe, publicKey, publicKeyInfo(signingKey)))),
  );
  const certificate = sequence(
    body,
    signatureAlgorithm(signingKey),
    bitString(sign('sha256', body, signingKey)),
  );
  return {
    certificate,
    pem: pem('CERTIFICATE', certificate),
    privateKey,
    keyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    chain: issuer ? [issuer.certificate, ...issuer.chain] : [],
  };
}

function validity(recipe: CertificateRecipe & { usage: Usage }): { notBefore: Date; notAfter: Date } {
  const shortLived = recipe.usage === 'tls-server';
  return {
    notBefore: recipe.notBefore ?? (shortLived ? new Date(Date.now() - DAY) : new Date('2020-01-01')),
    notAfter: recipe.notAfter ?? (shortLived ? new Date(Date.now() + 90 * DAY) : new Date('2049-01-01')),
  };
}

function subjectOf(certificate: Uint8Array): Uint8Array {
  const subject = certificateFields(certificate)[5];
  if (!subject) throw new TypeError('This is not an X.509 certificate.');
  return subject.encoding;
}

function distinguishedName(recipe: CertificateRecipe): Uint8Array {
  const parts: [string, string | undefined][] = [
    ['2.5.4.3', recipe.commonName],
    ['2.5.4.11', recipe.organizationalUnit],
    ['2.5.4.10', recipe.organization],
  ];
  return sequence(
    ...parts.flatMap(([type, text]) =>
      text === undefined ? [] : [setOf(sequence(objectIdentifier(type), utf8String(text)))],
    ),
  );
}

function extensions(
  recipe: CertificateRecipe & { usage: Usage },
  publicKey: Uint8Array,
  issuerKey: Uint8Array,
): Uint8Array[] {
  const authority = recipe.usage === 'authority';
  const extendedUsage = EXTENDED_USAGE[recipe.usage];
  const names = [
    ...(recipe.dnsNames ?? []).map((name) => taggedPrimitive(2, Buffer.from(name, 'ascii'))),
    ...(recipe.ipAddresses ?? []).map((address) => taggedPrimitive(7, ipAddressBytes(address))),
  ];
  // The bits of keyUsage count from the left: 0 digitalSignature; 5 keyCertSign, 6 cRLSign.
  const keyUsage = authority ? bitString(Uint8Array.of(0x06), 1) : bitString(Uint8Array.of(0x80), 7);
  return [
    extension('2.5.29.19', true, authority ? sequence(boolean(true)) : sequence()),
    extension('2.5.29.15', true, keyUsage),
    ...(extendedUsage ? [extension('2.5.29.37', false, sequence(objectIdentifier(extendedUsage)))] : []),
    extension('2.5.29.14', false, octetString(keyIdentifier(publicKey))),
    extension('2.5.29.35', false, sequence(taggedPrimitive(0, keyIdentifier(issuerKey)))),
    ...(names.length ? [extension('2.5.29.17', false, sequence(...names))] : []),
  ];
}

function extension(type: string, critical: boolean, content: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), ...(critical ? [boolean(true)] : []), octetString(content));
}

/** RFC 5280 4.2.1.2, method 1: SHA-1 of the public key's bits. */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const [info] = readValues(publicKey);
  const bits = readValues(info?.contents ?? new Uint8Array())[1];
  return createHash('sha1')
    .update(bits?.contents.subarray(1) ?? '')
    .digest();
}

function publicKeyInfo(privateKey: KeyObject): Uint8Array {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
}

/** The AlgorithmIdentifier of a SHA-256 signature made with this key. */
export function signatureAlgorithm(privateKey: KeyObject): Uint8Array {
  return privateKey.asymmetricKeyType === 'rsa'
    ? sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing())
    : sequence(objectIdentifier('1.2.840.10045.4.3.2'));
}

function ipAddressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.').map(Number));
  const [head = [], tail = []] = address.split('::').map((half) => (half ? half.split(':') : []));
  const groups = [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return concat(...groups.map((group) => Buffer.from(group.padStart(4, '0'), 'hex')));
}

let rsaKey: KeyObject | undefined;

/** RSA keys are slow to make, so that one serves the whole process. */
function sharedRsaKey(): KeyObject {
  rsaKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return rsaKey;
}

function newEcKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
