import { children, type DerElement, objectIdentifier, octets, readElement, time } from './der.ts';

/** What a CMS SignedData envelope holds (RFC 5652, 5.1). */
export interface SignedData {
  /** Object identifier of what is signed. */
  contentType: string;
  /** The content that is inside; null when the signature is detached. */
  content: Uint8Array | null;
  /** Every certificate carried along, DER. */
  certificates: Uint8Array[];
  /** When the first signer says that it signed; a claim, not a proof. */
  signingTime: Date | null;
  /** The first signer; null when nobody signed. */
  signer: Signer | null;
}

/** A SignerInfo (RFC 5652, 5.3), as it stands. */
export interface Signer {
  /** Names the certificate: by issuer and serial number (SEQUENCE), or by its key's identifier ([0]). */
  identifier: DerElement;
  /** Object identifiers. */
  digestAlgorithm: string;
  signatureAlgorithm: string;
  /** The values of each signed attribute by its type; null where the content is signed directly. */
  attributes: Map<string, DerElement[]> | null;
  /** What the signature is over when there are attributes: their SET OF. */
  signedBytes: Uint8Array;
  signature: Uint8Array;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
const OBJECT_IDENTIFIER = 0x06;
const OCTET_STRING = 0x04;
const SEGMENTED_OCTET_STRING = 0x24;
const SEQUENCE = 0x30;
const SET = 0x31;
const PRIMITIVE_CONTEXT_0 = 0x80;
const CONTEXT_0 = 0xa0;
const CONTEXT_3 = 0xa3;

/**
 * Opens a CMS SignedData envelope, of definite or indefinite lengths; verifies nothing.
 * Throws a `RangeError` when the bytes are something else.
 */
export function readSignedData(bytes: Uint8Array): SignedData {
  const [type, wrapped] = partsOf(readElement(bytes), SEQUENCE);
  if (identifierOf(type) !== SIGNED_DATA) throw new RangeError('not CMS signed data');
  const [, algorithms, encapsulated, ...rest] = partsOf(only(wrapped, CONTEXT_0), SEQUENCE);
  partsOf(algorithms, SET);
  const [contentType, content] = partsOf(encapsulated, SEQUENCE);
  const certificates = rest.find((part) => part.tag === CONTEXT_0);
  const signers = rest.findLast((part) => part.tag === SET);
  const [first] = signers ? children(signers) : [];
  const signer = first ? readSigner(first) : null;
  const [signingTime] = signer?.attributes?.get(SIGNING_TIME) ?? [];
  return {
    contentType: identifierOf(contentType),
    content: content ? octetsOf(only(content, CONTEXT_0)) : null,
    certificates: certificates ? children(certificates).map((certificate) => certificate.raw) : [],
    signingTime: signingTime ? time(signingTime) : null,
    signer,
  };
}

/** The certificate that the first signer names, DER; null when it is not carried along. */
export function signerCertificate({ signer, certificates }: SignedData): Uint8Array | null {
  return certificates.find((certificate) => signer && isNamedBy(signer.identifier, certificate)) ?? null;
}

function readSigner(info: DerElement): Signer {
  const [, identifier, digestAlgorithm, ...rest] = partsOf(info, SEQUENCE);
  const attributes = rest[0]?.tag === CONTEXT_0 ? rest.shift() : undefined;
  const [signatureAlgorithm, signature] = rest;
  if (!identifier) throw new RangeError('CMS signed data with half a signer');
  return {
    identifier,
    digestAlgorithm: identifierOf(partsOf(digestAlgorithm, SEQUENCE)[0]),
    signatureAlgorithm: identifierOf(partsOf(signatureAlgorithm, SEQUENCE)[0]),
    attributes: attributes ? attributeValues(attributes) : null,
    // RFC 5652, 5.4: under [0] stands what was signed as a SET OF.
    signedBytes: attributes ? Buffer.concat([Uint8Array.of(SET), attributes.raw.subarray(1)]) : Buffer.of(),
    signature: octetsOf(signature),
  };
}

function attributeValues(attributes: DerElement): Map<string, DerElement[]> {
  const values = new Map<string, DerElement[]>();
  for (const attribute of children(attributes)) {
    const [type, set] = partsOf(attribute, SEQUENCE);
    const name = identifierOf(type);
    if (values.has(name)) throw new RangeError('CMS signed data with the same attribute twice');
    values.set(name, partsOf(set, SET));
  }
  return values;
}

function isNamedBy(identifier: DerElement, certificate: Uint8Array): boolean {
  try {
    const fields = children(only(readElement(certificate), SEQUENCE));
    // The version comes first, unless it is 1.
    const [serial, , issuer] = fields[0]?.tag === CONTEXT_0 ? fields.slice(1) : fields;
    if (identifier.tag === SEQUENCE) {
      const [namedIssuer, namedSerial] = children(identifier);
      return same(namedIssuer, issuer) && same(namedSerial, serial);
    }
    const extensions = fields.find((field) => field.tag === CONTEXT_3);
    const key =
      extensions && children(only(extensions, CONTEXT_3)).map(children).find(isSubjectKeyIdentifier)?.at(-1);
    return (
      identifier.tag === PRIMITIVE_CONTEXT_0 &&
      key !== undefined &&
      Buffer.compare(readElement(key.contents).contents, identifier.contents) === 0
    );
  } catch {
    // A certificate that cannot be read is not the one.
    return false;
  }
}

function isSubjectKeyIdentifier([type]: DerElement[]): boolean {
  return identifierOf(type) === SUBJECT_KEY_IDENTIFIER;
}

function same(a: DerElement | undefined, b: DerElement | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a.raw, b.raw) === 0;
}

function partsOf(element: DerElement | undefined, tag: number): DerElement[] {
  if (element?.tag !== tag) throw new RangeError('CMS signed data with a part missing or out of place');
  return children(element);
}

function only(element: DerElement | undefined, tag: number): DerElement {
  const [first] = partsOf(element, tag);
  if (!first) throw new RangeError('CMS signed data with an empty part');
  return first;
}

function identifierOf(element: DerElement | undefined): string {
  if (element?.tag !== OBJECT_IDENTIFIER) throw new RangeError('CMS signed data without a kind');
  return objectIdentifier(element);
}

function octetsOf(element: DerElement | undefined): Uint8Array {
  if (element?.tag !== OCTET_STRING && element?.tag !== SEGMENTED_OCTET_STRING)
    throw new RangeError('CMS signed data with a part missing or out of place');
  return octets(element);
}
