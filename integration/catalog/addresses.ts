import { posix } from 'node:path';

/** Where a page or document is, in the two forms that are needed. */
export interface Address {
  /** From the origin on, base included: for links between pages. */
  path: string;
  /** Absolute: for manifests, links, QR codes and documents. */
  url: string;
}

/** Where a page is. */
export interface PageAddress extends Address {
  /** What leads to it below the page of all apps, in every language of the site. */
  segments: string[];
  /** Path relative to the output folder of the file that it is written into. */
  output: string;
}

/** Where a document or file is, and where it is written. */
export interface FileAddress extends Address {
  /** Path relative to the output folder, which `base` is no part of. */
  output: string;
}

/** The settings of an Astro site that decide addresses. */
export interface SiteSettings {
  /** Origin of the site; a path in it is ignored, as Astro does. */
  site: string;
  /** Astro's `base`. */
  base: string;
  /** Astro's `trailingSlash`. */
  trailingSlash: 'always' | 'never' | 'ignore';
  /** Astro's `build.format`. */
  format: 'directory' | 'file' | 'preserve';
  /** The integration's `path` option. */
  path: string;
  /** First segment below `base`, for pages in another than the main language. */
  prefix?: string;
}

/** Makes every address of the install site. */
export interface Addresses {
  /** A page; no segments for the page of all apps. */
  page(...segments: string[]): PageAddress;
  /** A document or file. */
  file(...segments: string[]): FileAddress;
}

/** The one place that joins `site`, `base`, the path option and the shape of page addresses. */
export function createAddresses(settings: SiteSettings): Addresses {
  const { origin } = new URL(settings.site);
  const base = split(settings.base);
  const path = split(`${settings.prefix ?? ''}/${settings.path}`);
  const above = [...base, ...path].map(encodeURIComponent);
  const address = (segments: string[], ending: string): Address => {
    const encoded = [...above, ...segments.map(encodeURIComponent)];
    const pathname = `/${encoded.join('/')}${encoded.length ? ending : ''}`;
    return { path: pathname, url: origin + pathname };
  };
  return {
    page: (...segments) => {
      const isRoot = path.length + segments.length === 0;
      const output = [...path, ...segments].join('/');
      return {
        ...address(segments, pageEnding(settings, isRoot)),
        segments,
        output: isFolder(settings, isRoot) ? posix.join(output, 'index.html') : `${output}.html`,
      };
    },
    file: (...segments) => ({ ...address(segments, ''), output: [...path, ...segments].join('/') }),
  };
}

/**
 * The other way round: gives what tells the path in the output folder at which a static host looks for a valid
 * absolute address; null where that is not below the site's base.
 */
export function createOutputAt({ site, base }: Pick<SiteSettings, 'site' | 'base'>) {
  const { origin } = new URL(site);
  const below = split(base);
  return (address: string): string | null => {
    const { origin: other, pathname } = new URL(address);
    if (other !== origin) return null;
    const segments = split(pathname).map(decoded);
    if (below.some((segment, i) => segments[i] !== segment)) return null;
    return segments.slice(below.length).join('/');
  };
}

/**
 * What a page's address ends in, so that any static host answers it without a redirect: the form in which
 * Astro writes the page (`getOutFile` of astro/core/build/common).
 */
function pageEnding(settings: SiteSettings, isRoot: boolean): string {
  if (isFolder(settings, isRoot)) return settings.trailingSlash === 'never' ? '' : '/';
  return '.html';
}

/** Whether a page is the index of a folder; the site's root is in every format. */
function isFolder({ format }: SiteSettings, isRoot: boolean): boolean {
  return format === 'directory' || isRoot;
}

function split(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
