import type { Rule } from '../rule.ts';

/** Who may install the build, by its provisioning profile. Sources: Apple TN3125; the App Store's FairPlay. */
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
      ipa.profile || isSimulator(ipa.platform) || hasProblem(ipa.problems, 'unreadable-profile')
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
];

function isSimulator(platform: string | null): boolean {
  return platform?.endsWith('-simulator') ?? false;
}

function hasProblem(problems: { code: string }[], code: string): boolean {
  return problems.some((problem) => problem.code === code);
}
