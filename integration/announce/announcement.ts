import type { Catalog, Release, Status } from '../catalog/catalog.ts';
import type { PackageApp, PackageRelease } from '../catalog/package-catalog.ts';
import { firstStore, STORE_NAMES, type Stores } from '../catalog/stores.ts';
import { cleanText } from '../ipa/text.ts';
import { fullVersion } from '../ipa/version.ts';
import { endOf } from '../preflight/rules/dates.ts';
import { excerpt, type NoteLine } from './excerpt.ts';

/** What is told of a deployment; at least one release or package. */
export interface Announcement {
  /** Address of the page of all apps. */
  page: string;
  /** Releases of iOS apps, in the Catalog's order. */
  releases: AnnouncedRelease[];
  /** Those of macOS packages, likewise. */
  packages: AnnouncedPackage[];
}

/** What is told of any release. */
interface Announced {
  id: string;
  name: string;
  version: string;
  channel: string;
  /** ISO 8601. */
  date: string;
  status: Status;
  /** When it ends, ISO 8601; null when it never does. */
  expires: string | null;
  minimumOSVersion: string | null;
  /** Address of its page. An Install link is in no message: chats take it apart. */
  page: string;
  /** The first lines of its notes. */
  notes: NoteLine[];
}

/** What is told of one release of an iOS app. */
export interface AnnouncedRelease extends Announced {
  bundleId: string;
  build: string;
  /** Where Apple offers it. */
  stores: Stores;
}

/** What is told of one release of a macOS package. Its page is that of all its releases. */
export interface AnnouncedPackage extends Announced {
  identifier: string;
}

/** One thing that is told of. */
export type News = AnnouncedRelease | AnnouncedPackage;

/** Picks the releases of a Catalog that are to be told of. */
export function announcementOf(
  { page, apps, packages }: Catalog,
  news: ReadonlySet<Release | PackageRelease>,
): Announcement {
  return {
    page: page.url,
    releases: apps.flatMap(({ releases }) =>
      releases.filter((release) => news.has(release)).map(toAnnouncedRelease),
    ),
    packages: packages.flatMap((app) =>
      app.releases.filter((release) => news.has(release)).map((release) => toAnnouncedPackage(app, release)),
    ),
  };
}

function toAnnouncedRelease(release: Release): AnnouncedRelease {
  const { id, ipa, channel, date, status, page, notes } = release;
  return {
    id,
    bundleId: ipa.bundleId,
    name: ipa.name,
    version: ipa.version,
    build: ipa.build,
    channel,
    date,
    status,
    stores: release.stores,
    expires: endOf(ipa)?.date ?? null,
    minimumOSVersion: ipa.minimumOSVersion,
    page: page.url,
    notes: excerpt(notes?.markdown ?? ''),
  };
}

function toAnnouncedPackage({ identifier, page }: PackageApp, release: PackageRelease): AnnouncedPackage {
  const { id, pkg, channel, date, status, notes } = release;
  return {
    id,
    identifier,
    name: pkg.title,
    version: pkg.version,
    channel,
    date,
    status,
    expires: pkg.signature?.signer?.notAfter ?? null,
    minimumOSVersion: pkg.minimumOSVersion,
    page: page.url,
    notes: excerpt(notes?.markdown ?? ''),
  };
}

/** All that is told of: iOS first. */
export function newsOf({ releases, packages }: Announcement): News[] {
  return [...releases, ...packages];
}

/** `Orbit 1.5.0 (151)` or `Orbit 1.5.0 (macOS)`, of 120 characters at most. */
export function titleOf(release: News): string {
  const [name, version] = [clip(release.name, 60), clip(release.version, 28)];
  if (isPackage(release)) return `${name} ${version} (macOS)`;
  return `${name} ${fullVersion({ version, build: clip(release.build, 28) })}`;
}

/** Channel, status, end and the system it needs, in a line. */
export function factsOf(release: News): string {
  const { channel, minimumOSVersion } = release;
  const system = isPackage(release) ? 'macOS' : 'iOS';
  const facts = [
    `Channel ${clip(channel, 63)}`,
    statusWords(release),
    minimumOSVersion && `${system} ${clip(minimumOSVersion, 28)} or later`,
  ];
  return facts.filter(Boolean).join(' · ');
}

function isPackage(release: News): release is AnnouncedPackage {
  return 'identifier' in release;
}

function statusWords(release: News): string {
  const day = release.expires?.slice(0, 10);
  switch (release.status) {
    case 'installable':
      return day ? `can be installed until ${day}` : 'can be installed';
    case 'expired':
      return day ? `expired on ${day}` : 'expired';
    case 'archived':
      return 'archived';
    case 'blocked': {
      const store = isPackage(release) ? null : firstStore(release.stores);
      return store ? `in ${STORE_NAMES[store]}` : 'cannot be installed';
    }
  }
}

/** `2 new builds`. */
export function headingOf(announcement: Announcement): string {
  const { length } = newsOf(announcement);
  return length === 1 ? '1 new build' : `${length} new builds`;
}

/**
 * Renders as many releases as a platform takes in one message, and the number of those left out.
 * `fits` judges a whole message; one with a single release always has to.
 */
export function fitting<Message>(
  releases: News[],
  most: number,
  render: (shown: News[], left: number) => Message,
  fits: (message: Message) => boolean,
): Message {
  for (let count = Math.min(releases.length, most); ; count--) {
    const message = render(releases.slice(0, count), releases.length - count);
    if (count <= 1 || fits(message)) return message;
  }
}

function clip(text: string, limit: number): string {
  return cleanText(text, limit) ?? '';
}
