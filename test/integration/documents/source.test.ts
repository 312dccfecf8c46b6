import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { documents } from '../../../integration/documents/documents.ts';
import { type Options, resolveOptions } from '../../../integration/options.ts';
import { type CatalogRecipe, catalogOf, documentOf } from '../../support/catalog.ts';
import { buildIpa, type IpaRecipe } from '../../support/ipa.ts';
import { schemaCheck } from '../../support/schema.ts';
import schema from '../../support/source.schema.json' with { type: 'json' };

const check = schemaCheck(schema);

interface ReadSource {
  name: string;
  identifier: string;
  apps: ReadApp[];
  [key: string]: unknown;
}

interface ReadApp {
  bundleIdentifier: string;
  appPermissions: { entitlements: string[]; privacy: Record<string, string> };
  versions: Record<string, unknown>[];
  [key: string]: unknown;
}

/** What `source.json` says of these builds with this option; valid by the rules of its readers. */
async function sourceOf(
  files: Record<string, string | Uint8Array>,
  source: Options['source'] = true,
  recipe: CatalogRecipe = {},
): Promise<ReadSource> {
  const resolved = resolveOptions({ source });
  assert('options' in resolved);
  const catalog = await catalogOf(files, { ...recipe, source: resolved.options.source });
  const document = JSON.parse(await documentOf(catalog, catalog.source?.address.output ?? ''));
  check(document);
  return document;
}

const only = ({ apps }: ReadSource): ReadApp => {
  assert.equal(apps.length, 1);
  return apps[0] as ReadApp;
};
const versions = ({ versions }: ReadApp) => versions.map(({ version }) => version);
/** Signed with entitlements that the profile allows. */
const entitled = (entitlements: Record<string, string | boolean | string[]>) => ({
  entitlements,
  profile: { entitlements },
});
const build = (version: string, more: IpaRecipe = {}) => buildIpa({ version, build: version, ...more });

describe('source.json', () => {
  for (const source of [undefined, false] as const) {
    it(`is not there with source: ${source}`, async () => {
      const resolved = resolveOptions({ source });
      assert('options' in resolved);
      const catalog = await catalogOf({ 'A.ipa': build('1.0') }, { source: resolved.options.source });
      assert(!documents(catalog).some(({ output }) => output === 'source.json'));
    });
  }

  it('says all that its readers demand, as far as a build and the theme tell it', async () => {
    const ipa = buildIpa({
      version: '1.4',
      build: '35',
      minimumOS: '16.0',
      info: { NSCameraUsageDescription: 'To look at the sky.' },
    });
    const source = await sourceOf(
      { 'Orbit.ipa': ipa, 'Orbit.md': '---\ndate: 2026-05-01\n---\nRings.\n' },
      true,
      { theme: { name: 'Example', accent: '#7A3CFF' } },
    );
    const { iconURL } = source;
    assert.match(
      String(iconURL),
      /^https:\/\/ota\.example\.com\/com\.example\.orbit\/icons\/[0-9a-f]+-512\.png$/,
    );
    const sha256 = createHash('sha256').update(ipa).digest('hex');
    assert.deepEqual(source, {
      name: 'Example',
      identifier: 'com.example.ota',
      sourceURL: 'https://ota.example.com/source.json',
      website: 'https://ota.example.com/',
      iconURL,
      tintColor: '#7A3CFF',
      apps: [
        {
          name: 'Orbit',
          bundleIdentifier: 'com.example.orbit',
          developerName: 'Example Inc.',
          localizedDescription: 'Rings.',
          iconURL,
          tintColor: '#7A3CFF',
          appPermissions: {
            entitlements: ['get-task-allow', 'keychain-access-groups'],
            privacy: { NSCameraUsageDescription: 'To look at the sky.' },
          },
          versions: [
            {
              version: '1.4',
              buildVersion: '35',
              date: '2026-05-01T00:00:00Z',
              localizedDescription: 'Rings.',
              downloadURL: `https://ota.example.com/com.example.orbit/1.4-35-${sha256.slice(0, 8)}/Orbit.ipa`,
              size: ipa.length,
              sha256,
              minOSVersion: '16.0',
            },
          ],
        },
      ],
    });
  });

  it('says what the option says instead, for all and for single apps', async () => {
    const source = await sourceOf(
      {
        'A.ipa': build('1.0'),
        'A.md': 'Notes',
        'B.ipa': build('1.0', { identifier: 'com.example.b', name: 'B' }),
      },
      {
        name: 'Sky',
        identifier: 'com.example.sky',
        subtitle: 'Apps for the night',
        description: 'All of them.',
        developer: 'Sky Inc.',
        apps: {
          'com.example.orbit': {
            developer: 'Orbit Inc.',
            subtitle: 'Above',
            description: 'What is above you.',
            category: 'utilities',
          },
        },
      },
    );
    const { name, identifier, subtitle, description, apps } = source;
    assert.deepEqual(
      { name, identifier, subtitle, description },
      {
        name: 'Sky',
        identifier: 'com.example.sky',
        subtitle: 'Apps for the night',
        description: 'All of them.',
      },
    );
    assert.deepEqual(
      apps.map((app) => [
        app['developerName'],
        app['subtitle'],
        app['localizedDescription'],
        app['category'],
      ]),
      [
        ['Sky Inc.', undefined, 'B', undefined],
        ['Orbit Inc.', 'Above', 'What is above you.', 'utilities'],
      ],
    );
  });

  it('begins with the newest release, by the order of the site', async () => {
    const files = {
      'A.ipa': build('1.10'),
      'A.md': '---\ndate: 2026-01-01\n---\n',
      'B.ipa': build('1.9'),
      'B.md': '---\ndate: 2026-02-01\n---\n',
    };
    assert.deepEqual(versions(only(await sourceOf(files))), ['1.10', '1.9']);
    assert.deepEqual(versions(only(await sourceOf(files, true, { order: 'date' }))), ['1.9', '1.10']);
  });

  it('lists one channel: the default one, the one that is told, or the only one', async () => {
    const files = { 'A.ipa': build('1.0'), 'beta/B.ipa': build('2.0') };
    assert.deepEqual(versions(only(await sourceOf(files))), ['1.0']);
    assert.deepEqual(versions(only(await sourceOf(files, { channel: 'beta' }))), ['2.0']);
    assert.deepEqual((await sourceOf(files, { channel: 'nightly' })).apps, []);
    assert.deepEqual(versions(only(await sourceOf({ 'beta/B.ipa': build('2.0') }))), ['2.0']);
  });

  it('lists expired builds, which are signed anew, but none that is elsewhere or can never be installed', async () => {
    const files = {
      'Expired.ipa': build('1.0', { signing: { profile: { expires: new Date('2024-01-01') } } }),
      'Store.ipa': build('1.1', { signing: { kind: 'app-store' } }),
      'Far.ipa': build('1.2'),
      'Far.md': '---\nurl: https://cdn.example.com/Far.ipa\n---\n',
    };
    assert.deepEqual(versions(only(await sourceOf(files))), ['1.0']);
  });

  it('never lists what is signed for a company’s own people, not even a part', async () => {
    const enterprise = { kind: 'enterprise' } as const;
    const files = {
      'A.ipa': build('1.0', { signing: enterprise }),
      'B.ipa': build('1.1', { nested: [{ kind: 'app-extension', signing: enterprise }] }),
      'C.ipa': build('1.2', { identifier: 'com.example.c' }),
    };
    assert.equal(only(await sourceOf(files)).bundleIdentifier, 'com.example.c');
  });

  it('declares whatever any release or extension of it is entitled to or asks for', async () => {
    const { appPermissions } = only(
      await sourceOf({
        'A.ipa': build('1.0', {
          info: { NSCameraUsageDescription: 'Old.', NSMotionUsageDescription: 'Moves.' },
          signing: entitled({ 'com.apple.developer.healthkit': true }),
        }),
        'B.ipa': build('1.1', {
          info: { NSCameraUsageDescription: 'New.' },
          signing: entitled({ 'aps-environment': 'production' }),
          nested: [
            {
              kind: 'app-extension',
              info: { NSContactsUsageDescription: 'Friends.', NSCameraUsageDescription: 'Extension.' },
              signing: entitled({ 'com.apple.security.application-groups': ['group.x'] }),
            },
          ],
        }),
      }),
    );
    assert.deepEqual(appPermissions, {
      entitlements: [
        'aps-environment',
        'com.apple.developer.healthkit',
        'com.apple.security.application-groups',
        'get-task-allow',
        'keychain-access-groups',
      ],
      privacy: {
        NSCameraUsageDescription: 'New.',
        NSContactsUsageDescription: 'Friends.',
        NSMotionUsageDescription: 'Moves.',
      },
    });
  });

  it('declares every permission that AltStore finds, with a reason for each as it demands', async () => {
    const info = {
      NFCReaderUsageDescription: 'To read tags.',
      NSCameraUsageDescription: '',
      NSLocationTemporaryUsageDescriptionDictionary: { delivery: 'To deliver.', friends: 'To meet.' },
    };
    const { appPermissions } = only(await sourceOf({ 'A.ipa': build('1.0', { info }) }));
    assert.deepEqual(appPermissions.privacy, {
      NFCReaderUsageDescription: 'To read tags.',
      NSCameraUsageDescription: 'The app gives no reason.',
      NSLocationTemporaryUsageDescriptionDictionary: 'To deliver. · To meet.',
    });
  });

  it('names itself by host and path, each site by another name', async () => {
    const identifier = async (site: CatalogRecipe['site']) => (await sourceOf({}, true, { site })).identifier;
    assert.equal(await identifier({ site: 'https://team.github.io', base: '/apps' }), 'io.github.team.apps');
    assert.equal(await identifier({ path: '/install', format: 'file' }), 'com.example.ota.install');
  });
});
