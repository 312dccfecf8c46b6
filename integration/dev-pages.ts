import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig } from 'astro';
import { decodePath } from './dev.ts';

/**
 * Makes a middleware for `astro dev` that lets every page be found at the address at which it is built. With
 * `trailingSlash: 'always'` Astro builds `/x.html` in some formats but serves `/x/` alone. `isRoute` tells whether
 * Astro answers for a path as it is.
 */
export function servePages(
  { trailingSlash, publicDir }: Pick<AstroConfig, 'trailingSlash' | 'publicDir'>,
  isRoute: (path: string) => boolean,
) {
  const folder = fileURLToPath(publicDir);
  return (request: IncomingMessage, _response: ServerResponse, next: () => void) => {
    const asked = decodePath(request.url);
    const isElsewhere = asked === null || isRoute(`/${asked}`) || existsSync(join(folder, asked));
    if (trailingSlash === 'always' && !isElsewhere) {
      request.url = request.url?.replace(/(\/index)?\.html(?=\?|$)/, '/');
    }
    next();
  };
}
