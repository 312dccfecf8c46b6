import type { App, Release } from './catalog.ts';

/** How many releases one page of an app's history lists. */
export const RELEASES_PER_PAGE = 50;

/** How many pages list so many releases; at least one, which is the app's own. */
export function countHistoryPages(releases: number): number {
  return Math.max(1, Math.ceil(releases / RELEASES_PER_PAGE));
}

/** The month of a release, `YYYY-MM` in UTC. */
export function monthOf({ date }: Pick<Release, 'date'>): string {
  return date.slice(0, 7);
}

/**
 * The releases that one page of an app's history lists, counted from 1: the newest month first, and within a
 * month in the app's own order.
 */
export function historyPage({ releases }: Pick<App, 'releases'>, page: number): Release[] {
  const months = [...Map.groupBy(releases, monthOf)].sort(([a], [b]) => (a < b ? 1 : -1));
  const start = (page - 1) * RELEASES_PER_PAGE;
  return months.flatMap(([, own]) => own).slice(start, start + RELEASES_PER_PAGE);
}
