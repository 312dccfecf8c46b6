import { appName } from './localization.ts';
import { dictAt, isDict, type PlistDict, stringsAt } from './plist.ts';
import { cleanText } from './text.ts';

export type DeviceFamily = 'iphone' | 'ipad' | 'tv' | 'watch' | 'vision';

/** What `Info.plist` says of an app. */
export interface AppInfo {
  /** CFBundleIdentifier. */
  bundleId: string;
  /** Display name, else bundle name, else the executable's name, else the identifier. */
  name: string;
  /** CFBundleShortVersionString, the version that people see. */
  version: string;
  /** CFBundleVersion, the number of the build. */
  build: string;
  minimumOSVersion: string | null;
  devices: DeviceFamily[];
  /** `ios`, `ios-simulator`, `tvos`, `watchos`, `visionos`, `macos` …; null when nothing tells. */
  platform: string | null;
  /** Name of the executable's file; null when not given. */
  executable: string | null;
  /** UIRequiredDeviceCapabilities; a capability that must be absent is prefixed with `!`. */
  requiredCapabilities: string[];
  /** The reasons shown when the app asks for permission, by key: NSCameraUsageDescription …; empty where it has none. */
  usageDescriptions: Record<string, string>;
  urlSchemes: string[];
  /** What built it: Xcode's version code (`1640`) and the SDK's name (`iphoneos18.5`). */
  toolchain: { xcode: string | null; sdk: string | null };
}

// "UIDeviceFamily", Apple's Information Property List reference.
const DEVICE_FAMILIES = new Map<number, DeviceFamily>([
  [1, 'iphone'],
  [2, 'ipad'],
  [3, 'tv'],
  [4, 'watch'],
  [7, 'vision'],
]);

const PLATFORMS = new Map([
  ['iphoneos', 'ios'],
  ['iphonesimulator', 'ios-simulator'],
  ['appletvos', 'tvos'],
  ['appletvsimulator', 'tvos-simulator'],
  ['watchos', 'watchos'],
  ['watchsimulator', 'watchos-simulator'],
  ['xros', 'visionos'],
  ['xrsimulator', 'visionos-simulator'],
  ['macosx', 'macos'],
]);

const MAX_LIST = 200;

/** The facts of an `Info.plist`; `bundleId`, `version` and `build` are null where the list does not say. */
export type PartialAppInfo = Omit<AppInfo, 'bundleId' | 'name' | 'version' | 'build'> & {
  [Key in 'bundleId' | 'name' | 'version' | 'build']: string | null;
};

/** Reads the facts out of a parsed `Info.plist`; keys of an odd type count as missing. */
export function readAppInfo(info: PlistDict): PartialAppInfo {
  const build = cleanText(info['CFBundleVersion'], 100);
  const version = cleanText(info['CFBundleShortVersionString'], 100);
  return {
    bundleId: cleanText(info['CFBundleIdentifier']),
    name: appName(info) ?? cleanText(info['CFBundleExecutable']),
    version: version ?? build,
    build: build ?? version,
    minimumOSVersion: cleanText(info['MinimumOSVersion'], 100),
    devices: deviceFamilies(info),
    platform: platformOf(info),
    executable: typeof info['CFBundleExecutable'] === 'string' ? info['CFBundleExecutable'] : null,
    requiredCapabilities: requiredCapabilities(info),
    usageDescriptions: usageDescriptions(info),
    urlSchemes: urlSchemes(info),
    toolchain: { xcode: cleanText(info['DTXcode']), sdk: cleanText(info['DTSDKName']) },
  };
}

function deviceFamilies(info: PlistDict): DeviceFamily[] {
  // Without the key an app is for the iPhone.
  const numbers = [info['UIDeviceFamily'] ?? 1].flat().filter((family) => typeof family !== 'object');
  const families = numbers.map((family) => DEVICE_FAMILIES.get(Number(family)));
  return [...new Set(families.filter((family) => family !== undefined))];
}

function platformOf(info: PlistDict): string | null {
  const name = stringsAt(info, 'CFBundleSupportedPlatforms')[0] ?? cleanText(info['DTPlatformName']);
  return name ? (PLATFORMS.get(name.toLowerCase()) ?? cleanText(name)) : null;
}

function requiredCapabilities(info: PlistDict): string[] {
  const byName = dictAt(info, 'UIRequiredDeviceCapabilities');
  const names = byName
    ? Object.entries(byName).map(([name, required]) => (required === false ? `!${name}` : name))
    : stringsAt(info, 'UIRequiredDeviceCapabilities');
  return cleanList(names);
}

// Not all begin with NS (NFCReaderUsageDescription) or end there (NSLocationTemporaryUsageDescriptionDictionary).
function usageDescriptions(info: PlistDict): Record<string, string> {
  const entries = Object.entries(info).filter(([key]) => /.UsageDescription/.test(key));
  return Object.fromEntries(
    entries.slice(0, MAX_LIST).map(([key, reason]) => [cleanText(key) ?? key, reasonText(reason)]),
  );
}

/** A text, or those of a dictionary, which has one for each purpose; empty when there is none. */
function reasonText(reason: unknown): string {
  const texts = isDict(reason) ? Object.values(reason).slice(0, MAX_LIST) : [reason];
  return cleanText(texts.flatMap((text) => cleanText(text, 1000) ?? []).join(' · '), 1000) ?? '';
}

function urlSchemes(info: PlistDict): string[] {
  const types = info['CFBundleURLTypes'];
  if (!Array.isArray(types)) return [];
  return cleanList(types.filter(isDict).flatMap((type) => stringsAt(type, 'CFBundleURLSchemes')));
}

function cleanList(names: string[]): string[] {
  return [...new Set(names.slice(0, MAX_LIST).flatMap((name) => cleanText(name) ?? []))];
}
