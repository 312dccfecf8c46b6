import { describeCertificate, type SigningCertificate } from './certificate.ts';
import { readSignedData, type SignedData, signerCertificate } from './cms.ts';
import { type Json, toJson } from './json.ts';
import { parsePlistDict } from './plist.ts';
import { type CodeDirectory, readCodeDirectory } from './seal/code-directory.ts';
import { type Blob, readSuperBlob, SLOT } from './seal/super-blob.ts';
import { cleanText, isoSeconds } from './text.ts';

/** What a code signature says; nothing of it is verified here, see `seal/`. */
export interface CodeSignature {
  /** The entitlements it claims; null when it carries none that can be read. */
  entitlements: Record<string, Json> | null;
  /** Whether the entitlements are there in DER form too, which iOS 15 asks for. */
  derEntitlements: boolean;
  /** When it says it was made, ISO 8601; null for an ad hoc signature, which has no signer. */
  signedAt: string | null;
  /** The primary one first, then the alternates with other hashes. */
  codeDirectories: CodeDirectoryFacts[];
  /** The certificate that signed; null for an ad hoc signature, and where the certificate is not carried along. */
  signer: SigningCertificate | null;
}

/** What a code directory says of the code it seals. */
export interface CodeDirectoryFacts {
  /** Of its format: 0x20400 and later are what iOS 15 asks for. */
  version: number;
  /** `sha1`, `sha256`, `sha256-truncated` or `sha384`. */
  hashType: string;
  /** Identifier of the code, for an app its bundle identifier. */
  identifier: string | null;
  teamId: string | null;
}

/**
 * Reads the embedded signature that LC_CODE_SIGNATURE points to.
 * Throws a `RangeError` when it is malformed.
 */
export function readCodeSignature(bytes: Uint8Array): CodeSignature {
  const blobs = readSuperBlob(bytes);
  const cms = blobs.get(SLOT.cms);
  const signedData = cms?.contents.length ? readSignedData(cms.contents) : null;
  return {
    entitlements: entitlementsOf(blobs.get(SLOT.entitlements)),
    derEntitlements: blobs.has(SLOT.derEntitlements),
    signedAt: signedData ? isoSeconds(signedData.signingTime) : null,
    codeDirectories: SLOT.codeDirectories.flatMap((slot) => {
      const blob = blobs.get(slot);
      return blob ? [describeDirectory(readCodeDirectory(blob))] : [];
    }),
    signer: signedData ? signerOf(signedData) : null,
  };
}

function describeDirectory({ version, hashType, identifier, teamId }: CodeDirectory): CodeDirectoryFacts {
  return {
    version,
    hashType: hashType.name,
    identifier: cleanText(identifier),
    teamId: cleanText(teamId),
  };
}

function signerOf(signedData: SignedData): SigningCertificate | null {
  const certificate = signerCertificate(signedData);
  try {
    return certificate && describeCertificate(certificate);
  } catch {
    return null;
  }
}

function entitlementsOf(blob: Blob | undefined): Record<string, Json> | null {
  if (!blob) return null;
  try {
    return toJson(parsePlistDict(blob.contents)) as Record<string, Json>;
  } catch {
    return null;
  }
}
