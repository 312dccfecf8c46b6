import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'plist';
import { createAddresses } from '../../../integration/catalog/addresses.ts';
import type { Catalog } from '../../../integration/catalog/catalog.ts';
import { readCatalog } from '../../../integration/catalog/read.ts';
import { documents } from '../../../integration/documents/documents.ts';
import { CATALOG_SITE, type CatalogRecipe, catalogOf } from '../../support/catalog.ts';
import {
  appManagedSchema,
  faultsOf,
  installApplicationSchema,
  installEnterpriseApplicationSchema,
  manifestSchema,
  packageSchema,
} from '../../support/device-management.ts';
import { buildIpa } from '../../support/ipa.ts';
import { buildPkg } from '../../support/pkg.ts';

const SITE = 'https://ota.example.com';
const APP = 'com.example.orbit/latest';
const PACKAGE = 'com.example.orbit.mac/latest';

describe('the documents for device management', () => {
  let root: string;
  let made: Map<string, string>;
  let catalog: Catalog;

  const put = async (name: string, content: Uint8Array) => {
    await mkdir(dirname(join(root, 'builds', name)), { recursive: true });
    await writeFile(join(root, 'builds', name), content);
  };
  const read = async () => {
    const result = await readCatalog({
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
    });
    catalog = result.catalog;
    made = new Map();
    for (const { output, content } of documents(catalog)) made.set(output, await content());
  };
  const text = (path: string) => {
    const content = made.get(path);
    assert(content, `${path} is not among ${[...made.keys()].join(', ')}`);
    return content;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the schemas check the shape.
  const plist = (path: string): any => parse(text(path));
  // biome-ignore lint/suspicious/noExplicitAny: the schemas check the shape.
  const json = (path: string): any => JSON.parse(text(path));

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'mdm-'));
    await put('Orbit.ipa', buildIpa({ version: '1.0', build: '1' }));
    await put('beta/Orbit.ipa', buildIpa({ version: '1.1', build: '2' }));
    await put('old/Orbit.ipa', buildIpa({ signing: { profile: { expires: new Date('2024-01-01') } } }));
    await put('Orbit.pkg', buildPkg({ version: '1.0' }));
    await put('beta/Orbit.pkg', buildPkg({ version: '1.1', title: 'O' }));
    await put('old/Orbit.pkg', buildPkg({ version: '0.9', signing: { notAfter: new Date('2024-01-01') } }));
    await put('unsigned/Orbit.pkg', buildPkg({ version: '0.8', signing: null }));
    await read();
  });
  after(() => rm(root, { recursive: true }));

  for (const channel of ['default', 'beta']) {
    it(`are such as Apple’s schemas allow, on the channel ${channel}`, () => {
      const faults = [
        ...faultsOf(plist(`${APP}/${channel}/manifest.plist`), manifestSchema),
        ...faultsOf(plist(`${APP}/${channel}/install-application.plist`), installApplicationSchema),
        ...faultsOf(json(`${APP}/${channel}/declaration.json`), appManagedSchema),
        ...faultsOf(plist(`${PACKAGE}/${channel}/manifest.plist`), manifestSchema),
        ...faultsOf(
          plist(`${PACKAGE}/${channel}/install-enterprise-application.plist`),
          installEnterpriseApplicationSchema,
        ),
        ...faultsOf(json(`${PACKAGE}/${channel}/declaration.json`), packageSchema),
      ];
      assert.deepEqual(faults, []);
    });
  }

  it('lead to the stable manifest of their channel', () => {
    for (const folder of [`${APP}/beta`, `${PACKAGE}/beta`]) {
      assert.equal(
        json(`${folder}/declaration.json`).Payload.ManifestURL,
        `${SITE}/${folder}/manifest.plist`,
      );
    }
    assert.equal(
      plist(`${APP}/beta/install-application.plist`).Command.ManifestURL,
      `${SITE}/${APP}/beta/manifest.plist`,
    );
    assert.equal(
      plist(`${PACKAGE}/beta/install-enterprise-application.plist`).Command.ManifestURL,
      `${SITE}/${PACKAGE}/beta/manifest.plist`,
    );
  });

  it('let a device under declarative management install and update the app', () => {
    const { Identifier, Payload, ServerToken } = json(`${APP}/beta/declaration.json`);
    assert.equal(Identifier, 'com.example.orbit~beta');
    assert.equal(Payload.InstallBehavior.Install, 'Required');
    assert.equal(Payload.UpdateBehavior.AutomaticAppUpdates, 'AlwaysOn');
    assert.match(ServerToken, new RegExp(`^${catalog.apps[0]?.releases[0]?.id}~[0-9a-f]{8}$`));
  });

  it('describe a package by its identifier, version and title, each chunk by its hashes', () => {
    const [{ assets, metadata }] = plist(`${PACKAGE}/beta/manifest.plist`).items;
    assert.deepEqual(metadata, {
      'bundle-identifier': 'com.example.orbit.mac',
      'bundle-version': '1.1',
      kind: 'software',
      title: 'O (com.example.orbit.mac)',
    });
    const release = catalog.packages[0]?.releases[0];
    assert.equal(assets.length, 1);
    assert.deepEqual(assets[0].sha256s, release?.digests.sha256s);
    assert.equal(assets[0].url, `${SITE}/com.example.orbit.mac/${release?.id}/Orbit.pkg`);
  });

  it('have the manifest of a release beside its package, the same as the channel’s', () => {
    const release = catalog.packages[0]?.releases.find(({ channel }) => channel === 'default');
    assert.equal(text(release?.manifest?.output ?? ''), text(`${PACKAGE}/default/manifest.plist`));
  });

  it('are not there where a channel has nothing that installs', () => {
    const channels = ['old', 'unsigned'].flatMap((name) => [`${APP}/${name}/`, `${PACKAGE}/${name}/`]);
    assert.deepEqual(
      [...made.keys()].filter((path) => channels.some((channel) => path.startsWith(channel))),
      [],
    );
  });

  it('have no itms-services link for a package', () => {
    for (const [path, content] of made) {
      if (path.startsWith('com.example.orbit.mac/')) assert.doesNotMatch(content, /itms-services/, path);
    }
  });

  it('have identifiers that tell channels, apps and packages apart', () => {
    const identifiers = [...made.keys()]
      .filter((path) => path.endsWith('declaration.json'))
      .map((path) => json(path).Identifier);
    assert.equal(identifiers.length, 4);
    assert.equal(new Set(identifiers).size, 4);
  });

  it('change with the release, and only then', async () => {
    const paths = [
      `${APP}/beta/install-application.plist`,
      `${APP}/beta/declaration.json`,
      `${PACKAGE}/beta/install-enterprise-application.plist`,
      `${PACKAGE}/beta/declaration.json`,
    ];
    const uuid = (path: string) =>
      path.endsWith('.json') ? json(path).ServerToken : plist(path).CommandUUID;
    const texts = paths.map(text);
    const first = paths.map(uuid);
    for (const id of first.filter((_, i) => i % 2 === 0)) {
      assert.match(id, /^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
    }
    await read();
    assert.deepEqual(paths.map(text), texts);
    await put('beta/Orbit.ipa', buildIpa({ version: '1.2', build: '3' }));
    await put('beta/Orbit.pkg', buildPkg({ version: '1.2' }));
    await read();
    for (const [i, path] of paths.entries()) assert.notEqual(uuid(path), first[i], path);
  });
});

describe('declarations', () => {
  interface Declaration {
    Identifier: string;
    ServerToken: string;
    Payload: { ManifestURL: string };
  }
  const declarations = async (
    files: Record<string, Uint8Array>,
    recipe?: CatalogRecipe,
  ): Promise<Declaration[]> => {
    const made = documents(await catalogOf(files, recipe));
    const found = made.filter(({ output }) => output.endsWith('/declaration.json'));
    return Promise.all(found.map(async ({ content }) => JSON.parse(await content())));
  };

  it('have identifiers of their own whatever dots are in those of apps and in channels', async () => {
    const identifier = 'com.x.orbit';
    const found = await declarations({
      'a.b/A.ipa': buildIpa({ identifier }),
      'b/B.ipa': buildIpa({ identifier: 'com.x.orbit.a' }),
      'beta.pkg/C.ipa': buildIpa({ identifier, version: '2.0' }),
      'beta/D.pkg': buildPkg({ identifier }),
      'beta.pkg/E.pkg': buildPkg({ identifier, version: '2.0' }),
    });
    assert.deepEqual(found.map(({ Identifier }) => Identifier).sort(), [
      'com.x.orbit.a~b',
      'com.x.orbit~a.b',
      'com.x.orbit~beta.pkg',
      'com.x.orbit~beta.pkg~pkg',
      'com.x.orbit~beta~pkg',
    ]);
  });

  it('keep their identifiers and change their server tokens when the site moves', async () => {
    const files = { 'A.ipa': buildIpa(), 'B.pkg': buildPkg() };
    const here = await declarations(files);
    const there = await declarations(files, { site: { site: 'https://apps.example.org' } });
    assert.equal(here.length, 2);
    for (const [i, declaration] of here.entries()) {
      const { Identifier, ServerToken, Payload } = there[i] as Declaration;
      assert.equal(Identifier, declaration.Identifier);
      assert.notEqual(Payload.ManifestURL, declaration.Payload.ManifestURL);
      assert.notEqual(ServerToken, declaration.ServerToken);
    }
    assert.deepEqual(await declarations(files), here);
  });
});
