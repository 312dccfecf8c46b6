import type { Release } from '../integration/catalog/catalog.ts';
import type { DeviceFamily } from '../integration/ipa/info-plist.ts';
import type { SigningKind } from '../integration/ipa/signing.ts';
import { formatDate } from './format.ts';

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
  return new Intl.ListFormat('en').format(ipa.devices.map((device) => DEVICES[device]));
}

/** How the release is signed, with the number of devices where the profile lists them. */
export function signingWords({ ipa }: Release): string {
  const kind = ipa.profile?.kind ?? 'none';
  const count = ipa.profile?.deviceCount ?? null;
  return count === null ? SIGNING[kind] : `${SIGNING[kind]} (${count})`;
}

/** Whether the release can be installed, and until when. */
export function statusWords(release: Release): string {
  const expires = release.ipa.profile?.expires;
  switch (release.status) {
    case 'installable':
      return expires ? `Installable until ${formatDate(expires)}.` : 'Installable.';
    case 'expired':
      return expires ? `Expired on ${formatDate(expires)}: it can no longer be installed.` : 'Expired.';
    case 'archived':
      return 'Archived: this build is no longer kept.';
    case 'blocked':
      return `Cannot be installed over the air. ${release.findings.find(({ consequence }) => consequence === 'blocked')?.message ?? ''}`.trim();
  }
}
