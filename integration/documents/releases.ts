import type { App, Catalog, Release } from '../catalog/catalog.ts';
import type { PackageApp, PackageRelease } from '../catalog/package-catalog.ts';
import { json } from './json.ts';
import {
  ADDRESS,
  BYTES,
  INSTALL_LINK,
  list,
  object,
  RELEASE_ID,
  schemaDocument,
  TEXT,
  TEXT_OR_NULL,
  TIME,
  TIME_OR_NULL,
} from './json-schema.ts';
import { installLink } from './link.ts';

/** `releases.json`: every app and release, newest first, for programs. Its schema lies beside it. */
export function releasesDocument(catalog: Catalog): string {
  const { apps, packages } = catalog;
  return document(catalog, apps, packages);
}

/** The same of one app alone, and of the macOS package that has its identifier. */
export function appReleasesDocument(catalog: Catalog, app: App): string {
  const packages = catalog.packages.filter(({ identifier }) => identifier === app.bundleId);
  return document(catalog, [app], packages);
}

function document({ generated }: Catalog, apps: App[], packages: PackageApp[]): string {
  return json({ schema: 1, generated, apps: apps.map(describeApp), packages: packages.map(describePackage) });
}

function describePackage({ identifier, name, channels, releases }: PackageApp) {
  const installable = channels.flatMap(({ name, installable }) =>
    installable ? [[name, installable.id] as const] : [],
  );
  return {
    identifier,
    name,
    channels: Object.fromEntries(installable),
    releases: releases.map(describePackageRelease),
  };
}

function describePackageRelease(release: PackageRelease) {
  const { pkg, digests, notes } = release;
  return {
    id: release.id,
    version: pkg.version,
    channel: release.channel,
    date: release.date,
    size: release.size,
    sha256: digests.sha256,
    minimumOSVersion: pkg.minimumOSVersion,
    architectures: pkg.architectures,
    signing: {
      kind: pkg.signature?.kind ?? 'none',
      team: pkg.signature?.organization ?? null,
      expires: pkg.signature?.signer?.notAfter ?? null,
    },
    status: release.status,
    package: release.package,
    manifest: release.manifest?.url ?? null,
    notes: notes?.markdown || null,
  };
}

function describeApp(app: App) {
  const installable = app.channels.flatMap(({ name, installable }) =>
    installable ? [[name, installable.id] as const] : [],
  );
  return {
    bundleId: app.bundleId,
    name: app.name,
    channels: Object.fromEntries(installable),
    releases: app.releases.map(describeRelease),
  };
}

function describeRelease(release: Release) {
  const { ipa, digests, notes } = release;
  return {
    id: release.id,
    version: ipa.version,
    build: ipa.build,
    channel: release.channel,
    date: release.date,
    size: release.size,
    sha256: digests.sha256,
    minimumOSVersion: ipa.minimumOSVersion,
    devices: ipa.devices,
    signing: {
      kind: ipa.profile?.kind ?? 'none',
      team: ipa.profile?.teamName ?? null,
      expires: ipa.profile?.expires ?? null,
      deviceCount: ipa.profile?.deviceCount ?? null,
    },
    status: release.status,
    page: release.page.url,
    manifest: release.manifest?.url ?? null,
    install: installLink(release),
    notes: notes?.markdown || null,
  };
}

/** The JSON Schema of `releases.json`; `id` is the address that it is published at. */
export function releasesSchema(id: string): string {
  const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
  const status = { enum: ['installable', 'expired', 'archived', 'blocked'] };
  const addressOrNull = { type: ['string', 'null'], format: 'uri' };
  const notes = { type: ['string', 'null'], description: 'Markdown' };
  const signing = object({
    kind: { enum: ['ad-hoc', 'development', 'enterprise', 'app-store', 'none'] },
    team: TEXT_OR_NULL,
    expires: TIME_OR_NULL,
    deviceCount: { type: ['integer', 'null'], minimum: 0, description: 'null where no devices are listed' },
  });
  const release = object({
    id: RELEASE_ID,
    version: TEXT,
    build: TEXT,
    channel: TEXT,
    date: TIME,
    size: BYTES,
    sha256,
    minimumOSVersion: TEXT_OR_NULL,
    devices: list({ enum: ['iphone', 'ipad', 'tv', 'watch', 'vision'] }),
    signing,
    status,
    page: ADDRESS,
    manifest: addressOrNull,
    install: { ...INSTALL_LINK, type: ['string', 'null'] },
    notes,
  });
  const channels = {
    type: 'object',
    additionalProperties: TEXT,
    description: 'id of the newest installable release of each channel',
  };
  const packageRelease = object({
    id: RELEASE_ID,
    version: TEXT,
    channel: TEXT,
    date: TIME,
    size: BYTES,
    sha256,
    minimumOSVersion: TEXT_OR_NULL,
    architectures: { type: ['array', 'null'], items: TEXT, description: 'null where none are named' },
    signing: object({
      kind: { enum: ['developer-id', 'mac-app-store', 'other', 'none'] },
      team: TEXT_OR_NULL,
      expires: TIME_OR_NULL,
    }),
    status,
    package: { ...addressOrNull, description: 'the .pkg itself' },
    manifest: addressOrNull,
    notes,
  });
  const macOSPackage = object({
    identifier: TEXT,
    name: TEXT,
    channels,
    releases: { ...list(packageRelease), description: 'newest first' },
  });
  const app = object({
    bundleId: TEXT,
    name: TEXT,
    channels,
    releases: { ...list(release), description: 'newest first' },
  });
  const root = object({
    schema: { const: 1 },
    generated: TIME,
    apps: list(app),
    packages: { ...list(macOSPackage), description: 'macOS packages' },
  });
  return schemaDocument(id, 'Releases of an install site', root);
}
