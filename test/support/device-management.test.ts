import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  appManagedSchema,
  faultsOf,
  installApplicationSchema,
  installEnterpriseApplicationSchema,
  manifestSchema,
  packageSchema,
  type Schema,
} from './device-management.ts';

const URL = 'https://builds.example.com/manifest.plist';
const asset = { kind: 'software-package', url: URL, sha256s: ['00'], 'sha256-size': 1 };
const metadata = { 'bundle-identifier': 'com.example', kind: 'software', title: 'Orbit' };
const manifest = (assets: unknown[], more = {}) => ({
  items: [{ assets, metadata: { ...metadata, ...more } }],
});
const command = (RequestType: string, more = {}) => ({
  Command: { RequestType, ManifestURL: URL, ...more },
  CommandUUID: 'A',
});
const declaration = (Type: string, more = {}) => ({
  Type: `com.apple.configuration.${Type}`,
  Identifier: 'a',
  ServerToken: 'b',
  Payload: { ManifestURL: URL, ...more },
});

describe('the schemas of Apple’s documents', () => {
  const allowed: [Schema, unknown][] = [
    [manifestSchema, manifest([asset])],
    [installApplicationSchema, command('InstallApplication', { ManagementFlags: 5 })],
    [
      installEnterpriseApplicationSchema,
      command('InstallEnterpriseApplication', { InstallAsManaged: true, ManagementFlags: 1 }),
    ],
    [appManagedSchema, declaration('app.managed', { UpdateBehavior: { AutomaticAppUpdates: 'AlwaysOff' } })],
    [packageSchema, declaration('package', { InstallBehavior: {} })],
  ];
  for (const [schema, value] of allowed) {
    it(`allow ${JSON.stringify(value).slice(0, 60)}…`, () => assert.deepEqual(faultsOf(value, schema), []));
  }

  const { url: _, ...withoutUrl } = asset;
  const refused: [Schema, unknown, RegExp][] = [
    [manifestSchema, manifest([]), /no array with something/],
    [manifestSchema, manifest([withoutUrl]), /assets\[0\] lacks url/],
    [manifestSchema, manifest([{ ...asset, url: 'http://a.example' }]), /url is no https/],
    [manifestSchema, manifest([{ ...asset, kind: 'package' }]), /kind is none of/],
    [manifestSchema, manifest([{ ...asset, 'needs-shine': true }]), /unknown key needs-shine/],
    [manifestSchema, manifest([{ ...asset, md5s: ['00'] }]), /md5s and md5-size/],
    [manifestSchema, manifest([{ ...asset, 'sha256-size': 1.5 }]), /sha256-size is no integer/],
    [manifestSchema, manifest([asset], { sizeInBytes: 1 }), /unknown key sizeInBytes/],
    [
      installApplicationSchema,
      command('InstallApplication', { Identifier: 'a' }),
      /Identifier and ManifestURL/,
    ],
    [
      installApplicationSchema,
      command('InstallApplication', { ManagementFlags: 2 }),
      /ManagementFlags is none/,
    ],
    [installApplicationSchema, { Command: {} }, /lacks CommandUUID/],
    [
      installEnterpriseApplicationSchema,
      command('InstallEnterpriseApplication', { ManagementFlags: 1 }),
      /not managed/,
    ],
    [appManagedSchema, declaration('app.managed', { UpdateBehavior: {} }), /lacks AutomaticAppUpdates/],
    [appManagedSchema, declaration('package'), /Type is none of/],
    [packageSchema, declaration('package', { UpdateBehavior: {} }), /unknown key UpdateBehavior/],
  ];
  for (const [schema, value, fault] of refused) {
    it(`refuse what ${fault.source}`, () => assert.match(faultsOf(value, schema).join('\n'), fault));
  }
});
