import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../../integration/preflight/finding.ts';
import { fixture, fixtureIpas, fixturesMissing, groundTruth } from '../../support/fixtures.ts';
import { COMMANDS, CONTROLS, commandsIn, hostileBuilds } from '../../support/hostile.ts';
import { buildIpa } from '../../support/ipa.ts';

const program = fileURLToPath(new URL('../../../integration/cli/index.ts', import.meta.url));

function astroOta(args: string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1780000000', ...environment };
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env });
}

describe('astro-ota check', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'astro-ota-check-'));
    mkdirSync(at('builds/beta'), { recursive: true });
    writeFileSync(at('builds/good.ipa'), buildIpa());
    writeFileSync(
      at('builds/beta/soon.ipa'),
      buildIpa({ signing: { profile: { expires: new Date('2026-06-10') } } }),
    );
    writeFileSync(at('store.ipa'), buildIpa({ signing: { kind: 'app-store' } }));
    writeFileSync(at('tampered.ipa'), buildIpa({ files: { 'a.txt': 'a' }, tamper: { 'a.txt': 'b' } }));
    writeFileSync(at('empty.ipa'), '');
    mkdirSync(at('hostile'));
    const hostile = { [COMMANDS]: buildIpa({ displayName: COMMANDS }), ...hostileBuilds() };
    for (const [name, bytes] of Object.entries(hostile)) writeFileSync(at(`hostile/${name}.ipa`), bytes);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('exits 0 when no file has an error, 1 when one has, 2 on misuse', () => {
    assert.equal(astroOta(['check', at('builds/good.ipa')]).status, 0);
    assert.equal(astroOta(['check', at('builds/good.ipa'), at('store.ipa')]).status, 1);
    for (const misuse of [
      [],
      ['chekc'],
      ['check'],
      ['check', '--nope', 'x'],
      ['check', '--expires-within', 'soon', 'x'],
    ]) {
      const { status, stderr } = astroOta(misuse);
      assert.equal(status, 2, misuse.join(' '));
      assert.match(stderr, /astro-ota check \[options\]/);
    }
  });

  it('prints a JSON array for files in whatever state they are in', () => {
    const { stdout } = astroOta([
      'check',
      '--json',
      at('builds/good.ipa'),
      at('empty.ipa'),
      at('missing.ipa'),
    ]);
    const [good, empty, missing] = JSON.parse(stdout);
    assert.deepEqual(
      { ...good, file: '' },
      {
        file: '',
        bundleId: 'com.example.orbit',
        name: 'Orbit',
        version: '1.0',
        build: '1',
        minimumOSVersion: '15.0',
        devices: ['iphone', 'ipad'],
        platform: 'ios',
        signing: {
          kind: 'ad-hoc',
          team: 'Example Inc.',
          expires: '2049-01-01T00:00:00Z',
          deviceCount: 2,
          profileName: 'com.example.orbit Ad Hoc',
          profileUUID: good.signing.profileUUID,
          teamId: 'EXAMPLE123',
          created: '2020-01-01T00:00:00Z',
        },
        icon: good.icon,
        executable: { architectures: ['arm64'], encrypted: false },
        installable: true,
        findings: [],
      },
    );
    assert.deepEqual(Object.keys(good.icon), ['entry', 'width', 'height']);
    assert.equal(empty.findings[0].code, 'empty-file');
    assert.equal(missing.findings[0].code, 'unreadable-file');
    assert.deepEqual(Object.keys(empty.findings[0]), ['code', 'severity', 'message', 'fix']);
  });

  it('takes folders and patterns', () => {
    const filesOf = (argument: string) =>
      JSON.parse(astroOta(['check', '--json', argument]).stdout).map(({ file }: { file: string }) => file);
    assert.deepEqual(filesOf(at('builds')), [at('builds/beta/soon.ipa'), at('builds/good.ipa')]);
    assert.deepEqual(filesOf(at('builds/**/*.ipa')), [at('builds/beta/soon.ipa'), at('builds/good.ipa')]);
  });

  it('fails on warnings when it is strict, and warns as early as it is told', () => {
    const soon = at('builds/beta/soon.ipa');
    assert.equal(astroOta(['check', soon]).status, 0);
    assert.equal(astroOta(['check', '--strict', soon]).status, 1);
    assert.equal(astroOta(['check', '--strict', '--expires-within', '5d', soon]).status, 0);
  });

  it('verifies every signed byte when it is asked to', () => {
    assert.equal(astroOta(['check', at('tampered.ipa')]).status, 0);
    const { status, stdout } = astroOta(['check', '--deep', at('tampered.ipa')]);
    assert.equal(status, 1);
    assert.match(stdout, /a\.txt.*\(broken-seal\)/s);
  });

  it('lets no build command the terminal, or GitHub', () => {
    const { stdout } = astroOta(['check', '--deep', at('hostile')]);
    for (const code of Object.keys(hostileBuilds())) assert.match(stdout, new RegExp(`\\(${code}\\)`));
    assert.equal(commandsIn(stdout), null);
  });

  it('has plain words in the findings of its JSON too', () => {
    const checks = JSON.parse(astroOta(['check', '--deep', '--json', at('hostile')]).stdout);
    const findings: Finding[] = checks.flatMap((check: { findings: Finding[] }) => check.findings);
    assert(findings.length >= Object.keys(hostileBuilds()).length);
    for (const { message, fix } of findings) assert.doesNotMatch(message + fix, CONTROLS);
  });

  it('reads from Astro nothing and needs no project', () => {
    const { status } = spawnSync(process.execPath, [program, 'check', at('builds/good.ipa')], {
      cwd: tmpdir(),
    });
    assert.equal(status, 0);
  });
});

describe('astro-ota check on real builds', { skip: fixturesMissing }, () => {
  it('says what other tools say, in every field that both have', () => {
    const { status, stdout } = astroOta(['check', '--json', ...fixtureIpas()]);
    assert.equal(status, 1);
    const checked = new Map(JSON.parse(stdout).map((each: { file: string }) => [each.file, each]));
    for (const truth of groundTruth().filter(({ file }) => file.startsWith('ipas/'))) {
      // biome-ignore lint/suspicious/noExplicitAny: the shape is the contract's.
      const check = checked.get(fixture(truth.file)) as any;
      assert(check, truth.file);
      const { findings, installable, devices, platform, file, name, ...facts } = check;
      assert.deepEqual(facts, expected(truth), truth.file);
      assert.equal(installable, false);
      assert(findings.length > 0);
    }
  });

  it('prints no device identifier', () => {
    for (const flags of [['--json'], []]) {
      const { stdout } = astroOta(['check', ...flags, '--deep', fixture('ipas/development-100-devices.ipa')]);
      assert.doesNotMatch(stdout, /\b[0-9a-f]{40}\b|\b[0-9A-F]{8}-[0-9A-F]{16}\b/);
    }
  });
});

// biome-ignore lint/suspicious/noExplicitAny: the shape is the other tools' own.
function expected({ info, profile, icons, executable }: any) {
  const main = icons?.main;
  return {
    bundleId: info?.bundle_id ?? null,
    version: info?.short_version ?? null,
    build: info?.version ?? null,
    minimumOSVersion: info?.minimum_os ?? null,
    signing: {
      kind: profile?.type ?? 'none',
      team: profile?.team_name ?? null,
      expires: profile?.expires ?? null,
      deviceCount: profile?.devices ?? null,
      profileName: profile?.name ?? null,
      profileUUID: profile?.uuid ?? null,
      teamId: profile?.team_id ?? null,
      created: profile?.created ?? null,
    },
    icon: main ? { entry: main.path, width: main.width, height: main.height } : null,
    executable: {
      architectures: executable?.slices.map(({ arch }: { arch: string }) => arch) ?? [],
      encrypted: executable?.encrypted ?? false,
    },
  };
}
