/** Signs Mach-O files as codesign does: code directories over real pages, and a CMS signature over them. */

import { concat, u32be, u64be } from './bytes.ts';
import type { Issued } from './certificates.ts';
import { SHA1, SHA256, signedData } from './cms.ts';
import { objectIdentifier, octetString, sequence } from './der.ts';
import { type Entitlements, entitlementsDer, entitlementsPlist } from './entitlements.ts';
import { digest, type FileContent } from './file-content.ts';
import {
  type Architecture,
  type ExecutableRecipe,
  fatFile,
  layOutSlice,
  roundUp,
  type Slice,
} from './mach-o.ts';
import { xmlPropertyList } from './property-list.ts';
import { designatedRequirement } from './requirements.ts';

const MAGIC = {
  superBlob: 0xfade0cc0,
  directory: 0xfade0c02,
  plist: 0xfade7171,
  der: 0xfade7172,
  cms: 0xfade0b01,
};
const SLOT = {
  directory: 0,
  info: 1,
  requirements: 2,
  resources: 3,
  plist: 5,
  der: 7,
  alternate: 0x1000,
  cms: 0x10000,
};
const HASH = {
  sha1: { type: 1, size: 20, identifier: SHA1 },
  sha256: { type: 2, size: 32, identifier: SHA256 },
};
/** Size of the code directory's header from each version on. */
const HEADER_SIZE: [version: number, size: number][] = [
  [0x20500, 96],
  [0x20400, 88],
  [0x20300, 64],
  [0x20200, 52],
  [0x20100, 48],
  [0, 44],
];
const AD_HOC_FLAG = 2;
const MAIN_BINARY = 0x01;
const ALLOW_UNSIGNED = 0x10;

type HashName = keyof typeof HASH;

export interface SignatureRecipe {
  /** `ad-hoc` has no CMS signature, `unsigned` no signature at all. */
  form?: 'signed' | 'ad-hoc' | 'unsigned';
  /** `both` is SHA-1 with SHA-256 as the alternate, as for targets before iOS 11. */
  hashes?: HashName | 'both';
  /** Of the code directory: 0x20400 unless told. */
  version?: number;
  /** Bytes per page hash, a power of two: 4096 unless told. */
  pageSize?: number;
  /** Slot 7; true unless told. */
  derEntitlements?: boolean;
  /** Slot 2; true unless told. */
  requirements?: boolean;
  /** Apple's two attributes that name the hashes of all code directories; true unless told. */
  directoryHashAttributes?: boolean;
}

/** What a signature binds to the code. */
export interface SignedFacts {
  identifier: string;
  teamId: string;
  signer: Issued;
  signerName: string;
  signingTime: Date;
  /** Null for what has none, such as a framework. */
  entitlements: Entitlements | null;
  infoPlist?: FileContent;
  codeResources?: FileContent;
}

export interface SignedCode {
  bytes: Uint8Array;
  /** The first 20 bytes of the last code directory's hash, of the first slice. */
  cdhash: Uint8Array;
}

interface Blob {
  slot: number;
  bytes: Uint8Array;
}

/** Lays out every slice, signs each one, and joins them when there are several. */
export function signedExecutable(
  executable: ExecutableRecipe,
  signature: SignatureRecipe,
  facts: SignedFacts,
): SignedCode {
  const architectures = executable.architectures ?? ['arm64'];
  const slices = architectures.map((architecture) => ({
    architecture,
    ...signedSlice(executable, architecture, signature, facts),
  }));
  const [first] = slices;
  if (!first) throw new TypeError('An executable has at least one architecture.');
  const fat = executable.fat || slices.length > 1;
  return { bytes: fat ? fatFile(slices) : first.bytes, cdhash: first.cdhash };
}

function signedSlice(
  executable: ExecutableRecipe,
  architecture: Architecture,
  recipe: SignatureRecipe,
  facts: SignedFacts,
): SignedCode {
  if (recipe.form === 'unsigned') {
    return { bytes: layOutSlice(executable, architecture, 0).bytes, cdhash: new Uint8Array(20) };
  }
  // The header tells the signature's size and is itself signed, so that a first draft must measure it.
  const draft = signature(layOutSlice(executable, architecture, 16), recipe, facts, executable);
  const size = roundUp(draft.superBlob.length + 64, 16);
  const slice = layOutSlice(executable, architecture, size);
  const { superBlob, cdhash } = signature(slice, recipe, facts, executable);
  const padding = new Uint8Array(size - superBlob.length);
  return { bytes: concat(slice.bytes, superBlob, padding), cdhash };
}

function signature(slice: Slice, recipe: SignatureRecipe, facts: SignedFacts, executable: ExecutableRecipe) {
  const attachments = attachedBlobs(recipe, facts);
  const hashes: HashName[] = recipe.hashes === 'both' ? ['sha1', 'sha256'] : [recipe.hashes ?? 'sha256'];
  const directories = hashes.map((hash) => ({
    hash,
    bytes: codeDirectory(slice, hash, recipe, facts, attachments, executable.library ?? false),
  }));
  const blobs = [
    ...directories.map(({ bytes }, index) => ({
      slot: index ? SLOT.alternate + index - 1 : SLOT.directory,
      bytes,
    })),
    ...attachments,
    {
      slot: SLOT.cms,
      bytes: blob(MAGIC.cms, recipe.form === 'ad-hoc' ? [] : [cms(directories, recipe, facts)]),
    },
  ];
  const strongest = directories.at(-1);
  const cdhash = strongest ? digest(strongest.hash, strongest.bytes).subarray(0, 20) : new Uint8Array(20);
  return { superBlob: superBlob(blobs), cdhash };
}

function attachedBlobs(recipe: SignatureRecipe, facts: SignedFacts): Blob[] {
  const blobs: Blob[] = [];
  if (recipe.requirements !== false) {
    const signerName = recipe.form === 'ad-hoc' ? null : facts.signerName;
    blobs.push({ slot: SLOT.requirements, bytes: designatedRequirement(facts.identifier, signerName) });
  }
  if (facts.entitlements) {
    blobs.push({ slot: SLOT.plist, bytes: blob(MAGIC.plist, [entitlementsPlist(facts.entitlements)]) });
    if (recipe.derEntitlements !== false) {
      blobs.push({ slot: SLOT.der, bytes: blob(MAGIC.der, [entitlementsDer(facts.entitlements)]) });
    }
  }
  return blobs;
}

function codeDirectory(
  slice: Slice,
  hash: HashName,
  recipe: SignatureRecipe,
  facts: SignedFacts,
  attachments: Blob[],
  library: boolean,
): Uint8Array {
  const { type, size } = HASH[hash];
  const version = recipe.version ?? 0x20400;
  const pageSize = recipe.pageSize ?? 4096;
  const headerSize = HEADER_SIZE.find(([since]) => version >= since)?.[1] ?? 44;
  const adHoc = recipe.form === 'ad-hoc';
  const identifier = Buffer.from(`${facts.identifier}\0`);
  const team = adHoc || version < 0x20200 ? Buffer.alloc(0) : Buffer.from(`${facts.teamId}\0`);

  const special = specialSlots(facts, attachments);
  const slots = Math.max(0, ...special.keys());
  const specialHashes = Array.from({ length: slots }, (_, index) => {
    const bound = special.get(slots - index);
    return bound ? digest(hash, bound) : new Uint8Array(size);
  });
  const pages = pageHashes(slice.bytes, hash, pageSize);
  const hashOffset = headerSize + identifier.length + team.length + slots * size;

  const header = concat(
    u32be(MAGIC.directory, hashOffset + pages.length * size, version, adHoc ? AD_HOC_FLAG : 0),
    u32be(hashOffset, headerSize, slots, pages.length, slice.bytes.length),
    Uint8Array.of(size, type, 0, Math.log2(pageSize)),
    u32be(0, 0, team.length ? headerSize + identifier.length : 0, 0),
    u64be(0, 0, slice.textSize, executableSegmentFlags(facts, library), 0),
  ).subarray(0, headerSize);
  return concat(header, identifier, team, ...specialHashes, ...pages);
}

function executableSegmentFlags({ entitlements }: SignedFacts, library: boolean): number {
  if (library) return 0;
  return entitlements?.['get-task-allow'] === true ? MAIN_BINARY | ALLOW_UNSIGNED : MAIN_BINARY;
}

/** What the negative slots bind, by their number. */
function specialSlots(facts: SignedFacts, attachments: Blob[]): Map<number, FileContent> {
  const bound = new Map<number, FileContent>(attachments.map(({ slot, bytes }) => [slot, bytes]));
  if (facts.infoPlist) bound.set(SLOT.info, facts.infoPlist);
  if (facts.codeResources) bound.set(SLOT.resources, facts.codeResources);
  return bound;
}

function pageHashes(code: Uint8Array, hash: HashName, pageSize: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(code.length / pageSize) }, (_, page) =>
    digest(hash, code.subarray(page * pageSize, (page + 1) * pageSize)),
  );
}

/** The detached signature over the first code directory, which names the hashes of them all. */
function cms(
  directories: { hash: HashName; bytes: Uint8Array }[],
  recipe: SignatureRecipe,
  facts: SignedFacts,
) {
  const digests = directories.map(({ hash, bytes }) => ({ hash, digest: digest(hash, bytes) }));
  const cdhashes = xmlPropertyList({ cdhashes: digests.map((each) => each.digest.subarray(0, 20)) });
  return signedData({
    content: directories[0]?.bytes ?? new Uint8Array(),
    detached: true,
    signer: facts.signer,
    signingTime: facts.signingTime,
    attributes:
      recipe.directoryHashAttributes === false
        ? []
        : [
            { type: '1.2.840.113635.100.9.1', values: [octetString(Buffer.from(cdhashes))] },
            {
              type: '1.2.840.113635.100.9.2',
              values: digests.map((each) =>
                sequence(objectIdentifier(HASH[each.hash].identifier), octetString(each.digest)),
              ),
            },
          ],
  });
}

function superBlob(blobs: Blob[]): Uint8Array {
  let offset = 12 + 8 * blobs.length;
  const index = blobs.map(({ slot, bytes }) => {
    const place = u32be(slot, offset);
    offset += bytes.length;
    return place;
  });
  return blob(MAGIC.superBlob, [u32be(blobs.length), ...index, ...blobs.map(({ bytes }) => bytes)]);
}

function blob(magic: number, contents: Uint8Array[]): Uint8Array {
  const body = concat(...contents);
  return concat(u32be(magic, 8 + body.length), body);
}
