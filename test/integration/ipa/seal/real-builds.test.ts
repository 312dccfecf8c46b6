import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Archive } from '../../../../integration/ipa/archive.ts';
import { IpaError } from '../../../../integration/ipa/problem.ts';
import { type SealFault, verifySeals } from '../../../../integration/ipa/seal/verify.ts';
import { openFile } from '../../../../integration/ipa/source.ts';
import { fixture, fixturesMissing } from '../../../support/fixtures.ts';

const DEMO = fileURLToPath(new URL('../../../../builds/', import.meta.url));

async function verify(path: string): Promise<SealFault[]> {
  const source = await openFile(path);
  try {
    return await verifySeals(await Archive.open(source));
  } finally {
    await source.close();
  }
}

/** Says a fault in the words of the tool that made the ground truth. */
function inOtherWords({ bundle, path, code, message }: SealFault): string {
  if (code === 'no-executable') return `${bundle}: no executable`;
  if (code === 'no-seal') return `${bundle}: no CodeResources`;
  if (code === 'unsigned') return `${path}: unsigned slice`;
  return message;
}

describe('real builds', { skip: fixturesMissing }, () => {
  const truths: { file: string; faults?: string[]; error?: string }[] = fixturesMissing
    ? []
    : JSON.parse(readFileSync(fixture('seals.json'), 'utf8'));
  for (const { file, faults, error } of truths) {
    if (faults) {
      it(`${file} has ${faults.length ? `these faults: ${faults.join(', ')}` : 'no fault'}`, async () => {
        assert.deepEqual((await verify(fixture(file))).map(inOtherWords).toSorted(), faults.toSorted());
      });
    } else {
      it(`${file} is refused: ${error}`, () => assert.rejects(verify(fixture(file)), IpaError));
    }
  }
});

describe('the demo builds', () => {
  for (const path of readdirSync(DEMO, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ipa')) continue;
    it(`builds/${path} is as it was signed`, async () => assert.deepEqual(await verify(DEMO + path), []));
  }
});
