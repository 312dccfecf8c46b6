import { hash } from 'node:crypto';
import { children, type DerElement, objectIdentifier, readElement, time } from './der.ts';
import { cleanText, isoSeconds } from './text.ts';

/** A certificate that signs code. */
export interface SigningCertificate {
  /** Common name of its subject. */
  name: string | null;
  /** SHA-256 of its DER form, lower-case hex. */
  sha256: string;
  notBefore: string | null;
  notAfter: string | null;
}

const SEQUENCE = 0x30;
const CONTEXT_0 = 0xa0;
const COMMON_NAME = '2.5.4.3';
/** Tags of texts that are not in Latin-1 or a part of it (X.690, 8.23). */
const UTF8_STRING = 0x0c;
const BMP_STRING = 0x1e;

/**
 * The facts of an X.509 certificate in DER (RFC 5280, 4.1); dates are ISO 8601 in UTC.
 * Throws a `RangeError` when it is malformed.
 */
export function describeCertificate(der: Uint8Array): SigningCertificate {
  const [signed] = partsOf(readElement(der));
  const fields = partsOf(signed);
  // The version comes first, unless it is 1; then serial number, algorithm and issuer.
  const [validity, subject, key] = fields.slice(fields[0]?.tag === CONTEXT_0 ? 4 : 3);
  const [notBefore, notAfter] = partsOf(validity);
  if (!notBefore || !notAfter || key?.tag !== SEQUENCE) throw new RangeError('a certificate is malformed');
  return {
    name: cleanText(commonName(partsOf(subject))),
    sha256: hash('sha256', der),
    notBefore: isoSeconds(time(notBefore)),
    notAfter: isoSeconds(time(notAfter)),
  };
}

function commonName(names: DerElement[]): string | null {
  for (const set of names) {
    for (const attribute of children(set)) {
      const [type, value] = partsOf(attribute);
      if (type && value && objectIdentifier(type) === COMMON_NAME) return textOf(value);
    }
  }
  return null;
}

function textOf({ tag, contents }: DerElement): string {
  const bytes = Buffer.from(contents);
  if (tag === BMP_STRING)
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
  return bytes.toString(tag === UTF8_STRING ? 'utf8' : 'latin1');
}

function partsOf(element: DerElement | undefined): DerElement[] {
  if (element?.tag !== SEQUENCE) throw new RangeError('a certificate is malformed');
  return children(element);
}
