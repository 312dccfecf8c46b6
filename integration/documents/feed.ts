import type { FileAddress } from '../catalog/addresses.ts';
import { DEFAULT_CHANNEL } from '../catalog/assemble.ts';
import type { App, Catalog, Release } from '../catalog/catalog.ts';
import type { Notes } from '../catalog/notes.ts';
import { newestFirst, type Ordered } from '../catalog/order.ts';
import type { PackageApp, PackageRelease } from '../catalog/package-catalog.ts';
import { fullVersion } from '../ipa/version.ts';
import { packageReleaseName, releaseName, siteName, teamName } from './names.ts';
import type { XmlDocument, XmlElement } from './xml.ts';

const ATOM = 'http://www.w3.org/2005/Atom';
export const ATOM_TYPE = 'application/atom+xml';

/** So many entries at most, so that a long history does not make each poll expensive. */
export const MAX_ENTRIES = 50;

/** `updated` of a feed in which nothing was released yet; an Atom feed has to say one. */
const NEVER = '1970-01-01T00:00:00Z';

/** The Atom feed of all apps and macOS packages: the newest releases by date. Source of all rules about Atom: RFC 4287. */
export function siteFeed(catalog: Catalog): XmlDocument {
  const name = siteName(catalog);
  return feed({
    address: catalog.feed,
    page: catalog.page.url,
    title: name,
    author: name,
    entries: [
      ...catalog.apps.flatMap((app) => app.releases.map(appEntry)),
      ...catalog.packages.flatMap((app) => app.releases.map((release) => packageEntry(app, release))),
    ],
  });
}

/** The Atom feed of one app. */
export function appFeed(app: App, catalog: Catalog): XmlDocument {
  return feed({
    address: app.feed,
    page: app.page.url,
    title: app.name,
    author: teamName(app) ?? siteName(catalog),
    icon: app.icon.sizes[180].address.url,
    entries: app.releases.map(appEntry),
  });
}

interface Feed {
  address: FileAddress;
  /** Address of the page that shows the same; it is the feed's lasting name too. */
  page: string;
  title: string;
  author: string;
  icon?: string;
  entries: Entry[];
}

/** One release as a feed tells of it. */
interface Entry extends Ordered {
  /** Where it is to be read; its lasting name too. */
  address: string;
  name: string;
  channel: string;
  notes: Notes | null;
  /** Said where there are no notes. */
  summary: string;
}

function appEntry(release: Release): Entry {
  const { ipa, page, date, channel, notes } = release;
  const system = ipa.platform === 'ios' && ipa.minimumOSVersion && `iOS ${ipa.minimumOSVersion}`;
  return {
    ipa,
    date,
    address: page.url,
    name: releaseName(release),
    channel,
    notes,
    summary: summary(fullVersion(release.ipa), channel, system || null),
  };
}

/** A package has one page for all of its releases, which names each by its id. */
function packageEntry({ page }: PackageApp, release: PackageRelease): Entry {
  const { id, pkg, date, channel, notes } = release;
  const system = pkg.minimumOSVersion && `macOS ${pkg.minimumOSVersion}`;
  return {
    ipa: { version: pkg.version, build: '' },
    date,
    address: `${page.url}#${id}`,
    name: packageReleaseName(release),
    channel,
    notes,
    summary: summary(pkg.version, channel, system),
  };
}

function feed({ address, page, title, author, icon, entries }: Feed): XmlDocument {
  const newest = entries.toSorted(newestFirst('date')).slice(0, MAX_ENTRIES);
  const content = [
    leaf('id', page),
    leaf('title', title),
    leaf('updated', newest[0]?.date ?? NEVER),
    { name: 'author', content: [leaf('name', author)] },
    link('self', address.url, ATOM_TYPE),
    link('alternate', page, 'text/html'),
    ...(icon ? [leaf('icon', icon)] : []),
    ...newest.map(entryElement),
  ];
  return { namespace: ATOM, root: { name: 'feed', content } };
}

function entryElement(entry: Entry): XmlElement {
  const { address, date, channel, notes } = entry;
  return {
    name: 'entry',
    content: [
      leaf('id', address),
      leaf('title', entryTitle(entry)),
      leaf('published', date),
      leaf('updated', date),
      link('alternate', address, 'text/html'),
      { name: 'category', attributes: { term: channel } },
      notes?.html
        ? { name: 'content', attributes: { type: 'html', 'xml:base': address }, content: notes.html }
        : leaf('summary', entry.summary),
    ],
  };
}

/** `Orbit 1.5.0 (152), beta: Meteor showers`, as far as there is something to say. */
function entryTitle({ name, channel, notes }: Entry): string {
  const onChannel = channel === DEFAULT_CHANNEL ? name : `${name}, ${channel}`;
  return notes?.title ? `${onChannel}: ${notes.title}` : onChannel;
}

/** What is said of a release that has no notes. */
function summary(version: string, channel: string, system: string | null): string {
  return `Version ${version} on the channel ${channel}${system ? `, for ${system} or later` : ''}.`;
}

function leaf(name: string, content: string): XmlElement {
  return { name, content };
}

function link(rel: string, href: string, type: string): XmlElement {
  return { name: 'link', attributes: { rel, type, href } };
}
