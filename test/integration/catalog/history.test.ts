import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { App, Release } from '../../../integration/catalog/catalog.ts';
import { countHistoryPages, historyPage, RELEASES_PER_PAGE } from '../../../integration/catalog/history.ts';

const app = (...dates: string[]) =>
  ({ releases: dates.map((date, i) => ({ id: `${i}`, date }) as Release) }) as Pick<App, 'releases'>;
const idsOf = (releases: Release[]) => releases.map(({ id }) => id);

describe('the pages of a history', () => {
  const counts: [releases: number, pages: number][] = [
    [0, 1],
    [1, 1],
    [RELEASES_PER_PAGE, 1],
    [RELEASES_PER_PAGE + 1, 2],
    [6 * RELEASES_PER_PAGE, 6],
  ];
  for (const [releases, pages] of counts) {
    it(`are ${pages} for ${releases} releases`, () => assert.equal(countHistoryPages(releases), pages));
  }

  it('hold every release once', () => {
    const dates = Array.from({ length: 120 }, (_, i) => `2026-${`${(i % 12) + 1}`.padStart(2, '0')}-01`);
    const many = app(...dates);
    const pages = [1, 2, 3].map((page) => historyPage(many, page));
    assert.deepEqual(
      pages.map(({ length }) => length),
      [50, 50, 20],
    );
    assert.equal(new Set(pages.flatMap(idsOf)).size, 120);
  });

  it('begin with the newest month, and keep the order of the app within one', () => {
    const mixed = app('2026-01-09', '2026-03-01', '2026-01-20', '2025-12-31', '2026-03-30');
    assert.deepEqual(idsOf(historyPage(mixed, 1)), ['1', '4', '0', '2', '3']);
  });

  it('are empty beyond the last', () => assert.deepEqual(historyPage(app('2026-01-01'), 2), []));
});
