import type { X509Certificate } from 'node:crypto';
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

/** The facts of a certificate; dates are ISO 8601 in UTC. */
export function describeCertificate(certificate: X509Certificate): SigningCertificate {
  return {
    name: cleanText(/^CN=(.*)$/m.exec(certificate.subject)?.[1]),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: isoSeconds(new Date(certificate.validFrom)),
    notAfter: isoSeconds(new Date(certificate.validTo)),
  };
}
