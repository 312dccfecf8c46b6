import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ForwardReader } from '../../../integration/ipa/forward-reader.ts';

const BYTES = Uint8Array.from({ length: 20 }, (_, index) => index);

/** The twenty bytes in pieces of the given lengths, and a count of what was asked for. */
function pieces(...lengths: number[]) {
  const seen = { given: 0, ended: false };
  async function* give() {
    try {
      let offset = 0;
      for (const length of lengths) {
        seen.given++;
        yield BYTES.subarray(offset, offset + length);
        offset += length;
      }
    } finally {
      seen.ended = true;
    }
  }
  return { stream: give(), seen };
}

describe('ForwardReader', () => {
  const splits = [[20], Array(20).fill(1), [3, 0, 0, 7, 10], [0, 1, 19, 0]];
  for (const split of splits) {
    it(`reads ascending ranges, whatever the pieces: ${split}`, async () => {
      const reader = new ForwardReader(pieces(...split).stream);
      assert.deepEqual([...(await reader.read(0, 2))], [0, 1]);
      assert.deepEqual([...(await reader.read(2, 3))], [2, 3, 4]);
      assert.deepEqual([...(await reader.read(9, 4))], [9, 10, 11, 12]);
      assert.deepEqual([...(await reader.read(13, 0))], []);
      assert.deepEqual([...(await reader.read(19, 1))], [19]);
    });
  }

  it('gives bytes that the source may overwrite afterwards', async () => {
    const buffer = new Uint8Array([1, 2]);
    async function* reused() {
      yield buffer;
      buffer.set([3, 4]);
      yield buffer;
    }
    const reader = new ForwardReader(reused());
    const first = await reader.read(0, 2);
    await reader.read(2, 2);
    assert.deepEqual([...first], [1, 2]);
  });

  it('refuses to go back', async () => {
    const reader = new ForwardReader(pieces(20).stream);
    await reader.read(4, 4);
    await assert.rejects(reader.read(7, 1), RangeError);
    await assert.rejects(reader.read(0, 0), RangeError);
    assert.deepEqual([...(await reader.read(8, 1))], [8]);
  });

  for (const [offset, length] of [
    [15, 6],
    [20, 1],
    [1000, 1],
  ] as const) {
    it(`says that bytes ${offset} to ${offset + length} of twenty are cut off`, async () => {
      const reader = new ForwardReader(pieces(10, 10).stream);
      await assert.rejects(reader.read(offset, length), new RangeError('it is cut off'));
      await assert.rejects(reader.read(offset, length), RangeError);
    });
  }

  it('asks for no more than it needs, and stops the bytes when closed', async () => {
    const { stream, seen } = pieces(5, 5, 5, 5);
    const reader = new ForwardReader(stream);
    await reader.read(4, 3);
    assert.deepEqual(seen, { given: 2, ended: false });
    await reader.close();
    assert.deepEqual(seen, { given: 2, ended: true });
    await reader.close();
  });

  it('passes on why the bytes stopped', async () => {
    // biome-ignore lint/correctness/useYield: a source that fails before its first piece.
    async function* broken(): AsyncGenerator<Uint8Array> {
      throw new Error('the disk is gone');
    }
    await assert.rejects(new ForwardReader(broken()).read(0, 1), /the disk is gone/);
  });
});
