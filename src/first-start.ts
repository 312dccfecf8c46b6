import type { Release } from '../integration/catalog/catalog.ts';
import { compareVersions } from '../integration/ipa/version.ts';
import type { TextKey } from './i18n/messages.ts';

/**
 * What a tester does before an installed build starts for the first time: step by step, each in the texts that tell
 * it. Sources: Apple, "Install custom enterprise apps on iOS" (trust, the restart) and "Enabling Developer Mode on a
 * device", which says nothing sure of ad hoc builds.
 */
export function firstStart(release: Release): TextKey[][] {
  const { profile } = release.ipa;
  if (profile?.kind !== 'enterprise') return [['stepDeveloperMode']];
  return [
    [profile.teamName ? 'stepTrust' : 'stepTrustUnnamed', ...earlierNames(release)],
    [requiresSystem(release, '18') ? 'stepRestart' : 'stepRestartFrom18'],
  ];
}

/**
 * How "VPN & Device Management" in Settings is named on the older devices that can have the build; nothing where none
 * of them can. Source: the same article of Apple's, before iOS 15.
 */
export function earlierNames(release: Release): TextKey[] {
  return requiresSystem(release, '15') ? [] : ['stepTrustBefore15'];
}

/** Whether every device that can have the build has this version of iOS at least. */
function requiresSystem({ ipa }: Release, version: string): boolean {
  return compareVersions(ipa.minimumOSVersion ?? '0', version) >= 0;
}
