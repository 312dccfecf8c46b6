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

/** What Astro takes for Markdown (`SUPPORTED_MARKDOWN_FILE_EXTENSIONS` of astro/core/constants). */
const MARKDOWN = ['md', 'markdown', 'mdown', 'mkdn', 'mkd', 'mdwn'];
const PAGES = ['astro', 'html', ...MARKDOWN, 'mdx', 'ts', 'js'];

/** The page for what is not there; none where the site has its own. */
export function notFoundRoute({ srcDir }: Pick<AstroConfig, 'srcDir'>): Route[] {
  const own = PAGES.flatMap((ending) => [`404.${ending}`, `404/index.${ending}`]);
  if (own.some((path) => existsSync(new URL(`./pages/${path}`, srcDir)))) return [];
  return [route('/404', 'not-found')];
}

function route(pattern: string, page: string): Route {
  return { pattern, entrypoint: new URL(`../src/routes/${page}.astro`, import.meta.url), prerender: true };
}
