/** The kinds of bundle an app may consist of, and what tells them apart. */

import type { Platform } from './mach-o.ts';
import type { PlistRecord } from './property-list.ts';

export type BundleKind = 'app' | 'app-extension' | 'watch-app' | 'app-clip' | 'framework' | 'library';

interface KindFacts {
  /** Name and identifier, when a recipe gives none. */
  name: string;
  suffix: string;
  /** Where it stands in the bundle around it. */
  folder: string;
  extension: string;
  /** CFBundlePackageType. */
  packageType: string;
  /** The platform, where it is not that of the bundle around it. */
  platform?: Platform;
  minimumOS?: string;
  /** Has a profile and entitlements of its own. */
  provisioned: boolean;
  /** Its executable is a dynamic library. */
  library: boolean;
  /** Keys that only this kind has. */
  info(parentIdentifier: string): PlistRecord;
}

/** The facts of each kind. */
export const KINDS: Record<BundleKind, KindFacts> = {
  app: {
    name: 'Orbit',
    suffix: '',
    folder: 'Payload',
    extension: '.app',
    packageType: 'APPL',
    provisioned: true,
    library: false,
    info: () => ({
      LSRequiresIPhoneOS: true,
      UILaunchStoryboardName: 'LaunchScreen',
      UIRequiredDeviceCapabilities: ['arm64'],
      UISupportedInterfaceOrientations: [
        'UIInterfaceOrientationPortrait',
        'UIInterfaceOrientationLandscapeLeft',
        'UIInterfaceOrientationLandscapeRight',
      ],
    }),
  },
  'app-extension': {
    name: 'NotificationService',
    suffix: '.notification-service',
    folder: 'PlugIns',
    extension: '.appex',
    packageType: 'XPC!',
    provisioned: true,
    library: false,
    info: () => ({
      NSExtension: {
        NSExtensionPointIdentifier: 'com.apple.usernotifications.service',
        NSExtensionPrincipalClass: 'NotificationService',
      },
    }),
  },
  'watch-app': {
    name: 'Watch',
    suffix: '.watchkitapp',
    folder: 'Watch',
    extension: '.app',
    packageType: 'APPL',
    platform: 'watchos',
    minimumOS: '10.0',
    provisioned: true,
    library: false,
    info: (parentIdentifier) => ({
      WKApplication: true,
      WKCompanionAppBundleIdentifier: parentIdentifier,
      UIRequiredDeviceCapabilities: ['arm64'],
    }),
  },
  'app-clip': {
    name: 'Clip',
    suffix: '.Clip',
    folder: 'AppClips',
    extension: '.app',
    packageType: 'APPL',
    provisioned: true,
    library: false,
    info: () => ({
      LSRequiresIPhoneOS: true,
      NSAppClip: {
        NSAppClipRequestEphemeralUserNotification: false,
        NSAppClipRequestLocationConfirmation: false,
      },
    }),
  },
  framework: {
    name: 'ExampleKit',
    suffix: '.kit',
    folder: 'Frameworks',
    extension: '.framework',
    packageType: 'FMWK',
    provisioned: false,
    library: true,
    info: () => ({}),
  },
  /** A bare dynamic library: one file, no bundle around it. */
  library: {
    name: 'libExample.dylib',
    suffix: '.library',
    folder: 'Frameworks',
    extension: '',
    packageType: '',
    provisioned: false,
    library: true,
    info: () => ({}),
  },
};
