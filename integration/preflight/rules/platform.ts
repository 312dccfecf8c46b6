import { compareVersions } from '../../ipa/version.ts';
import type { Rule } from '../rule.ts';

const PLATFORM_NAMES = new Map([
  ['tvos', 'Apple TV'],
  ['watchos', 'Apple Watch'],
  ['visionos', 'Apple Vision Pro'],
  ['macos', 'the Mac'],
  ['mac-catalyst', 'the Mac'],
]);

/** The newest iOS that this release knows of; November 2026. */
const NEWEST_IOS = 27;
/** No tool that still runs builds for anything older. */
const OLDEST_IOS = '4.3';

// Apple, "Required device capabilities": what only some of the current devices have.
/** What tells of an executable that is there. */
const UNREADABLE = new Set(['unreadable-executable', 'damaged-archive', 'encrypted-archive']);

const RARE_CAPABILITIES = new Map([
  ['telephony', 'every iPad'],
  ['sms', 'every iPad'],
  ['driverkit', 'every iPhone and iPads without an M-series chip'],
  ['iphone-performance-gaming-tier', 'iPhones before iPhone 15 Pro'],
  ['iphone-ipad-minimum-performance-a12', 'devices before the A12 chip'],
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
      ipa.slices || ipa.problems.some(({ code }) => UNREADABLE.has(code))
        ? null
        : {
            message: `The executable ${ipa.executable ? `"${ipa.executable}"` : 'file'} of ${ipa.name} is missing from the archive.`,
            fix: 'Export the build again; the archive is incomplete.',
          },
  },
  {
    code: 'no-arm64',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa: { name, slices } }) =>
      slices?.every(({ architecture }) => architecture.startsWith('armv'))
        ? {
            message: `${name} has 32-bit code alone (${slices.map(({ architecture }) => architecture).join(', ')}); iOS 11 and later run arm64.`,
            fix: 'Build with the standard architectures (ARCHS_STANDARD), which include arm64.',
          }
        : null,
  },
  {
    code: 'no-device-family',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa: { name, platform, devices } }) =>
      platform === 'ios' && !devices.includes('iphone') && !devices.includes('ipad')
        ? {
            message: `${name} is for neither iPhone nor iPad (UIDeviceFamily).`,
            fix: 'Set TARGETED_DEVICE_FAMILY to 1 (iPhone), 2 (iPad) or "1,2", and export again.',
          }
        : null,
  },
  {
    code: 'minimum-os-unknown',
    severity: 'warning',
    check: ({ ipa: { name, minimumOSVersion } }) =>
      minimumOSVersion && compareVersions(minimumOSVersion, String(NEWEST_IOS + 1)) >= 0
        ? {
            message: `${name} asks for iOS ${minimumOSVersion}; the newest known is iOS ${NEWEST_IOS}, so perhaps no device can install it.`,
            fix: 'Check IPHONEOS_DEPLOYMENT_TARGET.',
          }
        : null,
  },
  {
    code: 'minimum-os-ancient',
    severity: 'warning',
    check: ({ ipa: { name, minimumOSVersion } }) =>
      minimumOSVersion && compareVersions(minimumOSVersion, OLDEST_IOS) < 0
        ? {
            message: `${name} asks for iOS ${minimumOSVersion}, which no tool builds for any more; it looks like a mistake.`,
            fix: 'Check IPHONEOS_DEPLOYMENT_TARGET.',
          }
        : null,
  },
  {
    code: 'rare-capabilities',
    severity: 'info',
    check: ({ ipa: { name, requiredCapabilities } }) =>
      requiredCapabilities.flatMap((capability) => {
        const excluded = capability.startsWith('!')
          ? `devices that have ${capability.slice(1)}`
          : RARE_CAPABILITIES.get(capability);
        return excluded
          ? {
              message: `${name} requires the capability "${capability}", which excludes ${excluded}.`,
              fix: 'Remove it from UIRequiredDeviceCapabilities if the app can do without.',
            }
          : [];
      }),
  },
];
