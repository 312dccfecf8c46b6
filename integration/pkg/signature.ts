import { constants, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { describeCertificate, type SigningCertificate } from '../ipa/certificate.ts';
import { readSignedData } from '../ipa/cms.ts';
import { cleanText, isoSeconds } from '../ipa/text.ts';
import type { XarSignature } from './toc.ts';
import type { XarArchive } from './xar.ts';

/**
 * What a package was signed with: for distribution outside the Mac App Store, for the store, or with a
 * certificate that is not Apple's kind.
 */
export type PkgSigningKind = 'developer-id' | 'mac-app-store' | 'other';

/** How a package is signed. */
export interface PkgSignature {
  kind: PkgSigningKind;
  /** The certificate that signed; null when it is missing or damaged. */
  signer: SigningCertificate | null;
  /** As Apple's certificates name it. */
  teamId: string | null;
  /** The team's name. */
  organization: string | null;
  /** ISO 8601; a claim, not a proof. */
  signedAt: string | null;
  /** Why the signature does not hold, to end a sentence; null when it does. */
  fault: string | null;
}

/** Real ones have 256 or 512 bytes, those in CMS some thousands. */
const MAX_SIGNATURE_BYTES = 256 * 1024;

const KINDS: [prefix: string, kind: PkgSigningKind][] = [
  ['Developer ID Installer:', 'developer-id'],
  ['3rd Party Mac Developer Installer:', 'mac-app-store'],
  ['Mac Installer Distribution:', 'mac-app-store'],
];

/**
 * How the package is signed, and whether the signature over the table of contents' checksum is by the
 * certificate that comes along; null when it is not signed. Nobody is trusted or distrusted, and dates are not
 * looked at. Source: the xar wiki, "xarsign" (github.com/mackyle/xar/wiki/xarsign).
 */
export async function readSignature(archive: XarArchive): Promise<PkgSignature | null> {
  const { signatures, signedAt } = archive.toc;
  if (signatures.length === 0) return null;
  const rsa = signatures.find(({ style }) => style === 'RSA');
  const cms = signatures.find(({ style }) => style === 'CMS');
  const leaf = readCertificate(rsa?.certificates[0] ?? cms?.certificates[0]);
  const signer = leaf && describeCertificate(leaf.raw);
  return {
    kind: KINDS.find(([prefix]) => signer?.name?.startsWith(prefix))?.[1] ?? 'other',
    signer,
    teamId: subjectField(leaf, 'OU'),
    organization: subjectField(leaf, 'O'),
    signedAt: isoSeconds((await signingTime(archive, cms)) ?? signedAt),
    fault: await faultOf(archive, rsa, leaf),
  };
}

function readCertificate(der: Uint8Array | undefined): X509Certificate | null {
  try {
    return der ? new X509Certificate(der) : null;
  } catch {
    return null;
  }
}

function subjectField(certificate: X509Certificate | null, field: 'O' | 'OU'): string | null {
  const line = certificate?.subject.split('\n').find((line) => line.startsWith(`${field}=`));
  return cleanText(line?.slice(field.length + 1));
}

async function faultOf(
  archive: XarArchive,
  signature: XarSignature | undefined,
  leaf: X509Certificate | null,
): Promise<string | null> {
  if (!signature) return 'it is of an unknown kind';
  if (!leaf) return 'the certificate that signed it is missing or damaged';
  const publicKey = publicKeyOf(leaf);
  if (publicKey?.asymmetricKeyType !== 'rsa' || signature.length > MAX_SIGNATURE_BYTES) {
    return 'it is of an unknown kind';
  }
  // The checksum stands in the signature as a digest does, so that the table of contents is what is signed.
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PADDING };
  const signed = archive.packedToc;
  const bytes = await archive.readHeap(signature);
  const holds = verify(archive.toc.checksum.algorithm, signed, key, bytes);
  return holds ? null : 'it is not by the certificate that comes with it';
}

/** The certificate's key; null when it is none that can be used. */
function publicKeyOf(certificate: X509Certificate): KeyObject | null {
  try {
    return certificate.publicKey;
  } catch {
    return null;
  }
}

/** When the CMS signature says that it was made; it is there for this time, which the other kind cannot tell. */
async function signingTime(archive: XarArchive, cms: XarSignature | undefined): Promise<Date | null> {
  if (!cms || cms.length > MAX_SIGNATURE_BYTES) return null;
  try {
    return readSignedData(await archive.readHeap(cms)).signingTime;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
