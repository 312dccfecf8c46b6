import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ByteRange, parseRange } from '../../integration/range.ts';

const WHOLE = null;
const NONE = 'unsatisfiable';

const CASES: [header: string | undefined, size: number, answer: ByteRange | null | 'unsatisfiable'][] = [
  ['bytes=0-0', 10, { start: 0, end: 0 }],
  ['bytes=2-5', 10, { start: 2, end: 5 }],
  ['bytes=2-', 10, { start: 2, end: 9 }],
  ['bytes=9-', 10, { start: 9, end: 9 }],
  ['bytes=2-99', 10, { start: 2, end: 9 }],
  ['bytes=-3', 10, { start: 7, end: 9 }],
  ['bytes=-99', 10, { start: 0, end: 9 }],
  ['  bytes=0-1  ', 10, { start: 0, end: 1 }],
  ['bytes=0-99999999999999999999999', 10, { start: 0, end: 9 }],
  ['bytes=10-', 10, NONE],
  ['bytes=99-100', 10, NONE],
  ['bytes=-0', 10, NONE],
  ['bytes=0-', 0, NONE],
  ['bytes=-1', 0, NONE],
  ['bytes=99999999999999999999999-', 10, NONE],
  [undefined, 10, WHOLE],
  ['', 10, WHOLE],
  ['bytes', 10, WHOLE],
  ['bytes=', 10, WHOLE],
  ['bytes=-', 10, WHOLE],
  ['bytes=5-2', 10, WHOLE],
  ['bytes=a-b', 10, WHOLE],
  ['bytes=1.5-2', 10, WHOLE],
  ['bytes=--2', 10, WHOLE],
  ['bytes=0-1,4-5', 10, WHOLE],
  ['items=0-1', 10, WHOLE],
];

describe('parseRange', () => {
  for (const [header, size, answer] of CASES) {
    it(`"${header}" of ${size} bytes is ${JSON.stringify(answer)}`, () => {
      assert.deepEqual(parseRange(header, size), answer);
    });
  }
});
