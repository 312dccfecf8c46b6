import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FaultList } from '../../../../integration/ipa/seal/fault.ts';

const APP = 'Payload/Orbit.app/';
const fault = (index: number) => ({
  bundle: APP,
  path: `${APP}${index}`,
  code: 'resource-changed' as const,
  message: `${APP}${index} was changed after signing.`,
});

function listOf(count: number) {
  const faults = new FaultList();
  for (let index = 0; index < count; index++) faults.add(fault(index));
  return faults;
}

describe('FaultList', () => {
  it('keeps faults in their order, each once', () => {
    const faults = listOf(3);
    faults.add(fault(1));
    assert.deepEqual(faults.list(APP), [0, 1, 2].map(fault));
  });

  it('names a hundred', () =>
    assert.deepEqual(
      listOf(100).list(APP),
      Array.from({ length: 100 }, (_, i) => fault(i)),
    ));

  it('counts those beyond a hundred, each once', () => {
    const faults = listOf(142);
    faults.add(fault(141));
    const list = faults.list(APP);
    assert.equal(list.length, 101);
    assert.deepEqual(list.at(-1), { bundle: APP, path: APP, code: 'more-faults', message: 'And 42 more.' });
  });

  it('knows of every path, named or not', () => {
    const faults = listOf(142);
    assert.deepEqual(
      [0, 141, 142].map((index) => faults.has(fault(index).path)),
      [true, true, false],
    );
  });
});
