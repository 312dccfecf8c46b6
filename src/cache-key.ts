import { createHash } from 'node:crypto';

/**
 * Names all that a page shows, so that Astro's incremental builds can tell an unchanged page. The template
 * itself is covered by Astro.
 */
export function cacheKey(...shown: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}
