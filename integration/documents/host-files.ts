import type { FileAddress } from '../catalog/addresses.ts';
import type { Catalog } from '../catalog/catalog.ts';

/**
 * Rules for hosts that read a `_headers` file (Netlify, Cloudflare Pages): types that no host knows by itself,
 * and how long copies may be kept. No two rules match the same address, because Cloudflare joins the values of
 * all that do, and each pattern has one `*`, which is all that it allows.
 */
export function headersFile({ noindex, releasesJson }: Catalog): string {
  const robots = noindex ? ['X-Robots-Tag: noindex'] : [];
  const build = [
    'Content-Type: application/octet-stream',
    'Cache-Control: public, max-age=31536000, immutable, no-transform',
    ...robots,
  ];
  return [
    rule('/*.ipa', build),
    rule('/*.pkg', build),
    rule('/*.plist', ['Content-Type: text/xml; charset=utf-8', 'Cache-Control: no-cache', ...robots]),
    // Apps ask for these again and again; an update may show five minutes late.
    rule(`${folderOf(releasesJson)}*.json`, ['Cache-Control: public, max-age=300', ...robots]),
  ].join('\n');
}

function folderOf({ path }: FileAddress): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function rule(pattern: string, headers: string[]): string {
  return [pattern, ...headers.map((header) => `  ${header}`), ''].join('\n');
}
