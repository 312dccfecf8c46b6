import type { Consequence, Finding } from './finding.ts';
import type { Subject } from './rule.ts';
import { dateRules } from './rules/dates.ts';
import { platformRules } from './rules/platform.ts';
import { signingRules } from './rules/signing.ts';

const RULES = [...signingRules, ...platformRules, ...dateRules];

/** Asks a build every question that decides whether iOS will install it. */
export function preflight(subject: Subject): Finding[] {
  const unreadable = subject.ipa.problems.map(
    (problem): Finding => ({
      ...problem,
      severity: 'error',
      consequence: 'blocked',
    }),
  );
  const judged = RULES.flatMap(({ check, ...rule }) =>
    [check(subject) ?? []].flat().map((verdict): Finding => ({ ...rule, ...verdict })),
  );
  return [...unreadable, ...judged];
}

/** The gravest consequence of all findings; null when the build can be installed. */
export function gravest(findings: Finding[]): Consequence | null {
  const found = new Set(findings.map(({ consequence }) => consequence));
  return (['blocked', 'expired'] as const).find((consequence) => found.has(consequence)) ?? null;
}
