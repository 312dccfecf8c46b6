import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rules } from '../../integration/preflight/rules.ts';
import { blockedReason } from '../../src/words.ts';

const blocked = (...codes: string[]) =>
  blockedReason({
    findings: codes.map((code) => ({
      code,
      severity: 'error',
      consequence: 'blocked',
      message: '',
      fix: '',
    })),
  });

describe('why a build can never be installed', () => {
  const cases: [codes: string[], reason: string][] = [
    [['app-store-profile'], 'reasonAppStore'],
    [['no-profile'], 'reasonUnsigned'],
    [['unsigned-executable', 'nested-unsigned'], 'reasonUnsigned'],
    [['signer-not-in-profile'], 'reasonUnsigned'],
    [['simulator-build'], 'reasonSimulator'],
    [['no-profile', 'store-encryption'], 'reasonStoreEncrypted'],
    [['no-profile', 'not-ios'], 'reasonOtherPlatform'],
    [['no-arm64'], 'reasonOtherPlatform'],
    [['broken-seal'], 'reasonDamaged'],
    [['denied-links'], 'reasonDamaged'],
    [['unreadable-executable'], 'reasonDamaged'],
    [['toString'], 'reasonDamaged'],
  ];
  for (const [codes, reason] of cases) {
    it(`is ${reason} for ${codes.join(' and ')}`, () => assert.equal(blocked(...codes), reason));
  }

  it('is told by what blocks alone', () => {
    const findings = [
      { code: 'no-profile', severity: 'info', message: '', fix: '' } as const,
      { code: 'broken-seal', severity: 'error', consequence: 'blocked', message: '', fix: '' } as const,
    ];
    assert.equal(blockedReason({ findings }), 'reasonDamaged');
  });

  it('names no finding that does not exist', () => {
    const source = readFileSync(fileURLToPath(import.meta.resolve('../../src/words.ts')), 'utf8');
    const named = [...source.matchAll(/^ {2}'([a-z0-9-]+)': 'reason/gm)].map(([, code = '']) => code);
    const pages = readdirSync(fileURLToPath(import.meta.resolve('../../docs/findings')));
    assert(named.length > 15);
    assert.deepEqual(
      named.filter((code) => !pages.includes(`${code}.md`)),
      [],
    );
    // What blocks and is about the archive or the seal is said to be damage; all other rules have a reason.
    const others = rules.filter(
      ({ code, consequence }) => consequence === 'blocked' && !named.includes(code),
    );
    assert.deepEqual(others.map(({ code }) => code).sort(), DAMAGE);
  });
});

const DAMAGE = [
  'broken-seal',
  'denied-links',
  'duplicate-entries',
  'mismatched-names',
  'no-executable',
  'unsafe-names',
  'unsupported-compression',
];
