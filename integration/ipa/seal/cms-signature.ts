import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { readSignedData, type SignedData, type Signer, signerCertificate } from '../cms.ts';
import { children, type DerElement, objectIdentifier, octets } from '../der.ts';
import { parsePlistDict } from '../plist.ts';
import type { CodeDirectory } from './code-directory.ts';

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
/** A property list of all code directories' hashes, cut to 20 bytes. */
const CDHASHES_PLIST = '1.2.840.113635.100.9.1';
/** The same as a set of algorithm and whole hash. */
const CDHASHES = '1.2.840.113635.100.9.2';
const CDHASH_BYTES = 20;

const DIGESTS = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Signature algorithms of RFC 8017, RFC 5758 and RFC 5480; where they name no digest, the signer's applies. */
const SIGNATURES = new Map<string, { key: 'rsa' | 'ec'; digest?: string; pss?: true }>([
  ['1.2.840.113549.1.1.1', { key: 'rsa' }],
  ['1.2.840.113549.1.1.5', { key: 'rsa', digest: 'sha1' }],
  ['1.2.840.113549.1.1.11', { key: 'rsa', digest: 'sha256' }],
  ['1.2.840.113549.1.1.12', { key: 'rsa', digest: 'sha384' }],
  ['1.2.840.113549.1.1.13', { key: 'rsa', digest: 'sha512' }],
  ['1.2.840.113549.1.1.10', { key: 'rsa', pss: true }],
  ['1.2.840.10045.2.1', { key: 'ec' }],
  ['1.2.840.10045.4.1', { key: 'ec', digest: 'sha1' }],
  ['1.2.840.10045.4.3.2', { key: 'ec', digest: 'sha256' }],
  ['1.2.840.10045.4.3.3', { key: 'ec', digest: 'sha384' }],
  ['1.2.840.10045.4.3.4', { key: 'ec', digest: 'sha512' }],
]);

const MAX_CERTIFICATES = 32;

/**
 * Verifies the CMS signature over code directories: that the first is what was signed, that the signer's
 * certificate confirms it, that all of them are named, and that each certificate is issued by the next as far as
 * they are carried along. Dates are not looked at, and nobody is trusted or distrusted.
 * Throws an error that says what does not hold.
 */
export function verifyCms(cms: Uint8Array, directories: CodeDirectory[]): void {
  const signedData = readSignedData(cms);
  const { signer } = signedData;
  if (!signer) throw new RangeError('nobody signed it');
  const certificates = readCertificates(signedData);
  const named = signerCertificate(signedData);
  const leaf = certificates.find(({ raw }) => named && raw.equals(named));
  if (!leaf) throw new RangeError('the certificate that signed it is missing');
  verifyDigest(signedData, signer, directories);
  verifySignature(signer, leaf);
  verifyDirectoryHashes(signer, directories);
  verifyChain(leaf, certificates);
}

function readCertificates({ certificates }: SignedData): X509Certificate[] {
  if (certificates.length > MAX_CERTIFICATES)
    throw new RangeError('it carries more certificates than any real one');
  try {
    return certificates.map((der) => new X509Certificate(der));
  } catch {
    throw new RangeError('a certificate in it is damaged');
  }
}

function verifyDigest({ contentType }: SignedData, signer: Signer, [primary]: CodeDirectory[]): void {
  if (!signer.attributes) throw new RangeError('it has no signed attributes');
  const signedType = soleValue(signer, CONTENT_TYPE);
  if (!signedType || objectIdentifier(signedType) !== contentType)
    throw new RangeError('it is over something else');
  const claimed = soleValue(signer, MESSAGE_DIGEST);
  const digest = createHash(digestOf(signer))
    .update(primary?.bytes ?? Buffer.of())
    .digest();
  if (!claimed || !equal(octets(claimed), digest)) {
    throw new RangeError('the code directory is not the one that was signed');
  }
}

function verifySignature(signer: Signer, { publicKey }: X509Certificate): void {
  const algorithm = SIGNATURES.get(signer.signatureAlgorithm);
  if (!algorithm || !publicKey.asymmetricKeyType?.startsWith(algorithm.key)) {
    throw new RangeError('its signature is of an unknown kind');
  }
  const digest = algorithm.digest ?? digestOf(signer);
  const key = algorithm.pss
    ? {
        key: publicKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_AUTO,
      }
    : publicKey;
  if (!verify(digest, signer.signedBytes, key, signer.signature)) {
    throw new RangeError('the signature is not by the certificate that it names');
  }
}

/** Alternates are signed by nothing but these attributes; a sole code directory needs none of them. */
function verifyDirectoryHashes(signer: Signer, directories: CodeDirectory[]): void {
  const list = soleValue(signer, CDHASHES_PLIST);
  const set = signer.attributes?.get(CDHASHES);
  if (!list && !set && directories.length > 1) throw new RangeError('it does not name all code directories');
  const full = directories.map(({ bytes, hashType }) =>
    createHash(hashType.algorithm).update(bytes).digest('hex'),
  );
  const isComplete = (named: string[], actual: string[]) =>
    named.length === actual.length && actual.every((hash) => named.includes(hash));
  if (
    list &&
    !isComplete(
      hashesInPlist(list),
      full.map((hash) => hash.slice(0, CDHASH_BYTES * 2)),
    )
  ) {
    throw new RangeError('it names other code directories');
  }
  if (set && !isComplete(set.map(hashInPair), full)) throw new RangeError('it names other code directories');
}

function hashesInPlist(attribute: DerElement): string[] {
  const list = parsePlistDict(octets(attribute))['cdhashes'];
  return Array.isArray(list) ? list.map((hash) => (hash instanceof Uint8Array ? hex(hash) : '')) : [];
}

function hashInPair(pair: DerElement): string {
  const [, hash] = children(pair);
  return hash ? hex(octets(hash)) : '';
}

function verifyChain(leaf: X509Certificate, certificates: X509Certificate[]): void {
  const others = new Set(certificates.filter((certificate) => certificate !== leaf));
  for (let current = leaf; ; ) {
    const issuedItself = current.checkIssued(current);
    const issuer = issuedItself ? current : [...others].find((other) => current.checkIssued(other));
    if (!issuer) {
      if (others.size === 0) return;
      throw new RangeError(`no certificate that comes along issued that of ${nameOf(current)}`);
    }
    if (!current.verify(issuer.publicKey)) {
      throw new RangeError(`the certificate of ${nameOf(current)} is not by its issuer`);
    }
    if (issuedItself) return;
    others.delete(issuer);
    current = issuer;
  }
}

function nameOf({ subject }: X509Certificate): string {
  return `"${/^CN=(.*)$/m.exec(subject)?.[1]?.slice(0, 100) ?? 'nobody'}"`;
}

function digestOf(signer: Signer): string {
  const digest = DIGESTS.get(signer.digestAlgorithm);
  if (!digest) throw new RangeError('it uses an unknown digest');
  return digest;
}

function soleValue({ attributes }: Signer, type: string): DerElement | undefined {
  return attributes?.get(type)?.[0];
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
