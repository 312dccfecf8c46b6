import type { Finding } from '../preflight/finding.ts';

/** Where Apple offers an app, for people who do not get it over the air. */
export interface Stores {
  /** Public link of TestFlight. */
  testFlight?: string | undefined;
  /** Address in the App Store. */
  appStore?: string | undefined;
}

/** How they are called in a sentence. */
export const STORE_NAMES: Record<keyof Stores, string> = {
  testFlight: 'TestFlight',
  appStore: 'the App Store',
};

/** Where a build of the app is first; null where Apple does not offer it. */
export function firstStore({ testFlight, appStore }: Stores): keyof Stores | null {
  if (testFlight) return 'testFlight';
  return appStore ? 'appStore' : null;
}

/**
 * Findings of a build whose app is offered by Apple: that it is signed for the App Store is then no mistake,
 * because its page leads there. It still cannot be installed over the air.
 */
export function withStores(findings: Finding[], stores: Stores): Finding[] {
  const store = firstStore(stores);
  if (!store) return findings;
  return findings.map((finding) =>
    finding.code === 'app-store-profile'
      ? {
          ...finding,
          severity: 'info',
          fix: `Nothing: its page leads to ${STORE_NAMES[store]}.`,
        }
      : finding,
  );
}
