import type { App, Catalog, Release } from '../catalog/catalog.ts';
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
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    minimumOSVersion: TEXT_OR_NULL,
    devices: list({ enum: ['iphone', 'ipad', 'tv', 'watch', 'vision'] }),
    signing,
    status: { enum: ['installable', 'expired', 'archived', 'blocked'] },
    page: ADDRESS,
    manifest: { type: ['string', 'null'], format: 'uri' },
    install: { ...INSTALL_LINK, type: ['string', 'null'] },
    notes: { type: ['string', 'null'], description: 'Markdown' },
  });
  const app = object({
    bundleId: TEXT,
    name: TEXT,
    channels: {
      type: 'object',
      additionalProperties: TEXT,
      description: 'id of the newest installable release of each channel',
    },
    releases: { ...list(release), description: 'newest first' },
  });
  const root = object({ schema: { const: 1 }, generated: TIME, apps: list(app) });
  return schemaDocument(id, 'Releases of an install site', root);
}
