import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Archive } from '../../../integration/ipa/archive.ts';
import { readIpa } from '../../../integration/ipa/ipa.ts';
import { encodeCgbi } from '../../support/cgbi.ts';
import { buildIpa, type IpaRecipe } from '../../support/ipa.ts';
import { bytesSource } from '../../support/source.ts';

async function read(recipe: IpaRecipe) {
  return readIpa(await Archive.open(bytesSource(buildIpa(recipe))));
}

function plainIcon(side: number): Uint8Array {
  const pixels = new Uint8Array(side * side * 4).fill(255);
  for (let i = 0; i < pixels.length; i += 4) pixels[i] = i % 251;
  return encodeCgbi({ width: side, height: side, pixels });
}

describe('the facts of an .ipa', () => {
  for (const infoFormat of ['xml', 'binary', 'openstep'] as const) {
    it(`are the same from an Info.plist in ${infoFormat} form`, async () => {
      const { ipa } = await read({ infoFormat, version: '2.1', build: '7' });
      const { bundleId, name, version, build, minimumOSVersion, devices, platform } = ipa;
      assert.deepEqual(
        { bundleId, name, version, build, minimumOSVersion, devices, platform },
        {
          bundleId: 'com.example.orbit',
          name: 'Orbit',
          version: '2.1',
          build: '7',
          minimumOSVersion: '15.0',
          devices: ['iphone', 'ipad'],
          platform: 'ios',
        },
      );
    });
  }

  for (const stringsFormat of ['utf-16', 'utf-8', 'binary'] as const) {
    it(`hold names in other languages from strings in ${stringsFormat} form`, async () => {
      const { ipa } = await read({
        stringsFormat,
        localizations: {
          de: { CFBundleDisplayName: 'Umlaufbahn' },
          ja: { CFBundleDisplayName: '軌道' },
          pt_BR: { CFBundleName: 'Órbita' },
          Base: { CFBundleDisplayName: 'Base' },
          fr: { NSCameraUsageDescription: 'Pour voir' },
        },
      });
      assert.deepEqual(ipa.names, { de: 'Umlaufbahn', ja: '軌道', 'pt-BR': 'Órbita' });
    });
  }

  it('hold names in other languages from one table for all', async () => {
    const { ipa } = await read({
      loctable: { ar: { CFBundleDisplayName: 'مدار' }, LocProvenance: { a: 'b' } },
    });
    assert.deepEqual(ipa.names, { ar: 'مدار' });
  });

  it('take the name from where there is one', async () => {
    const cases: [IpaRecipe, string][] = [
      [{ displayName: 'Shown' }, 'Shown'],
      [{ info: { CFBundleName: 'Named' } }, 'Named'],
      [{ info: { CFBundleName: undefined } }, 'Orbit'],
      [{ displayName: '\u202E\u0007Tricky\nname ' }, 'Tricky name'],
    ];
    for (const [recipe, name] of cases) assert.equal((await read(recipe)).ipa.name, name);
  });

  it('never take a Watch app or an extension for the app, whatever comes first in the archive', async () => {
    const { ipa } = await read({
      nested: [{ kind: 'watch-app' }, { kind: 'app-extension' }, { kind: 'app-clip' }, { kind: 'framework' }],
      archive: { edit: (entries) => entries.toReversed() },
    });
    assert.equal(ipa.bundleId, 'com.example.orbit');
    assert.deepEqual(ipa.nested.map(({ kind }) => kind).sort(), [
      'app-clip',
      'app-extension',
      'framework',
      'watch-app',
    ]);
    for (const { kind, bundleId, profile, slices } of ipa.nested) {
      assert.match(bundleId ?? '', /^com\.example\.orbit\./);
      assert.equal(profile !== null, kind !== 'framework');
      assert(slices?.every(({ signature }) => signature));
    }
  });

  for (const lengths of ['definite', 'indefinite'] as const) {
    it(`hold the profile out of an envelope of ${lengths} lengths`, async () => {
      const { ipa } = await read({
        signing: { profile: { lengths, devices: 3, certificates: ['signer', 'other'] } },
      });
      assert.equal(ipa.profile?.kind, 'ad-hoc');
      assert.equal(ipa.profile.deviceCount, 3);
      assert.equal(ipa.profile.applicationIdentifier, 'EXAMPLE123.com.example.orbit');
      assert.equal(ipa.profile.expires, '2049-01-01T00:00:00Z');
      assert.deepEqual(
        ipa.profile.certificates.map(({ name }) => name?.split(':')[0]),
        ['Apple Distribution', 'Apple Development'],
      );
      assert.match(ipa.profile.certificates[0]?.notAfter ?? '', /^\d{4}-\d\d-\d\dT/);
    });
  }

  it('hold every architecture of a fat executable', async () => {
    const { ipa } = await read({
      executable: { architectures: ['armv7', 'arm64', 'arm64e'], size: 200_000 },
    });
    assert.deepEqual(
      ipa.slices?.map(({ architecture, platform, minimumOSVersion, encrypted }) => [
        architecture,
        platform,
        minimumOSVersion,
        encrypted,
      ]),
      ['armv7', 'arm64', 'arm64e'].map((architecture) => [architecture, 'ios', '15.0', false]),
    );
    for (const slice of ipa.slices ?? []) {
      assert.equal(slice.signature?.entitlements?.['application-identifier'], 'EXAMPLE123.com.example.orbit');
    }
  });

  it('say when the app was signed, by its signature, else by the archive', async () => {
    const signedAt = new Date('2026-02-03T04:05:06Z');
    assert.equal((await read({ signing: { signedAt } })).ipa.signedAt, '2026-02-03T04:05:06Z');
    const unsigned: IpaRecipe = {
      signing: { signature: { form: 'unsigned' } },
      archive: { modified: new Date('2025-06-07T08:09:10Z') },
    };
    assert.equal((await read(unsigned)).ipa.signedAt, '2025-06-07T08:09:10Z');
  });

  it('hold permissions, schemes, capabilities and the toolchain', async () => {
    const { ipa } = await read({
      info: {
        NSCameraUsageDescription: 'To scan codes',
        CFBundleURLTypes: [{ CFBundleURLSchemes: ['orbit', 'fb123'] }],
        UIRequiredDeviceCapabilities: { arm64: true, telephony: false },
        DTXcode: '2600',
        DTSDKName: 'iphoneos26.0',
      },
    });
    assert.deepEqual(ipa.usageDescriptions, { NSCameraUsageDescription: 'To scan codes' });
    assert.deepEqual(ipa.urlSchemes, ['orbit', 'fb123']);
    assert.deepEqual(ipa.requiredCapabilities, ['arm64', '!telephony']);
    assert.deepEqual(ipa.toolchain, { xcode: '2600', sdk: 'iphoneos26.0' });
  });

  it('hold the largest icon that can be decoded', async () => {
    const files = {
      'AppIcon60x60@2x.png': plainIcon(120),
      'AppIcon60x60@3x.png': plainIcon(180).subarray(0, 900),
      'AppIcon76x76@2x~ipad.png': plainIcon(152),
    };
    const { ipa, icon } = await read({ icons: { files } });
    assert.deepEqual(ipa.icon, {
      entry: 'Payload/Orbit.app/AppIcon76x76@2x~ipad.png',
      width: 152,
      height: 152,
    });
    assert.equal(icon?.pixels.length, 152 * 152 * 4);
    assert.equal((await read({ icons: null })).ipa.icon, null);
  });

  it('hold an app whose file names are not ASCII, with and without the flag that says so', async () => {
    const recipe = { name: 'Übersicht 日本' };
    const names = await read(recipe);
    assert.equal(names.ipa.root, 'Payload/Übersicht 日本.app/');
    const edit = (entries: { name: string | Uint8Array; content: unknown }[]) =>
      entries.map((entry) => ({ ...entry, name: Buffer.from(entry.name as string) }));
    const unflagged = await read({ ...recipe, archive: { edit: edit as never } });
    assert.equal(unflagged.ipa.root, 'Payload/Übersicht 日本.app/');
    assert(unflagged.ipa.slices);
  });

  for (const [title, archive] of Object.entries({
    'ZIP64 throughout': { defaults: { zip64: true } },
    'sizes behind the contents': { defaults: { dataDescriptor: true } },
    'nothing packed': { defaults: { method: 'stored' as const } },
    'bytes before the archive': { prefix: new Uint8Array(1000) },
    'a comment behind it': { comment: 'made by a build server' },
    'no entries for folders': { directories: false },
  })) {
    it(`are the same from an archive with ${title}`, async () => {
      const { ipa } = await read({ archive });
      assert.equal(ipa.bundleId, 'com.example.orbit');
      assert.equal(ipa.slices?.length, 1);
      assert.deepEqual(ipa.problems, []);
    });
  }
});

describe('the fingerprint of an archive', () => {
  const fingerprint = async (recipe: IpaRecipe) =>
    (await Archive.open(bytesSource(buildIpa(recipe)))).fingerprint;

  it('tells other contents apart, and reads nothing but the end of the file', async () => {
    const bytes = buildIpa({ largeFile: 2_000_000 });
    const ranges: number[] = [];
    const source = bytesSource(bytes);
    const archive = await Archive.open({
      ...source,
      read: (offset, length, into) => {
        ranges.push(offset);
        return source.read(offset, length, into);
      },
    });
    assert(Math.min(...ranges) > 1_500_000);
    assert.notEqual(archive.fingerprint, await fingerprint({ largeFile: 2_000_001 }));
  });
});
