import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PartialAppInfo, readAppInfo } from '../../../integration/ipa/info-plist.ts';
import type { PlistDict } from '../../../integration/ipa/plist.ts';

const BARE: PartialAppInfo = {
  bundleId: null,
  name: null,
  version: null,
  build: null,
  minimumOSVersion: null,
  devices: ['iphone'],
  platform: null,
  executable: null,
  requiredCapabilities: [],
  usageDescriptions: {},
  urlSchemes: [],
  toolchain: { xcode: null, sdk: null },
};

/** As a hostile list may hold it: neither a number nor a string can be made of it. */
const INCONVERTIBLE = { toString: 'a', valueOf: 'b' };

describe('readAppInfo', () => {
  it('reads everything that a list says', () => {
    const info = {
      CFBundleIdentifier: 'com.example.orbit',
      CFBundleDisplayName: 'Orbit',
      CFBundleName: 'OrbitApp',
      CFBundleExecutable: 'orbit',
      CFBundleShortVersionString: '1.2',
      CFBundleVersion: '35',
      MinimumOSVersion: '15.0',
      UIDeviceFamily: [1, 2],
      CFBundleSupportedPlatforms: ['iPhoneOS'],
      UIRequiredDeviceCapabilities: ['arm64', 'nfc'],
      NSCameraUsageDescription: 'To scan codes.',
      CFBundleURLTypes: [{ CFBundleURLSchemes: ['orbit', 'orbit-beta'] }, { CFBundleURLName: 'none' }],
      DTXcode: '1640',
      DTSDKName: 'iphoneos18.5',
    };
    assert.deepEqual(readAppInfo(info), {
      bundleId: 'com.example.orbit',
      name: 'Orbit',
      version: '1.2',
      build: '35',
      minimumOSVersion: '15.0',
      devices: ['iphone', 'ipad'],
      platform: 'ios',
      executable: 'orbit',
      requiredCapabilities: ['arm64', 'nfc'],
      usageDescriptions: { NSCameraUsageDescription: 'To scan codes.' },
      urlSchemes: ['orbit', 'orbit-beta'],
      toolchain: { xcode: '1640', sdk: 'iphoneos18.5' },
    });
  });

  const cases: [why: string, info: PlistDict, facts: Partial<PartialAppInfo>][] = [
    ['finds nothing in an empty list', {}, {}],
    [
      'names by the bundle’s name',
      { CFBundleName: 'A', CFBundleExecutable: 'b' },
      { name: 'A', executable: 'b' },
    ],
    ['names by the executable', { CFBundleExecutable: 'b' }, { name: 'b', executable: 'b' }],
    ['passes over a blank name', { CFBundleDisplayName: ' ', CFBundleName: 'A' }, { name: 'A' }],
    ['makes a name fit to be shown', { CFBundleDisplayName: ' A\n\u202eB ' }, { name: 'A B' }],
    ['takes the build for the version', { CFBundleVersion: '7' }, { version: '7', build: '7' }],
    [
      'takes the version for the build',
      { CFBundleShortVersionString: '1.0' },
      { version: '1.0', build: '1.0' },
    ],
    ['counts a version that is a number as missing', { CFBundleVersion: 7 }, {}],
    [
      'knows every device family',
      { UIDeviceFamily: [1, 2, 3, 4, 7] },
      { devices: ['iphone', 'ipad', 'tv', 'watch', 'vision'] },
    ],
    ['reads a device family without a list', { UIDeviceFamily: 2 }, { devices: ['ipad'] }],
    ['reads device families in text', { UIDeviceFamily: ['1', '2'] }, { devices: ['iphone', 'ipad'] }],
    ['names a device family once', { UIDeviceFamily: [2, 2, 1] }, { devices: ['ipad', 'iphone'] }],
    [
      'passes over unknown device families',
      { UIDeviceFamily: [1, 6, 99, 'x', true, null] },
      { devices: ['iphone'] },
    ],
    [
      'passes over odd device families',
      { UIDeviceFamily: [INCONVERTIBLE, [INCONVERTIBLE], 2] },
      { devices: ['ipad'] },
    ],
    [
      'knows the simulator',
      { CFBundleSupportedPlatforms: ['iPhoneSimulator'] },
      { platform: 'ios-simulator' },
    ],
    ['knows Apple TV', { CFBundleSupportedPlatforms: ['AppleTVOS'] }, { platform: 'tvos' }],
    ['knows the Watch', { CFBundleSupportedPlatforms: ['WatchOS'] }, { platform: 'watchos' }],
    ['knows Vision', { CFBundleSupportedPlatforms: ['XROS'] }, { platform: 'visionos' }],
    ['knows the Mac', { CFBundleSupportedPlatforms: ['MacOSX'] }, { platform: 'macos' }],
    [
      'falls back to what Xcode built for',
      { DTPlatformName: 'iphonesimulator' },
      { platform: 'ios-simulator' },
    ],
    ['keeps an unknown platform', { DTPlatformName: 'carplayos' }, { platform: 'carplayos' }],
    [
      'reads capabilities by name',
      { UIRequiredDeviceCapabilities: { nfc: true, telephony: false } },
      { requiredCapabilities: ['nfc', '!telephony'] },
    ],
    ['reads one capability', { UIRequiredDeviceCapabilities: 'nfc' }, { requiredCapabilities: ['nfc'] }],
    [
      'names a capability once',
      { UIRequiredDeviceCapabilities: ['nfc', 'nfc', ''] },
      { requiredCapabilities: ['nfc'] },
    ],
    [
      'reads the reasons for a permission whatever its key begins and ends with',
      {
        NFCReaderUsageDescription: 'To read tags',
        NSLocationTemporaryUsageDescriptionDictionary: { delivery: 'To deliver', friends: 'To meet' },
        NSFooDescription: 'a',
        UsageDescription: 'b',
      },
      {
        usageDescriptions: {
          NFCReaderUsageDescription: 'To read tags',
          NSLocationTemporaryUsageDescriptionDictionary: 'To deliver · To meet',
        },
      },
    ],
    [
      'keeps a permission for which no reason is given',
      {
        NSCameraUsageDescription: '',
        NSMotionUsageDescription: 7,
        NSContactsUsageDescription: ['a'],
        NSLocationTemporaryUsageDescriptionDictionary: { delivery: '', friends: 7 },
      },
      {
        usageDescriptions: {
          NSCameraUsageDescription: '',
          NSMotionUsageDescription: '',
          NSContactsUsageDescription: '',
          NSLocationTemporaryUsageDescriptionDictionary: '',
        },
      },
    ],
    [
      'passes over odd URL types',
      { CFBundleURLTypes: ['a', null, { CFBundleURLSchemes: 'b' }, { CFBundleURLSchemes: [1, 'b', 'c'] }] },
      { urlSchemes: ['b', 'c'] },
    ],
    ['passes over URL types that are no list', { CFBundleURLTypes: { CFBundleURLSchemes: ['a'] } }, {}],
  ];
  for (const [why, info, facts] of cases) {
    it(why, () => assert.deepEqual(readAppInfo(info), { ...BARE, ...facts }));
  }

  const KEYS = [
    'CFBundleIdentifier',
    'CFBundleDisplayName',
    'CFBundleName',
    'CFBundleExecutable',
    'CFBundleShortVersionString',
    'CFBundleVersion',
    'MinimumOSVersion',
    'CFBundleSupportedPlatforms',
    'DTPlatformName',
    'UIRequiredDeviceCapabilities',
    'CFBundleURLTypes',
    'DTXcode',
    'DTSDKName',
  ];
  const odd = [
    null,
    true,
    7,
    Number.NaN,
    new Date(0),
    Uint8Array.of(1),
    [],
    [[]],
    [INCONVERTIBLE],
    Object.create(null),
  ];
  for (const value of odd) {
    it(`counts ${JSON.stringify(value)} under any key as missing`, () => {
      assert.deepEqual(readAppInfo(Object.fromEntries(KEYS.map((key) => [key, value]))), BARE);
    });
  }

  it('keeps lists and texts within bounds', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `a${index}`);
    const info = readAppInfo({
      CFBundleDisplayName: 'x'.repeat(100_000),
      UIRequiredDeviceCapabilities: many,
      CFBundleURLTypes: [{ CFBundleURLSchemes: many }],
      NSFirstUsageDescription: Object.fromEntries(many.map((name) => [name, 'x'.repeat(2000)])),
      ...Object.fromEntries(many.map((name) => [`NS${name}UsageDescription`, 'x'.repeat(2000)])),
    });
    assert(JSON.stringify(info).length < 300_000);
    assert.equal(info.requiredCapabilities.length, 200);
  });
});
