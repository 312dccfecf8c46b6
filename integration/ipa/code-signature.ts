import { readSignedData } from './cms.ts';
import { type Json, toJson } from './json.ts';
import { parsePlistDict } from './plist.ts';
import { isoSeconds } from './text.ts';

/** What a code signature says; nothing of it is verified here. */
export interface CodeSignature {
  /** The entitlements it claims; null when it carries none that can be read. */
  entitlements: Record<string, Json> | null;
  /** When it says it was made, ISO 8601; null for an ad hoc signature, which has no signer. */
  signedAt: string | null;
}

// Apple's cs_blobs.h; all numbers are big-endian.
const SUPER_BLOB = 0xfade0cc0;
const ENTITLEMENTS_SLOT = 5;
const CMS_SLOT = 0x10000;
const BLOB_HEADER = 8;
const MAX_BLOBS = 64;

/**
 * Reads the embedded signature that LC_CODE_SIGNATURE points to.
 * Throws a `RangeError` when it is malformed.
 */
export function readCodeSignature(bytes: Uint8Array): CodeSignature {
  const blobs = readSuperBlob(bytes);
  const cms = blobs.get(CMS_SLOT);
  return {
    entitlements: entitlementsOf(blobs.get(ENTITLEMENTS_SLOT)),
    signedAt: cms?.length ? isoSeconds(readSignedData(cms).signingTime) : null,
  };
}

/** The contents of each blob, without its header, by slot. */
function readSuperBlob(bytes: Uint8Array): Map<number, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== SUPER_BLOB) throw new RangeError('its code signature is damaged');
  const count = view.getUint32(8);
  if (count > MAX_BLOBS) throw new RangeError(`its code signature claims to hold ${count} parts`);
  const blobs = new Map<number, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const slot = view.getUint32(12 + i * 8);
    const offset = view.getUint32(16 + i * 8);
    const length = view.getUint32(offset + 4);
    if (length < BLOB_HEADER || offset + length > bytes.length)
      throw new RangeError('its code signature is cut off');
    blobs.set(slot, bytes.subarray(offset + BLOB_HEADER, offset + length));
  }
  return blobs;
}

function entitlementsOf(blob: Uint8Array | undefined): Record<string, Json> | null {
  if (!blob) return null;
  try {
    return toJson(parsePlistDict(blob)) as Record<string, Json>;
  } catch {
    return null;
  }
}
