import type { App, Catalog, Release } from '../catalog/catalog.ts';
import type { PackageRelease } from '../catalog/package-catalog.ts';
import { fullVersion } from '../ipa/version.ts';

/** What the site is called: by its team, else by its host. */
export function siteName({ theme, page }: Catalog): string {
  return theme.name ?? new URL(page.url).host;
}

/** `Orbit 1.4.0 (147)`. */
export function releaseName({ ipa }: Release): string {
  return `${ipa.name} ${fullVersion(ipa)}`;
}

/** `Orbit 2.0 (macOS)`. */
export function packageReleaseName({ pkg }: PackageRelease): string {
  return `${pkg.title} ${pkg.version} (macOS)`;
}

/** The team that signed an app's newest release; null when no profile names one. */
export function teamName({ releases }: App): string | null {
  return releases[0]?.ipa.profile?.teamName ?? null;
}
