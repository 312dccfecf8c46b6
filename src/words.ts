import type { Release, Status } from '../integration/catalog/catalog.ts';
import type { Changes, Difference } from '../integration/catalog/compare.ts';
import type { DeviceFamily } from '../integration/ipa/info-plist.ts';
import type { SigningKind } from '../integration/ipa/signing.ts';
import { endOf } from '../integration/preflight/rules/dates.ts';
import { formatDate, formatList, formatSize } from './i18n/format.ts';
import { isTextKey, t, tCount } from './i18n/messages.ts';

const DEVICES: Record<DeviceFamily, string> = {
  iphone: t('deviceIphone'),
  ipad: t('deviceIpad'),
  tv: t('deviceTv'),
  watch: t('deviceWatch'),
  vision: t('deviceVision'),
};

const SIGNING: Record<SigningKind, string> = {
  'ad-hoc': t('signingAdHoc'),
  development: t('signingDevelopment'),
  enterprise: t('signingEnterprise'),
  'app-store': t('signingAppStore'),
  none: t('signingNone'),
};

/** What is said of a release in a list where it cannot be installed. */
export const STATUS_WORD: Record<Status, string | null> = {
  installable: null,
  expired: t('wordExpired'),
  archived: t('wordArchived'),
  blocked: t('wordBlocked'),
};

/** `1.4.0 (35)`. */
export function versionWords({ version, build }: { version: string; build: string }): string {
  return version === build ? version : `${version} (${build})`;
}

/** The name of a release's channel; null for the default one, which testers need not know of. */
export function channelWords({ channel }: Pick<Release, 'channel'>): string | null {
  return channel === 'default' ? null : channel;
}

/** `iPhone and iPad`. */
export function deviceWords({ ipa }: Release): string {
  return formatList(ipa.devices.map((device) => DEVICES[device]));
}

/** How the release is signed, with the number of devices where the profile lists them. */
export function signingWords({ ipa }: Release): string {
  const kind = ipa.profile?.kind ?? 'none';
  const count = ipa.profile?.deviceCount ?? null;
  return count === null ? SIGNING[kind] : `${SIGNING[kind]} (${count})`;
}

/** On whose devices the signing lets the release be installed; null when on nobody's. */
export function audienceWords({ ipa: { profile } }: Release): string | null {
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

/** When the release ends, ISO 8601; null when it never does. */
export function endDate({ ipa }: Release): string | null {
  return endOf(ipa)?.date ?? null;
}

/** What is said of a release that ended then. */
export function expiredWords(date: string | null): string {
  return date ? t('statusExpiredOn', { date: formatDate(date) }) : t('statusExpired');
}

/** Whether the release can be installed, and until when. */
export function statusWords(release: Release): string {
  const end = endDate(release);
  switch (release.status) {
    case 'installable':
      return end ? t('statusInstallableUntil', { date: formatDate(end) }) : t('statusInstallable');
    case 'expired':
      return expiredWords(end);
    case 'archived':
      return t('statusArchived');
    case 'blocked': {
      const reason = release.findings.find(({ consequence }) => consequence === 'blocked')?.message;
      return `${t('statusBlocked')} ${reason ?? ''}`.trim();
    }
  }
}

/** A permission by its key in the Info.plist: `Camera` for `NSCameraUsageDescription`. */
export function permissionWords(key: string): string {
  const name = key.replace(/^NS|UsageDescription$/g, '');
  const text = `permission${name}`;
  return isTextKey(text) ? t(text) : name;
}

/** What changed since the release before, as pairs of what it is about and how it is now. */
export function changeWords({ size, minimumOSVersion, ...lists }: Changes): [string, string][] {
  const { entitlements, permissions, extensions } = lists;
  const changes: [string, string | null][] = [
    [t('size'), size && sizeWords(size)],
    [t('system'), minimumOSVersion && t('systemWas', minimumOSVersion)],
    [t('permissions'), differenceWords(permissions, permissionWords)],
    [t('capabilities'), differenceWords(entitlements)],
    [t('extensions'), differenceWords(extensions)],
  ];
  return changes.filter((change): change is [string, string] => Boolean(change[1]));
}

/** Null when people read the same size in both. */
function sizeWords({ before, after }: { before: number; after: number }): string | null {
  if (formatSize(before) === formatSize(after)) return null;
  return t(after > before ? 'sizeGrew' : 'sizeShrank', {
    after: formatSize(after),
    difference: formatSize(Math.abs(after - before)),
  });
}

function differenceWords(
  { added, removed, changed }: Difference,
  nameOf: (key: string) => string = (key) => key,
): string {
  const parts = { added, removed, changed };
  return Object.entries(parts)
    .filter(([, keys]) => keys.length > 0)
    .map(([part, keys]) => t(part as keyof typeof parts, { names: formatList(keys.map(nameOf)) }))
    .join('. ');
}
