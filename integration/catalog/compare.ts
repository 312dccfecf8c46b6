import type { BundleCode } from '../ipa/bundle.ts';
import type { Ipa } from '../ipa/ipa.ts';

/** How a build differs from the one before it. What is the same is empty or null. */
export interface Changes {
  /** Bytes of the `.ipa`. */
  size: { before: number; after: number } | null;
  minimumOSVersion: { before: string; after: string } | null;
  /** By key, such as `aps-environment`. */
  entitlements: Difference;
  /** By the key in the Info.plist, such as `NSCameraUsageDescription`. */
  permissions: Difference;
  /** Extensions, App Clips and Watch apps, by bundle identifier. */
  extensions: Difference;
}

/** How two sets of named values differ: the names, sorted. */
export interface Difference {
  added: string[];
  removed: string[];
  /** In both, with another value. */
  changed: string[];
}

/** A build as far as it is compared. */
export interface Comparable {
  ipa: Ipa;
  /** Bytes. */
  size: number;
}

/** Tells what a tester or a reviewer would want to know of the way from one build to the next. */
export function compareBuilds(before: Comparable, after: Comparable): Changes {
  const [from, to] = [before.ipa.minimumOSVersion, after.ipa.minimumOSVersion];
  return {
    size: before.size === after.size ? null : { before: before.size, after: after.size },
    minimumOSVersion: from && to && from !== to ? { before: from, after: to } : null,
    entitlements: compareValues(entitlementsOf(before.ipa), entitlementsOf(after.ipa)),
    permissions: compareValues(before.ipa.usageDescriptions, after.ipa.usageDescriptions),
    extensions: compareValues(extensionsOf(before.ipa), extensionsOf(after.ipa)),
  };
}

/** The entitlements that an app or a bundle in it was signed with, by key. */
export function entitlementsOf({ slices, profile }: BundleCode): Record<string, unknown> {
  const signed = slices?.map(({ signature }) => signature?.entitlements).find(Boolean);
  return signed ?? profile?.entitlements ?? {};
}

/** The kinds of the app's extensions, App Clips and Watch apps, by bundle identifier. */
export function extensionsOf({ nested }: Ipa): Record<string, string> {
  const extensions = nested.filter(({ kind }) => kind !== 'framework');
  return Object.fromEntries(extensions.map(({ kind, bundleId, root }) => [bundleId ?? root, kind]));
}

function compareValues(before: Record<string, unknown>, after: Record<string, unknown>): Difference {
  const [from, to] = [Object.keys(before).sort(), Object.keys(after).sort()];
  return {
    added: to.filter((name) => !Object.hasOwn(before, name)),
    removed: from.filter((name) => !Object.hasOwn(after, name)),
    changed: to.filter(
      (name) => Object.hasOwn(before, name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
    ),
  };
}
