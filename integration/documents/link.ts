import type { Release } from '../catalog/catalog.ts';

/** The one action of an `itms-services` link that installs. */
export const INSTALL_ACTION = 'download-manifest';

/**
 * The link that makes iOS install what a manifest describes: raw, with one plain `&`. Whoever puts it into
 * HTML or XML escapes it once, as every serializer does by itself.
 * The manifest's address is encoded whole, because iOS splits the link at `&`, `;` and `=` before it decodes.
 * Source: Apple, "Distribute proprietary in-house apps"; `manifestUrl` is absolute and `https:`.
 */
export function itmsLink(manifestUrl: string): string {
  return `itms-services://?action=${INSTALL_ACTION}&url=${encodeURIComponent(manifestUrl)}`;
}

/** The link that installs a release; null when it cannot be installed. */
export function installLink({ status, manifest }: Release): string | null {
  return status === 'installable' && manifest ? itmsLink(manifest.url) : null;
}

/** What iOS reads out of an `itms-services` link. */
export interface ItmsLink {
  /** In the order of the link; `value` is null where `raw` is not validly percent-encoded. */
  parameters: { name: string; raw: string; value: string | null }[];
  /** Parts that iOS skips, because they are not one name and one value. */
  dropped: string[];
}

/**
 * Reads a link as iOS does: `;` counts as `&`, a part counts only with exactly one `=`, its value is
 * percent-decoded once, and `+` stays as it is. Null where iOS does not take it for such a link at all.
 * No document of Apple's says so; this is how released versions of iOS were seen to behave. A third slash is in
 * use on many sites, and not known to fail.
 */
export function readItmsLink(link: string): ItmsLink | null {
  const query = /^itms-services:\/\/\/?\?([^#]*)/.exec(link)?.[1];
  if (query === undefined) return null;
  const parts = query
    .replaceAll(';', '&')
    .split('&')
    .filter(Boolean)
    .map((part) => part.split('='));
  return {
    parameters: parts
      .filter((pieces) => pieces.length === 2)
      .map(([name = '', raw = '']) => ({ name, raw, value: percentDecoded(raw) })),
    dropped: parts.filter((pieces) => pieces.length !== 2).map((pieces) => pieces.join('=')),
  };
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
