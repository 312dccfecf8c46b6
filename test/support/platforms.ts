/** What Xcode writes of each platform into an Info.plist and a profile. */

import type { Platform } from './mach-o.ts';

interface PlatformFacts {
  /** CFBundleSupportedPlatforms. */
  supported: string;
  /** DTPlatformName, and the start of DTSDKName. */
  name: string;
  /** UIDeviceFamily: 1 iPhone, 2 iPad, 3 Apple TV, 4 Apple Watch, 7 Apple Vision. */
  families: number[];
  /** The profile's Platform. */
  profile: string[];
}

const IOS = {
  supported: 'iPhoneOS',
  name: 'iphoneos',
  families: [1, 2],
  profile: ['iOS', 'xrOS', 'visionOS'],
};
const MACOS = { supported: 'MacOSX', name: 'macosx', families: [], profile: ['OSX'] };
const TVOS = { supported: 'AppleTVOS', name: 'appletvos', families: [3], profile: ['tvOS'] };
const WATCHOS = {
  supported: 'WatchOS',
  name: 'watchos',
  families: [4],
  profile: ['iOS', 'xrOS', 'visionOS'],
};
const VISIONOS = { supported: 'XROS', name: 'xros', families: [7], profile: ['xrOS', 'visionOS'] };

/** The facts of each platform. */
export const PLATFORMS: Record<Platform, PlatformFacts> = {
  ios: IOS,
  macos: MACOS,
  tvos: TVOS,
  watchos: WATCHOS,
  visionos: VISIONOS,
  'mac-catalyst': { ...MACOS, families: [2] },
  'ios-simulator': { ...IOS, supported: 'iPhoneSimulator', name: 'iphonesimulator' },
  'tvos-simulator': { ...TVOS, supported: 'AppleTVSimulator', name: 'appletvsimulator' },
  'watchos-simulator': { ...WATCHOS, supported: 'WatchSimulator', name: 'watchsimulator' },
  'visionos-simulator': { ...VISIONOS, supported: 'XRSimulator', name: 'xrsimulator' },
};
