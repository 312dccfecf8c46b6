import type { Release, Status } from '../integration/catalog/catalog.ts';
import type { Changes, Difference } from '../integration/catalog/compare.ts';
import type { PackageRelease } from '../integration/catalog/package-catalog.ts';
import { firstStore, type Stores } from '../integration/catalog/stores.ts';
import type { DeviceFamily } from '../integration/ipa/info-plist.ts';
import type { SigningKind } from '../integration/ipa/signing.ts';
import { endOf } from '../integration/preflight/rules/dates.ts';
import type { Language } from './i18n/language.ts';
import type { TextKey } from './i18n/messages.ts';

const DEVICES: Record<DeviceFamily, TextKey> = {
  iphone: 'deviceIphone',
  ipad: 'deviceIpad',
  tv: 'deviceTv',
  watch: 'deviceWatch',
  vision: 'deviceVision',
};

const SIGNING: Record<SigningKind, TextKey> = {
  'ad-hoc': 'signingAdHoc',
  development: 'signingDevelopment',
  enterprise: 'signingEnterprise',
  'app-store': 'signingAppStore',
  none: 'signingNone',
};

const STATUS: Record<Status, TextKey | null> = {
  installable: null,
  expired: 'wordExpired',
  archived: 'wordArchived',
  blocked: 'wordBlocked',
};

const STORES: Record<keyof Stores, TextKey> = {
  testFlight: 'wordTestFlight',
  appStore: 'wordAppStore',
};

/** What is said of a release in a list where it cannot be installed, such as where else it is; null where it can. */
export function statusWord(
  { t }: Language,
  { status, stores = {} }: Pick<Release, 'status'> & Partial<Pick<Release, 'stores'>>,
): string | null {
  const store = status === 'blocked' ? firstStore(stores) : null;
  const key = store ? STORES[store] : STATUS[status];
  return key && t(key);
}

/** The name of a release's channel; null for the default one, which testers need not know of. */
export function channelWords({ channel }: Pick<Release, 'channel'>): string | null {
  return channel === 'default' ? null : channel;
}

/** The name of a channel where it is to be told from others. */
export function channelName({ t }: Language, channel: string): string {
  return channelWords({ channel }) ?? t('channelMain');
}

/** `iPhone and iPad`. */
export function deviceWords({ t, formatList }: Language, { ipa }: Release): string {
  return formatList(ipa.devices.map((device) => t(DEVICES[device])));
}

/** How the release is signed, with the number of devices where the profile lists them. */
export function signingWords({ t }: Language, { ipa }: Release): string {
  const kind = ipa.profile?.kind ?? 'none';
  const count = ipa.profile?.deviceCount ?? null;
  return count === null ? t(SIGNING[kind]) : `${t(SIGNING[kind])} (${count})`;
}

/** On whose devices the signing lets the release be installed; null when on nobody's. */
export function audienceWords({ t, tCount }: Language, { ipa: { profile } }: Release): string | null {
  switch (profile?.kind) {
    case 'ad-hoc':
    case 'development':
      return profile.deviceCount === null
        ? t('whoAnyRegistered')
        : tCount('whoRegistered', profile.deviceCount);
    case 'enterprise':
      return profile.teamName ? t('whoEnterprise', { team: profile.teamName }) : t('whoEnterpriseUnnamed');
    default:
      return null;
  }
}

const WAYS: Record<SigningKind, TextKey | null> = {
  'ad-hoc': 'goesAdHoc',
  development: 'goesDevelopment',
  enterprise: 'goesEnterprise',
  'app-store': null,
  none: 'goesNowhere',
};

/** Which way the release goes to a device over the air, and why; null for one that goes through Apple. */
export function wayWords({ t }: Language, { ipa }: Pick<Release, 'ipa'>): string | null {
  const key = WAYS[ipa.profile?.kind ?? 'none'];
  return key && t(key);
}

/** Whether the release is signed for development, so that testers may ask for a better one. */
export function isDevelopment({ ipa }: Pick<Release, 'ipa'>): boolean {
  return ipa.profile?.kind === 'development';
}

/** When the release ends, ISO 8601; null when it never does. */
export function endDate({ ipa }: Release): string | null {
  return endOf(ipa)?.date ?? null;
}

/** What is said of a release that ended then. */
export function expiredWords({ t, formatDate }: Language, date: string | null): string {
  return date ? t('statusExpiredOn', { date: formatDate(date) }) : t('statusExpired');
}

/** What is said of a release that ends soon. */
export function soonWords({ t, formatDate }: Language, date: string): string {
  return t('statusEndsSoon', { date: formatDate(date) });
}

/** Whether an installable release ended soon when the page was made. */
export function endsSoon({ status, findings }: Pick<Release, 'status' | 'findings'>): boolean {
  return status === 'installable' && findings.some(({ code }) => code === 'expires-soon');
}

/**
 * Why a build can never be installed, by the findings that tell, the most telling cause first: a build out of the
 * App Store has no profile either. What is not here is wrong with the file.
 */
const REASONS: Record<string, TextKey> = {
  'store-encryption': 'reasonStoreEncrypted',
  'simulator-build': 'reasonSimulator',
  'not-ios': 'reasonOtherPlatform',
  'no-arm64': 'reasonOtherPlatform',
  'no-device-family': 'reasonOtherPlatform',
  'app-store-profile': 'reasonAppStore',
  'no-profile': 'reasonUnsigned',
  'unreadable-profile': 'reasonUnsigned',
  'unsigned-executable': 'reasonUnsigned',
  'no-devices': 'reasonUnsigned',
  'signer-not-in-profile': 'reasonUnsigned',
  'team-mismatch': 'reasonUnsigned',
  'identifier-not-covered': 'reasonUnsigned',
  'entitlement-not-allowed': 'reasonUnsigned',
  'system-identifier': 'reasonUnsigned',
  'nested-unsigned': 'reasonUnsigned',
  'nested-no-profile': 'reasonUnsigned',
  'nested-identifier': 'reasonUnsigned',
  'nested-identifier-not-covered': 'reasonUnsigned',
  'nested-other-kind': 'reasonUnsigned',
};

/** Name of the text that says why a blocked release can never be installed. */
export function blockedReason({ findings }: Pick<Release, 'findings'>): TextKey {
  const codes = findings.filter(({ consequence }) => consequence === 'blocked').map(({ code }) => code);
  const [, reason] = Object.entries(REASONS).find(([code]) => codes.includes(code)) ?? [];
  return reason ?? 'reasonDamaged';
}

/** Whether the release can be installed, and until when. */
export function statusWords(language: Language, release: Release): string {
  const { t, formatDate } = language;
  const end = endDate(release);
  switch (release.status) {
    case 'installable':
      if (!end) return t('statusInstallable');
      return endsSoon(release)
        ? soonWords(language, end)
        : t('statusInstallableUntil', { date: formatDate(end) });
    case 'expired':
      return expiredWords(language, end);
    case 'archived':
      return t('statusArchived');
    case 'blocked':
      return `${t('statusBlocked')} ${t(blockedReason(release))}`;
  }
}

/** What there is to know of a macOS package, as pairs of a name and its values. */
export function packageFacts(
  { t, formatDate, formatSize }: Language,
  { pkg, size, digests, commit, run }: PackageRelease,
): [string, string[]][] {
  const { minimumOSVersion, signature, architectures, installSize, components } = pkg;
  const end = signature?.signer?.notAfter;
  const bundles = components.flatMap((component) => component.bundles.map(({ bundleId }) => bundleId));
  const facts: [string, (string | null | undefined)[]][] = [
    [t('system'), [minimumOSVersion && t('systemFromMac', { version: minimumOSVersion })]],
    [t('processors'), architectures ?? []],
    [t('packageIdentifier'), [pkg.identifier]],
    [t('bundleIdentifier'), [...new Set(bundles)]],
    [t('size'), [formatSize(size)]],
    [t('sizeInstalled'), [installSize === null ? null : formatSize(installSize)]],
    ['SHA-256', [digests.sha256]],
    [t('signing'), [signature ? signature.signer?.name : t('signingNone')]],
    [t('team'), [signature?.organization]],
    [t('until'), [end && formatDate(end)]],
    [t('commit'), [commit]],
    [t('run'), [run]],
  ];
  return facts
    .map(([name, values]): [string, string[]] => [name, values.filter((value) => typeof value === 'string')])
    .filter(([, values]) => values.length > 0);
}

/** A permission by its key in the Info.plist: `Camera` for `NSCameraUsageDescription`. */
export function permissionWords({ t, isTextKey }: Language, key: string): string {
  const name = key.replace(/^NS|UsageDescription.*$/g, '');
  const text = `permission${name}`;
  return isTextKey(text) ? t(text) : name;
}

/** What changed since the release before, as pairs of what it is about and how it is now. */
export function changeWords(
  language: Language,
  { size, minimumOSVersion, ...lists }: Changes,
): [string, string][] {
  const { t } = language;
  const { entitlements, permissions, extensions } = lists;
  const changes: [string, string | null][] = [
    [t('size'), size && sizeWords(language, size)],
    [t('system'), minimumOSVersion && t('systemWas', minimumOSVersion)],
    [t('permissions'), differenceWords(language, permissions, (key) => permissionWords(language, key))],
    [t('capabilities'), differenceWords(language, entitlements)],
    [t('extensions'), differenceWords(language, extensions)],
  ];
  return changes.filter((change): change is [string, string] => Boolean(change[1]));
}

/** Null when people read the same size in both. */
function sizeWords(
  { t, formatSize }: Language,
  { before, after }: { before: number; after: number },
): string | null {
  if (formatSize(before) === formatSize(after)) return null;
  return t(after > before ? 'sizeGrew' : 'sizeShrank', {
    after: formatSize(after),
    difference: formatSize(Math.abs(after - before)),
  });
}

function differenceWords(
  { t, formatList }: Language,
  { added, removed, changed }: Difference,
  nameOf: (key: string) => string = (key) => key,
): string {
  const parts = { added, removed, changed };
  return Object.entries(parts)
    .filter(([, keys]) => keys.length > 0)
    .map(([part, keys]) => t(part as keyof typeof parts, { names: formatList(keys.map(nameOf)) }))
    .join(' · ');
}
