import type { FileAddress, PageAddress } from '../catalog/addresses.ts';
import type { App, Catalog, Channel, Release } from '../catalog/catalog.ts';
import type { PackageApp, PackageChannel, PackageRelease } from '../catalog/package-catalog.ts';
import { devicesDocument } from './devices.ts';
import { expiryCalendar } from './expiry.ts';
import { ATOM_TYPE, appFeed, siteFeed } from './feed.ts';
import { headersFile } from './host-files.ts';
import { latestDocument, latestSchema } from './latest.ts';
import { channelBundleVersion, manifest, packageManifest } from './manifest.ts';
import {
  appDeclaration,
  installApplication,
  installEnterpriseApplication,
  packageDeclaration,
} from './mdm.ts';
import type { PropertyList } from './property-list.ts';
import { appReleasesDocument, releasesDocument, releasesSchema } from './releases.ts';
import { sourceDocument } from './source.ts';
import type { XmlDocument } from './xml.ts';

/** A text that is published beside the pages, made when it is asked for. */
export interface Document {
  /** Path relative to the output folder. */
  output: string;
  /** Media type, with the character set of text. */
  type: string;
  content(): string | Promise<string>;
  /** All that the content depends on, in short; only where the content costs far more to make than that. */
  from?(): string;
}

/** A file that is published as it is. */
export interface PublishedFile {
  /** Path relative to the output folder. */
  output: string;
  type: string;
  /** Absolute path of the original. */
  source: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const PLIST_TYPE = 'text/xml; charset=utf-8';
const SVG_TYPE = 'image/svg+xml';
const FEED_TYPE = `${ATOM_TYPE}; charset=utf-8`;
const CALENDAR_TYPE = 'text/calendar; charset=utf-8';

/** Every document of the install site. */
export function documents(catalog: Catalog): Document[] {
  const { releasesJson, source } = catalog;
  return [
    document(releasesJson, JSON_TYPE, () => releasesDocument(catalog)),
    document(catalog.releasesSchema, JSON_TYPE, () => releasesSchema(catalog.releasesSchema.url)),
    document(catalog.latestSchema, JSON_TYPE, () => latestSchema(catalog.latestSchema.url)),
    feed(catalog.feed, () => siteFeed(catalog)),
    document(catalog.expiry, CALENDAR_TYPE, () => expiryCalendar(catalog)),
    ...(source ? [document(source.address, JSON_TYPE, () => sourceDocument(catalog, source))] : []),
    ...catalog.apps.flatMap((app) => appDocuments(app, catalog)),
    ...catalog.packages.flatMap(packageDocuments),
    ...catalog.collections.map(({ qr, page }) => qrCode(qr, page)),
  ];
}

/** Every file of the install site: the builds, and their icons in each size. */
export function publishedFiles(catalog: Catalog): PublishedFile[] {
  const releases = catalog.apps.flatMap((app) => app.releases);
  const builds = [...releases, ...catalog.packages.flatMap((app) => app.releases)];
  const packages = builds.flatMap(({ hosted, source }) =>
    hosted ? [{ output: hosted.output, type: 'application/octet-stream', source }] : [],
  );
  const icons = releases.flatMap(({ icon }) =>
    Object.values(icon.sizes).map(({ address, source }) => ({
      output: address.output,
      type: 'image/png',
      source,
    })),
  );
  return [...packages, ...new Map(icons.map((icon) => [icon.output, icon])).values()];
}

/** What hosts read to serve the site well, at the root of the output folder. */
export function hostFiles(catalog: Catalog): Document[] {
  return [
    { output: '_headers', type: 'text/plain', content: () => headersFile(catalog) },
    // GitHub Pages would otherwise leave out every folder whose name begins with `_`.
    { output: '.nojekyll', type: 'text/plain', content: () => '' },
  ];
}

function appDocuments(app: App, catalog: Catalog): Document[] {
  return [
    document(app.releasesJson, JSON_TYPE, () => appReleasesDocument(catalog, app)),
    feed(app.feed, () => appFeed(app, catalog)),
    qrCode(app.qr, app.page),
    ...app.channels.flatMap((channel) => channelDocuments(channel, app)),
    ...app.releases.flatMap(releaseDocuments),
  ];
}

function channelDocuments(channel: Channel, app: App): Document[] {
  const { installable } = channel;
  const latest = document(channel.latestJson, JSON_TYPE, () => latestDocument(app, channel));
  if (!isPublished(installable)) return [latest];
  const bundleVersion = channelBundleVersion(installable, app.releases);
  return [
    latest,
    propertyList(channel.manifest, () => manifest(installable, bundleVersion)),
    propertyList(channel.installApplication, () => installApplication(channel, installable)),
    document(channel.declaration, JSON_TYPE, () => appDeclaration(app.bundleId, channel, installable)),
  ];
}

function packageDocuments({ identifier, channels, releases }: PackageApp): Document[] {
  return [
    ...channels.flatMap((channel) => packageChannelDocuments(channel, identifier)),
    ...releases.flatMap((release) =>
      isPublished(release) && release.manifest
        ? [propertyList(release.manifest, () => packageManifest(release))]
        : [],
    ),
  ];
}

function packageChannelDocuments(channel: PackageChannel, identifier: string): Document[] {
  const { installable } = channel;
  if (!isPublished(installable)) return [];
  const { manifest, installEnterpriseApplication: command, declaration } = channel;
  return [
    propertyList(manifest, () => packageManifest(installable)),
    propertyList(command, () => installEnterpriseApplication(channel, installable)),
    document(declaration, JSON_TYPE, () => packageDeclaration(identifier, channel, installable)),
  ];
}

function releaseDocuments(release: Release): Document[] {
  const { manifest: address, deviceCheck } = release;
  return [
    qrCode(release.qr, release.page),
    ...(isPublished(release) && address ? [propertyList(address, () => manifest(release))] : []),
    ...(deviceCheck
      ? [document(deviceCheck.address, JSON_TYPE, () => devicesDocument(deviceCheck.check))]
      : []),
  ];
}

function isPublished<Each extends Release | PackageRelease>(
  release: Each | null,
): release is Each & { package: string } {
  return release?.package != null;
}

function document({ output }: FileAddress, type: string, content: Document['content']): Document {
  return { output, type, content };
}

// What draws QR codes and writes property lists and XML is loaded only when there is something to make.

function qrCode(address: FileAddress, { url }: PageAddress): Document {
  const content = async () => (await import('./qr.ts')).qrCode(url);
  return { ...document(address, SVG_TYPE, content), from: () => url };
}

function feed(address: FileAddress, value: () => XmlDocument): Document {
  const content = async () => (await import('./xml.ts')).xmlText(value());
  return { ...document(address, FEED_TYPE, content), from: () => JSON.stringify(value()) };
}

function propertyList(address: FileAddress, value: () => PropertyList): Document {
  const content = async () => (await import('./property-list.ts')).propertyListText(value());
  return { ...document(address, PLIST_TYPE, content), from: () => JSON.stringify(value()) };
}
