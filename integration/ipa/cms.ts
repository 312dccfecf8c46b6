import { children, type DerElement, objectIdentifier, octets, readElement, time } from './der.ts';

/** What a CMS SignedData envelope holds (RFC 5652, 5.1). */
export interface SignedData {
  /** The content that is inside; null when the signature is detached. */
  content: Uint8Array | null;
  /** Every certificate carried along, DER. */
  certificates: Uint8Array[];
  /** When the first signer says that it signed; a claim, not a proof. */
  signingTime: Date | null;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const CONTEXT_0 = 0xa0;
const SET = 0x31;

/**
 * Opens a CMS SignedData envelope, of definite or indefinite lengths; verifies nothing.
 * Throws a `RangeError` when the bytes are something else.
 */
export function readSignedData(bytes: Uint8Array): SignedData {
  const [type, wrapped] = children(readElement(bytes));
  if (!type || !wrapped || objectIdentifier(type) !== SIGNED_DATA)
    throw new RangeError('not CMS signed data');
  const [, , encapsulated, ...rest] = children(only(wrapped));
  if (!encapsulated) throw new RangeError('CMS signed data without content');
  const [, content] = children(encapsulated);
  const certificates = rest.find((part) => part.tag === CONTEXT_0);
  const signers = rest.findLast((part) => part.tag === SET);
  return {
    content: content ? octets(only(content)) : null,
    certificates: certificates ? children(certificates).map((certificate) => certificate.raw) : [],
    signingTime: signers ? signingTime(signers) : null,
  };
}

function signingTime(signers: DerElement): Date | null {
  const [signer] = children(signers);
  const signedAttributes = signer && children(signer).find((part) => part.tag === CONTEXT_0);
  for (const attribute of signedAttributes ? children(signedAttributes) : []) {
    const [type, values] = children(attribute);
    if (type && values && objectIdentifier(type) === SIGNING_TIME) return time(only(values));
  }
  return null;
}

function only(element: DerElement): DerElement {
  const [first] = children(element);
  if (!first) throw new RangeError('CMS signed data with an empty part');
  return first;
}
