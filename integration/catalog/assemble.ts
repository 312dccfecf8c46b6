import type { DeviceCheck } from '../ipa/device-check.ts';
import { isoSeconds } from '../ipa/text.ts';
import type { SiteLanguage } from '../languages.ts';
import type { FileFinding } from '../preflight/finding.ts';
import { gravest, preflight, type RuleSettings } from '../preflight/preflight.ts';
import type { Theme } from '../theme.ts';
import type { Addresses, PageAddress } from './addresses.ts';
import {
  type App,
  type Catalog,
  type Channel,
  ICON_SIZES,
  type Icon,
  type PreviousRelease,
  type Release,
  type SourceSettings,
} from './catalog.ts';
import { toCollections, type WantedCollection } from './collections.ts';
import { compareBuilds } from './compare.ts';
import {
  badChannel,
  sameBuildTwice,
  sameChannelTwice,
  sameVersionTwice,
  takenIdentifier,
} from './contradictions.ts';
import type { BuildFacts } from './facts-cache.ts';
import { countHistoryPages } from './history.ts';
import type { IconStore, StoredIcon } from './icons.ts';
import { CHANNEL, type FrontMatter, type Notes } from './notes.ts';
import { newestFirst, type Order, type Ordered } from './order.ts';
import { ABOUT, DOCUMENTS, takenIdentifiers } from './places.ts';
import type { BuildFile } from './scan.ts';
import { type Stores, withStores } from './stores.ts';

/** A build or package that was read, with what lies beside it. */
export interface ReadFile<Facts> {
  build: BuildFile;
  facts: Facts;
  frontMatter: FrontMatter;
  notes: Notes | null;
  translatedNotes: Record<string, Notes>;
}

/** An iOS build that was read. */
export interface ReadBuild extends ReadFile<BuildFacts> {
  /** Null where the build lists no devices, or the check of them is not wanted. */
  deviceCheck: DeviceCheck | null;
}

export interface AssemblyOptions {
  order: Order;
  noindex: boolean;
  /** Whether releases have AMP pages too; they do unless told. */
  amp?: boolean;
  theme?: Theme;
  languages?: SiteLanguage[];
  /** Where Apple offers the apps, by bundle identifier. */
  stores?: Record<string, Stores>;
  /** What is said in a source for AltStore and its like; without it there is none. */
  source?: SourceSettings | null;
  /** Sets of apps with a page of their own. */
  collections?: WantedCollection[];
  /** The severities that the user gives to rules. */
  rules: RuleSettings;
  /** How many days before its end a build counts as expiring soon. */
  expiresWithin: number;
  now: Date;
  addresses: Addresses;
  icons: IconStore;
}

/** The channel of builds directly under the builds folder. */
export const DEFAULT_CHANNEL = 'default';

/**
 * Puts iOS builds together into apps with their releases and channels; pure. What stands in the way of
 * publishing, or deserves attention, is among the findings.
 */
export function assemble(
  builds: ReadBuild[],
  options: AssemblyOptions,
): { catalog: Omit<Catalog, 'packages'>; findings: FileFinding[] } {
  const { addresses, now, source } = options;
  const findings = [...sameBuildTwice(builds)];
  const before = previousBuilds(builds);
  const releases = builds.map((build) => toRelease(build, before.get(build) ?? null, options));
  const bundleIdOf = ({ ipa }: Release) => ipa.bundleId;
  const taken = takenIdentifiers(releases.map(bundleIdOf), options);
  for (const release of releases) {
    findings.push(...release.findings.map((finding) => ({ file: release.file, ...finding })));
    if (!CHANNEL.test(release.channel)) findings.push(badChannel(release));
    const holder = taken.get(bundleIdOf(release));
    if (holder !== undefined)
      findings.push(takenIdentifier('invalid-bundle-identifier', release.file, bundleIdOf(release), holder));
  }
  findings.push(
    ...sameChannelTwice(releases, bundleIdOf),
    ...sameVersionTwice(releases, {
      version: ({ ipa }) => [ipa.bundleId, ipa.version, ipa.build],
      name: ({ ipa }) => `${ipa.name} ${ipa.version} (${ipa.build})`,
      fix: 'Raise the build number (CFBundleVersion) for every build you hand out, or remove one of the two.',
    }),
  );
  const groups = Map.groupBy(releases, bundleIdOf);
  const apps = [...groups.values()].map((own) => toApp(own, options)).sort(byName);
  return {
    catalog: {
      generated: isoSeconds(now) ?? '',
      apps,
      collections: toCollections(options.collections ?? [], apps, addresses),
      page: addresses.page(),
      distribution: addresses.page(ABOUT, 'distribution'),
      releasesJson: addresses.file(DOCUMENTS.releasesJson),
      releasesSchema: addresses.file(DOCUMENTS.releasesSchema),
      latestSchema: addresses.file(DOCUMENTS.latestSchema),
      feed: addresses.file(DOCUMENTS.feed),
      expiry: addresses.file(DOCUMENTS.expiry),
      source: source ? { address: addresses.file(DOCUMENTS.source), settings: source } : null,
      noindex: options.noindex,
      expiresWithin: options.expiresWithin,
      theme: options.theme ?? {},
      languages: options.languages ?? [],
    },
    findings,
  };
}

function toApp(releases: Release[], options: AssemblyOptions): App {
  const { order, addresses } = options;
  const sorted = releases.toSorted(newestFirst(order));
  const [newest] = sorted as [Release, ...Release[]];
  const { bundleId } = newest.ipa;
  const channels = toChannels(bundleId, sorted, addresses);
  return {
    bundleId,
    name: newest.ipa.name,
    icon: newest.icon,
    stores: storesOf(bundleId, options),
    channels,
    releases: sorted,
    page: addresses.page(bundleId),
    history: toHistory(bundleId, sorted.length, addresses),
    latest: addresses.page(bundleId, 'latest'),
    management: channels.some(({ installable }) => installable) ? addresses.page(bundleId, 'mdm') : null,
    releasesJson: addresses.file(bundleId, DOCUMENTS.releasesJson),
    feed: addresses.file(bundleId, DOCUMENTS.feed),
    qr: addresses.file(bundleId, 'qr.svg'),
  };
}

function toHistory(bundleId: string, releases: number, addresses: Addresses): PageAddress[] {
  return Array.from({ length: countHistoryPages(releases) }, (_, i) =>
    i === 0 ? addresses.page(bundleId) : addresses.page(bundleId, 'releases', `${i + 1}`),
  );
}

function toChannels(bundleId: string, releases: Release[], addresses: Addresses): Channel[] {
  const byChannel = [...Map.groupBy(releases, ({ channel }) => channel)];
  return byChannel
    .map(([name, own]) => ({
      name,
      newest: own[0] as Release,
      installable: own.find(({ status }) => status === 'installable') ?? null,
      latest: addresses.page(bundleId, 'latest', name),
      latestJson: addresses.file(bundleId, 'latest', `${name}.json`),
      manifest: addresses.file(bundleId, 'latest', name, 'manifest.plist'),
      installApplication: addresses.file(bundleId, 'latest', name, 'install-application.plist'),
      declaration: addresses.file(bundleId, 'latest', name, 'declaration.json'),
    }))
    .sort(byChannelName);
}

function toRelease(read: ReadBuild, before: ReadBuild | null, options: AssemblyOptions): Release {
  const { build, facts, deviceCheck, frontMatter, notes, translatedNotes } = read;
  const { ipa, digests, size } = facts;
  const { now, expiresWithin, rules } = options;
  const { seal } = facts;
  const previous = before?.facts.ipa ?? null;
  const found = preflight({ ipa, size, seal, previous, publicSite: true, now, expiresWithin }, rules);
  const stores = ipa.profile?.kind === 'app-store' ? storesOf(ipa.bundleId, options) : {};
  const findings = withStores(found, stores);
  const status = gravest(findings) ?? 'installable';
  const id = idOf(facts);
  const { addresses } = options;
  const published = status !== 'blocked';
  const hosted =
    published && !frontMatter.url ? addresses.file(ipa.bundleId, id, packageName(build.path, '.ipa')) : null;
  return {
    id,
    file: build.file,
    source: build.path,
    channel: channelOf(read),
    date: dateOf(read),
    size,
    digests,
    ipa,
    icon: toIcon(facts.icon, ipa.bundleId, options),
    commit: frontMatter.commit ?? null,
    run: frontMatter.run ?? null,
    notes,
    translatedNotes,
    status,
    stores,
    findings,
    previous: before && toPrevious(before.facts, facts, addresses),
    page: addresses.page(ipa.bundleId, id),
    amp: options.amp === false ? null : addresses.page(ipa.bundleId, id, 'amp'),
    qr: addresses.file(ipa.bundleId, id, 'qr.svg'),
    manifest: published ? addresses.file(ipa.bundleId, id, 'manifest.plist') : null,
    hosted,
    deviceCheck:
      deviceCheck && status === 'installable'
        ? { address: addresses.file(ipa.bundleId, id, 'devices.json'), check: deviceCheck }
        : null,
    package: published ? (frontMatter.url ?? hosted?.url ?? null) : null,
  };
}

function storesOf(bundleId: string, { stores = {} }: AssemblyOptions): Stores {
  return (Object.hasOwn(stores, bundleId) && stores[bundleId]) || {};
}

function toPrevious(before: BuildFacts, after: BuildFacts, addresses: Addresses): PreviousRelease {
  const { bundleId, version, build } = before.ipa;
  return {
    version,
    build,
    page: addresses.page(bundleId, idOf(before)),
    changes: compareBuilds(before, after),
  };
}

function channelOf({ build, frontMatter }: ReadBuild): string {
  return frontMatter.channel ?? build.channel ?? DEFAULT_CHANNEL;
}

function dateOf({ facts, frontMatter }: ReadBuild): string {
  return frontMatter.date ?? facts.ipa.signedAt;
}

/** What testers had before each build: the one before it by date, of the same app on the same channel. */
function previousBuilds(builds: ReadBuild[]): Map<ReadBuild, ReadBuild> {
  const lines = Map.groupBy(builds, (build) => JSON.stringify([build.facts.ipa.bundleId, channelOf(build)]));
  const previous = new Map<ReadBuild, ReadBuild>();
  for (const line of lines.values()) {
    const byDate = line.toSorted((a, b) => newestFirst('date')(toOrdered(b), toOrdered(a)));
    for (const [i, build] of byDate.entries()) {
      const before = byDate[i - 1];
      if (before) previous.set(build, before);
    }
  }
  return previous;
}

function toOrdered(build: ReadBuild): Ordered {
  return { ipa: build.facts.ipa, date: dateOf(build) };
}

function toIcon({ id, monogram }: StoredIcon, bundleId: string, { addresses, icons }: AssemblyOptions): Icon {
  const sizes = ICON_SIZES.map((size) => [
    size,
    { address: addresses.file(bundleId, 'icons', `${id}-${size}.png`), source: icons.path(id, size) },
  ]);
  return { id, monogram, sizes: Object.fromEntries(sizes) };
}

/** Name of a release in addresses; whatever does not belong in one becomes a hyphen. */
function idOf({ ipa, digests }: BuildFacts): string {
  return `${addressable(ipa.version, 60)}-${addressable(ipa.build, 60)}-${digests.sha256.slice(0, 8)}`;
}

/** Name of the published `.ipa` or `.pkg`: the original's, fit for an address. No device ever shows it. */
export function packageName(path: string, ending: '.ipa' | '.pkg'): string {
  const stem = path.split(/[/\\]/).at(-1)?.slice(0, -ending.length) ?? '';
  return `${addressable(stem, 100) || 'app'}${ending}`;
}

/** A text as part of an address; whatever does not belong in one becomes a hyphen. */
export function addressable(text: string, limit: number): string {
  const hyphenated = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-');
  return hyphenated.replace(/^[-.]+|-+$/g, '').slice(0, limit);
}

/** Compares channels by name, the default one first. */
export function byChannelName(a: { name: string }, b: { name: string }): number {
  return Number(b.name === DEFAULT_CHANNEL) - Number(a.name === DEFAULT_CHANNEL) || byName(a, b);
}

/** Compares by name. */
export function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.name < b.name ? -1 : 1);
}
