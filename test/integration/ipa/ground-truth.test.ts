import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Archive } from '../../../integration/ipa/archive.ts';
import { digest } from '../../../integration/ipa/hash.ts';
import { type Ipa, readIpa } from '../../../integration/ipa/ipa.ts';
import { IpaError } from '../../../integration/ipa/problem.ts';
import { readProvisioningProfile } from '../../../integration/ipa/provisioning-profile.ts';
import { openFile } from '../../../integration/ipa/source.ts';
import { fixture, fixturesMissing, groundTruth } from '../../support/fixtures.ts';

// Reads one build through the public door and closes it again.
async function read(file: string) {
  const source = await openFile(fixture(file));
  try {
    return { ...(await readIpa(await Archive.open(source))), digests: await digest(source) };
  } finally {
    await source.close();
  }
}

const FAMILIES: Record<number, string> = { 1: 'iphone', 2: 'ipad', 3: 'tv' };
const ERRORS: Record<string, string[]> = {
  'no Info.plist': ['no-info-plist'],
  'no Payload/*.app': ['payload-not-at-the-root'],
};

describe('real builds read as other tools read them', { skip: fixturesMissing }, () => {
  for (const truth of groundTruth().filter(({ file }) => file.startsWith('ipas/'))) {
    if (!truth.valid) {
      it(`${truth.file} is refused: ${truth.error}`, async () => {
        await assert.rejects(read(truth.file), (error) => {
          assert(error instanceof IpaError);
          assert(ERRORS[truth.error]?.includes(error.code), error.code);
          return true;
        });
      });
      continue;
    }
    it(truth.file, async () => {
      const { ipa, icon, digests } = await read(truth.file);
      assert.equal(digests.sha256, truth.sha256);
      assert.deepEqual(infoOf(ipa), expectedInfo(truth));
      assert.deepEqual(profileOf(ipa.profile), expectedProfile(truth.profile));
      assert.deepEqual(executableOf(ipa), expectedExecutable(truth.executable));
      const { main } = truth.icons;
      assert.deepEqual(ipa.icon, main && { entry: main.path, width: main.width, height: main.height });
      assert.equal(icon?.width, main?.width);
      assert.equal(icon?.pixels.length, main ? main.width * main.height * 4 : undefined);
      assert.deepEqual(ipa.names, {});
      assert.deepEqual(ipa.problems, []);
    });
  }

  it('no device identifier is among the facts', async () => {
    const file = 'ipas/development-100-devices.ipa';
    const source = await openFile(fixture(file));
    const archive = await Archive.open(source);
    const entry = (await archive.entries()).find(({ path }) => path.endsWith('embedded.mobileprovision'));
    assert(entry);
    const profile = Buffer.from(await archive.read(entry, 1e6)).toString('latin1');
    await source.close();
    const identifiers = profile.match(/\b[0-9a-f]{40}\b/g) ?? [];
    assert.equal(identifiers.length, 100);
    const facts = JSON.stringify(await read(file));
    assert.deepEqual(
      identifiers.filter((identifier) => facts.includes(identifier)),
      [],
    );
  });
});

describe('real provisioning profiles', { skip: fixturesMissing }, () => {
  for (const truth of groundTruth().filter(({ file }) => file.startsWith('profiles/'))) {
    const bytes = () => readFileSync(fixture(truth.file));
    if (truth.read_by === 'cms' && !truth.plist_error) {
      it(truth.file, () =>
        assert.deepEqual(profileOf(readProvisioningProfile(bytes())), expectedProfile(truth)),
      );
    } else {
      it(`${truth.file} is refused`, () => assert.throws(() => readProvisioningProfile(bytes())));
    }
  }
});

function infoOf(ipa: Ipa) {
  const { root, bundleId, name, version, build, minimumOSVersion, devices, executable, toolchain } = ipa;
  const requiredCapabilities = [...ipa.requiredCapabilities].sort();
  return {
    root,
    bundleId,
    name,
    version,
    build,
    minimumOSVersion,
    devices,
    executable,
    toolchain,
    requiredCapabilities,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the other tools' own.
function expectedInfo({ apps, info }: any) {
  return {
    root: apps[0],
    bundleId: info.bundle_id,
    name: info.display_name ?? info.name,
    version: info.short_version,
    build: info.version,
    minimumOSVersion: info.minimum_os,
    devices: info.device_family.map((family: number) => FAMILIES[family]),
    executable: info.executable,
    toolchain: { xcode: info.dt_xcode, sdk: info.dt_sdk },
    requiredCapabilities: Object.values(
      Array.isArray(info.required_caps) ? info.required_caps : Object.keys(info.required_caps ?? {}),
    ).sort(),
  };
}

function profileOf(profile: Ipa['profile']) {
  if (!profile) return null;
  const { certificates, entitlements, ...facts } = profile;
  return { ...facts, certificates: certificates.length, getTaskAllow: entitlements['get-task-allow'] };
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the other tools' own.
function expectedProfile(profile: any) {
  return (
    profile && {
      name: profile.name,
      uuid: profile.uuid,
      kind: profile.type,
      teamId: profile.team_id,
      teamName: profile.team_name,
      prefixes: profile.prefixes,
      applicationIdentifier: profile.app_identifier,
      created: profile.created,
      expires: profile.expires,
      deviceCount: profile.devices,
      platforms: profile.platforms ?? [],
      certificates: profile.certificates,
      freeTeam: profile.local_provision === true,
      getTaskAllow: profile.get_task_allow,
    }
  );
}

function executableOf({ slices }: Ipa) {
  return (
    slices && {
      slices: slices.map((slice) => ({
        arch: slice.architecture,
        cryptid: Number(slice.encrypted),
        minos: slice.minimumOSVersion,
        platform: slice.platform,
        sdk: slice.sdk,
        signed: slice.signature !== null,
      })),
      entitlements: entitlementsOf(slices) && Object.keys(entitlementsOf(slices) ?? {}).sort(),
      applicationIdentifier: entitlementsOf(slices)?.['application-identifier'] ?? null,
    }
  );
}

function entitlementsOf(slices: NonNullable<Ipa['slices']>) {
  return slices[0]?.signature?.entitlements ?? null;
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the other tools' own.
function expectedExecutable(executable: any) {
  return (
    executable && {
      // biome-ignore lint/suspicious/noExplicitAny: the shape is the other tools' own.
      slices: executable.slices.map((slice: any) => ({ ...slice, cryptid: slice.cryptid ?? 0 })),
      entitlements: executable.entitlements,
      applicationIdentifier: executable.ent_app_id,
    }
  );
}
