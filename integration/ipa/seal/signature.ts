import type { MachSlice } from '../mach-o.ts';
import { type BoundFile, type Bundle, reason } from './bundles.ts';
import { verifyCms } from './cms-signature.ts';
import { type CodeDirectory, isAdHoc, readCodeDirectory } from './code-directory.ts';
import { entitlementsAgree } from './entitlements.ts';
import type { SealFaultCode } from './fault.ts';
import { digestOf } from './hash-type.ts';
import { type Blob, readSuperBlob, SLOT, WRAPPER } from './super-blob.ts';

/** A slice, and what it is held against. */
export interface SignedSlice extends MachSlice {
  /** What faults call it: `Payload/Orbit.app/Orbit (arm64)`. */
  name: string;
  /** Path of its file. */
  path: string;
  /** Bytes from its start to the end of the fat header's entry or of the file. */
  size: number;
  /** The bundle whose executable it is; null for loose code, to which no other file belongs. */
  bundle: Bundle | null;
}

/** Takes a fault: what is wrong with the file at `path`. */
export type Report = (code: SealFaultCode, path: string, message: string) => void;

const SLOT_NAMES = new Map([
  [SLOT.requirements, 'requirements'],
  [SLOT.entitlements, 'entitlements'],
  [SLOT.derEntitlements, 'DER entitlements'],
]);

/**
 * Verifies a slice's signature but for the hashes of pages: that it is whole, who made it, and what its code
 * directories bind. Gives the code directories that can be believed, none where the signature does not hold: what
 * they say of anything else is then worth nothing.
 */
export function verifySignature(slice: SignedSlice, report: Report): CodeDirectory[] {
  const { name, path } = slice;
  if (!slice.signature) {
    report('unsigned', path, `${name} carries no code signature.`);
    return [];
  }
  let blobs: Map<number, Blob>;
  let directories: CodeDirectory[];
  try {
    blobs = readSuperBlob(slice.signature.bytes);
    directories = readDirectories(blobs);
    verifyReach(slice, slice.signature, directories);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report('damaged-signature', path, `${name} cannot be verified: ${reason(error)}.`);
    return [];
  }
  if (!verifySigner(slice, blobs.get(SLOT.cms), directories, report)) return [];
  for (const directory of directories) verifySpecialSlots(slice, directory, blobs, report);
  verifyEntitlements(slice, blobs, directories, report);
  return directories;
}

function readDirectories(blobs: Map<number, Blob>): CodeDirectory[] {
  if (!blobs.has(SLOT.codeDirectories[0] ?? 0)) throw new RangeError('it has no code directory');
  const directories = SLOT.codeDirectories.flatMap((slot) => {
    const blob = blobs.get(slot);
    return blob ? [readCodeDirectory(blob)] : [];
  });
  if (new Set(directories.map(({ hashType }) => hashType)).size < directories.length) {
    throw new RangeError('it has two code directories of the same kind');
  }
  return directories;
}

/** Every code directory covers all code up to the signature, as `codesign --strict` asks (singlediskrep.cpp). */
function verifyReach(
  { size }: SignedSlice,
  { offset, bytes }: NonNullable<MachSlice['signature']>,
  directories: CodeDirectory[],
): void {
  if (offset + bytes.length > size) throw new RangeError('its code signature reaches beyond its end');
  for (const { codeLimit, pageSize, pageCount } of directories) {
    if (codeLimit !== offset || pageCount !== Math.ceil(codeLimit / pageSize)) {
      throw new RangeError('its code directory does not cover all of the code');
    }
  }
}

/**
 * Verifies who signed; false when nobody did who could be believed. An ad hoc signature, by nobody, is valid for
 * codesign, and all that a simulator asks for; codesign would then take no notice of a signature by somebody, while
 * here one that is there must hold.
 */
function verifySigner(
  { name, path }: SignedSlice,
  cms: Blob | undefined,
  directories: CodeDirectory[],
  report: Report,
): boolean {
  try {
    if (cms?.contents.length) {
      if (cms.magic !== WRAPPER) throw new RangeError('it is damaged');
      verifyCms(cms.contents, directories);
    } else if (!directories.every(isAdHoc)) {
      throw new RangeError('nobody signed it');
    }
    return true;
  } catch (error) {
    report('bad-cms', path, `The signature of ${name} does not hold: ${reason(error)}.`);
    return false;
  }
}

function verifySpecialSlots(
  slice: SignedSlice,
  directory: CodeDirectory,
  blobs: Map<number, Blob>,
  report: Report,
): void {
  const { name, path, bundle } = slice;
  for (const [slot, hash] of directory.special) {
    if (slot === SLOT.info) {
      // Loose code has its Info.plist within itself, and so in its pages.
      if (bundle) verifyBoundFile(bundle.info, directory, hash, report);
    } else if (slot === SLOT.resources && bundle) {
      // That the file is missing is told of the bundle.
      if (bundle.resources.digests) verifyBoundFile(bundle.resources, directory, hash, report);
    } else {
      const blob = blobs.get(slot);
      const whole = blob && digestOf(directory.hashType, blob.hashed).equals(hash);
      const what = SLOT_NAMES.get(slot) ?? `contents of slot ${slot}`;
      if (!whole)
        report('special-slot-mismatch', path, `The ${what} of ${name} are not those that were signed.`);
    }
  }
  if (bundle?.resources.digests && !directory.special.has(SLOT.resources)) {
    report('no-seal', bundle.resources.path, `The signature of ${name} seals none of the files around it.`);
  }
}

function verifyBoundFile(
  file: BoundFile,
  { hashType }: CodeDirectory,
  hash: Uint8Array,
  report: Report,
): void {
  if (!file.digests) {
    report('special-slot-mismatch', file.path, `${file.path} was removed after signing.`);
  } else if (!file.digests.get(hashType.name)?.equals(hash)) {
    report('special-slot-mismatch', file.path, `${file.path} was changed after signing.`);
  }
}

function verifyEntitlements(
  { name, path }: SignedSlice,
  blobs: Map<number, Blob>,
  directories: CodeDirectory[],
  report: Report,
): void {
  const plist = blobs.get(SLOT.entitlements);
  const der = blobs.get(SLOT.derEntitlements);
  for (const slot of [SLOT.entitlements, SLOT.derEntitlements]) {
    // The kernel refuses what no code directory binds (xnu, ubc_subr.c), while codesign takes no notice of it.
    const isBound = directories.some(({ special }) => special.has(slot));
    if (!blobs.has(slot) || isBound) continue;
    const message = `The ${SLOT_NAMES.get(slot)} of ${name} were added after it was signed.`;
    report('special-slot-mismatch', path, message);
  }
  if (!plist || !der) return;
  try {
    if (entitlementsAgree(plist.contents, der.contents)) return;
    report(
      'entitlements-differ',
      path,
      `The entitlements of ${name} say one thing in XML and another in DER.`,
    );
  } catch (error) {
    report('entitlements-differ', path, `The entitlements of ${name} cannot be read: ${reason(error)}.`);
  }
}
