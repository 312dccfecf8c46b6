import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SigningEvidence, signingKind } from '../../../integration/ipa/signing.ts';

const CASES: [SigningEvidence | null, kind: string][] = [
  [null, 'none'],
  [{ provisionsAllDevices: true, getTaskAllow: false, deviceCount: null }, 'enterprise'],
  [{ provisionsAllDevices: true, getTaskAllow: true, deviceCount: null }, 'enterprise'],
  [{ provisionsAllDevices: true, getTaskAllow: false, deviceCount: 3 }, 'enterprise'],
  [{ provisionsAllDevices: false, getTaskAllow: true, deviceCount: 3 }, 'development'],
  [{ provisionsAllDevices: false, getTaskAllow: true, deviceCount: 0 }, 'development'],
  [{ provisionsAllDevices: false, getTaskAllow: true, deviceCount: null }, 'development'],
  [{ provisionsAllDevices: false, getTaskAllow: false, deviceCount: 100 }, 'ad-hoc'],
  [{ provisionsAllDevices: false, getTaskAllow: false, deviceCount: 0 }, 'ad-hoc'],
  [{ provisionsAllDevices: false, getTaskAllow: false, deviceCount: null }, 'app-store'],
];

describe('signingKind', () => {
  for (const [evidence, kind] of CASES) {
    it(`${JSON.stringify(evidence)} is ${kind}`, () => assert.equal(signingKind(evidence), kind));
  }
});
