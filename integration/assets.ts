import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig } from 'astro';
import { createOutputAt } from './catalog/addresses.ts';

/** Gives the text of a file by its address on a page; null where it is none of the site's. */
export type ReadAsset = (href: string) => string | null;

/** Reads the files of a folder by the addresses that they have on the site. */
export function assetsIn(
  folder: URL,
  { site = 'http://localhost', base, build }: Pick<AstroConfig, 'site' | 'base' | 'build'>,
): ReadAsset {
  const root = fileURLToPath(folder);
  const outputAt = createOutputAt({ site, base });
  const { assetsPrefix } = build;
  const prefix =
    typeof assetsPrefix === 'object' ? (assetsPrefix['css'] ?? assetsPrefix.fallback) : assetsPrefix;
  const outputOf = (href: string) => {
    if (prefix && href.startsWith(`${prefix}/`)) return href.slice(prefix.length + 1);
    return URL.canParse(href, site) ? outputAt(new URL(href, site).href) : null;
  };
  return (href) => {
    const output = outputOf(href);
    const path = output && join(root, output);
    return path?.startsWith(join(root, sep)) && existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
}
