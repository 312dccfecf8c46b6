import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { newestOf } from '../../integration/newest.ts';

describe('the newest of several readings', () => {
  let readings: (PromiseWithResolvers<string> & { outdated: AbortSignal })[];
  let published: string[];
  let update: ReturnType<typeof newestOf>;
  beforeEach(() => {
    readings = [];
    published = [];
    update = newestOf(
      (outdated) => {
        const reading = { ...Promise.withResolvers<string>(), outdated };
        readings.push(reading);
        return reading.promise;
      },
      (result) => published.push(result),
    );
  });

  it('is published, and the next one begins only when it is asked for', async () => {
    const first = update();
    readings[0]?.resolve('one');
    await first;
    assert.deepEqual(published, ['one']);
    const second = update();
    readings[1]?.resolve('two');
    await second;
    assert.deepEqual(published, ['one', 'two']);
    assert.equal(readings.length, 2);
  });

  it('begins when the one before has ended, which is told that it is outdated and not published', async () => {
    const end = update();
    assert.equal(update(), null);
    assert.equal(update(), null);
    assert.equal(readings.length, 1);
    assert.equal(readings[0]?.outdated.aborted, true);
    readings[0]?.resolve('old');
    await until(() => readings.length === 2);
    assert.equal(readings[1]?.outdated.aborted, false);
    readings[1]?.resolve('new');
    await end;
    assert.deepEqual(published, ['new']);
    assert.equal(readings.length, 2);
  });

  it('fails for whoever asked when it fails, and not when one before did', async () => {
    const end = update();
    update();
    readings[0]?.reject(new Error('outdated'));
    await until(() => readings.length === 2);
    readings[1]?.reject(new Error('newest'));
    await assert.rejects(end ?? Promise.resolve(), /newest/);
    const next = update();
    readings[2]?.resolve('good again');
    await next;
    assert.deepEqual(published, ['good again']);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}
