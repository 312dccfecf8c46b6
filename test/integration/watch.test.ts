import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { beforeEach, describe, it } from 'node:test';
import type { setTimeout } from 'node:timers/promises';
import type { Catalog } from '../../integration/catalog/catalog.ts';
import { followBuilds } from '../../integration/watch.ts';

class Watcher extends EventEmitter {
  add() {
    return this;
  }
  change(path: string) {
    this.emit('all', 'change', path);
  }
}

describe('following the builds folder', () => {
  let watcher: Watcher;
  /** The codes of what was found in builds/A.ipa, by reading. */
  let found: string[][];
  let published: string[][];
  let errors: string[];
  /** Lets the wait that goes on come to its end. */
  let passes: (() => void)[];
  const wait = (async (_ms: number, _value: unknown, { signal }: { signal: AbortSignal }) => {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      passes.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  }) as unknown as typeof setTimeout;
  const pass = async () => {
    await until(() => passes.length > 0);
    passes.shift()?.();
  };
  const follow = () =>
    followBuilds(
      {
        watcher,
        folder: '/site/builds',
        root: '/site',
        read: async () => {
          const codes = found.shift();
          if (!codes) throw new Error('there is nothing to read');
          const finding = { file: 'builds/A.ipa', severity: 'error' as const, message: '', fix: '' };
          return { catalog: {} as Catalog, findings: codes.map((code) => ({ ...finding, code })) };
        },
        publish: ({ findings }) => published.push(findings.map(({ code }) => code)),
        failed: ({ message }) => errors.push(message),
      },
      wait,
    );

  beforeEach(() => {
    watcher = new Watcher();
    [published, errors, passes] = [[], [], []];
  });

  it('reads at once, then when what changed in it has settled', async () => {
    found = [[], ['no-payload']];
    await follow();
    assert.deepEqual(published, [[]]);
    watcher.change('/site/builds.txt');
    watcher.change('/site/src/pages/index.astro');
    assert.deepEqual(passes, []);
    watcher.change('/site/builds/A.ipa');
    await until(() => passes.length > 0);
    assert.equal(found.length, 1);
    await pass();
    await until(() => published.length === 2);
    assert.deepEqual(published, [[], ['no-payload']]);
  });

  for (const code of ['truncated-archive', 'empty-file', 'truncated-pkg']) {
    it(`speaks of ${code} only when the file has not grown for longer`, async () => {
      found = [[], [code], [code], []];
      await follow();
      watcher.change('/site/builds/A.ipa');
      await pass();
      await until(() => passes.length > 0);
      assert.deepEqual(published, [[]]);
      passes = [];
      watcher.change('/site/builds/A.ipa');
      await pass();
      await pass();
      await until(() => published.length === 2);
      assert.deepEqual(published, [[], [code]]);
      watcher.change('/site/builds/A.ipa');
      await pass();
      await until(() => published.length === 3);
      assert.deepEqual(published, [[], [code], []]);
    });
  }

  it('does not wait for a file that was cut off before', async () => {
    found = [['truncated-archive'], ['truncated-archive']];
    await follow();
    watcher.change('/site/builds/B.ipa');
    await pass();
    await until(() => published.length === 2);
    assert.deepEqual(passes, []);
  });

  it('says once why it could not read, and goes on', async () => {
    found = [[]];
    await follow();
    watcher.change('/site/builds/A.ipa');
    watcher.change('/site/builds/B.ipa');
    await pass();
    await until(() => errors.length > 0);
    assert.deepEqual(errors, ['there is nothing to read']);
    found = [['no-payload']];
    watcher.change('/site/builds/A.ipa');
    await pass();
    await until(() => published.length === 2);
  });

  it('fails when it cannot read for the first time', async () => {
    found = [];
    await assert.rejects(follow(), /nothing to read/);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}
