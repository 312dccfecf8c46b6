import type { App, Catalog, Release } from '../catalog/catalog.ts';
import type { PackageRelease } from '../catalog/package-catalog.ts';

/** What the site is called: by its team, else by its host. */
export function siteName({ theme, page }: Catalog): string {
  return theme.name ?? new URL(page.url).host;
}

/** `1.4.0 (147)`; the version alone where the build number says the same. */
export function versionName({ ipa: { version, build } }: Release): string {
  return version === build ? version : `${version} (${build})`;
}

/** `Orbit 1.4.0 (147)`. */
export function releaseName(release: Release): string {
  return `${release.ipa.name} ${versionName(release)}`;
}

/** `Orbit 2.0 (macOS)`. */
export function packageReleaseName({ pkg }: PackageRelease): string {
  return `${pkg.title} ${pkg.version} (macOS)`;
}

/** The team that signed an app's newest release; null when no profile names one. */
export function teamName({ releases }: App): string | null {
  return releases[0]?.ipa.profile?.teamName ?? null;
}
