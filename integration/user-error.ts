import { AstroError } from 'astro/errors';

/**
 * An error that its reader can mend: Astro shows the message and the hint. It has no stack trace, which would
 * point into this package, where there is nothing to mend.
 */
export function userError(message: string, hint: string): AstroError {
  const error = new AstroError(message, hint);
  error.stack = '';
  return error;
}
