import type { Ipa } from '../ipa/ipa.ts';
import type { SealFault } from '../ipa/seal/verify.ts';
import type { Consequence, Severity } from './finding.ts';

/** What the rules look at. */
export interface Subject {
  ipa: Ipa;
  /** Bytes of the `.ipa`. */
  size: number;
  /** What deep verification found; null where it was not asked for. */
  seal: SealFault[] | null;
  /** The release before it on its channel, by date; null when there is none, or nothing is known of one. */
  previous: Ipa | null;
  /** Whether anybody may open the site that it is for; false where there is no site. */
  publicSite: boolean;
  /** The moment for which the dates are judged. */
  now: Date;
  /** How many days before its end a build counts as expiring soon. */
  expiresWithin: number;
}

/** What a rule says of one fault. */
export interface Verdict {
  message: string;
  fix: string;
}

/** One question to a build, with a stable name; `Of` is what it looks at. */
export interface Rule<Of = Subject> {
  code: string;
  severity: Severity;
  /** What a finding takes away, as long as it counts as an error. */
  consequence?: Consequence;
  /** Whether it takes that away whatever severity users give it. It is then told even when it is turned off. */
  unconditional?: true;
  /** What is wrong; null or an empty list when nothing is. */
  check(subject: Of): Verdict | Verdict[] | null;
}
