import type { Release } from '../integration/catalog/catalog.ts';
import type { Ipa } from '../integration/ipa/ipa.ts';
import type { SigningKind } from '../integration/ipa/signing.ts';
import { CELLULAR_LIMIT } from '../integration/preflight/rules/package.ts';
import { earlierNames, firstStart } from './first-start.ts';
import type { Language } from './i18n/language.ts';
import type { TextKey } from './i18n/messages.ts';
import { deviceWords, endDate, endsSoon } from './words.ts';

/** Something that testers see go wrong, and what may be behind it. */
export interface Trouble {
  /** What they see, mostly in the words of iOS. */
  symptom: TextKey;
  /** The likeliest first; at least one. */
  causes: Cause[];
}

/** Why something goes wrong. */
export interface Cause {
  reason: TextKey;
  /** What to do about it, one sentence after the other. */
  remedies: TextKey[];
  /** ISO 8601: it cannot be the cause before then. Null when it always can. */
  since: string | null;
}

interface KnownCause {
  reason: TextKey;
  /** Where they differ from release to release, what tells them. */
  remedies: TextKey[] | ((release: Release) => TextKey[]);
  /** Whether it can be behind the troubles of a release; of any, unless told. */
  concerns?: (release: Release) => boolean;
  since?: (release: Release) => string | null;
}

const kindIs =
  (...kinds: SigningKind[]) =>
  ({ ipa }: Release) =>
    ipa.profile !== null && kinds.includes(ipa.profile.kind);
const listsDevices = kindIs('ad-hoc', 'development');
const isEnterprise = kindIs('enterprise');
const isFound =
  (...codes: string[]) =>
  ({ findings }: Release) =>
    findings.some(({ code }) => codes.includes(code));
const endsLater = (release: Release) =>
  release.status === 'installable' && endDate(release) !== null && !endsSoon(release);

/** Required of a device by nearly every build, and had by every device. */
const COMMON_CAPABILITIES = ['arm64', 'armv7'];

const CAUSES = {
  unnoticed: { reason: 'causeUnnoticed', remedies: ['remedyHomeScreen'] },
  otherBrowser: { reason: 'causeOtherBrowser', remedies: ['remedySafari'] },
  notSafari: { reason: 'causeNotSafari', remedies: ['remedySafari'] },
  file: { reason: 'causeFile', remedies: ['remedySafari'] },
  brokenLink: { reason: 'causeBrokenLink', remedies: ['remedySafari'] },
  notApple: { reason: 'causeNotApple', remedies: ['scan'] },
  redirect: { reason: 'causeRedirect', remedies: ['remedyReport'] },
  pending: { reason: 'causePending', remedies: ['remedyRestart'] },
  leftover: { reason: 'causeLeftover', remedies: ['remedyLeftover'] },
  copy: { reason: 'causeCopy', remedies: ['remedyCopy'] },
  managed: { reason: 'causeManaged', remedies: ['remedyAdministrator'] },
  managedTrust: { reason: 'causeManaged', remedies: ['remedyAdministrator'], concerns: isEnterprise },
  site: { reason: 'causeSite', remedies: ['remedyReport'] },
  network: { reason: 'causeNetwork', remedies: ['remedyNetwork'] },
  clock: { reason: 'causeClock', remedies: ['remedyClock'] },
  connection: { reason: 'causeConnection', remedies: ['remedyWifi'] },
  cellular: {
    reason: 'causeCellular',
    remedies: ['remedyWifi'],
    concerns: ({ size }) => size > CELLULAR_LIMIT,
  },
  storage: { reason: 'causeStorage', remedies: ['remedyStorage'] },
  system: {
    reason: 'causeSystem',
    remedies: ['remedySystem'],
    concerns: ({ ipa }) => ipa.minimumOSVersion !== null,
  },
  // An iPad runs what is made for iPhone, but not the other way round.
  family: {
    reason: 'causeFamily',
    remedies: ['remedyOtherDevice'],
    concerns: ({ ipa }) => ipa.devices.length > 0 && !ipa.devices.includes('iphone'),
  },
  hardware: {
    reason: 'causeHardware',
    remedies: ['remedyOtherDevice'],
    concerns: ({ ipa }) => rareCapabilities(ipa).length > 0,
  },
  checkableDevice: {
    reason: 'causeDevice',
    remedies: ['remedyCheck', 'remedyRegister'],
    concerns: ({ deviceCheck }) => deviceCheck !== null,
  },
  device: {
    reason: 'causeDevice',
    remedies: ['remedyRegister'],
    concerns: (release) => listsDevices(release) && release.deviceCheck === null,
  },
  ended: {
    reason: 'causeEnd',
    remedies: ['remedyNewBuild'],
    concerns: ({ status }) => status === 'expired',
  },
  endsSoon: {
    reason: 'causeEndIfPast',
    remedies: ['remedyNewBuild'],
    concerns: endsSoon,
    since: endDate,
  },
  endsLater: {
    reason: 'causeEndIfPast',
    remedies: ['remedyNewBuild'],
    concerns: endsLater,
    since: endDate,
  },
  revoked: { reason: 'causeRevoked', remedies: ['remedyNewBuild'] },
  trust: { reason: 'causeTrust', remedies: stepsToStart, concerns: isEnterprise },
  unverified: {
    reason: 'causeUnverified',
    remedies: (release) => ['remedyNetwork', 'remedyVerify', ...earlierNames(release)],
    concerns: isEnterprise,
  },
  developerMode: { reason: 'causeDeveloperMode', remedies: stepsToStart, concerns: listsDevices },
  noDeveloperMode: {
    reason: 'causeNoDeveloperMode',
    remedies: ['remedyNoDeveloperMode'],
    concerns: listsDevices,
  },
  format: {
    reason: 'causeFormat',
    remedies: ['remedyNewBuild'],
    concerns: isFound('no-der-entitlements', 'old-code-directory', 'sha1-only'),
  },
  olderCopy: { reason: 'causeOlderCopy', remedies: ['remedyReplace'] },
  fault: { reason: 'causeFault', remedies: ['remedyNewBuild'] },
  question: { reason: 'causeQuestion', remedies: ['remedyOpen'] },
} satisfies Record<string, KnownCause>;

type CauseName = keyof typeof CAUSES;

/** What testers see, the most frequent first, with its causes, the likeliest first. */
const SYMPTOMS: [symptom: TextKey, ...causes: CauseName[]][] = [
  ['symptomNothing', 'unnoticed', 'otherBrowser', 'pending', 'notApple', 'copy', 'managed', 'site'],
  ['symptomIntegrity', 'endsSoon', 'checkableDevice', 'device', 'revoked', 'endsLater'],
  ['symptomUntrusted', 'trust', 'managedTrust'],
  ['symptomUnverified', 'unverified'],
  ['symptomDeveloperMode', 'developerMode', 'noDeveloperMode'],
  ['symptomDownload', 'connection', 'cellular', 'network', 'storage', 'system', 'copy', 'managed', 'site'],
  ['symptomConnect', 'network', 'clock', 'site'],
  ['symptomStuck', 'cellular', 'pending', 'leftover', 'storage', 'network', 'site'],
  ['symptomCompatible', 'system', 'family', 'hardware'],
  ['symptomUpdate', 'format', 'olderCopy'],
  ['symptomGone', 'ended', 'endsSoon', 'revoked', 'format', 'fault', 'endsLater'],
  ['symptomInstalled', 'copy'],
  ['symptomAddress', 'brokenLink', 'notApple', 'otherBrowser'],
  ['symptomFile', 'otherBrowser', 'file', 'notSafari', 'notApple'],
  ['symptomPrompt', 'redirect'],
  ['symptomQuestion', 'question'],
];

/** Those that a release can still give after its end. */
const AFTER_END: TextKey[] = ['symptomGone'];

/**
 * What may go wrong with a release, and why, by what is known of the build: how it is signed, what it needs, how
 * large it is and when it ends. Nothing for a release that was never installable.
 */
export function troubles(release: Release): Trouble[] {
  if (release.status !== 'installable' && release.status !== 'expired') return [];
  return SYMPTOMS.filter(([symptom]) => release.status === 'installable' || AFTER_END.includes(symptom))
    .map(([symptom, ...names]) => ({ symptom, causes: names.flatMap((name) => causeOf(name, release)) }))
    .filter(({ causes }) => causes.length > 0);
}

/** What testers of other releases may see go wrong, but not those of one with these troubles. */
export function otherSymptoms(known: Trouble[]): TextKey[] {
  return SYMPTOMS.map(([symptom]) => symptom).filter(
    (symptom) => !known.some((trouble) => trouble.symptom === symptom),
  );
}

function causeOf(name: CauseName, release: Release): Cause[] {
  const { reason, remedies, concerns, since }: KnownCause = CAUSES[name];
  if (concerns && !concerns(release)) return [];
  return [
    {
      reason,
      remedies: typeof remedies === 'function' ? remedies(release) : remedies,
      since: since?.(release) ?? null,
    },
  ];
}

function stepsToStart(release: Release): TextKey[] {
  return firstStart(release).flat();
}

/** The values of all placeholders in the texts of troubles. */
export function troubleValues(language: Language, release: Release): Record<string, string> {
  const { ipa, size, manifest, package: address } = release;
  const { formatDate, formatList, formatSize } = language;
  const hosts = [manifest?.url, address].flatMap((url) => (url ? [new URL(url).host] : []));
  return {
    check: language.t('check'),
    host: hosts[0] ?? '',
    hosts: formatList([...new Set(hosts)]),
    size: formatSize(size),
    date: formatDate(endDate(release) ?? release.date),
    version: ipa.minimumOSVersion ?? '',
    devices: deviceWords(language, release),
    capabilities: formatList(rareCapabilities(ipa)),
    team: ipa.profile?.teamName ?? '',
  };
}

function rareCapabilities({ requiredCapabilities }: Ipa): string[] {
  return requiredCapabilities.filter((capability) => !COMMON_CAPABILITIES.includes(capability));
}
