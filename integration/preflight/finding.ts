import type { Problem } from '../ipa/problem.ts';
import { printable } from '../ipa/text.ts';

/** An error stops a deployment, a warning asks for attention, an info is good to know. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * What a finding means for the Install link: a blocked build can never be installed over the air, an expired
 * one could once.
 */
export type Consequence = 'blocked' | 'expired';

/** One thing that was found out about a build, a file beside it, or a site. */
export interface Finding extends Problem {
  severity: Severity;
  /** Left out where the finding alone takes nobody's Install link away. */
  consequence?: Consequence;
}

/** A finding together with the file that it is about, as a path to show. */
export interface FileFinding extends Finding {
  file: string;
}

/** Compares by the file that findings are about. */
export function byFileName(a: FileFinding, b: FileFinding): number {
  return a.file < b.file ? -1 : Number(a.file > b.file);
}

/**
 * Findings in words that are fit to be shown anywhere: what they name out of archives, notes and folders may hold
 * anything, as far as a terminal's commands. Every finding passes here on its way out.
 */
export function printableFindings<Of extends Finding | FileFinding>(findings: Of[]): Of[] {
  return findings.map((finding) => ({
    ...finding,
    message: printable(finding.message),
    fix: printable(finding.fix),
    ...('file' in finding && { file: printable(finding.file) }),
  }));
}
