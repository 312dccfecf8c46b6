import type { ProvisioningProfile } from '../../ipa/provisioning-profile.ts';
import type { Rule } from '../rule.ts';

const DEVICES_PER_FAMILY = 100;
const NEARLY_ALL = 90;

/** Who may install the build, by its provisioning profile. Source: Apple TN3125. */
export const signingRules: Rule[] = [
  {
    code: 'simulator-build',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      isSimulator(ipa.platform) ||
      ipa.slices?.every(({ architecture }) => /^(i386|x86_64)$/.test(architecture))
        ? {
            message: `${ipa.name} was built for the Simulator, which runs on a Mac; no iPhone can install it.`,
            fix: 'Archive with the destination "Any iOS Device" and export the archive.',
          }
        : null,
  },
  {
    code: 'no-profile',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      ipa.profile ||
      isSimulator(ipa.platform) ||
      ipa.problems.some(({ code }) => code === 'unreadable-profile')
        ? null
        : {
            message: `${ipa.name} has no provisioning profile (embedded.mobileprovision), so no device accepts it.`,
            fix: 'Export it with ad hoc ("release testing"), development ("debugging") or enterprise signing.',
          },
  },
  {
    code: 'app-store-profile',
    severity: 'error',
    consequence: 'blocked',
    unconditional: true,
    check: ({ ipa }) =>
      ipa.profile?.kind === 'app-store'
        ? {
            message: `${ipa.name} is signed for the App Store by the profile "${ipa.profile.name}"; only Apple can deliver such a build.`,
            fix: 'Upload it to App Store Connect for TestFlight, or export again with "release testing" (ad hoc).',
          }
        : null,
  },
  {
    code: 'unsigned-executable',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      ipa.profile && ipa.slices?.some((slice) => !slice.signature)
        ? {
            message: `The executable of ${ipa.name} is not signed.`,
            fix: 'Export the archive with code signing on (CODE_SIGNING_ALLOWED=YES) instead of zipping the .app.',
          }
        : null,
  },
  {
    code: 'store-encryption',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      ipa.slices?.some((slice) => slice.encrypted)
        ? {
            message: `${ipa.name} was downloaded from the App Store: its executable is encrypted (FairPlay) for one buyer.`,
            fix: 'Publish a build that you exported yourself.',
          }
        : null,
  },
  {
    code: 'no-devices',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa: { name, profile } }) =>
      profile?.deviceCount === 0 && profile.kind !== 'enterprise'
        ? {
            message: `The profile "${profile.name}" of ${name} lists no devices, so no device may install it.`,
            fix: 'Register the testers’ devices, add them to the profile, and export again.',
          }
        : null,
  },
  {
    code: 'many-devices',
    severity: 'info',
    check: ({ ipa: { profile } }) =>
      profile?.deviceCount && profile.deviceCount >= NEARLY_ALL
        ? {
            message: `The profile "${profile.name}" lists ${profile.deviceCount} devices; a team may register ${DEVICES_PER_FAMILY} of each family a year.`,
            fix: 'Remove devices that are gone when the membership year begins, or move testers to TestFlight.',
          }
        : null,
  },
  {
    code: 'free-team',
    severity: 'warning',
    check: ({ ipa: { name, profile } }) =>
      profile?.freeTeam
        ? {
            message: `${name} is signed by a free Apple account: its profile lasts seven days and knows few devices.`,
            fix: 'Sign with the team of a paid Apple Developer Program membership.',
          }
        : null,
  },
  {
    code: 'enterprise-on-public-site',
    severity: 'warning',
    check: ({ ipa: { name, profile }, publicSite }) =>
      publicSite && profile?.kind === 'enterprise'
        ? {
            message: `${name} is an enterprise build, and anybody who finds the site can install it. Apple allows employees alone and revokes certificates for less.`,
            fix: 'Serve the site inside the company’s network; then set rules: { "enterprise-on-public-site": "off" }.',
          }
        : null,
  },
  {
    code: 'signer-not-in-profile',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa: { name, profile, slices } }) => {
      const stranger = slices
        ?.map((slice) => slice.signature?.signer)
        .find((signer) => signer && !isListed(signer.sha256, profile));
      return profile && stranger
        ? {
            message: `${name} is signed by "${stranger.name}", a certificate that its profile "${profile.name}" does not allow.`,
            fix: 'Add the certificate to the profile, or sign with one of those that the profile lists.',
          }
        : null;
    },
  },
  {
    code: 'team-mismatch',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa: { name, profile, slices } }) => {
      const team = slices
        ?.flatMap((slice) => slice.signature?.codeDirectories ?? [])
        .map(({ teamId }) => teamId)
        .find((teamId) => teamId && teamId !== profile?.teamId);
      return profile?.teamId && team
        ? {
            message: `${name} is signed by the team ${team}, but its profile is of the team ${profile.teamId}.`,
            fix: 'Sign with a certificate and a profile of one and the same team.',
          }
        : null;
    },
  },
  {
    code: 'identifier-not-covered',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa: { name, bundleId, profile } }) =>
      profile?.applicationIdentifier && !covers(profile, bundleId)
        ? {
            message: `The profile "${profile.name}" is for ${profile.applicationIdentifier}, which does not cover ${name}’s bundle identifier ${bundleId}. Upper and lower case count.`,
            fix: 'Use a profile for this very identifier, or a wildcard profile of the team.',
          }
        : null,
  },
];

/** Whether a profile's application identifier, exact or with `*` at its end, allows a bundle identifier. */
export function covers({ applicationIdentifier, prefixes }: ProvisioningProfile, bundleId: string): boolean {
  if (!applicationIdentifier) return false;
  const prefix = applicationIdentifier.slice(0, applicationIdentifier.indexOf('.'));
  const pattern = applicationIdentifier.slice(prefix.length + 1);
  if (prefixes.length && !prefixes.includes(prefix)) return false;
  return pattern.endsWith('*') ? bundleId.startsWith(pattern.slice(0, -1)) : bundleId === pattern;
}

function isListed(sha256: string, profile: ProvisioningProfile | null): boolean {
  return profile?.certificates.some((certificate) => certificate.sha256 === sha256) ?? true;
}

function isSimulator(platform: string | null): boolean {
  return platform?.endsWith('-simulator') ?? false;
}
