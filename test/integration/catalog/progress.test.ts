import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { showProgress } from '../../../integration/catalog/progress.ts';

function watch(isTTY: boolean, msPerStep: number): string[] {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  let now = 0;
  const progress = showProgress(stream, 'Reading builds', 4, () => now);
  for (let i = 0; i < 4; i++) {
    now += msPerStep;
    progress.step();
  }
  progress.end();
  return written;
}

describe('progress', () => {
  it('is a bar on a terminal once the task has taken a second, and is taken away at its end', () => {
    const written = watch(true, 600);
    assert.equal(written[0], `Reading builds ${'█'.repeat(12)}${'░'.repeat(12)} 2 of 4`);
    assert.equal(written.at(-1), '\r\u001B[K');
  });

  it('is nothing for a short task, nor where nobody watches', () => {
    assert.deepEqual(watch(true, 100), []);
    assert.deepEqual(watch(false, 600), []);
  });
});
