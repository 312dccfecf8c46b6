/** One part of an embedded code signature. */
export interface Blob {
  magic: number;
  /** The whole of it. */
  bytes: Uint8Array;
  /** What follows the header. */
  contents: Uint8Array;
  /** What of it is hashed: all, but of a mere wrapper the contents. */
  hashed: Uint8Array;
}

/** Which part of a code signature stands in which slot, and which hash in which special slot. Apple's cs_blobs.h. */
export const SLOT = {
  info: 1,
  requirements: 2,
  resources: 3,
  entitlements: 5,
  derEntitlements: 7,
  /** The primary code directory, then the alternates with other hashes. */
  codeDirectories: [0, 0x1000, 0x1001, 0x1002, 0x1003, 0x1004, 0x1005],
  cms: 0x10000,
};

/** A wrapper around bytes that are no blob by themselves, such as a CMS signature. */
export const WRAPPER = 0xfade0b01;

const SUPER_BLOB = 0xfade0cc0;
const INDEX = 12;
const INDEX_ENTRY = 8;
const BLOB_HEADER = 8;
const MAX_BLOBS = 64;

/**
 * Takes an embedded signature apart (Apple's cs_blobs.h; all numbers are big-endian). Gives its parts by slot; of
 * two in the same slot the first counts, as it does for iOS.
 * Throws a `RangeError` when it is malformed.
 */
export function readSuperBlob(bytes: Uint8Array): Map<number, Blob> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cutOff = () => new RangeError('its code signature is cut off');
  if (bytes.length < INDEX) throw cutOff();
  if (view.getUint32(0) !== SUPER_BLOB) throw new RangeError('its code signature is damaged');
  const end = view.getUint32(4);
  const count = view.getUint32(8);
  if (count > MAX_BLOBS) throw new RangeError(`its code signature claims to hold ${count} parts`);
  if (end > bytes.length || INDEX + count * INDEX_ENTRY > end) throw cutOff();
  const blobs = new Map<number, Blob>();
  let room = end;
  for (let i = 0; i < count; i++) {
    const slot = view.getUint32(INDEX + i * INDEX_ENTRY);
    const offset = view.getUint32(INDEX + i * INDEX_ENTRY + 4);
    const length = offset + BLOB_HEADER <= end ? view.getUint32(offset + 4) : 0;
    if (length < BLOB_HEADER || offset + length > end) throw cutOff();
    // Parts may not share their bytes: each would be hashed anew.
    room -= length;
    if (room < 0) throw new RangeError('the parts of its code signature overlap');
    if (blobs.has(slot)) continue;
    const magic = view.getUint32(offset);
    const blob = bytes.subarray(offset, offset + length);
    const contents = blob.subarray(BLOB_HEADER);
    blobs.set(slot, { magic, bytes: blob, contents, hashed: magic === WRAPPER ? contents : blob });
  }
  return blobs;
}
