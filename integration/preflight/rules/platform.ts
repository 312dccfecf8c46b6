import type { Rule } from '../rule.ts';

const PLATFORM_NAMES = new Map([
  ['tvos', 'Apple TV'],
  ['watchos', 'Apple Watch'],
  ['visionos', 'Apple Vision Pro'],
  ['macos', 'the Mac'],
  ['mac-catalyst', 'the Mac'],
]);

/** Whether an iPhone or iPad can run the build. */
export const platformRules: Rule[] = [
  {
    code: 'not-ios',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) => {
      const platform = PLATFORM_NAMES.get(ipa.platform ?? ipa.slices?.[0]?.platform ?? 'ios');
      return platform
        ? {
            message: `${ipa.name} is made for ${platform}; only apps for iPhone and iPad install from a web page.`,
            fix: 'Publish the iOS build here, and deliver this one through TestFlight or Xcode.',
          }
        : null;
    },
  },
  {
    code: 'no-executable',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      ipa.slices || ipa.problems.some(({ code }) => code === 'unreadable-executable')
        ? null
        : {
            message: `The executable ${ipa.executable ? `"${ipa.executable}"` : 'file'} of ${ipa.name} is missing from the archive.`,
            fix: 'Export the build again; the archive is incomplete.',
          },
  },
];
