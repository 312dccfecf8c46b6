import { whyNotInstallable } from './catalog/https.ts';

/** Astro's two settings that say where a site will be. */
export interface SiteAddress {
  site: string;
  base?: string;
}

type Environment = Record<string, string | undefined>;

/**
 * Where the site will be, as far as the host that builds it says so in its environment; undefined elsewhere.
 * GitHub Pages: docs.github.com, "Default environment variables"; a repository `owner/name` is published at
 * `https://owner.github.io/name`, `owner/owner.github.io` at the root.
 * Netlify: docs.netlify.com, "Build environment variables"; previews have an address of their own.
 */
export function siteFromEnvironment(environment: Environment = process.env): SiteAddress | undefined {
  const { GITHUB_ACTIONS, GITHUB_REPOSITORY, NETLIFY, CONTEXT, URL: url, DEPLOY_PRIME_URL } = environment;
  if (NETLIFY && url) {
    return { site: CONTEXT && CONTEXT !== 'production' && DEPLOY_PRIME_URL ? DEPLOY_PRIME_URL : url };
  }
  const [owner, name] = GITHUB_ACTIONS ? (GITHUB_REPOSITORY ?? '').split('/') : [];
  if (!owner || !name) return undefined;
  const host = `${owner.toLowerCase()}.github.io`;
  return { site: `https://${host}`, base: name.toLowerCase() === host ? '/' : `/${name}` };
}

/** Why a site cannot be installed from, and what to do. */
export interface SiteProblem {
  message: string;
  hint: string;
}

/** Says what is wrong with Astro's `site` for an install site; null when nothing is. */
export function checkSite(
  site: string | undefined,
  environment: Environment = process.env,
): SiteProblem | null {
  const reason = site ? whyNotInstallable(site) : 'it is not set';
  if (!reason) return null;
  const stated = siteFromEnvironment(environment);
  const known = stated && !whyNotInstallable(stated.site) ? stated : undefined;
  const example = known ?? { site: 'https://builds.example.com' };
  const lines = Object.entries(example).map(([key, value]) => `  ${key}: '${value}',`);
  return {
    message: `Nothing could be installed from this site: its address (\`site\`) must be https:, but ${reason}.`,
    hint: [
      'In astro.config.mjs set the address that the site is deployed to:',
      ...lines,
      known
        ? 'These are the values of the host that builds it now; `...siteFromEnvironment()` from astro-ota sets them.'
        : 'or pass it on the command line: astro build --site https://…',
    ].join('\n'),
  };
}

/** Whether a site's address is one of those that are reserved for examples and lead nowhere (RFC 2606). */
export function isExampleAddress(site: string): boolean {
  return /(^|\.)example(\.(com|net|org))?$/.test(new URL(site).hostname);
}
