/** What is wrong with a build, in words for the person who made it. */
export interface Problem {
  /** Stable name of the problem, kebab-case. */
  code: string;
  /** What is wrong, naming what was found. */
  message: string;
  /** What to do about it. */
  fix: string;
}

/** Thrown when an `.ipa` cannot be read any further; carries the problem in words for people. */
export class IpaError extends Error implements Problem {
  readonly code: string;
  readonly fix: string;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.name = 'IpaError';
    this.code = problem.code;
    this.fix = problem.fix;
  }
}
