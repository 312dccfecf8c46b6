import type { Release } from '../catalog/catalog.ts';

/**
 * The link that makes iOS install what a manifest describes: raw, with one plain `&`. Whoever puts it into
 * HTML or XML escapes it once, as every serializer does by itself.
 * The manifest's address is encoded whole, because iOS splits the link at `&`, `;` and `=` before it decodes.
 * Source: Apple, "Distribute proprietary in-house apps"; `manifestUrl` is absolute and `https:`.
 */
export function itmsLink(manifestUrl: string): string {
  return `itms-services://?action=download-manifest&url=${encodeURIComponent(manifestUrl)}`;
}

/** The link that installs a release; null when it cannot be installed. */
export function installLink({ status, manifest }: Release): string | null {
  return status === 'installable' && manifest ? itmsLink(manifest.url) : null;
}
