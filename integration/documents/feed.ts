import type { FileAddress } from '../catalog/addresses.ts';
import { DEFAULT_CHANNEL } from '../catalog/assemble.ts';
import type { App, Catalog, Release } from '../catalog/catalog.ts';
import { newestFirst } from '../catalog/order.ts';
import { fullVersion } from '../ipa/version.ts';
import { releaseName, siteName, teamName } from './names.ts';
import type { XmlDocument, XmlElement } from './xml.ts';

const ATOM = 'http://www.w3.org/2005/Atom';
export const ATOM_TYPE = 'application/atom+xml';

/** So many entries at most, so that a long history does not make each poll expensive. */
export const MAX_ENTRIES = 50;

/** `updated` of a feed in which nothing was released yet; an Atom feed has to say one. */
const NEVER = '1970-01-01T00:00:00Z';

/** The Atom feed of all apps: the newest releases by date. Source of all rules about Atom: RFC 4287. */
export function siteFeed(catalog: Catalog): XmlDocument {
  const name = siteName(catalog);
  return feed({
    address: catalog.feed,
    page: catalog.page.url,
    title: name,
    author: name,
    releases: catalog.apps.flatMap((app) => app.releases),
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
    releases: app.releases,
  });
}

interface Feed {
  address: FileAddress;
  /** Address of the page that shows the same; it is the feed's lasting name too. */
  page: string;
  title: string;
  author: string;
  icon?: string;
  releases: Release[];
}

function feed({ address, page, title, author, icon, releases }: Feed): XmlDocument {
  const newest = releases.toSorted(newestFirst('date')).slice(0, MAX_ENTRIES);
  const content = [
    leaf('id', page),
    leaf('title', title),
    leaf('updated', newest[0]?.date ?? NEVER),
    { name: 'author', content: [leaf('name', author)] },
    link('self', address.url, ATOM_TYPE),
    link('alternate', page, 'text/html'),
    ...(icon ? [leaf('icon', icon)] : []),
    ...newest.map(entry),
  ];
  return { namespace: ATOM, root: { name: 'feed', content } };
}

function entry(release: Release): XmlElement {
  const { notes, date, channel, page } = release;
  return {
    name: 'entry',
    content: [
      leaf('id', page.url),
      leaf('title', entryTitle(release)),
      leaf('published', date),
      leaf('updated', date),
      link('alternate', page.url, 'text/html'),
      { name: 'category', attributes: { term: channel } },
      notes?.html
        ? { name: 'content', attributes: { type: 'html', 'xml:base': page.url }, content: notes.html }
        : leaf('summary', summary(release)),
    ],
  };
}

/** `Orbit 1.5.0 (152), beta: Meteor showers`, as far as there is something to say. */
function entryTitle(release: Release): string {
  const { channel, notes } = release;
  const name = channel === DEFAULT_CHANNEL ? releaseName(release) : `${releaseName(release)}, ${channel}`;
  return notes?.title ? `${name}: ${notes.title}` : name;
}

/** What is said of a release that has no notes. */
function summary(release: Release): string {
  const { ipa, channel } = release;
  const system =
    ipa.platform === 'ios' && ipa.minimumOSVersion ? `, for iOS ${ipa.minimumOSVersion} or later` : '';
  return `Version ${fullVersion(release.ipa)} on the channel ${channel}${system}.`;
}

function leaf(name: string, content: string): XmlElement {
  return { name, content };
}

function link(rel: string, href: string, type: string): XmlElement {
  return { name: 'link', attributes: { rel, type, href } };
}
