import { build } from 'plist';
import type { Release } from '../catalog/catalog.ts';

/**
 * The manifest that tells iOS where to get a release and what to expect: the `.ipa` with a hash for each
 * chunk, the two images that Apple's manifests have, and the app's identity.
 * `bundleVersion` differs between builds; management tools update an app when it changes.
 * Source: "ManifestURL", Apple's device management documentation, and what Xcode itself writes.
 */
export function manifest(release: Release & { package: string }, bundleVersion = release.ipa.build): string {
  const { ipa, digests, icon } = release;
  const assets: Record<string, string | number | string[]>[] = [
    {
      kind: 'software-package',
      url: release.package,
      'sha256-size': digests.chunkSize,
      sha256s: digests.sha256s,
      'md5-size': digests.chunkSize,
      md5s: digests.md5s,
    },
    { kind: 'display-image', url: icon.sizes[57].address.url },
    { kind: 'full-size-image', url: icon.sizes[512].address.url },
  ];
  const metadata = {
    'bundle-identifier': ipa.bundleId,
    'bundle-version': bundleVersion,
    kind: 'software',
    'platform-identifier': 'com.apple.platform.iphoneos',
    // iOS refuses a title of one character.
    title: [...ipa.name].length > 1 ? ipa.name : `${ipa.name} (${ipa.bundleId})`,
  };
  return `${build({ items: [{ assets, metadata }] })}\n`;
}

/**
 * The version that the manifest of a channel's newest release carries: the build number, with the version
 * beside it where the app's other releases have the same number, so that it changes from build to build.
 */
export function channelBundleVersion({ id, ipa }: Release, all: Release[]): string {
  const ambiguous = all.some((other) => other.id !== id && other.ipa.build === ipa.build);
  return ambiguous ? `${ipa.version} (${ipa.build})` : ipa.build;
}
