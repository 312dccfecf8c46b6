import { CHUNK_SIZE } from '../ipa/hash.ts';

let last: Promise<unknown> = Promise.resolve();

/**
 * Goes over all bytes of a file, which has `size` of them. Files of several chunks wait for each other, because each
 * takes a thread and the memory of some chunks; others go at once.
 */
export function inTurn<Result>(size: number, work: () => Promise<Result>): Promise<Result> {
  if (size <= CHUNK_SIZE) return work();
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
}
