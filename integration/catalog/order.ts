import { compareVersions } from '../ipa/version.ts';

/** The parts of a release that order it. */
export interface Ordered {
  ipa: { version: string; build: string };
  /** ISO 8601. */
  date: string;
}

export type Order = 'version' | 'date';

/** Compares two releases of one app, newest first: by version, then build number, then date; or by date alone. */
export function newestFirst(order: Order): (a: Ordered, b: Ordered) => number {
  return (a, b) =>
    (order === 'date' ? compareText(b.date, a.date) : 0) ||
    compareVersions(b.ipa.version, a.ipa.version) ||
    compareVersions(b.ipa.build, a.ipa.build) ||
    compareText(b.date, a.date);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
