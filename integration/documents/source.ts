import type { App, Catalog, Release, Source, SourceSettings } from '../catalog/catalog.ts';
import { entitlementsOf } from '../catalog/compare.ts';
import type { BundleCode } from '../ipa/bundle.ts';
import { json } from './json.ts';
import { siteName, teamName } from './names.ts';

/** A release whose `.ipa` is on this site. */
type HostedRelease = Release & { hosted: NonNullable<Release['hosted']> };

/** Said where an app has no reason for a permission: AltStore refuses a source in which one is missing. */
const NO_REASON = 'The app gives no reason.';
/** What every signature sets anew, so that sources do not declare it. */
const OF_EVERY_SIGNATURE = new Set(['application-identifier', 'com.apple.developer.team-identifier']);

/**
 * The source from which AltStore, SideStore and Feather install: apps on one channel with their releases, newest
 * first, as these clients take the first for the newest whatever the dates say. As they sign builds anew, it
 * lists what has expired too, and never what is signed for a company's own people.
 * Sources: AltStore, "Make a Source"; AltStore, VerifyAppOperation.swift; Feather, ASRepository.swift.
 */
export function sourceDocument(catalog: Catalog, { address, settings }: Source): string {
  const { theme, page } = catalog;
  const apps = listedApps(catalog, settings).map(({ app, releases }) =>
    describeApp(app, releases, catalog, settings),
  );
  return json({
    name: settings.name ?? siteName(catalog),
    identifier: settings.identifier ?? identifierOf(page.url),
    sourceURL: address.url,
    subtitle: settings.subtitle,
    description: settings.description,
    website: page.url,
    iconURL: apps[0]?.iconURL,
    tintColor: theme.accent,
    apps,
  });
}

/** The apps that a source lists, with those of their releases that it lists, newest first. */
export function listedApps(
  { apps }: Pick<Catalog, 'apps'>,
  { channel }: Pick<SourceSettings, 'channel'>,
): { app: App; releases: HostedRelease[] }[] {
  return apps
    .map((app) => ({ app, releases: releasesFor(app, channel) }))
    .filter(({ releases }) => releases.length > 0);
}

/** The hosted releases on the channel, or on the only channel there is, newest first. */
function releasesFor({ channels, releases }: App, channel: string): HostedRelease[] {
  const { name } =
    channels.find((each) => each.name === channel) ?? (channels.length === 1 ? channels[0] : null) ?? {};
  return releases
    .filter((release) => release.channel === name)
    .filter((release): release is HostedRelease => release.hosted !== null)
    .filter(({ ipa }) => ![ipa, ...ipa.nested].some(({ profile }) => profile?.kind === 'enterprise'));
}

function describeApp(app: App, releases: HostedRelease[], catalog: Catalog, settings: SourceSettings) {
  const [newest] = releases as [HostedRelease, ...HostedRelease[]];
  const own = settings.apps[app.bundleId];
  return {
    name: newest.ipa.name,
    bundleIdentifier: app.bundleId,
    developerName: own?.developer ?? settings.developer ?? teamName(app) ?? siteName(catalog),
    subtitle: own?.subtitle,
    localizedDescription: own?.description ?? (newest.notes?.markdown || newest.ipa.name),
    iconURL: newest.icon.sizes[512].address.url,
    tintColor: catalog.theme.accent,
    category: own?.category,
    appPermissions: {
      entitlements: entitlementNames(releases),
      privacy: usageDescriptions(releases),
    },
    versions: releases.map(describeVersion),
  };
}

function describeVersion({ ipa, date, hosted, size, digests, notes }: HostedRelease) {
  return {
    version: ipa.version,
    buildVersion: ipa.build,
    date,
    localizedDescription: notes?.markdown || undefined,
    downloadURL: hosted.url,
    size,
    sha256: digests.sha256,
    minOSVersion: ipa.minimumOSVersion ?? undefined,
  };
}

/**
 * What any of the releases is entitled to, its extensions included: AltStore refuses an app that has an
 * entitlement or a permission of which its source says nothing, and installs older releases too.
 */
function entitlementNames(releases: HostedRelease[]): string[] {
  const names = releases.flatMap((release) =>
    codeOf(release).flatMap((code) => Object.keys(entitlementsOf(code))),
  );
  return [...new Set(names)].filter((name) => !OF_EVERY_SIGNATURE.has(name)).sort();
}

/** The reasons for every permission, by key; those of the newest release and of the app itself go first. */
function usageDescriptions(releases: HostedRelease[]): Record<string, string> {
  const reasons = releases.flatMap((release) =>
    codeOf(release).flatMap((code) => Object.entries(code.usageDescriptions)),
  );
  const stated = reasons.map(([key, reason]): [string, string] => [key, reason || NO_REASON]);
  return Object.fromEntries(stated.reverse().sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

/** The app and its extensions. */
function codeOf({ ipa }: HostedRelease): (BundleCode & { usageDescriptions: Record<string, string> })[] {
  return [ipa, ...ipa.nested.filter(({ kind }) => kind === 'app-extension')];
}

/** A name for the source that is nobody else's: the host backwards, then the path, as bundle identifiers are. */
function identifierOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  const path = pathname.replace(/\.html$/, '').split('/');
  return [...hostname.split('.').reverse(), ...path].filter(Boolean).join('.');
}
