import type { Catalog, Release, Status } from '../catalog/catalog.ts';
import { cleanText } from '../ipa/text.ts';
import { fullVersion } from '../ipa/version.ts';
import { endOf } from '../preflight/rules/dates.ts';
import { excerpt, type NoteLine } from './excerpt.ts';

/** What is told of a deployment. */
export interface Announcement {
  /** Address of the page of all apps. */
  page: string;
  /** In the Catalog's order; at least one. */
  releases: AnnouncedRelease[];
}

/** What is told of one release. */
export interface AnnouncedRelease {
  id: string;
  bundleId: string;
  name: string;
  version: string;
  build: string;
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

/** Picks the releases of a Catalog that are to be told of. */
export function announcementOf(catalog: Catalog, news: ReadonlySet<Release>): Announcement {
  const releases = catalog.apps.flatMap((app) => app.releases).filter((release) => news.has(release));
  return { page: catalog.page.url, releases: releases.map(toAnnounced) };
}

function toAnnounced(release: Release): AnnouncedRelease {
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
    expires: endOf(ipa)?.date ?? null,
    minimumOSVersion: ipa.minimumOSVersion,
    page: page.url,
    notes: excerpt(notes?.markdown ?? ''),
  };
}

/** `Orbit 1.5.0 (151)`, of 120 characters at most. */
export function titleOf({ name, version, build }: AnnouncedRelease): string {
  return `${clip(name, 60)} ${fullVersion({ version: clip(version, 28), build: clip(build, 28) })}`;
}

/** Channel, status, end and the iOS it needs, in a line. */
export function factsOf(release: AnnouncedRelease): string {
  const { channel, minimumOSVersion } = release;
  const facts = [
    `Channel ${clip(channel, 63)}`,
    statusWords(release),
    minimumOSVersion && `iOS ${clip(minimumOSVersion, 28)} or later`,
  ];
  return facts.filter(Boolean).join(' · ');
}

function statusWords({ status, expires }: AnnouncedRelease): string {
  const day = expires?.slice(0, 10);
  switch (status) {
    case 'installable':
      return day ? `can be installed until ${day}` : 'can be installed';
    case 'expired':
      return day ? `expired on ${day}` : 'expired';
    case 'archived':
      return 'archived';
    case 'blocked':
      return 'cannot be installed';
  }
}

/** `2 new builds`. */
export function headingOf({ releases }: Announcement): string {
  return releases.length === 1 ? '1 new build' : `${releases.length} new builds`;
}

/**
 * Renders as many releases as a platform takes in one message, and the number of those left out.
 * `fits` judges a whole message; one with a single release always has to.
 */
export function fitting<Message>(
  releases: AnnouncedRelease[],
  most: number,
  render: (shown: AnnouncedRelease[], left: number) => Message,
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
