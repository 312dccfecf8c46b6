/** Reads code signatures back, apart from the code that writes them. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const HASHES: Record<number, string> = { 1: 'sha1', 2: 'sha256' };

/** A code directory's fields. */
export interface Directory {
  bytes: Buffer;
  version: number;
  identifier: string;
  teamId: string;
  hashName: string;
  pageHashes: Buffer[];
  pageSize: number;
  codeLimit: number;
  /** By slot number. */
  special: Map<number, Buffer>;
}

/** The signature of one slice. */
export interface Signature {
  /** What stands before it. */
  code: Buffer;
  /** By slot, each with its head of eight bytes. */
  blobs: Map<number, Buffer>;
  directories: Directory[];
}

/** The signatures of an executable, one for each slice. Throws when one is not where its header says. */
export function readSignatures(file: Buffer): Signature[] {
  if (file.readUInt32BE(0) !== 0xcafebabe) return [readSignature(file)];
  return Array.from({ length: file.readUInt32BE(4) }, (_, index) => {
    const offset = file.readUInt32BE(16 + 20 * index);
    return readSignature(file.subarray(offset, offset + file.readUInt32BE(20 + 20 * index)));
  });
}

function readSignature(slice: Buffer): Signature {
  let at = slice.readUInt32LE(0) === 0xfeedfacf ? 32 : 28;
  while (slice.readUInt32LE(at) !== 0x1d) at += slice.readUInt32LE(at + 4);
  const offset = slice.readUInt32LE(at + 8);
  assert.equal(offset + slice.readUInt32LE(at + 12), slice.length, 'the signature ends the slice');
  const superBlob = slice.subarray(offset);
  assert.equal(superBlob.readUInt32BE(0), 0xfade0cc0);
  const blobs = new Map<number, Buffer>();
  for (let index = 0; index < superBlob.readUInt32BE(8); index++) {
    const start = superBlob.readUInt32BE(16 + 8 * index);
    const length = superBlob.readUInt32BE(start + 4);
    blobs.set(superBlob.readUInt32BE(12 + 8 * index), superBlob.subarray(start, start + length));
  }
  const directories = [0, 0x1000].flatMap((slot) => blobs.get(slot) ?? []).map(readDirectory);
  return { code: slice.subarray(0, offset), blobs, directories };
}

function readDirectory(bytes: Buffer): Directory {
  const text = (offset: number) => bytes.toString('utf8', offset, bytes.indexOf(0, offset));
  const size = bytes.readUInt8(36);
  const hashOffset = bytes.readUInt32BE(16);
  const hashAt = (index: number) =>
    bytes.subarray(hashOffset + index * size, hashOffset + (index + 1) * size);
  const version = bytes.readUInt32BE(8);
  const teamOffset = version >= 0x20200 ? bytes.readUInt32BE(48) : 0;
  return {
    bytes,
    version,
    identifier: text(bytes.readUInt32BE(20)),
    teamId: teamOffset ? text(teamOffset) : '',
    hashName: HASHES[bytes.readUInt8(37)] ?? '',
    pageSize: 1 << bytes.readUInt8(39),
    codeLimit: bytes.readUInt32BE(32),
    pageHashes: Array.from({ length: bytes.readUInt32BE(28) }, (_, index) => hashAt(index)),
    special: new Map(
      Array.from({ length: bytes.readUInt32BE(24) }, (_, index) => [index + 1, hashAt(-index - 1)]),
    ),
  };
}

/** The digest of these bytes. */
export function hash(name: string, bytes: Uint8Array): Buffer {
  return createHash(name).update(bytes).digest();
}
