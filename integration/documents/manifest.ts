import type { Release } from '../catalog/catalog.ts';
import type { PackageRelease } from '../catalog/package-catalog.ts';
import type { Digests } from '../ipa/hash.ts';
import type { PropertyList } from './property-list.ts';

/**
 * The manifest that tells iOS where to get a release and what to expect: the `.ipa` with a hash for each
 * chunk, the two images that Apple's manifests have, and the app's identity.
 * `bundleVersion` differs between builds; management tools update an app when it changes.
 * Source: "ManifestURL", Apple's device management documentation, and what Xcode itself writes.
 */
export function manifest(
  release: Release & { package: string },
  bundleVersion = release.ipa.build,
): PropertyList {
  const { ipa, digests, icon } = release;
  const assets: Asset[] = [
    softwarePackage(release.package, digests),
    { kind: 'display-image', url: icon.sizes[57].address.url },
    { kind: 'full-size-image', url: icon.sizes[512].address.url },
  ];
  const metadata = {
    'bundle-identifier': ipa.bundleId,
    'bundle-version': bundleVersion,
    kind: 'software',
    'platform-identifier': 'com.apple.platform.iphoneos',
    title: acceptedTitle(ipa.name, ipa.bundleId),
  };
  return { items: [{ assets, metadata }] };
}

/**
 * The manifest that tells a Mac under management where to get a package and what to expect.
 * Source: "ManifestURL", Apple's device management documentation.
 */
export function packageManifest({
  pkg,
  digests,
  ...release
}: PackageRelease & { package: string }): PropertyList {
  const metadata = {
    'bundle-identifier': pkg.identifier,
    'bundle-version': pkg.version,
    kind: 'software',
    title: acceptedTitle(pkg.title, pkg.identifier),
  };
  return { items: [{ assets: [softwarePackage(release.package, digests)], metadata }] };
}

type Asset = Record<string, string | number | string[]>;

function softwarePackage(url: string, { chunkSize, sha256s, md5s }: Digests): Asset {
  return {
    kind: 'software-package',
    url,
    'sha256-size': chunkSize,
    sha256s,
    'md5-size': chunkSize,
    md5s,
  };
}

/** Devices refuse a title of one character. */
function acceptedTitle(name: string, identifier: string): string {
  return [...name].length > 1 ? name : `${name} (${identifier})`;
}

/**
 * The version that the manifest of a channel's newest release carries: the build number, with the version
 * beside it where the app's other releases have the same number, so that it changes from build to build.
 */
export function channelBundleVersion({ id, ipa }: Release, all: Release[]): string {
  const ambiguous = all.some((other) => other.id !== id && other.ipa.build === ipa.build);
  return ambiguous ? `${ipa.version} (${ipa.build})` : ipa.build;
}
