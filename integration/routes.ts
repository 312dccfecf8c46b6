import { existsSync } from 'node:fs';
import type { AstroConfig } from 'astro';

/** A page of ours for Astro's `injectRoute`. */
export interface Route {
  pattern: string;
  entrypoint: URL;
  prerender: boolean;
}

/** Every page of the install site below a path, which need not begin or end with a slash. */
export function routes(path: string): Route[] {
  const root = `/${path.split('/').filter(Boolean).join('/')}`;
  const below = root === '/' ? '' : root;
  return [
    route(root, 'home'),
    route(`${below}/about/distribution`, 'distribution'),
    route(`${below}/collections/[collection]`, 'collection'),
    route(`${below}/[app]`, 'app'),
    route(`${below}/[app]/mac`, 'package-beside-app'),
    route(`${below}/[app]/mdm`, 'management'),
    route(`${below}/[app]/releases/[page]`, 'history'),
    route(`${below}/[app]/latest`, 'latest'),
    route(`${below}/[app]/latest/[channel]`, 'latest-of-channel'),
    route(`${below}/[app]/[release]`, 'release'),
  ];
}

/** The page for what is not there; none where the site has its own. */
export function notFoundRoute({ srcDir }: Pick<AstroConfig, 'srcDir'>): Route[] {
  const own = ['astro', 'md', 'mdx', 'html', 'ts', 'js'].some((ending) =>
    existsSync(new URL(`./pages/404.${ending}`, srcDir)),
  );
  return own ? [] : [route('/404', 'not-found')];
}

function route(pattern: string, page: string): Route {
  return { pattern, entrypoint: new URL(`../src/routes/${page}.astro`, import.meta.url), prerender: true };
}
