import type { Release } from '../integration/catalog/catalog.ts';
import type { DeviceFamily } from '../integration/ipa/info-plist.ts';
import type { SigningKind } from '../integration/ipa/signing.ts';
import { endOf } from '../integration/preflight/rules/dates.ts';
import { formatDate, formatList } from './format.ts';

const DEVICES: Record<DeviceFamily, string> = {
  iphone: 'iPhone',
  ipad: 'iPad',
  tv: 'Apple TV',
  watch: 'Apple Watch',
  vision: 'Apple Vision Pro',
};

const SIGNING: Record<SigningKind, string> = {
  'ad-hoc': 'Ad hoc, for registered devices',
  development: 'Development, for registered devices',
  enterprise: 'Enterprise, for the devices of the organization',
  'app-store': 'App Store',
  none: 'Not signed for distribution',
};

/** `1.4.0 (35)`. */
export function versionWords({ ipa }: Release): string {
  return ipa.version === ipa.build ? ipa.version : `${ipa.version} (${ipa.build})`;
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

/** When the release ends, ISO 8601; null when it never does. */
export function endDate({ ipa }: Release): string | null {
  return endOf(ipa)?.date ?? null;
}

/** What is said of a release that ended then. */
export function expiredWords(date: string | null): string {
  return `Expired${date ? ` on ${formatDate(date)}` : ''}: it can no longer be installed.`;
}

/** Whether the release can be installed, and until when. */
export function statusWords(release: Release): string {
  const end = endDate(release);
  switch (release.status) {
    case 'installable':
      return end ? `Installable until ${formatDate(end)}.` : 'Installable.';
    case 'expired':
      return expiredWords(end);
    case 'archived':
      return 'Archived: this build is no longer kept.';
    case 'blocked': {
      const reason = release.findings.find(({ consequence }) => consequence === 'blocked')?.message;
      return `Cannot be installed over the air. ${reason ?? ''}`.trim();
    }
  }
}
