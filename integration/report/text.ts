import type { FileFinding } from './preflight/finding.ts';

/**
 * Findings as text for a terminal, grouped by file: what is wrong, then what to do.
 * Every string in a finding is free of control characters already.
 */
export function reportFindings(findings: FileFinding[]): string {
  const files = Map.groupBy(findings, ({ file }) => file);
  return [...files]
    .map(([file, own]) =>
      [file, ...own.map(({ code, message, fix }) => `  ${message} (${code})\n  → ${fix}`)].join('\n'),
    )
    .join('\n\n');
}

/**
 * Sorts findings into what stops a deployment and what only deserves a look. A build that expired stops
 * nothing: its page says so. One that can never be installed stops it unless such builds are to be listed.
 */
export function weigh(
  findings: FileFinding[],
  uninstallable: 'fail' | 'list',
): { errors: FileFinding[]; warnings: FileFinding[] } {
  const tolerated = (finding: FileFinding) =>
    finding.consequence === 'expired' || (finding.consequence === 'blocked' && uninstallable === 'list');
  const stops = (finding: FileFinding) => finding.severity === 'error' && !tolerated(finding);
  return { errors: findings.filter(stops), warnings: findings.filter((finding) => !stops(finding)) };
}

/** How many files have findings, in words. */
export function countFiles(findings: FileFinding[]): string {
  const count = new Set(findings.map(({ file }) => file)).size;
  return `${count} ${count === 1 ? 'file' : 'files'}`;
}
