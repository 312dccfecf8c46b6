import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeSlices, type ExecutableSlice, readSlices } from '../../../integration/ipa/mach-o.ts';
import { ipaEntries } from '../../support/ipa.ts';
import {
  type Architecture,
  type ExecutableRecipe,
  fatFile,
  layOutSlice,
  type Platform,
} from '../../support/mach-o.ts';

async function* inPieces(bytes: Uint8Array, length = 1000) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const read = (bytes: Uint8Array, pieceLength?: number) =>
  describeSlices(readSlices(inPieces(bytes, pieceLength)));
const unsigned = (recipe: ExecutableRecipe = {}, architecture: Architecture = 'arm64') =>
  layOutSlice(recipe, architecture, 0).bytes;

/** The app's executable as the builder signs it. */
function signed(executable: ExecutableRecipe = {}): Uint8Array {
  const entry = ipaEntries({ executable }).find(({ name }) => name === 'Payload/Orbit.app/Orbit');
  assert(entry?.content instanceof Uint8Array);
  return entry.content;
}

function patched(bytes: Uint8Array, at: number, value: number, bigEndian = false): Uint8Array {
  const copy = Uint8Array.from(bytes);
  new DataView(copy.buffer).setUint32(at, value, !bigEndian);
  return copy;
}

describe('the facts of slices', () => {
  it('tells everything of an executable without a signature', async () => {
    assert.deepEqual(await read(unsigned({ minimumOS: '15.4.1', sdk: '26.0' })), [
      {
        architecture: 'arm64',
        platform: 'ios',
        minimumOSVersion: '15.4.1',
        sdk: '26.0',
        encrypted: false,
        signature: null,
      },
    ] satisfies ExecutableSlice[]);
  });

  for (const architecture of ['arm64', 'arm64e', 'armv7', 'armv7s', 'x86_64', 'i386'] as const) {
    it(`knows ${architecture}`, async () => {
      assert.equal((await read(unsigned({}, architecture)))[0]?.architecture, architecture);
    });
  }

  const platforms: [platform: Platform, command: 'build-version' | 'version-min'][] = [
    ['ios', 'build-version'],
    ['ios-simulator', 'build-version'],
    ['tvos', 'build-version'],
    ['watchos', 'build-version'],
    ['visionos', 'build-version'],
    ['macos', 'build-version'],
    ['mac-catalyst', 'build-version'],
    ['ios', 'version-min'],
    ['tvos', 'version-min'],
    ['watchos', 'version-min'],
    ['macos', 'version-min'],
  ];
  for (const [platform, versionCommand] of platforms) {
    it(`knows the platform ${platform} by its ${versionCommand} command`, async () => {
      assert.equal((await read(unsigned({ platform, versionCommand })))[0]?.platform, platform);
    });
  }

  it('tells no platform where no command does', async () => {
    const [slice] = await read(unsigned({ versionCommand: 'none' }));
    assert.deepEqual([slice?.platform, slice?.minimumOSVersion, slice?.sdk], [null, null, null]);
  });

  it('tells whether the code is encrypted', async () => {
    assert.equal((await read(unsigned({ cryptid: 1 })))[0]?.encrypted, true);
  });

  it('gives the slices of a fat file in the order of the file', async () => {
    const slices = await read(signed({ architectures: ['armv7', 'arm64', 'arm64e'] }));
    assert.deepEqual(
      slices.map(({ architecture }) => architecture),
      ['armv7', 'arm64', 'arm64e'],
    );
    assert(slices.every(({ signature }) => signature?.signer));
  });

  it('reads a fat header of 64 bits', async () => {
    const slices = await read(wideFatFile([unsigned({}, 'armv7'), unsigned({}, 'arm64')]));
    assert.deepEqual(
      slices.map(({ architecture }) => architecture),
      ['armv7', 'arm64'],
    );
  });

  it('reads code as it comes, however small the pieces', async () => {
    const bytes = signed();
    assert.deepEqual(await read(bytes, 7), await read(bytes, 1e6));
  });

  const refused: [what: string, bytes: () => Uint8Array][] = [
    ['nothing', () => Buffer.of()],
    ['text', () => Buffer.from('#!/bin/sh\nexit 0\n')],
    ['a fat file of nothing', () => patched(fatFile([]), 4, 0, true)],
    [
      'more architectures than any real file has',
      () => patched(Buffer.alloc(64), 0, 0xcafebabe, true).with(7, 33),
    ],
    ['load commands longer than any real ones', () => patched(unsigned(), 20, 0x7fffffff)],
    ['a load command of no length', () => patched(unsigned(), 36, 0)],
    ['a load command that reaches beyond the others', () => patched(unsigned(), 36, 0xffff)],
    ['slices that overlap', () => overlapping()],
    [
      'a signature longer than any real one',
      () => patched(signed(), commandAt(signed(), 0x1d) + 12, 0x7fffffff),
    ],
    ['a signature within the header', () => patched(signed(), commandAt(signed(), 0x1d) + 8, 16)],
    ['a signature that is none', () => patched(signed(), 16_400, 0)],
  ];
  for (const [what, bytes] of refused) {
    it(`refuses ${what}`, () => assert.rejects(read(bytes()), RangeError));
  }

  it('refuses an executable that is cut off before the end of its signature', async () => {
    const bytes = signed();
    for (let end = 0; end < bytes.length; end += 511) {
      await assert.rejects(read(bytes.subarray(0, end)), RangeError, `after ${end} bytes`);
    }
  });

  it('reads or refuses an executable with any byte of its header changed', async () => {
    const bytes = signed();
    for (let at = 0; at < 800; at++) {
      for (const byte of [0x00, 0xff]) {
        await read(Uint8Array.from(bytes).with(at, byte)).catch((error) => {
          assert(error instanceof RangeError, `byte ${at} as ${byte}: ${error}`);
        });
      }
    }
  });
});

describe('readSlices', () => {
  it('tells where slices and their signatures lie', async () => {
    const bytes = signed({ architectures: ['armv7', 'arm64'], size: 40_000 });
    const view = new DataView(bytes.buffer);
    const slices = await Array.fromAsync(readSlices(inPieces(bytes)));
    assert.deepEqual(
      slices.map(({ offset, fat }) => ({ offset, fat })),
      [0, 1].map((index) => ({
        offset: view.getUint32(16 + 20 * index),
        fat: {
          architecture: ['armv7', 'arm64'][index],
          size: view.getUint32(20 + 20 * index),
          headerSize: 48,
        },
      })),
    );
    for (const { offset, fat, signature } of slices) {
      assert(signature && fat);
      const start = offset + signature.offset;
      assert.deepEqual(signature.bytes, bytes.slice(start, offset + fat.size));
      assert.equal(new DataView(signature.bytes.buffer).getUint32(0), 0xfade0cc0);
    }
  });

  it('tells of a file without a fat header that its slice is all of it', async () => {
    const [slice, ...others] = await Array.fromAsync(readSlices(inPieces(unsigned())));
    assert.deepEqual([slice?.offset, slice?.fat, slice?.signature, others], [0, null, null, []]);
  });

  it('takes no more of the bytes than it needs', async () => {
    const taken = { pieces: 0, ended: false };
    async function* counted() {
      try {
        for await (const piece of inPieces(unsigned({ size: 200_000 }))) {
          taken.pieces++;
          yield piece;
        }
      } finally {
        taken.ended = true;
      }
    }
    await Array.fromAsync(readSlices(counted()));
    assert.deepEqual(taken, { pieces: 1, ended: true });
  });
});

/** A file with the fat header for slices beyond 4 GB. */
function wideFatFile(slices: Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(4096);
  header.writeUInt32BE(0xcafebabf, 0);
  header.writeUInt32BE(slices.length, 4);
  let offset = header.length;
  slices.forEach((slice, index) => {
    header.writeBigUInt64BE(BigInt(offset), 8 + 32 * index + 8);
    header.writeBigUInt64BE(BigInt(slice.length), 8 + 32 * index + 16);
    offset += slice.length;
  });
  return Buffer.concat([header, ...slices]);
}

function overlapping(): Uint8Array {
  const bytes = signed({ architectures: ['armv7', 'arm64'] });
  const first = new DataView(bytes.buffer).getUint32(16);
  return patched(bytes, 36, first + 64, true);
}

/** Where a load command of a 64-bit executable begins. */
function commandAt(bytes: Uint8Array, command: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 32;
  while (view.getUint32(at, true) !== command) at += view.getUint32(at + 4, true);
  return at;
}
