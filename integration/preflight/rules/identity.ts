import { compareVersions } from '../../ipa/version.ts';
import type { Rule } from '../rule.ts';

/** Whether the build is named as iOS and management tools ask, and follows the release before it. */
export const identityRules: Rule[] = [
  {
    code: 'short-title',
    severity: 'warning',
    check: ({ ipa }) =>
      [...ipa.name].length < 2
        ? {
            message: `The name "${ipa.name}" is shorter than two characters, which iOS refuses as a title; the manifest says more.`,
            fix: 'Give CFBundleDisplayName at least two characters.',
          }
        : null,
  },
  {
    code: 'system-identifier',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      /^com\.apple\./i.test(ipa.bundleId)
        ? {
            message: `The bundle identifier ${ipa.bundleId} belongs to Apple; iOS lets no other app install as it.`,
            fix: 'Use an identifier of your own, beginning with your domain.',
          }
        : null,
  },
  {
    code: 'odd-version',
    severity: 'warning',
    check: ({ ipa }) =>
      [ipa.version, ipa.build]
        .filter((version) => !/^\d+(\.\d+){0,3}$/.test(version))
        .slice(0, 1)
        .map((version) => ({
          message: `${ipa.name} calls itself ${ipa.version} (${ipa.build}); "${version}" is not made of numbers and periods, so its order is a guess.`,
          fix: 'Write versions and build numbers as 1.2.3.',
        })),
  },
  {
    code: 'build-number-back',
    severity: 'warning',
    check: ({ ipa, previous }) =>
      previous && isBefore(ipa, previous)
        ? {
            message: `${ipa.name} ${ipa.version} (${ipa.build}) was signed after ${previous.version} (${previous.build}) on its channel, but its numbers are lower.`,
            fix: 'Raise the build number with every build, or order by date (`order: "date"`).',
          }
        : null,
  },
  {
    code: 'build-number-repeats',
    severity: 'info',
    check: ({ ipa, previous }) =>
      previous && previous.build === ipa.build && previous.version !== ipa.version
        ? {
            message: `${ipa.name} ${ipa.version} has the build number ${ipa.build}, as ${previous.version} before it.`,
            fix: 'Give every build a number of its own; management tools tell builds apart by it.',
          }
        : null,
  },
  {
    code: 'team-changed',
    severity: 'warning',
    check: ({ ipa, previous }) => {
      const [before, now] = [previous?.profile?.teamId, ipa.profile?.teamId];
      return before && now && before !== now
        ? {
            message: `${ipa.name} ${ipa.version} (${ipa.build}) is signed by the team ${now}; the release before was by ${before}. As far as is known it does not install over that one.`,
            fix: 'Tell testers to delete the old app first, which deletes its data, or sign with the old team.',
          }
        : null;
    },
  },
  {
    code: 'prefix-changed',
    severity: 'warning',
    check: ({ ipa, previous }) => {
      const [before, now] = [prefixOf(previous), prefixOf(ipa)];
      return before && now && before !== now && previous?.profile?.teamId === ipa.profile?.teamId
        ? {
            message: `The application identifier prefix of ${ipa.name} changed from ${before} to ${now}: the keychain of the installed app is lost.`,
            fix: 'Keep the App ID with the old prefix if testers must stay signed in.',
          }
        : null;
    },
  },
  {
    code: 'minimum-os-raised',
    severity: 'info',
    check: ({ ipa, previous }) =>
      previous?.minimumOSVersion &&
      ipa.minimumOSVersion &&
      compareVersions(ipa.minimumOSVersion, previous.minimumOSVersion) > 0
        ? {
            message: `${ipa.name} ${ipa.version} (${ipa.build}) asks for iOS ${ipa.minimumOSVersion}; the release before ran on ${previous.minimumOSVersion}.`,
            fix: 'Nothing, if that is meant; testers on older systems keep the release before.',
          }
        : null,
  },
];

type Numbered = { version: string; build: string };

function isBefore(a: Numbered, b: Numbered): boolean {
  return (compareVersions(a.version, b.version) || compareVersions(a.build, b.build)) < 0;
}

function prefixOf(
  ipa: { profile: { applicationIdentifier: string | null } | null } | null,
): string | undefined {
  return ipa?.profile?.applicationIdentifier?.split('.')[0];
}
