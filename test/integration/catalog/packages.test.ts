import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createAddresses } from '../../../integration/catalog/addresses.ts';
import { type CatalogOptions, readCatalog } from '../../../integration/catalog/read.ts';
import { CATALOG_SITE } from '../../support/catalog.ts';
import { buildIpa } from '../../support/ipa.ts';
import { buildPkg, type PkgRecipe } from '../../support/pkg.ts';

describe('the packages of a Catalog', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'packages-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const put = async (files: Record<string, Uint8Array | string | PkgRecipe>) => {
    for (const [name, content] of Object.entries(files)) {
      const path = join(root, 'builds', name);
      await mkdir(dirname(path), { recursive: true });
      const isContent = typeof content === 'string' || content instanceof Uint8Array;
      await writeFile(path, isContent ? content : buildPkg(content));
    }
  };
  const read = (options: Partial<CatalogOptions> = {}) =>
    readCatalog({
      builds: join(root, 'builds'),
      root,
      cache: join(root, 'cache'),
      order: 'version',
      rules: {},
      expiresWithin: 30,
      noindex: true,
      deviceCheck: true,
      now: new Date('2026-06-01'),
      addresses: createAddresses(CATALOG_SITE),
      ...options,
    });
  const codes = async (options?: Partial<CatalogOptions>) =>
    (await read(options)).findings.map(({ file, code, severity }) => [file, code, severity]);

  it('are listed by identifier, apart from apps, newest first', async () => {
    await put({
      'Orbit-1.9.pkg': { version: '1.9' },
      'Orbit-1.10.PKG': { version: '1.10', title: 'Orbit for Mac' },
      'beta/Orbit-2.pkg': { version: '2.0', title: 'Orbit Beta' },
      'Ledger.pkg': { identifier: 'com.example.ledger', title: 'Ledger' },
      'Orbit.ipa': buildIpa(),
    });
    const { catalog, findings } = await read();
    assert.deepEqual(findings, []);
    assert.deepEqual(
      catalog.apps.map(({ bundleId }) => bundleId),
      ['com.example.orbit'],
    );
    assert.deepEqual(
      catalog.packages.map(({ identifier, name }) => [identifier, name]),
      [
        ['com.example.ledger', 'Ledger'],
        ['com.example.orbit.mac', 'Orbit Beta'],
      ],
    );
    const orbit = catalog.packages[1];
    assert.deepEqual(
      orbit?.releases.map(({ pkg, channel }) => [pkg.version, channel]),
      [
        ['2.0', 'beta'],
        ['1.10', 'default'],
        ['1.9', 'default'],
      ],
    );
    assert.deepEqual(
      orbit?.channels.map(({ name, installable }) => [name, installable?.pkg.version]),
      [
        ['default', '1.10'],
        ['beta', '2.0'],
      ],
    );
    assert.match(
      orbit?.releases[1]?.hosted?.path ?? '',
      /^\/com\.example\.orbit\.mac\/1\.10-[0-9a-f]{8}\/Orbit-1\.10\.pkg$/,
    );
  });

  it('have the notes beside them, and share them with a build of the same name', async () => {
    await put({
      'Orbit.pkg': {},
      'Orbit.ipa': buildIpa(),
      'Orbit.md': '---\ndate: 2026-03-04\ncommit: abc\nchannel: nightly\n---\nRings',
      'Orbit.de.md': 'Ringe',
    });
    const { catalog, findings } = await read();
    assert.deepEqual(findings, []);
    for (const release of [catalog.packages[0]?.releases[0], catalog.apps[0]?.releases[0]]) {
      assert.equal(release?.notes?.markdown, 'Rings');
      assert.equal(release?.translatedNotes['de']?.markdown, 'Ringe');
      assert.deepEqual([release?.channel, release?.commit], ['nightly', 'abc']);
      assert.equal(release?.date, '2026-03-04T00:00:00Z');
    }
  });

  it('are dated by their signature, never by the file', async () => {
    await put({ 'Orbit.pkg': {} });
    await utimes(join(root, 'builds/Orbit.pkg'), new Date(0), new Date(0));
    assert.equal((await read()).catalog.packages[0]?.releases[0]?.date, '2026-02-01T09:30:00Z');
  });

  it('may live elsewhere', async () => {
    await put({ 'Orbit.pkg': {}, 'Orbit.md': '---\nurl: https://cdn.example.com/Orbit.pkg\n---\n' });
    const release = (await read()).catalog.packages[0]?.releases[0];
    assert.equal(release?.hosted, null);
    assert.equal(release?.package, 'https://cdn.example.com/Orbit.pkg');
  });

  it('keep clear of an iOS app with the same identifier', async () => {
    await put({ 'Orbit.ipa': buildIpa(), 'Orbit.pkg': { identifier: 'com.example.orbit' } });
    const { catalog } = await read();
    const [channel] = catalog.packages[0]?.channels ?? [];
    assert.equal(channel?.manifest.path, '/com.example.orbit/mac/latest/default/manifest.plist');
    assert.equal(catalog.packages[0]?.page.path, '/com.example.orbit/mac/');
    assert.equal(
      catalog.apps[0]?.channels[0]?.manifest.path,
      '/com.example.orbit/latest/default/manifest.plist',
    );
    assert.deepEqual(await codes(), [['builds/Orbit.pkg', 'pkg-shares-identifier', 'info']]);
  });

  const findings: [code: string, severity: string, recipe: PkgRecipe, status: string][] = [
    ['pkg-unsigned', 'error', { signing: null }, 'blocked'],
    ['pkg-signature-invalid', 'error', { signing: { key: 'ec' } }, 'blocked'],
    ['pkg-certificate-expired', 'error', { signing: { notAfter: new Date('2026-05-31') } }, 'expired'],
    ['pkg-expires-soon', 'warning', { signing: { notAfter: new Date('2026-06-20') } }, 'installable'],
    [
      'pkg-for-the-store',
      'warning',
      { signing: { commonName: '3rd Party Mac Developer Installer: Example Inc. (ABCDE12345)' } },
      'installable',
    ],
    ['pkg-private-signer', 'info', { signing: { commonName: 'Example Inc. Packages' } }, 'installable'],
    ['pkg-component', 'warning', { kind: 'component' }, 'installable'],
  ];
  for (const [code, severity, recipe, status] of findings) {
    it(`are ${status} when they have the finding ${code}`, async () => {
      await put({ 'Orbit.pkg': recipe });
      assert.deepEqual(await codes(), [['builds/Orbit.pkg', code, severity]]);
      const release = (await read()).catalog.packages[0]?.releases[0];
      assert.equal(release?.status, status);
      assert.equal(release?.package === null, status === 'blocked');
      assert.deepEqual(await codes({ rules: { [code]: 'off' } }), []);
    });
  }

  it('are named among the findings where they cannot be read, and leave the others be', async () => {
    await put({
      'A.pkg': 'Hello',
      'B.pkg': buildPkg().subarray(0, 2000),
      'C.pkg': { files: { Distribution: null } },
      'D.pkg': {},
    });
    assert.deepEqual(await codes(), [
      ['builds/A.pkg', 'not-a-pkg', 'error'],
      ['builds/B.pkg', 'truncated-pkg', 'error'],
      ['builds/C.pkg', 'no-pkg-info', 'error'],
    ]);
    assert.equal((await read()).catalog.packages.length, 1);
  });

  it('are not published in two files with the same bytes, or the same version on one channel', async () => {
    const bytes = buildPkg();
    await put({ 'A.pkg': bytes, 'B.pkg': bytes });
    assert.deepEqual(await codes(), [['builds/B.pkg', 'same-build-twice', 'error']]);
    await put({ 'B.pkg': { installKBytes: 5 }, 'beta/C.pkg': { installKBytes: 6 } });
    assert.deepEqual(await codes(), [['builds/B.pkg', 'same-version-twice', 'error']]);
  });

  it('are not on a channel whose name cannot be part of an address', async () => {
    await put({ 'my packages/A.pkg': {} });
    assert.deepEqual(await codes(), [['builds/my packages/A.pkg', 'bad-channel-name', 'error']]);
  });

  it('are not called like a document of the site', async () => {
    await put({ 'A.pkg': { identifier: 'Releases.json' } });
    assert.deepEqual(await codes(), [['builds/A.pkg', 'invalid-pkg-identifier', 'error']]);
  });

  it('are damaged when a byte of what they install was changed', async () => {
    const bytes = buildPkg({ payload: 10_000 });
    bytes[bytes.length - 5000] = (bytes[bytes.length - 5000] ?? 0) ^ 1;
    await put({ 'A.pkg': bytes });
    assert.deepEqual(await codes(), [['builds/A.pkg', 'damaged-pkg', 'error']]);
  });

  it('are read once and remembered, until they are gone', async () => {
    await put({ 'A.pkg': {}, 'B.pkg': { version: '2.0' } });
    const before = await read();
    const known = async () => {
      const { packages } = JSON.parse(await readFile(join(root, 'cache/facts.json'), 'utf8'));
      return Object.values<{ pkg: { version: string } }>(packages).map(({ pkg }) => pkg.version);
    };
    assert.deepEqual((await known()).sort(), ['1.0', '2.0']);
    assert.deepEqual(await read(), before);
    await rm(join(root, 'builds/A.pkg'));
    await read();
    assert.deepEqual(await known(), ['2.0']);
  });

  it('have addresses of plain characters, whatever they are called', async () => {
    await put({ 'Ünï #1 (final)?.pkg': { version: '1.0/../<b>' } });
    const release = (await read()).catalog.packages[0]?.releases[0];
    assert.match(
      release?.hosted?.path ?? '',
      /^\/com\.example\.orbit\.mac\/1\.0-\.\.-b-[0-9a-f]{8}\/Uni-1-final\.pkg$/,
    );
  });
});
