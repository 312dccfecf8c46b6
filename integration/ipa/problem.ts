/** What is wrong with a build, in words for the person who made it. */
export interface Problem {
  /** Stable name of the problem, kebab-case. */
  code: string;
  /** What is wrong, naming what was found. */
  message: string;
  /** What to do about it. */
  fix: string;
}

/** Thrown when a file cannot be read any further; carries the problem in words for people. */
export class ProblemError extends Error implements Problem {
  readonly code: string;
  readonly fix: string;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.name = new.target.name;
    this.code = problem.code;
    this.fix = problem.fix;
  }
}

/** Thrown when an `.ipa` cannot be read any further. */
export class IpaError extends ProblemError {}

/**
 * What went wrong in words for people: the problem itself, or that the file system does not give the file.
 * Any other error is a fault of this package and is thrown again.
 */
export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error;
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  return {
    code: 'unreadable-file',
    message: `The file cannot be read: ${error.message}.`,
    fix: 'Check that it exists and may be read.',
  };
}
