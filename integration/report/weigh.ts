import type { FileFinding } from '../preflight/finding.ts';

/** Findings by what a deployment makes of them. */
export interface Weighed {
  /** What stops it. */
  errors: FileFinding[];
  /** What deserves a look. */
  warnings: FileFinding[];
  /** What is merely good to know. */
  notes: FileFinding[];
}

/**
 * Sorts findings by what a deployment makes of them. A build that expired stops nothing: its page says so. One
 * that can never be installed stops it unless such builds are to be listed.
 */
export function weigh(findings: FileFinding[], uninstallable: 'fail' | 'list'): Weighed {
  const tolerated = ({ consequence }: FileFinding) =>
    consequence === 'expired' || (consequence === 'blocked' && uninstallable === 'list');
  const stops = (finding: FileFinding) => finding.severity === 'error' && !tolerated(finding);
  return {
    errors: findings.filter(stops),
    warnings: findings.filter((finding) => finding.severity !== 'info' && !stops(finding)),
    notes: findings.filter(({ severity }) => severity === 'info'),
  };
}
