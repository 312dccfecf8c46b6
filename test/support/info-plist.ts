/** The Info.plist that Xcode 26 would write for a bundle. */

import { type BundleKind, KINDS } from './bundle-kinds.ts';
import { type Platform, SDK_VERSION } from './mach-o.ts';
import { PLATFORMS } from './platforms.ts';
import { defined, type PlistRecord, type PlistValue } from './property-list.ts';

/** What an Info.plist says of its bundle, every default filled in. */
export interface InfoFacts {
  kind: BundleKind;
  identifier: string;
  name: string;
  displayName: string | undefined;
  version: string;
  build: string;
  minimumOS: string;
  platform: Platform;
  deviceFamilies: number[];
  /** Identifier of the bundle around this one; empty for an app. */
  parentIdentifier: string;
}

/** The contents, in alphabetical order; `changes` are added, replace, or (undefined) remove. */
export function infoPlist(facts: InfoFacts, changes: PlistRecord): Record<string, PlistValue> {
  const { kind, platform } = facts;
  const { supported, name: platformName } = PLATFORMS[platform];
  const contents: PlistRecord = {
    BuildMachineOSBuild: '25A354',
    CFBundleDevelopmentRegion: 'en',
    CFBundleDisplayName: facts.displayName,
    CFBundleExecutable: facts.name,
    CFBundleIdentifier: facts.identifier,
    CFBundleInfoDictionaryVersion: '6.0',
    CFBundleName: facts.name,
    CFBundlePackageType: KINDS[kind].packageType,
    CFBundleShortVersionString: facts.version,
    CFBundleSupportedPlatforms: [supported],
    CFBundleVersion: facts.build,
    DTCompiler: 'com.apple.compilers.llvm.clang.1_0',
    DTPlatformBuild: '23A337',
    DTPlatformName: platformName,
    DTPlatformVersion: SDK_VERSION,
    DTSDKBuild: '23A337',
    DTSDKName: `${platformName}${SDK_VERSION}`,
    DTXcode: '2600',
    DTXcodeBuild: '17A324',
    MinimumOSVersion: facts.minimumOS,
    UIDeviceFamily: facts.deviceFamilies,
    ...KINDS[kind].info(facts.parentIdentifier),
    ...changes,
  };
  return Object.fromEntries(Object.entries(defined(contents)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
