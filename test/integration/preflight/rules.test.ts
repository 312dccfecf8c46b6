import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Archive } from '../../../integration/ipa/archive.ts';
import { readIpa } from '../../../integration/ipa/ipa.ts';
import { verifySeals } from '../../../integration/ipa/seal/verify.ts';
import { gravest, preflight, type RuleSettings } from '../../../integration/preflight/preflight.ts';
import type { Subject } from '../../../integration/preflight/rule.ts';
import { nearestRule, rules } from '../../../integration/preflight/rules.ts';
import { buildIpa, type IpaRecipe } from '../../support/ipa.ts';
import { bytesSource } from '../../support/source.ts';

const NOW = new Date('2026-06-01T00:00:00Z');

async function subject(recipe: IpaRecipe, changes: Partial<Subject> = {}): Promise<Subject> {
  const source = bytesSource(buildIpa(recipe));
  const archive = await Archive.open(source);
  const { ipa } = await readIpa(archive);
  const seal = await verifySeals(archive);
  return {
    ipa,
    size: source.size,
    seal,
    previous: null,
    publicSite: false,
    now: NOW,
    expiresWithin: 30,
    ...changes,
  };
}

async function findingsOf(recipe: IpaRecipe, changes: Partial<Subject> = {}, settings: RuleSettings = {}) {
  return preflight(await subject(recipe, changes), settings);
}

const ipaOf = async (recipe: IpaRecipe) => (await subject(recipe)).ipa;
const name = (path: string) => ({ name: path, content: Buffer.from('x') });

interface Case {
  code: string;
  /** A build with the fault. */
  faulty: IpaRecipe;
  /** What else is so, such as the release before. */
  when?: () => Promise<Partial<Subject>>;
  /** A build that comes near to the fault; the default build unless told. */
  near?: IpaRecipe;
  nearWhen?: () => Promise<Partial<Subject>>;
  /** Words of the build itself that the message must hold. */
  says: RegExp;
}

const extension = { kind: 'app-extension' } as const;

const CASES: Case[] = [
  {
    code: 'simulator-build',
    faulty: { platform: 'ios-simulator', signing: { kind: 'none' } },
    says: /Simulator/,
  },
  { code: 'no-profile', faulty: { signing: { profile: null } }, says: /embedded\.mobileprovision/ },
  {
    code: 'app-store-profile',
    faulty: { signing: { kind: 'app-store' } },
    says: /com\.example\.orbit App Store/,
  },
  {
    code: 'unsigned-executable',
    faulty: { signing: { signature: { form: 'unsigned' } } },
    says: /Orbit is not signed/,
  },
  {
    code: 'store-encryption',
    faulty: { executable: { cryptid: 1 } },
    near: { executable: { cryptid: 0 } },
    says: /FairPlay/,
  },
  {
    code: 'no-devices',
    faulty: { signing: { profile: { devices: 0 } } },
    near: { signing: { kind: 'enterprise' } },
    says: /lists no devices/,
  },
  {
    code: 'many-devices',
    faulty: { signing: { profile: { devices: 97 } } },
    near: { signing: { profile: { devices: 89 } } },
    says: /97 devices/,
  },
  {
    code: 'free-team',
    faulty: { signing: { kind: 'free-team' } },
    near: { signing: { kind: 'development' } },
    says: /seven days/,
  },
  {
    code: 'enterprise-on-public-site',
    faulty: { signing: { kind: 'enterprise' } },
    when: async () => ({ publicSite: true }),
    near: { signing: { kind: 'enterprise' } },
    says: /enterprise build/,
  },
  {
    code: 'signer-not-in-profile',
    faulty: { signing: { profile: { certificates: ['other'] } } },
    near: { signing: { profile: { certificates: ['other', 'signer'] } } },
    says: /Apple Distribution: Example Inc\./,
  },
  {
    code: 'team-mismatch',
    faulty: { signing: { profile: { teamId: 'OTHERTEAM1' } } },
    says: /EXAMPLE123.*OTHERTEAM1/,
  },
  {
    code: 'identifier-not-covered',
    faulty: { signing: { profile: { applicationIdentifier: 'com.example.Orbit' } } },
    near: { signing: { profile: { applicationIdentifier: 'com.example.*' } } },
    says: /EXAMPLE123\.com\.example\.Orbit.*com\.example\.orbit/,
  },
  {
    code: 'entitlement-not-allowed',
    faulty: { signing: { entitlements: { 'aps-environment': 'production' } } },
    near: {
      signing: {
        entitlements: { 'aps-environment': 'production' },
        profile: { entitlements: { 'aps-environment': 'production' } },
      },
    },
    says: /aps-environment = "production"/,
  },
  {
    code: 'profile-expired',
    faulty: { signing: { profile: { expires: new Date('2026-05-31') } } },
    near: { signing: { profile: { expires: new Date('2026-06-02') } } },
    says: /expired on 2026-05-31/,
  },
  {
    code: 'certificate-expired',
    faulty: { signing: { certificate: { notAfter: new Date('2026-05-30') } } },
    near: { signing: { certificate: { notAfter: new Date('2026-06-02') } } },
    says: /certificate "Apple Distribution.*expired on 2026-05-30/,
  },
  {
    code: 'expires-soon',
    faulty: { signing: { profile: { expires: new Date('2026-06-30') } } },
    near: { signing: { profile: { expires: new Date('2026-07-02') } } },
    says: /expires on 2026-06-30, in 29 days/,
  },
  {
    code: 'certificate-ends-first',
    faulty: { signing: { certificate: { notAfter: new Date('2027-01-01') } } },
    says: /2027-01-01, before the profile \(2049-01-01\)/,
  },
  {
    code: 'not-yet-valid',
    faulty: { signing: { profile: { created: new Date('2026-07-01') } } },
    says: /only from 2026-07-01/,
  },
  {
    code: 'nested-unsigned',
    faulty: { nested: [{ kind: 'framework', signing: { signature: { form: 'unsigned' } } }] },
    near: { nested: [{ kind: 'framework' }] },
    says: /framework .* not signed/,
  },
  {
    code: 'nested-no-profile',
    faulty: { nested: [{ ...extension, signing: { profile: null } }] },
    near: { nested: [extension, { kind: 'framework' }] },
    says: /extension com\.example\.orbit\./,
  },
  {
    code: 'nested-identifier',
    faulty: { nested: [{ ...extension, identifier: 'com.example.other' }] },
    near: { nested: [{ ...extension, identifier: 'com.example.orbit.share' }] },
    says: /com\.example\.other/,
  },
  {
    code: 'nested-identifier-not-covered',
    faulty: {
      nested: [{ ...extension, signing: { profile: { applicationIdentifier: 'com.example.orbit.x' } } }],
    },
    near: { nested: [extension] },
    says: /com\.example\.orbit\.x/,
  },
  {
    code: 'nested-other-kind',
    faulty: { nested: [{ ...extension, signing: { kind: 'development' } }] },
    near: { nested: [extension] },
    says: /development.*ad-hoc/,
  },
  { code: 'not-ios', faulty: { platform: 'tvos' }, says: /Apple TV/ },
  {
    code: 'no-executable',
    faulty: { executable: null },
    near: {
      archive: {
        edit: (entries) => entries.map((entry) => ({ ...entry, encrypted: /Orbit$/.test(`${entry.name}`) })),
      },
    },
    says: /"Orbit"/,
  },
  {
    code: 'no-arm64',
    faulty: { executable: { architectures: ['armv7', 'armv7s'] } },
    near: { executable: { architectures: ['armv7', 'arm64'] } },
    says: /armv7, armv7s/,
  },
  {
    code: 'no-device-family',
    faulty: { deviceFamilies: [4] },
    near: { deviceFamilies: [2] },
    says: /UIDeviceFamily/,
  },
  {
    code: 'minimum-os-unknown',
    faulty: { minimumOS: '99.0' },
    near: { minimumOS: '27.4' },
    says: /iOS 99\.0/,
  },
  { code: 'minimum-os-ancient', faulty: { minimumOS: '3.0' }, near: { minimumOS: '4.3' }, says: /iOS 3\.0/ },
  {
    code: 'rare-capabilities',
    faulty: { info: { UIRequiredDeviceCapabilities: ['telephony'] } },
    near: { info: { UIRequiredDeviceCapabilities: ['arm64'] } },
    says: /every iPad/,
  },
  {
    code: 'denied-links',
    faulty: {
      archive: {
        extra: [
          { name: 'Payload/Orbit.app/Link', content: Buffer.from('../../../etc/passwd'), mode: 0o120755 },
        ],
      },
    },
    near: {
      archive: {
        extra: [{ name: 'Payload/Orbit.app/Link', content: Buffer.from('Info.plist'), mode: 0o120755 }],
      },
    },
    says: /Link → \.\.\/\.\.\/\.\.\/etc\/passwd/,
  },
  {
    code: 'unsafe-names',
    faulty: { archive: { extra: [name('/etc/evil'), name('Payload/../../evil')] } },
    near: { archive: { extra: [name('Symbols/a..b.symbols')] } },
    says: /\/etc\/evil, Payload\/\.\.\/\.\.\/evil/,
  },
  {
    code: 'duplicate-entries',
    faulty: { archive: { extra: [name('Extra.txt'), name('Extra.txt')] } },
    says: /twice.*Extra\.txt/,
  },
  {
    code: 'mismatched-names',
    faulty: { archive: { extra: [{ ...name('Extra.txt'), localName: 'Other.txt' }] } },
    says: /Extra\.txt ≠ Other\.txt/,
  },
  {
    code: 'unsupported-compression',
    faulty: { archive: { extra: [{ ...name('Extra.txt'), method: 12 }] } },
    says: /Extra\.txt \(method 12\)/,
  },
  {
    code: 'colliding-names',
    faulty: { archive: { extra: [name('Readme.txt'), name('README.txt')] } },
    says: /Readme\.txt = README\.txt/,
  },
  {
    code: 'finder-files',
    faulty: { archive: { extra: [name('__MACOSX/Payload/._Orbit.app')] } },
    says: /__MACOSX/,
  },
  {
    code: 'over-cellular-limit',
    faulty: {},
    when: async () => ({ size: 201e6 }),
    nearWhen: async () => ({ size: 199e6 }),
    says: /201 MB/,
  },
  {
    code: 'over-size-limit',
    faulty: {},
    when: async () => ({ size: 4.2e9 }),
    nearWhen: async () => ({ size: 3.9e9 }),
    says: /4\.2 GB/,
  },
  {
    code: 'broken-seal',
    faulty: { files: { 'data.json': '{}' }, tamper: { 'data.json': '[]' } },
    near: { files: { 'data.json': '{}' } },
    says: /data\.json/,
  },
  {
    code: 'old-code-directory',
    faulty: { signing: { signature: { version: 0x20200 } } },
    says: /0x20200/,
  },
  {
    code: 'no-der-entitlements',
    faulty: { signing: { signature: { derEntitlements: false } } },
    says: /DER/,
  },
  {
    code: 'sha1-only',
    faulty: { signing: { signature: { hashes: 'sha1' } } },
    near: { signing: { signature: { hashes: 'both' } } },
    says: /SHA-1/,
  },
  { code: 'short-title', faulty: { displayName: 'X' }, near: { displayName: 'XY' }, says: /"X"/ },
  {
    code: 'system-identifier',
    faulty: { identifier: 'com.apple.mobilesafari' },
    near: { identifier: 'com.applesauce.pie' },
    says: /com\.apple\.mobilesafari/,
  },
  {
    code: 'odd-version',
    faulty: { version: '1.0-beta' },
    near: { version: '1.0.3', build: '20260601.2' },
    says: /"1\.0-beta"/,
  },
  {
    code: 'build-number-back',
    faulty: { version: '1.0', build: '4' },
    when: async () => ({ previous: await ipaOf({ version: '1.0', build: '10' }) }),
    near: { version: '1.0', build: '10' },
    nearWhen: async () => ({ previous: await ipaOf({ version: '1.0', build: '4' }) }),
    says: /1\.0 \(4\).*1\.0 \(10\)/,
  },
  {
    code: 'build-number-repeats',
    faulty: { version: '1.1', build: '4' },
    when: async () => ({ previous: await ipaOf({ version: '1.0', build: '4' }) }),
    nearWhen: async () => ({ previous: await ipaOf({ version: '0.9', build: '0' }) }),
    says: /build number 4/,
  },
  {
    code: 'team-changed',
    faulty: { signing: { team: { id: 'NEWTEAM123', name: 'New' } } },
    when: async () => ({ previous: await ipaOf({}) }),
    nearWhen: async () => ({ previous: await ipaOf({ version: '0.9' }) }),
    says: /NEWTEAM123.*EXAMPLE123/,
  },
  {
    code: 'prefix-changed',
    faulty: { signing: { prefix: 'NEWPREFIX1' } },
    when: async () => ({ previous: await ipaOf({}) }),
    nearWhen: async () => ({ previous: await ipaOf({ version: '0.9' }) }),
    says: /EXAMPLE123 to NEWPREFIX1/,
  },
  {
    code: 'minimum-os-raised',
    faulty: { minimumOS: '17.0' },
    when: async () => ({ previous: await ipaOf({ minimumOS: '16.4' }) }),
    nearWhen: async () => ({ previous: await ipaOf({ minimumOS: '15.0' }) }),
    says: /iOS 17\.0.*16\.4/,
  },
];

describe('preflight', () => {
  it('finds nothing in a good build of each kind that installs', async () => {
    for (const kind of ['ad-hoc', 'development', 'enterprise'] as const) {
      assert.deepEqual(
        await findingsOf({ signing: { kind }, nested: [extension, { kind: 'framework' }] }),
        [],
        kind,
      );
    }
  });

  for (const { code, faulty, when, near = {}, nearWhen, says } of CASES) {
    it(`${code}: tells a build that has the fault from one that has not`, async () => {
      const found = (await findingsOf(faulty, await when?.())).filter((finding) => finding.code === code);
      assert(found.length > 0, 'not found');
      assert.match(found.map(({ message }) => message).join('\n'), says);
      assert(found.every(({ fix }) => fix.length > 10));
      const clean = await findingsOf(near, await nearWhen?.());
      assert.deepEqual(
        clean.filter((finding) => finding.code === code),
        [],
      );
    });
  }

  it('has a case for every rule, and a page for every rule', () => {
    const codes = rules.map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length);
    assert.deepEqual(
      codes.filter((code) => !CASES.some((each) => each.code === code)),
      [],
    );
    for (const code of codes) {
      const page = new URL(`../../../docs/findings/${code}.md`, import.meta.url);
      assert(existsSync(page), `docs/findings/${code}.md is missing`);
      assert.match(readFileSync(page, 'utf8'), /^# /, code);
    }
  });

  it('counts the end of an extension as the end of the whole', async () => {
    const early = { profile: { expires: new Date('2026-05-01') } };
    const findings = await findingsOf({ nested: [{ ...extension, signing: early }] });
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['profile-expired'],
    );
    assert.equal(gravest(findings), 'expired');
  });

  it('lets users give a rule another severity, and with it another consequence', async () => {
    const recipe = { signing: { profile: { certificates: ['other' as const] } } };
    const code = 'signer-not-in-profile';
    assert.equal(gravest(await findingsOf(recipe)), 'blocked');
    assert.equal(gravest(await findingsOf(recipe, {}, { [code]: 'warning' })), null);
    assert.deepEqual(await findingsOf(recipe, {}, { [code]: 'off' }), []);
  });

  it('blocks a build that is signed for the App Store whatever severity users give', async () => {
    const told = { error: 'error', warning: 'warning', info: 'info', off: 'info' } as const;
    for (const [given, severity] of Object.entries(told)) {
      const settings = { 'app-store-profile': given } as RuleSettings;
      const findings = await findingsOf({ signing: { kind: 'app-store' } }, {}, settings);
      assert.deepEqual(
        findings.map((finding) => [finding.code, finding.severity, finding.consequence]),
        [['app-store-profile', severity, 'blocked']],
      );
    }
  });

  it('names the nearest rule to a mistyped one', () => {
    assert.equal(nearestRule('expire-soon'), 'expires-soon');
    assert.equal(nearestRule('no-profil'), 'no-profile');
  });
});
