import type { App, Catalog, Release } from '../catalog/catalog.ts';
import { installLink } from './link.ts';

/** `releases.json`: every app and release, newest first, for programs. Its schema lies beside it. */
export function releasesDocument(catalog: Catalog, apps: App[] = catalog.apps): string {
  return json({ schema: 1, generated: catalog.generated, apps: apps.map(describeApp) });
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
  const text = { type: 'string' };
  const textOrNull = { type: ['string', 'null'] };
  const time = { type: 'string', format: 'date-time' };
  const address = { type: 'string', format: 'uri' };
  const object = (properties: Record<string, unknown>) => ({
    type: 'object',
    required: Object.keys(properties),
    properties,
  });
  const list = (items: unknown) => ({ type: 'array', items });
  const signing = object({
    kind: { enum: ['ad-hoc', 'development', 'enterprise', 'app-store', 'none'] },
    team: textOrNull,
    expires: { type: ['string', 'null'], format: 'date-time' },
    deviceCount: { type: ['integer', 'null'], minimum: 0, description: 'null where no devices are listed' },
  });
  const release = object({
    id: { type: 'string', pattern: '^[A-Za-z0-9._-]+-[0-9a-f]{8}$' },
    version: text,
    build: text,
    channel: text,
    date: time,
    size: { type: 'integer', minimum: 1, description: 'bytes' },
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    minimumOSVersion: textOrNull,
    devices: list({ enum: ['iphone', 'ipad', 'tv', 'watch', 'vision'] }),
    signing,
    status: { enum: ['installable', 'expired', 'archived', 'blocked'] },
    page: address,
    manifest: { type: ['string', 'null'], format: 'uri' },
    install: {
      type: ['string', 'null'],
      pattern: '^itms-services://\\?action=download-manifest&url=https%3A%2F%2F',
    },
    notes: { type: ['string', 'null'], description: 'Markdown' },
  });
  const app = object({
    bundleId: text,
    name: text,
    channels: {
      type: 'object',
      additionalProperties: text,
      description: 'id of the newest installable release of each channel',
    },
    releases: { ...list(release), description: 'newest first' },
  });
  return json({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title: 'Releases of an install site',
    ...object({ schema: { const: 1 }, generated: time, apps: list(app) }),
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
