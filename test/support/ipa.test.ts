import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse, parseBinary, parseOpenStep } from 'plist';
import { fromBufferPromise } from 'yauzl';
import { buildIpa, type IpaRecipe, writeLargeIpa } from './ipa.ts';
import { fileOf, openIpa } from './open-ipa.ts';

const APP = 'Payload/Orbit.app/';

async function infoOf(recipe: IpaRecipe): Promise<Record<string, unknown>> {
  const info = parseBinary(fileOf(await openIpa(buildIpa(recipe)), `${APP}Info.plist`));
  return info as Record<string, unknown>;
}

/** The property list within a profile of definite lengths. */
async function profileOf(recipe: IpaRecipe): Promise<Record<string, unknown>> {
  const profile = String(fileOf(await openIpa(buildIpa(recipe)), `${APP}embedded.mobileprovision`));
  const xml = profile.slice(profile.indexOf('<?xml'), profile.indexOf('</plist>') + '</plist>'.length);
  return parse(xml) as Record<string, unknown>;
}

describe('the default build', () => {
  test('is Orbit 1.0 (1) for iPhone and iPad from iOS 15.0 on', async () => {
    const info = await infoOf({});
    assert.equal(info['CFBundleIdentifier'], 'com.example.orbit');
    assert.equal(info['CFBundleShortVersionString'], '1.0');
    assert.equal(info['CFBundleVersion'], '1');
    assert.equal(info['MinimumOSVersion'], '15.0');
    assert.deepEqual(info['UIDeviceFamily'], [1, 2]);
  });

  test('is signed ad hoc for two devices from 2020 to 2049', async () => {
    const profile = await profileOf({});
    assert.equal((profile['ProvisionedDevices'] as string[]).length, 2);
    assert.deepEqual(profile['CreationDate'], new Date('2020-01-01'));
    assert.deepEqual(profile['ExpirationDate'], new Date('2049-01-01'));
    assert.equal(profile['ProvisionsAllDevices'], undefined);
  });

  test('differs between two calls only in what keys and signatures touch', async () => {
    const [one, two] = await Promise.all([openIpa(buildIpa()), openIpa(buildIpa())]);
    assert.deepEqual([...one.keys()], [...two.keys()]);
    for (const name of ['Info.plist', 'PkgInfo', 'AppIcon60x60@2x.png']) {
      assert.deepEqual(fileOf(one, APP + name), fileOf(two, APP + name));
    }
  });
});

describe('signing kinds', () => {
  const kinds = {
    development: { debuggable: true, devices: true, all: undefined, beta: undefined, local: undefined },
    'ad-hoc': { debuggable: false, devices: true, all: undefined, beta: undefined, local: undefined },
    enterprise: { debuggable: false, devices: false, all: true, beta: undefined, local: undefined },
    'app-store': { debuggable: false, devices: false, all: undefined, beta: true, local: undefined },
    'free-team': { debuggable: true, devices: true, all: undefined, beta: undefined, local: true },
  } as const;
  for (const [kind, expected] of Object.entries(kinds)) {
    test(`${kind} shows in the profile`, async () => {
      const profile = await profileOf({ signing: { kind: kind as keyof typeof kinds } });
      const entitlements = profile['Entitlements'] as Record<string, unknown>;
      assert.deepEqual(
        {
          debuggable: entitlements['get-task-allow'],
          devices: 'ProvisionedDevices' in profile,
          all: profile['ProvisionsAllDevices'],
          beta: entitlements['beta-reports-active'],
          local: profile['LocalProvision'],
        },
        expected,
      );
    });
  }

  test('a free team has seven days', async () => {
    assert.equal((await profileOf({ signing: { kind: 'free-team' } }))['TimeToLive'], 7);
  });

  test('prefix, identifier and certificates of the profile can differ from the app', async () => {
    const profile = await profileOf({
      signing: {
        prefix: 'OLDPREFIX1',
        profile: { applicationIdentifier: '*', certificates: ['other', 'other'] },
      },
    });
    assert.deepEqual(profile['ApplicationIdentifierPrefix'], ['OLDPREFIX1']);
    assert.equal(
      (profile['Entitlements'] as Record<string, unknown>)['application-identifier'],
      'OLDPREFIX1.*',
    );
    assert.equal((profile['DeveloperCertificates'] as unknown[]).length, 2);
  });

  test('nested code has a profile of its own with the dates of the app', async () => {
    const files = await openIpa(
      buildIpa({
        signing: { profile: { name: 'Of the app', expires: new Date('2031-05-05T00:00:00Z') } },
        nested: [{ kind: 'app-extension', name: 'Widget', identifier: 'com.example.orbit.widget' }],
      }),
    );
    const profile = String(fileOf(files, `${APP}PlugIns/Widget.appex/embedded.mobileprovision`));
    assert.match(profile, /2031-05-05T00:00:00Z/);
    assert.match(profile, /EXAMPLE123\.com\.example\.orbit\.widget/);
    assert.doesNotMatch(profile, /Of the app/);
  });
});

describe('contents', () => {
  test('an Info.plist comes in XML and in OpenStep', async () => {
    const xml = fileOf(await openIpa(buildIpa({ infoFormat: 'xml' })), `${APP}Info.plist`);
    assert.equal((parse(String(xml)) as Record<string, unknown>)['CFBundleName'], 'Orbit');
    const openStep = fileOf(await openIpa(buildIpa({ infoFormat: 'openstep' })), `${APP}Info.plist`);
    assert.equal((parseOpenStep(String(openStep)) as Record<string, unknown>)['CFBundleName'], 'Orbit');
  });

  test('keys are added, replaced and removed', async () => {
    const info = await infoOf({ info: { Added: true, CFBundleVersion: '9', CFBundleName: undefined } });
    assert.deepEqual([info['Added'], info['CFBundleVersion'], 'CFBundleName' in info], [true, '9', false]);
  });

  test('names are localized in every encoding', async () => {
    const strings = { CFBundleDisplayName: 'Größe "軌道"' };
    const readers = {
      'utf-16': (bytes: Buffer) => parseOpenStep(`{${bytes.toString('utf16le').slice(1)}}`),
      'utf-8': (bytes: Buffer) => parseOpenStep(`{${bytes}}`),
      binary: (bytes: Buffer) => parseBinary(bytes),
    };
    for (const [format, read] of Object.entries(readers)) {
      const recipe = { localizations: { de: strings }, stringsFormat: format as keyof typeof readers };
      const bytes = fileOf(await openIpa(buildIpa(recipe)), `${APP}de.lproj/InfoPlist.strings`);
      assert.deepEqual({ ...(read(bytes) as object) }, strings, format);
    }
  });

  test('icons are named under the keys asked for', async () => {
    const files = { 'Icon.png': new Uint8Array(1), 'Icon@2x~ipad.png': new Uint8Array(2) };
    const info = await infoOf({ icons: { files, keys: ['CFBundleIconFiles', 'CFBundleIconFile'] } });
    assert.deepEqual(info['CFBundleIconFiles'], ['Icon.png', 'Icon@2x~ipad.png']);
    assert.equal(info['CFBundleIconFile'], 'Icon.png');
    assert.equal('CFBundleIcons' in info, false);
    assert.equal('CFBundleIcons' in (await infoOf({ icons: null })), false);
  });
});

describe('the archive', () => {
  const mebibyte = 1 << 20;

  test('is read in every layout that is valid', async () => {
    const expected = [...(await openIpa(buildIpa())).keys()];
    const layouts: Record<string, IpaRecipe['archive']> = {
      stored: { defaults: { method: 'stored' } },
      'data descriptors': { defaults: { dataDescriptor: true } },
      ZIP64: { defaults: { zip64: true } },
      'ZIP64 with data descriptors': { defaults: { zip64: true, dataDescriptor: true } },
      'a comment': { comment: 'PK\u0005\u0006 is not the end' },
      'no folders': { directories: false },
    };
    for (const [name, archive] of Object.entries(layouts)) {
      assert.deepEqual([...(await openIpa(buildIpa({ archive }))).keys()], expected, name);
    }
  });

  test('holds the app where it is told to', async () => {
    const names = [...(await openIpa(buildIpa({ archive: { payload: 'Orbit 1.0/payload' } }))).keys()];
    assert.ok(names.every((name) => name.startsWith('Orbit 1.0/payload/Orbit.app/')));
    const two = await openIpa(buildIpa({ archive: { moreApps: [{ name: 'Second' }] } }));
    assert.ok(two.has('Payload/Second.app/Info.plist'));
  });

  test('carries faults as they are asked for', async () => {
    const ipa = buildIpa({
      archive: {
        defaults: { encrypted: true, method: 99 },
        edit: (entries) => [
          ...entries,
          { name: 'Link', content: { target: '/etc/passwd' } },
          { name: 'Claims', content: new Uint8Array(10), claims: { size: 0x7fffffff } },
          { name: Buffer.from([0xff, 0xfe, 0x2e]), content: new Uint8Array() },
          { name: 'Central', localName: 'Local', content: new Uint8Array() },
        ],
      },
    });
    const zip = await fromBufferPromise(Buffer.from(ipa), {
      decodeStrings: false,
      validateEntrySizes: false,
    });
    const entries = await Array.fromAsync(zip.eachEntry());
    const named = (name: string) => entries.find((entry) => entry.fileNameRaw.toString('latin1') === name);
    const info = named(`${APP}Info.plist`);
    assert.deepEqual([info?.isEncrypted(), info?.compressionMethod], [true, 99]);
    assert.equal((named('Link')?.externalFileAttributes ?? 0) >>> 16, 0o120755);
    assert.equal(named('Claims')?.uncompressedSize, 0x7fffffff);
    assert.equal((named('\xff\xfe.')?.generalPurposeBitFlag ?? 0) & 0x800, 0);
    assert.ok(named('Central'));
    assert.ok(Buffer.from(ipa).includes('Local'));
  });

  test('can be cut short', async () => {
    const whole = buildIpa();
    const cut = buildIpa({ archive: { truncateTo: 1000 } });
    assert.deepEqual([cut.length, whole.length > 1000], [1000, true]);
    await assert.rejects(openIpa(cut));
  });

  test('of a large file is written in pieces and sealed like any other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ipa-'));
    try {
      const path = join(folder, 'Large.ipa');
      writeLargeIpa(path, 3 * mebibyte + 5);
      const files = await openIpa(readFileSync(path));
      const media = fileOf(files, `${APP}Media.bin`);
      assert.equal(media.length, 3 * mebibyte + 5);
      const seal = parse(String(fileOf(files, `${APP}_CodeSignature/CodeResources`)));
      const { files2 } = seal as unknown as { files2: Record<string, { hash2: Uint8Array }> };
      const actual = createHash('sha256').update(media).digest();
      assert.deepEqual(Buffer.from(files2['Media.bin']?.hash2 ?? []), actual);
      assert.deepEqual(
        fileOf(await openIpa(buildIpa({ largeFile: media.length })), `${APP}Media.bin`),
        media,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
