/** Writes Mach-O executables that no processor runs but every reader accepts (Apple's <mach-o/loader.h>). */

import { concat, u32be, u32le, u64le } from './bytes.ts';
import { pseudoRandomBytes } from './file-content.ts';

const CPU = {
  arm64: { type: 0x0100000c, subtype: 0 },
  arm64e: { type: 0x0100000c, subtype: 0x80000002 },
  armv7: { type: 12, subtype: 9 },
  armv7s: { type: 12, subtype: 11 },
  x86_64: { type: 0x01000007, subtype: 3 },
  i386: { type: 7, subtype: 3 },
};

const BUILD_PLATFORM = {
  macos: 1,
  ios: 2,
  tvos: 3,
  watchos: 4,
  'mac-catalyst': 6,
  'ios-simulator': 7,
  'tvos-simulator': 8,
  'watchos-simulator': 9,
  visionos: 11,
  'visionos-simulator': 12,
};

/** LC_VERSION_MIN_*: one command per platform, before LC_BUILD_VERSION came in 2018. */
const VERSION_MIN: Partial<Record<Platform, number>> = {
  macos: 0x24,
  ios: 0x25,
  'ios-simulator': 0x25,
  tvos: 0x2f,
  watchos: 0x30,
};

/** The SDK that builds come from unless told. */
export const SDK_VERSION = '26.0';

const PAGE = 0x4000;

export type Architecture = keyof typeof CPU;
export type Platform = keyof typeof BUILD_PLATFORM;

export interface ExecutableRecipe {
  /** One gives a thin file, several a fat one; `['arm64']` unless told. */
  architectures?: Architecture[];
  /** A fat header even around one slice. */
  fat?: boolean;
  platform?: Platform;
  /** Where platform and minimum OS are written: LC_BUILD_VERSION unless told, LC_VERSION_MIN_*, or nowhere. */
  versionCommand?: 'build-version' | 'version-min' | 'none';
  minimumOS?: string;
  sdk?: string;
  /** 1 marks a FairPlay-encrypted text, as from the App Store. */
  cryptid?: number;
  /** Bytes of each slice before its signature, at the least; rounded up to pages of 16 kB. */
  size?: number;
  /** A dynamic library instead of an executable. */
  library?: boolean;
  /** Executables of different seeds differ in their text. */
  seed?: string;
}

/** A slice laid out in full, its signature excepted. */
export interface Slice {
  /** Everything before the signature. */
  bytes: Uint8Array;
  /** Length of the __TEXT segment. */
  textSize: number;
}

/** One slice of an executable with `signatureSize` bytes promised to a signature; 0 promises none. */
export function layOutSlice(
  recipe: ExecutableRecipe,
  architecture: Architecture,
  signatureSize: number,
): Slice {
  const wide = is64Bit(architecture);
  const text = PAGE * Math.max(1, Math.ceil(((recipe.size ?? 0) - PAGE) / PAGE));
  const stringTable = 16;
  const linkedit = { offset: text, size: stringTable + signatureSize };
  const base = wide ? 0x100000000 : 0x4000;
  const commands = [
    ...(recipe.library ? [] : [segment(wide, '__PAGEZERO', 0, base, 0, 0, 0)]),
    segment(wide, '__TEXT', base, text, 0, text, 5),
    segment(wide, '__LINKEDIT', base + text, roundUp(linkedit.size, PAGE), linkedit.offset, linkedit.size, 1),
    command(0x02, u32le(linkedit.offset, 0, linkedit.offset, stringTable)),
    command(0x1b, uuid(recipe, architecture)),
    ...versionCommand(recipe),
    recipe.library
      ? command(0x0d, u32le(24, 1, 0x10000, 0x10000), Buffer.from('@rpath/Library\0\0'))
      : command(0x80000028, u64le(PAGE / 2, 0)),
    command(wide ? 0x2c : 0x21, u32le(PAGE / 4, text - PAGE / 4, recipe.cryptid ?? 0, ...(wide ? [0] : []))),
    command(
      0x0c,
      u32le(24, 2, 0x05460000, 0x10000),
      Buffer.from('/usr/lib/libSystem.B.dylib'.padEnd(32, '\0')),
    ),
    ...(signatureSize ? [command(0x1d, u32le(text + stringTable, signatureSize))] : []),
  ];
  const body = concat(...commands);
  const { type, subtype } = CPU[architecture];
  const head = u32le(
    wide ? 0xfeedfacf : 0xfeedface,
    type,
    subtype,
    recipe.library ? 6 : 2,
    commands.length,
    body.length,
    0x200085,
    ...(wide ? [0] : []),
  );
  const bytes = pseudoRandomBytes(`${recipe.seed} ${architecture}`, text + stringTable);
  bytes.fill(0, 0, PAGE / 4);
  bytes.fill(0, text);
  bytes.set(concat(head, body));
  return { bytes, textSize: text };
}

/** A fat file (big-endian header) around complete slices, each on a page of 16 kB. */
export function fatFile(slices: { architecture: Architecture; bytes: Uint8Array }[]): Uint8Array {
  let end = PAGE;
  const placed = slices.map((slice) => {
    const offset = roundUp(end, PAGE);
    end = offset + slice.bytes.length;
    return { ...slice, offset };
  });
  const file = new Uint8Array(end);
  const index = placed.map(({ architecture, bytes, offset }) => {
    const { type, subtype } = CPU[architecture];
    return u32be(type, subtype, offset, bytes.length, Math.log2(PAGE));
  });
  file.set(concat(u32be(0xcafebabe, placed.length), ...index));
  for (const { bytes, offset } of placed) file.set(bytes, offset);
  return file;
}

/** The least multiple of `unit` that holds `size`. */
export function roundUp(size: number, unit: number): number {
  return Math.ceil(size / unit) * unit;
}

function is64Bit(architecture: Architecture): boolean {
  return CPU[architecture].type > 0x01000000;
}

function segment(
  wide: boolean,
  name: string,
  address: number,
  memory: number,
  offset: number,
  size: number,
  protection: number,
): Uint8Array {
  const range = [address, memory, offset, size];
  const fields = wide ? u64le(...range) : u32le(...range);
  return command(
    wide ? 0x19 : 0x01,
    Buffer.from(name.padEnd(16, '\0')),
    fields,
    u32le(protection, protection, 0, 0),
  );
}

function versionCommand(recipe: ExecutableRecipe): Uint8Array[] {
  const platform = recipe.platform ?? 'ios';
  const versions = [packedVersion(recipe.minimumOS ?? '15.0'), packedVersion(recipe.sdk ?? SDK_VERSION)];
  if (recipe.versionCommand === 'none') return [];
  if (recipe.versionCommand !== 'version-min') {
    return [command(0x32, u32le(BUILD_PLATFORM[platform], ...versions, 0))];
  }
  const number = VERSION_MIN[platform];
  if (number === undefined) throw new TypeError(`No LC_VERSION_MIN command exists for ${platform}.`);
  return [command(number, u32le(...versions))];
}

/** `15.2.1` as 0x000f0201. */
function packedVersion(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return (major << 16) | (minor << 8) | patch;
}

function uuid(recipe: ExecutableRecipe, architecture: Architecture): Uint8Array {
  return pseudoRandomBytes(`uuid ${recipe.seed} ${architecture}`, 16);
}

function command(number: number, ...contents: Uint8Array[]): Uint8Array {
  const body = concat(...contents);
  return concat(u32le(number, 8 + body.length), body);
}
