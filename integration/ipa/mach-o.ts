import { type CodeSignature, readCodeSignature } from './code-signature.ts';
import { ForwardReader } from './forward-reader.ts';

/** What one architecture's part of an executable says. */
export interface ExecutableSlice {
  /** `arm64`, `arm64e`, `armv7`, `x86_64` … */
  architecture: string;
  /** `ios`, `ios-simulator`, `tvos` …; null when no load command tells. */
  platform: string | null;
  minimumOSVersion: string | null;
  sdk: string | null;
  /** Encrypted by the App Store (FairPlay), so that only the buyer's devices run it. */
  encrypted: boolean;
  /** What its code signature says; null when it carries none. */
  signature: CodeSignature | null;
}

// Apple's <mach-o/fat.h>, <mach-o/loader.h> and <mach/machine.h>.
const FAT_MAGIC = 0xcafebabe;
const FAT_MAGIC_64 = 0xcafebabf;
const MH_MAGIC = 0xfeedface;
const MH_MAGIC_64 = 0xfeedfacf;
const LC_CODE_SIGNATURE = 0x1d;
const LC_ENCRYPTION_INFO = 0x21;
const LC_ENCRYPTION_INFO_64 = 0x2c;
const LC_BUILD_VERSION = 0x32;
const VERSION_MIN_PLATFORMS = new Map([
  [0x24, 'macos'],
  [0x25, 'ios'],
  [0x2f, 'tvos'],
  [0x30, 'watchos'],
]);
const BUILD_PLATFORMS = new Map([
  [1, 'macos'],
  [2, 'ios'],
  [3, 'tvos'],
  [4, 'watchos'],
  [6, 'mac-catalyst'],
  [7, 'ios-simulator'],
  [8, 'tvos-simulator'],
  [9, 'watchos-simulator'],
  [11, 'visionos'],
  [12, 'visionos-simulator'],
]);

const CPU_SUBTYPE_MASK = 0x00ffffff;
const ARCHITECTURES = new Map<number, string | Map<number, string>>([
  [7, 'i386'],
  [0x01000007, 'x86_64'],
  [
    12,
    new Map([
      [6, 'armv6'],
      [9, 'armv7'],
      [11, 'armv7s'],
      [12, 'armv7k'],
    ]),
  ],
  [
    0x0100000c,
    new Map([
      [0, 'arm64'],
      [1, 'arm64'],
      [2, 'arm64e'],
    ]),
  ],
  [0x0200000c, 'arm64_32'],
]);

const MAX_SLICES = 32;
const MAX_COMMAND_BYTES = 4 * 1024 * 1024;
const MAX_SIGNATURE_BYTES = 48 * 1024 * 1024;

/** One architecture's part of an executable as it lies in the file, its signature not yet read. */
export interface MachSlice {
  facts: Omit<ExecutableSlice, 'signature'>;
  /** First byte in the file. */
  offset: number;
  /** What the fat header says of it; null in a file without one, where the only slice is all of the file. */
  fat: FatEntry | null;
  /** The embedded code signature and where in the slice it starts; null when there is none. */
  signature: { offset: number; bytes: Uint8Array } | null;
}

/** One entry of a fat header. */
export interface FatEntry {
  architecture: string;
  /** Bytes of the slice. */
  size: number;
  /** Bytes of the whole fat header. */
  headerSize: number;
}

/** The facts of slices, with what their signatures say. Throws a `RangeError` when one is malformed. */
export async function describeSlices(slices: AsyncIterable<MachSlice>): Promise<ExecutableSlice[]> {
  const described: ExecutableSlice[] = [];
  for await (const { facts, signature } of slices) {
    described.push({ ...facts, signature: signature && readCodeSignature(signature.bytes) });
  }
  return described;
}

/**
 * Reads a Mach-O executable, thin or fat, from its bytes as they come: the headers and the code signatures,
 * never the code. Slices are in the order of the file.
 * Throws a `RangeError` when the bytes are no executable or are cut off.
 */
export async function* readSlices(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<MachSlice> {
  const reader = new ForwardReader(pieces);
  try {
    const start = await reader.read(0, 8);
    const magic = viewOf(start).getUint32(0);
    if (magic !== FAT_MAGIC && magic !== FAT_MAGIC_64) {
      yield await readSlice(reader, { offset: 0, fat: null }, start);
      return;
    }
    for (const place of await fatPlaces(reader, viewOf(start).getUint32(4), magic === FAT_MAGIC_64)) {
      yield await readSlice(reader, place, await reader.read(place.offset, 8));
    }
  } finally {
    await reader.close();
  }
}

type Place = Pick<MachSlice, 'offset' | 'fat'>;

async function fatPlaces(reader: ForwardReader, count: number, wide: boolean): Promise<Place[]> {
  if (count === 0 || count > MAX_SLICES) throw new RangeError(`it claims to hold ${count} architectures`);
  const entrySize = wide ? 32 : 20;
  const view = viewOf(await reader.read(8, count * entrySize));
  const places = Array.from({ length: count }, (_, i) => {
    const at = i * entrySize;
    return {
      offset: wide ? Number(view.getBigUint64(at + 8)) : view.getUint32(at + 8),
      fat: {
        architecture: architectureName(view.getUint32(at), view.getUint32(at + 4) & CPU_SUBTYPE_MASK),
        size: wide ? Number(view.getBigUint64(at + 16)) : view.getUint32(at + 12),
        headerSize: 8 + count * entrySize,
      },
    };
  });
  return places.sort((a, b) => a.offset - b.offset);
}

async function readSlice(reader: ForwardReader, place: Place, start: Uint8Array): Promise<MachSlice> {
  const magic = viewOf(start).getUint32(0, true);
  if (magic !== MH_MAGIC && magic !== MH_MAGIC_64) throw new RangeError('it is no Mach-O executable');
  const cpuType = viewOf(start).getUint32(4, true);
  const headerSize = magic === MH_MAGIC_64 ? 32 : 28;
  const header = viewOf(await reader.read(place.offset + 8, headerSize - 8));
  const cpuSubtype = header.getUint32(0, true) & CPU_SUBTYPE_MASK;
  const commandCount = header.getUint32(8, true);
  const commandBytes = header.getUint32(12, true);
  if (commandBytes > MAX_COMMAND_BYTES) throw new RangeError('its header is longer than any real one');
  const commands = viewOf(await reader.read(place.offset + headerSize, commandBytes));

  const facts: MachSlice['facts'] = {
    architecture: architectureName(cpuType, cpuSubtype),
    platform: null,
    minimumOSVersion: null,
    sdk: null,
    encrypted: false,
  };
  const signature = readCommands(commands, commandCount, facts);
  if (!signature) return { facts, ...place, signature };
  const { offset, size } = signature;
  if (size > MAX_SIGNATURE_BYTES) throw new RangeError('its signature is longer than any real one');
  return { facts, ...place, signature: { offset, bytes: await reader.read(place.offset + offset, size) } };
}

/** Puts what the load commands say into `facts`, and tells where the code signature lies within it. */
function readCommands(
  commands: DataView,
  count: number,
  facts: MachSlice['facts'],
): { offset: number; size: number } | null {
  let signature: { offset: number; size: number } | null = null;
  for (let i = 0, offset = 0; i < count && offset + 8 <= commands.byteLength; i++) {
    const field = (index: number) => commands.getUint32(offset + index * 4, true);
    const command = field(0);
    const size = field(1);
    if (size < 8 || offset + size > commands.byteLength)
      throw new RangeError('its load commands are damaged');
    const versionMinPlatform = VERSION_MIN_PLATFORMS.get(command);
    if (versionMinPlatform && size >= 16) {
      facts.platform ??= versionMinPlatform;
      facts.minimumOSVersion ??= versionName(field(2));
      facts.sdk ??= versionName(field(3));
    } else if (command === LC_BUILD_VERSION && size >= 20) {
      facts.platform = BUILD_PLATFORMS.get(field(2)) ?? `platform ${field(2)}`;
      facts.minimumOSVersion = versionName(field(3));
      facts.sdk = versionName(field(4));
    } else if ((command === LC_ENCRYPTION_INFO || command === LC_ENCRYPTION_INFO_64) && size >= 20) {
      facts.encrypted = field(4) !== 0;
    } else if (command === LC_CODE_SIGNATURE && size >= 16) {
      signature = { offset: field(2), size: field(3) };
    }
    offset += size;
  }
  return signature;
}

function architectureName(cpuType: number, cpuSubtype: number): string {
  const known = ARCHITECTURES.get(cpuType);
  if (typeof known === 'string') return known;
  return known?.get(cpuSubtype) ?? `cpu ${cpuType}/${cpuSubtype}`;
}

/** `0x000d0200` is 13.2: sixteen bits, then eight and eight; a zero patch level is left out. */
function versionName(packed: number): string {
  const patch = packed & 0xff;
  return `${packed >>> 16}.${(packed >>> 8) & 0xff}${patch ? `.${patch}` : ''}`;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
