import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { CodeDirectory } from '../../../../integration/ipa/seal/code-directory.ts';
import { HASH_TYPES } from '../../../../integration/ipa/seal/hash-type.ts';
import { PageCheck } from '../../../../integration/ipa/seal/page-check.ts';
import { pseudoRandomBytes } from '../../../support/file-content.ts';

const CODE = pseudoRandomBytes('pages', 1000);

/** A code directory over the first `codeLimit` bytes of the code. */
function directoryOf(codeLimit: number, pageSize: number, type: number): CodeDirectory {
  const hashType = HASH_TYPES.get(type);
  assert(hashType);
  const pageCount = Math.ceil(codeLimit / pageSize);
  const hashes = Array.from({ length: pageCount }, (_, page) => {
    const bytes = CODE.subarray(page * pageSize, Math.min(codeLimit, (page + 1) * pageSize));
    return createHash(hashType.algorithm).update(bytes).digest().subarray(0, hashType.size);
  });
  return {
    version: 0x20400,
    flags: 0,
    hashType,
    identifier: '',
    teamId: null,
    codeLimit,
    pageSize,
    pageHash: (index) => hashes[index] ?? Buffer.of(),
    pageCount,
    special: new Map(),
    bytes: Buffer.of(),
  };
}

function check(directory: CodeDirectory, bytes: Uint8Array, piece: number): PageCheck {
  const pages = new PageCheck(directory);
  for (let at = 0; at < bytes.length; at += piece) pages.update(bytes.subarray(at, at + piece));
  return pages;
}

describe('PageCheck', () => {
  for (const piece of [1, 7, 64, 100, 1000]) {
    it(`holds whole code for unchanged, in pieces of ${piece} bytes`, () => {
      for (const [codeLimit, pageSize] of [
        [1000, 64],
        [960, 64],
        [1000, 1000],
        [1000, 2048],
        [1, 64],
        [0, 64],
      ] as const) {
        assert.equal(check(directoryOf(codeLimit, pageSize, 2), CODE, piece).changed, 0);
      }
    });

    it(`counts changed pages and names the first, in pieces of ${piece} bytes`, () => {
      const changed = Uint8Array.from(CODE);
      for (const at of [200, 201, 999]) changed[at] = (changed[at] ?? 0) ^ 1;
      const pages = check(directoryOf(1000, 64, 2), changed, piece);
      assert.deepEqual([pages.changed, pages.firstChanged], [2, 192]);
    });
  }

  for (const [type, { name }] of HASH_TYPES) {
    it(`knows ${name}`, () => {
      assert.equal(check(directoryOf(1000, 64, type), CODE, 100).changed, 0);
      assert.equal(check(directoryOf(1000, 64, type), CODE.toReversed(), 100).changed, 16);
    });
  }

  it('passes over what lies beyond the code limit', () => {
    const longer = Buffer.concat([CODE, Buffer.from('a signature')]);
    assert.equal(check(directoryOf(1000, 64, 2), longer, 100).changed, 0);
  });
});
