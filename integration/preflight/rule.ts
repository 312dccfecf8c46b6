import type { Ipa } from '../ipa/ipa.ts';
import type { Consequence, Severity } from './finding.ts';

/** What the rules look at. */
export interface Subject {
  ipa: Ipa;
  /** The moment for which the dates are judged. */
  now: Date;
}

/** What a rule says of one fault. */
export interface Verdict {
  message: string;
  fix: string;
}

/** One question to a build, with a stable name. */
export interface Rule {
  code: string;
  severity: Severity;
  consequence?: Consequence;
  /** What is wrong; null or an empty list when nothing is. */
  check(subject: Subject): Verdict | Verdict[] | null;
}
