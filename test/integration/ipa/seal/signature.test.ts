import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IpaRecipe } from '../../../support/ipa.ts';
import { type Directory, hash, readSignatures } from '../../../support/open-signature.ts';
import { brief, faultsOf } from './verify-ipa.ts';

/** A build that nobody signs, so that its code directory can be patched. */
const AD_HOC: IpaRecipe = {
  platform: 'ios-simulator',
  signing: { kind: 'none', signature: { form: 'ad-hoc' } },
};

interface Parts {
  /** What stands before the signature. */
  code: Buffer;
  /** The code directory, and its bytes in place. */
  directory: Directory;
  /** The parts of the signature by slot, in place. */
  blobs: Map<number, Buffer>;
}

/** The build with its executable's signature changed in place by `patch`. */
function patched(patch: (parts: Parts) => void, recipe: IpaRecipe = AD_HOC): IpaRecipe {
  const change = (bytes: Uint8Array) => {
    const file = Buffer.from(bytes);
    const [signature] = readSignatures(file);
    assert(signature?.directories[0]);
    patch({ ...signature, directory: signature.directories[0] });
    return file;
  };
  return { ...recipe, tamper: { Orbit: change } };
}

/** Replaces text in a part by other text of the same length, and binds the part anew. */
function reword({ directory, blobs }: Parts, slot: number, text: string, other: string): void {
  const blob = blobs.get(slot);
  const at = blob?.indexOf(text) ?? -1;
  assert(blob && at > 0);
  blob.write(other, at);
  directory.special.get(slot)?.set(hash(directory.hashName, blob));
}

describe('a signature', () => {
  const cases: [what: string, patch: (parts: Parts) => void, expected: string[]][] = [
    ['that is whole has no fault', () => {}, []],
    [
      'whose entitlements were changed in both forms and bound anew has no fault',
      (parts) => {
        for (const slot of [5, 7]) reword(parts, slot, 'com.example.orbit', 'com.example.other');
      },
      [],
    ],
    [
      'whose entitlements say one thing in XML and another in DER is faulty',
      (parts) => reword(parts, 7, 'com.example.orbit', 'com.example.other'),
      ['entitlements-differ Orbit'],
    ],
    [
      'whose DER entitlements cannot be read is faulty',
      (parts) => reword(parts, 7, String.fromCharCode(0x70), 'x'),
      ['entitlements-differ Orbit'],
    ],
    [
      'whose entitlements are not bound is faulty',
      ({ directory }) => directory.special.get(5)?.fill(0),
      ['special-slot-mismatch Orbit'],
    ],
    [
      'whose requirements are not bound is as good as one without',
      ({ directory }) => directory.special.get(2)?.fill(0),
      [],
    ],
    [
      'that binds what it does not hold is faulty',
      ({ directory }) => directory.special.get(6)?.fill(1),
      ['special-slot-mismatch Orbit'],
    ],
    [
      'that does not bind the Info.plist is as good for codesign',
      ({ directory }) => directory.special.get(1)?.fill(0),
      [],
    ],
    [
      'that does not bind the seal is faulty',
      ({ directory }) => directory.special.get(3)?.fill(0),
      ['no-seal _CodeSignature/CodeResources'],
    ],
    [
      'of nobody that does not say so is faulty',
      ({ directory }) => directory.bytes.writeUInt32BE(0, 12),
      ['bad-cms Orbit'],
    ],
    [
      'that ends before the code does is faulty',
      ({ directory }) => directory.bytes.writeUInt32BE(directory.codeLimit - 1, 32),
      ['damaged-signature Orbit'],
    ],
    [
      'with too few pages is faulty',
      ({ directory }) => directory.bytes.writeUInt32BE(directory.pageHashes.length - 1, 28),
      ['damaged-signature Orbit'],
    ],
    [
      'with pages of another size is faulty',
      ({ directory }) => directory.bytes.writeUInt8(13, 39),
      ['damaged-signature Orbit'],
    ],
    [
      'with the hash of a page changed is faulty',
      ({ directory }) => directory.pageHashes[2]?.fill(0),
      ['page-changed Orbit'],
    ],
    [
      'without a code directory is faulty',
      ({ blobs }) => blobs.get(0)?.writeUInt32BE(0xfade0c01, 0),
      ['damaged-signature Orbit'],
    ],
  ];
  for (const [what, patch, expected] of cases) {
    it(what, async () => assert.deepEqual(brief(await faultsOf(patched(patch))), expected));
  }

  it('says which entitlements are wrong', async () => {
    const [fault] = await faultsOf(patched(({ directory }) => directory.special.get(7)?.fill(1)));
    assert.equal(
      fault?.message,
      'The DER entitlements of Payload/Orbit.app/Orbit (arm64) are not those that were signed.',
    );
  });

  it('by somebody covers its code directory', async () => {
    const recipe = patched(({ directory }) => directory.pageHashes[2]?.fill(0), {});
    const faults = await faultsOf(recipe);
    assert.deepEqual(brief(faults), ['bad-cms Orbit']);
    assert.match(faults[0]?.message ?? '', /the code directory is not the one that was signed\.$/);
  });

  it('by somebody must hold even when it says that it is by nobody', async () => {
    const recipe = patched(({ directory }) => directory.bytes.writeUInt32BE(0x2, 12), {});
    assert.deepEqual(brief(await faultsOf(recipe)), ['bad-cms Orbit']);
  });

  it('may hold whole code in one hash', async () => {
    const oneHash = patched(({ directory, code }) => {
      // The hash of all code takes the place of the first page's; the others are cut off.
      const [first] = directory.pageHashes;
      directory.bytes.writeUInt8(0, 39);
      directory.bytes.writeUInt32BE(1, 28);
      first?.set(hash(directory.hashName, code));
    });
    assert.deepEqual(await faultsOf(oneHash), []);
  });
});
