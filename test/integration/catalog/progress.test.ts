import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { showProgress } from '../../../integration/catalog/progress.ts';

const CLEARED = '\r\u001B[K';
const bar = (filled: number, text: string) =>
  `Reading builds ${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${text}`;

describe('progress', () => {
  let written: string[];
  const watch = (isTTY: boolean) => {
    const stream = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
    return showProgress(stream, 'Reading builds', 4);
  };
  beforeEach(() => {
    written = [];
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  it('is a bar on a terminal once the task has taken a second, and is taken away at its end', () => {
    const progress = watch(true);
    progress.begin().done();
    progress.begin().done();
    mock.timers.tick(999);
    assert.deepEqual(written, []);
    mock.timers.tick(1);
    assert.deepEqual(written, [bar(12, '2 of 4')]);
    progress.end();
    assert.deepEqual(written.splice(1), [CLEARED]);
    mock.timers.tick(10_000);
    assert.equal(written.length, 1);
  });

  it('goes on while one large step is read', () => {
    const progress = watch(true);
    const step = progress.begin();
    step.read(300e6, 1200e6);
    mock.timers.tick(1000);
    step.read(600e6, 1200e6);
    mock.timers.tick(100);
    step.done();
    mock.timers.tick(100);
    assert.deepEqual(
      written.filter((text) => text !== CLEARED),
      [bar(2, '0 of 4, 300 MB'), bar(5, '0 of 4, 900 MB'), bar(6, '1 of 4, 900 MB')],
    );
    progress.end();
  });

  it('is nothing for a short task, nor where nobody watches', () => {
    const short = watch(true);
    mock.timers.tick(500);
    short.end();
    const unseen = watch(false);
    unseen.begin().read(1, 2);
    mock.timers.tick(5000);
    unseen.end();
    assert.deepEqual(written, []);
  });
});
