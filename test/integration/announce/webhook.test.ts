import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pauseFor } from '../../../integration/announce/webhook.ts';

describe('the pause before another try', () => {
  const now = new Date('2026-06-01T12:00:00Z');
  const cases: [string | null, number][] = [
    [null, 2000],
    ['', 2000],
    ['soon', 2000],
    ['0', 0],
    ['3', 3000],
    ['0.5', 500],
    ['86400', 30_000],
    ['Mon, 01 Jun 2026 12:00:07 GMT', 7000],
    ['Mon, 01 Jun 2026 13:00:00 GMT', 30_000],
    ['Mon, 01 Jun 2026 11:00:00 GMT', 0],
  ];
  for (const [value, milliseconds] of cases) {
    it(`is ${milliseconds} ms where Retry-After is ${value === null ? 'missing' : `"${value}"`}`, () => {
      assert.equal(pauseFor(value, now), milliseconds);
    });
  }
});
