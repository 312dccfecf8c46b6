import type { Finding } from '../preflight/finding.ts';

/** Where Apple offers an app, for people who do not get it over the air. */
export interface Stores {
  /** Public link of TestFlight. */
  testFlight?: string | undefined;
  /** Address in the App Store. */
  appStore?: string | undefined;
}

/**
 * Findings of a build whose app is offered by Apple: that it is signed for the App Store is then no mistake,
 * because its page leads there. It still cannot be installed over the air.
 */
export function withStores(findings: Finding[], { testFlight, appStore }: Stores): Finding[] {
  if (!testFlight && !appStore) return findings;
  return findings.map((finding) =>
    finding.code === 'app-store-profile'
      ? {
          ...finding,
          severity: 'info',
          fix: `Nothing: its page leads to ${testFlight ? 'TestFlight' : 'the App Store'}.`,
        }
      : finding,
  );
}
