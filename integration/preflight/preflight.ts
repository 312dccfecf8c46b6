import { type Consequence, type Finding, printableFindings, type Severity } from './finding.ts';
import type { Rule, Subject } from './rule.ts';
import type { PkgSubject } from './rules/pkg.ts';
import { pkgRules, rules } from './rules.ts';

/** What users make of rules: the severity they give one, or `off`. */
export type RuleSettings = Record<string, Severity | 'off'>;

/** Asks a build every question that decides whether iOS will install it, for whom, and for how long. */
export function preflight(subject: Subject, settings: RuleSettings = {}): Finding[] {
  const unreadable = subject.ipa.problems.map(
    (problem): Finding => ({
      ...problem,
      severity: 'error',
      consequence: 'blocked',
    }),
  );
  return printableFindings([...unreadable, ...judge(rules, subject, settings)]);
}

/** Asks a macOS package every question that decides whether device management will install it. */
export function preflightPkg(subject: PkgSubject, settings: RuleSettings = {}): Finding[] {
  return printableFindings(judge(pkgRules, subject, settings));
}

function judge<Of>(asked: Rule<Of>[], subject: Of, settings: RuleSettings): Finding[] {
  return asked.flatMap(({ code, severity: usual, consequence, unconditional, check }) => {
    const given = settings[code] ?? usual;
    // Its page has to say why there is no link.
    const severity = given === 'off' && unconditional ? 'info' : given;
    if (severity === 'off') return [];
    const taken = consequence && (severity === 'error' || unconditional) ? { consequence } : {};
    return [check(subject) ?? []]
      .flat()
      .map((verdict): Finding => ({ code, severity, ...taken, ...verdict }));
  });
}

/** The gravest consequence of all findings; null when the build can be installed. */
export function gravest(findings: Finding[]): Consequence | null {
  const found = new Set(findings.map(({ consequence }) => consequence));
  return (['blocked', 'expired'] as const).find((consequence) => found.has(consequence)) ?? null;
}
