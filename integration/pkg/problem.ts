import { ProblemError } from '../ipa/problem.ts';

/** Thrown when a `.pkg` cannot be read any further; carries the problem in words for people. */
export class PkgError extends ProblemError {}

/** The problem of a package that was changed or garbled; `what` ends the sentence. */
export function damaged(what: string, cause?: unknown): PkgError {
  return new PkgError(
    {
      code: 'damaged-pkg',
      message: `The package is damaged: ${what}.`,
      fix: 'Build the package again, or copy it again from where it was made.',
    },
    { cause },
  );
}

/** The problem of a package whose end is missing; `what` ends the sentence. */
export function truncated(what: string): PkgError {
  return new PkgError({
    code: 'truncated-pkg',
    message: `The package is cut off: ${what}.`,
    fix: 'Copy or download the package again; the last transfer did not finish.',
  });
}
