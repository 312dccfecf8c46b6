import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createAddresses } from '../../../integration/catalog/addresses.ts';
import type { Order } from '../../../integration/catalog/order.ts';
import { type CatalogOptions, readCatalog } from '../../../integration/catalog/read.ts';
import { CHUNK_SIZE } from '../../../integration/ipa/hash.ts';
import { CATALOG_SITE } from '../../support/catalog.ts';
import { buildIpa, type IpaRecipe } from '../../support/ipa.ts';

const GREETING = '---\ntitle: Größer\n---\nGrüße';

describe('readCatalog', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'astro-ota-catalog-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const put = async (name: string, content: string | Uint8Array) => {
    await mkdir(dirname(join(root, 'builds', name)), { recursive: true });
    await writeFile(join(root, 'builds', name), content);
  };
  const read = async (order: Order = 'version', more: Partial<CatalogOptions> = {}) => {
    const { catalog, findings } = await readCatalog({
      builds: join(root, 'builds'),
      root,
      cache: join(root, 'cache'),
      order,
      noindex: true,
      deviceCheck: true,
      rules: {},
      expiresWithin: 30,
      now: new Date('2026-06-01T00:00:00Z'),
      addresses: createAddresses(CATALOG_SITE),
      ...more,
    });
    return { apps: catalog.apps, errors: findings.filter(({ severity }) => severity === 'error') };
  };
  const release = (version: string, build: string, more: IpaRecipe = {}) =>
    buildIpa({ version, build, ...more });

  it('orders releases by number or by date, and knows the newest of each channel', async () => {
    const signed = (date: string): IpaRecipe => ({ signing: { signedAt: new Date(date) } });
    await put('old.ipa', release('1.9', '1', signed('2026-03-01')));
    await put('new.ipa', release('1.10', '2', signed('2026-02-01')));
    await put('beta/b.ipa', release('2.0', '3', signed('2026-01-01')));
    const versions = async (order?: Order) =>
      (await read(order)).apps[0]?.releases.map(({ ipa }) => ipa.version);
    assert.deepEqual(await versions(), ['2.0', '1.10', '1.9']);
    assert.deepEqual(await versions('date'), ['1.9', '1.10', '2.0']);
    const { apps } = await read();
    assert.deepEqual(
      apps[0]?.channels.map(({ name, newest }) => [name, newest.ipa.version]),
      [
        ['default', '1.10'],
        ['beta', '2.0'],
      ],
    );
  });

  it('takes channel, date and commit from the notes before anything else', async () => {
    await put('beta/App.ipa', release('1.0', '1'));
    await put('beta/App.md', '---\nchannel: nightly\ndate: 2026-04-05\ncommit: "0123456"\n---\nHello');
    const [only] = (await read()).apps[0]?.releases ?? [];
    assert.equal(only?.channel, 'nightly');
    assert.equal(only?.date, '2026-04-05T00:00:00Z');
    assert.equal(only?.commit, '0123456');
    assert.equal(only?.notes?.markdown, 'Hello');
  });

  const encoded: [encoding: string, bytes: Uint8Array][] = [
    ['UTF-8', Buffer.from(GREETING)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${GREETING}`)],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\uFEFF${GREETING}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\uFEFF${GREETING}`, 'utf16le').swap16()],
  ];
  for (const [encoding, bytes] of encoded) {
    it(`reads notes in ${encoding}`, async () => {
      await put('App.ipa', release('1.0', '1'));
      await put('App.md', bytes);
      const { apps, errors } = await read();
      assert.deepEqual(errors, []);
      assert.deepEqual(apps[0]?.releases[0]?.notes, {
        title: 'Größer',
        markdown: 'Grüße',
        html: '<p>Grüße</p>\n',
      });
    });
  }

  it('names notes in another encoding, and shows nothing of them', async () => {
    await put('App.ipa', release('1.0', '1'));
    await put('App.md', Buffer.from(GREETING, 'latin1'));
    const { apps, errors } = await read();
    assert.deepEqual(
      errors.map(({ file, code }) => [file, code]),
      [['builds/App.md', 'unreadable-notes']],
    );
    assert.match(errors[0]?.fix ?? '', /UTF-8/);
    assert.equal(apps[0]?.releases[0]?.notes, null);
  });

  it('takes from a translation its title, and nothing that is said of the release', async () => {
    const both = '---\ntitle: Faster\nchannel: beta\n---\nText';
    await put('App.ipa', release('1.0', '1'));
    await put('App.md', both);
    await put('App.de.md', '---\ntitle: Schneller\n---\nText');
    const [only] = (await read()).apps[0]?.releases ?? [];
    assert.deepEqual([only?.channel, only?.translatedNotes['de']?.title], ['beta', 'Schneller']);
    await put('App.de.md', both);
    assert.deepEqual(
      (await read()).errors.map(({ file, code }) => [file, code]),
      [['builds/App.de.md', 'bad-front-matter']],
    );
  });

  it('reads a build but once, whatever its time says', async () => {
    const bytes = release('1.0', '1', { largeFile: 300_000 });
    await put('App.ipa', bytes);
    const before = await read();
    // A build whose contents could not be read any more, were they read again.
    await put('App.ipa', Buffer.concat([Buffer.alloc(200_000), bytes.subarray(200_000)]));
    await utimes(join(root, 'builds/App.ipa'), new Date(0), new Date(0));
    assert.deepEqual(await read(), before);
  });

  it('reads again what the cache does not hold, or holds in pieces', async () => {
    await put('App.ipa', release('1.0', '1'));
    const before = await read();
    await writeFile(join(root, 'cache/facts.json'), '{"version":');
    assert.deepEqual(await read(), before);
    await rm(join(root, 'cache/icons'), { recursive: true });
    assert.deepEqual(await read(), before);
  });

  it('says the same of notes that it has read before, and forgets those that are gone', async () => {
    await put('A.ipa', release('1.0', '1'));
    await put('A.md', '---\nwrong: 1\n---\n# One');
    await put('B.ipa', release('1.0', '2'));
    await put('B.md', '---\ntitle: Two\n---\nText');
    const kept = async () =>
      Object.values(JSON.parse(await readFile(join(root, 'cache/notes.json'), 'utf8')).known);
    const first = await read();
    assert.deepEqual(
      first.errors.map(({ file, code }) => [file, code]),
      [['builds/A.md', 'bad-front-matter']],
    );
    assert.deepEqual(await read(), first);
    assert.equal((await kept()).length, 2);
    await rm(join(root, 'builds/A.md'));
    const { apps, errors } = await read();
    assert.deepEqual(errors, []);
    assert.deepEqual(
      apps.flatMap(({ releases }) => releases.map(({ notes }) => notes?.title)),
      ['Two', undefined],
    );
    assert.equal((await kept()).length, 1);
  });

  it('tells how much of new builds it has read, and reads large ones one after the other', async () => {
    const told: string[] = [];
    const watch = async () => {
      const bytes = new Map<number, number>();
      let [begun, done] = [0, 0];
      told.length = 0;
      await read('version', {
        progress: () => ({
          begin() {
            const step = begun++;
            return {
              read(count) {
                told.push(`${step}`);
                bytes.set(step, (bytes.get(step) ?? 0) + count);
              },
              done: () => done++,
            };
          },
          end: () => told.push('end'),
        }),
      });
      return { done, bytes: [...bytes.values()] };
    };
    const builds = ['1', '2'].map((build) => release('1.0', build, { largeFile: 2.5 * CHUNK_SIZE }));
    await put('A.ipa', builds[0] as Uint8Array);
    await put('B.ipa', builds[1] as Uint8Array);
    assert.deepEqual(await watch(), { done: 2, bytes: builds.map(({ length }) => length) });
    assert.deepEqual(told, ['0', '0', '0', '1', '1', '1', 'end']);
    assert.deepEqual(await watch(), { done: 2, bytes: [] });
  });

  it('forgets builds that are gone', async () => {
    await put('A.ipa', release('1.0', '1'));
    await put('B.ipa', release('1.0', '2'));
    await read();
    await rm(join(root, 'builds/A.ipa'));
    await read();
    const { builds } = JSON.parse(await readFile(join(root, 'cache/facts.json'), 'utf8'));
    assert.deepEqual(
      Object.values<{ ipa: { build: string } }>(builds).map(({ ipa }) => ipa.build),
      ['2'],
    );
  });

  it('reads some builds alone where asked to, and forgets nothing of the others', async () => {
    await put('A.ipa', release('1.0', '1'));
    await read();
    const kept = async (name: string) => JSON.parse(await readFile(join(root, 'cache', name), 'utf8'));
    const devices = await kept('devices.json');
    assert.equal(Object.keys(devices.known).length, 1);
    await put('B.ipa', release('1.0', '2'));
    const only = new Set([join(root, 'builds/B.ipa')]);
    const { apps } = await read('version', { only, deviceCheck: false });
    assert.deepEqual(
      apps.flatMap(({ releases }) => releases.map(({ ipa }) => ipa.build)),
      ['2'],
    );
    const { builds } = await kept('facts.json');
    assert.deepEqual(
      Object.values<{ ipa: { build: string } }>(builds).map(({ ipa }) => ipa.build),
      ['1', '2'],
    );
    assert.deepEqual(await kept('devices.json'), devices);
  });

  it('keeps no device identifier in the cache', async () => {
    await put(
      'App.ipa',
      release('1.0', '1', { signing: { profile: { devices: ['00008030-001544522E60802E'] } } }),
    );
    await read();
    for (const file of ['facts.json', 'devices.json']) {
      assert.doesNotMatch(await readFile(join(root, 'cache', file), 'utf8'), /001544522E60802E/i);
    }
  });

  it('hashes the devices of a profile once for all builds that share it', async () => {
    await put('A.ipa', release('1.0', '1'));
    await put('B.ipa', release('1.0', '2'));
    const checks = async () => (await read()).apps[0]?.releases.map(({ deviceCheck }) => deviceCheck?.check);
    const [first, second] = (await checks()) ?? [];
    assert.equal(first?.hashes.length, 2);
    assert.equal(first, second);
    // What the cache says is believed, so nothing is hashed again.
    const path = join(root, 'cache/devices.json');
    const kept = await readFile(path, 'utf8');
    await writeFile(path, kept.replaceAll(first?.hashes[0] ?? '', 'AAAA'));
    assert((await checks())?.every((check) => check?.hashes.includes('AAAA')));
    await writeFile(path, 'damaged');
    assert.deepEqual(await checks(), [first, first]);
  });

  it('gives hostile versions and file names addresses of plain characters', async () => {
    await put('Ünï #1 (final)?.ipa', release('1.0/../<b>', '7 & 8'));
    const [only] = (await read()).apps[0]?.releases ?? [];
    assert.match(only?.page.path ?? '', /^\/com\.example\.orbit\/1\.0-\.\.-b-7-8-[0-9a-f]{8}\/$/);
    assert.match(only?.hosted?.path ?? '', /\/Uni-1-final\.ipa$/);
  });
});
