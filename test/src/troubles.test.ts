import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Release } from '../../integration/catalog/catalog.ts';
import { firstStart } from '../../src/first-start.ts';
import { otherSymptoms, troubles } from '../../src/troubles.ts';

/** As much of a release as troubles depend on: ad hoc, for every device, small, without an end. */
function release(
  kind: string,
  changes: Partial<Omit<Release, 'ipa'>> = {},
  ipa: Partial<Release['ipa']> = {},
): Release {
  return {
    status: 'installable',
    size: 50_000_000,
    findings: [],
    deviceCheck: null,
    ...changes,
    ipa: {
      profile: { kind, teamName: 'Example', name: 'Example', expires: null },
      devices: ['iphone', 'ipad'],
      requiredCapabilities: ['arm64'],
      minimumOSVersion: null,
      nested: [],
      slices: [],
      ...ipa,
    },
  } as unknown as Release;
}

const finding = (code: string) =>
  ({ findings: [{ code, severity: 'warning', message: '', fix: '' }] }) as Partial<Release>;
const symptomsOf = (of: Release) => troubles(of).map(({ symptom }) => symptom as string);
const reasonsOf = (of: Release, symptom: string): string[] =>
  troubles(of)
    .find((trouble) => trouble.symptom === symptom)
    ?.causes.map(({ reason }) => reason) ?? [];
const remediesOf = (of: Release, wanted: string): string[] =>
  troubles(of)
    .flatMap(({ causes }) => causes)
    .find(({ reason }) => reason === wanted)?.remedies ?? [];

describe('the troubles with a release', () => {
  it('have a cause, a remedy for each, and each symptom once', () => {
    for (const kind of ['ad-hoc', 'development', 'enterprise']) {
      const all = troubles(release(kind));
      assert(all.length >= 8);
      assert.equal(new Set(all.map(({ symptom }) => symptom)).size, all.length);
      for (const { causes } of all)
        assert(causes.length > 0 && causes.every((cause) => cause.remedies.length));
    }
  });

  const byKind: [symptom: string, kinds: string[]][] = [
    ['symptomUntrusted', ['enterprise']],
    ['symptomUnverified', ['enterprise']],
    ['symptomDeveloperMode', ['ad-hoc', 'development']],
    ['symptomIntegrity', ['ad-hoc', 'development', 'enterprise']],
  ];
  for (const [symptom, kinds] of byKind) {
    it(`have ${symptom} for builds of the kind ${kinds.join(', ')} alone`, () => {
      const having = ['ad-hoc', 'development', 'enterprise'].filter((kind) =>
        symptomsOf(release(kind)).includes(symptom),
      );
      assert.deepEqual(having, kinds);
    });
  }

  it('name the device first where devices are listed, and never where they are not', () => {
    assert.deepEqual(reasonsOf(release('ad-hoc'), 'symptomIntegrity'), ['causeDevice', 'causeRevoked']);
    assert.deepEqual(reasonsOf(release('enterprise'), 'symptomIntegrity'), ['causeRevoked']);
  });

  it('lead to the device check where the page has one', () => {
    const deviceCheck = {} as Release['deviceCheck'];
    assert.deepEqual(remediesOf(release('ad-hoc', { deviceCheck }), 'causeDevice'), [
      'remedyCheck',
      'remedyRegister',
    ]);
    assert.deepEqual(remediesOf(release('ad-hoc'), 'causeDevice'), ['remedyRegister']);
  });

  const starts: [minimumOSVersion: string | null, teamName: string | null, steps: string[]][] = [
    [null, 'Example', ['stepTrust', 'stepTrustBefore15', 'stepRestartFrom18']],
    ['14.0', null, ['stepTrustUnnamed', 'stepTrustBefore15', 'stepRestartFrom18']],
    ['15.0', 'Example', ['stepTrust', 'stepRestartFrom18']],
    ['18.0', 'Example', ['stepTrust', 'stepRestart']],
  ];
  for (const [minimumOSVersion, teamName, steps] of starts) {
    it(`lead to trust as the steps of a build for iOS ${minimumOSVersion} by ${teamName} do`, () => {
      const profile = { kind: 'enterprise', teamName } as Release['ipa']['profile'];
      const build = release('enterprise', {}, { profile, minimumOSVersion });
      assert.deepEqual(remediesOf(build, 'causeTrust'), steps);
      assert.deepEqual(firstStart(build).flat(), steps);
      assert.equal(
        remediesOf(build, 'causeUnverified').includes('stepTrustBefore15'),
        steps.includes('stepTrustBefore15'),
      );
    });
  }

  it('lead to Developer Mode as the steps of the build do', () => {
    assert.deepEqual(
      remediesOf(release('ad-hoc'), 'causeDeveloperMode'),
      firstStart(release('ad-hoc')).flat(),
    );
  });

  it('put the end of the build first when it is near and last when it is far, and not before its day', () => {
    const expires = '2040-01-01T00:00:00Z';
    const profile = { kind: 'ad-hoc', name: 'Example', expires } as Release['ipa']['profile'];
    const causesOf = (changes: Partial<Release> = {}) =>
      troubles(release('ad-hoc', changes, { profile })).find(({ symptom }) => symptom === 'symptomIntegrity')
        ?.causes ?? [];
    for (const end of [causesOf().at(-1), causesOf(finding('expires-soon'))[0]]) {
      assert.equal(end?.reason, 'causeEndIfPast');
      assert.equal(end?.since, expires);
    }
  });

  it('show a file in place of the question for want of Safari, of the link, or of an iPhone', () => {
    for (const kind of ['ad-hoc', 'development', 'enterprise']) {
      assert.deepEqual(reasonsOf(release(kind), 'symptomFile'), [
        'causeOtherBrowser',
        'causeFile',
        'causeNotSafari',
        'causeNotApple',
      ]);
    }
  });

  it('are told by an app that needs to be updated: this build, or an older one on the device', () => {
    assert.deepEqual(reasonsOf(release('ad-hoc'), 'symptomUpdate'), ['causeOlderCopy']);
    assert.deepEqual(reasonsOf(release('ad-hoc', finding('no-der-entitlements')), 'symptomUpdate'), [
      'causeFormat',
      'causeOlderCopy',
    ]);
  });

  it('and those that only other releases have make up all that there are', () => {
    const all = (of: Release) => [...symptomsOf(of), ...otherSymptoms(troubles(of))].sort();
    assert(otherSymptoms(troubles(release('enterprise'))).includes('symptomDeveloperMode'));
    assert.deepEqual(all(release('ad-hoc')), all(release('enterprise')));
    assert.deepEqual(new Set(all(release('ad-hoc'))).size, all(release('ad-hoc')).length);
  });

  const byFacts: [reason: string, symptom: string, without: Release, having: Release][] = [
    ['causeCellular', 'symptomStuck', release('ad-hoc'), release('ad-hoc', { size: 250_000_000 })],
    [
      'causeSystem',
      'symptomCompatible',
      release('ad-hoc'),
      release('ad-hoc', {}, { minimumOSVersion: '17.0' }),
    ],
    [
      'causeFamily',
      'symptomCompatible',
      release('ad-hoc', {}, { devices: ['iphone'] }),
      release('ad-hoc', {}, { devices: ['ipad'] }),
    ],
    [
      'causeHardware',
      'symptomCompatible',
      release('ad-hoc'),
      release('ad-hoc', {}, { requiredCapabilities: ['arm64', 'nfc'] }),
    ],
    ['causeFormat', 'symptomGone', release('ad-hoc'), release('ad-hoc', finding('no-der-entitlements'))],
    ['causeFormat', 'symptomUpdate', release('ad-hoc'), release('ad-hoc', finding('old-code-directory'))],
  ];
  for (const [reason, symptom, without, having] of byFacts) {
    it(`have ${reason} only for a build of which it can be true`, () => {
      assert(!reasonsOf(without, symptom).includes(reason));
      assert(reasonsOf(having, symptom).includes(reason));
    });
  }

  it('are those of an installed copy after the end, and none of a build that never installs', () => {
    const ended = release('ad-hoc', { status: 'expired', ...finding('profile-expired') });
    assert.deepEqual(symptomsOf(ended), ['symptomGone']);
    assert.equal(reasonsOf(ended, 'symptomGone')[0], 'causeEnd');
    assert.deepEqual(symptomsOf(release('ad-hoc', { status: 'blocked' })), []);
    assert.deepEqual(symptomsOf(release('ad-hoc', { status: 'archived' })), []);
  });
});
