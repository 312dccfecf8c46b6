/** From what a recipe says about signing to the parts that a bundle needs: profile, entitlements, certificate. */

import { type Authority, createAuthority, type Issued } from './certificates.ts';
import type { SealRecipe } from './code-resources.ts';
import type { SignatureRecipe } from './code-signature.ts';
import type { Entitlements } from './entitlements.ts';
import { defined, type PlistRecord } from './property-list.ts';
import { encodeProfile, madeUpDevices, type ProfileRecipe } from './provisioning-profile.ts';

export type SigningKind = 'ad-hoc' | 'development' | 'enterprise' | 'app-store' | 'free-team' | 'none';

/** What differs from the profile that the signing kind implies. */
export interface ProfileChanges
  extends Partial<Omit<ProfileRecipe, 'devices' | 'certificates' | 'entitlements'>> {
  /** How many made-up UDIDs, or the UDIDs themselves; two unless told, where the kind has any. */
  devices?: number | string[];
  /** What DeveloperCertificates holds, in order; the signer's alone unless told. */
  certificates?: ('signer' | 'other')[];
  /** Added to the entitlements, replaced, or (undefined) removed. */
  entitlements?: PlistRecord;
  /** `application-identifier` after the prefix; the bundle identifier unless told. */
  applicationIdentifier?: string;
}

export interface SigningRecipe {
  /** `ad-hoc` unless told; `none` has no profile and, unless `signature` says otherwise, no signature. */
  kind?: SigningKind;
  team?: { id: string; name: string };
  /** The app identifier prefix; the team id unless told. */
  prefix?: string;
  /** Bytes stand in the profile's place as they are; null leaves it out. */
  profile?: ProfileChanges | Uint8Array | null;
  certificate?: { commonName?: string; notBefore?: Date; notAfter?: Date };
  /** Added to the executable's entitlements, replaced, or (undefined) removed. */
  entitlements?: PlistRecord;
  /** When the code was signed. */
  signedAt?: Date;
  signature?: SignatureRecipe;
  /** `nestedCode` tells whether nested code is sealed file by file, as Xcode does for iOS, or as one entry. */
  seal?: Pick<SealRecipe, 'versions'> & { nestedCode?: 'files' | 'entry' };
}

/** A bundle's signing with every default filled in. */
export interface Signing {
  teamId: string;
  signer: Issued;
  signerName: string;
  signedAt: Date;
  /** Of `embedded.mobileprovision`, or null. */
  profile: Uint8Array | null;
  entitlements: Entitlements;
  signature: SignatureRecipe;
  seal: NonNullable<SigningRecipe['seal']>;
}

const EXAMPLE_TEAM = { id: 'EXAMPLE123', name: 'Example Inc.' };

const DAY = 86_400_000;
const SIGNED_AT = new Date('2026-01-15T10:00:00Z');
const VALID_FROM = new Date('2020-01-01');
const VALID_UNTIL = new Date('2049-01-01');

const PROFILE_NAMES = {
  'ad-hoc': 'Ad Hoc',
  development: 'Development',
  enterprise: 'In House',
  'app-store': 'App Store',
  none: 'Unused',
};

/** Fills in what the recipe leaves open for the bundle of this identifier. */
export function resolveSigning(recipe: SigningRecipe, identifier: string, platforms: string[]): Signing {
  const { kind = 'ad-hoc', team = EXAMPLE_TEAM, signedAt = SIGNED_AT } = recipe;
  const prefix = recipe.prefix ?? team.id;
  const signerName = recipe.certificate?.commonName ?? certificateName(kind, team);
  const signer = developerCertificate(signerName, team, recipe.certificate ?? {});
  const applicationIdentifier = `${prefix}.${identifier}`;
  return {
    teamId: team.id,
    signer,
    signerName,
    signedAt,
    profile: profileBytes({ ...recipe, kind, team, prefix, signedAt }, identifier, platforms, signer),
    entitlements: defined({
      'application-identifier': applicationIdentifier,
      'com.apple.developer.team-identifier': team.id,
      'get-task-allow': isDebuggable(kind),
      'keychain-access-groups': [applicationIdentifier],
      'beta-reports-active': kind === 'app-store' || undefined,
      ...recipe.entitlements,
    }),
    signature: { form: kind === 'none' ? 'unsigned' : 'signed', ...recipe.signature },
    seal: recipe.seal ?? {},
  };
}

/** What nested code takes over from its parent's recipe: all but what belongs to the parent's own identifier. */
export function inheritedSigning(parent: SigningRecipe, own: SigningRecipe = {}): SigningRecipe {
  const { entitlements: _entitlements, profile, ...shared } = parent;
  const inherited = isChanges(profile)
    ? {
        created: profile.created,
        expires: profile.expires,
        devices: profile.devices,
        certificates: profile.certificates,
        platforms: profile.platforms,
        format: profile.format,
        lengths: profile.lengths,
      }
    : {};
  const changes =
    own.profile === undefined || isChanges(own.profile) ? { ...inherited, ...own.profile } : own.profile;
  return { ...shared, ...own, profile: changes };
}

function isChanges(profile: SigningRecipe['profile']): profile is ProfileChanges {
  return typeof profile === 'object' && profile !== null && !(profile instanceof Uint8Array);
}

type ResolvedRecipe = SigningRecipe & Required<Pick<SigningRecipe, 'kind' | 'team' | 'prefix' | 'signedAt'>>;

function profileBytes(
  recipe: ResolvedRecipe,
  identifier: string,
  platforms: string[],
  signer: Issued,
): Uint8Array | null {
  const { kind, team, prefix, profile = {} } = recipe;
  if (profile === null || profile instanceof Uint8Array) return profile;
  if (kind === 'none') return null;
  const { devices = 2, certificates = ['signer'], entitlements, applicationIdentifier, ...changes } = profile;
  const listed = kind === 'ad-hoc' || kind === 'development' || kind === 'free-team';
  const free = kind === 'free-team';
  const created = profile.created ?? (free ? recipe.signedAt : VALID_FROM);
  return encodeProfile(
    {
      name: profileName(kind, identifier),
      appIdName: `XC ${identifier.replaceAll('.', ' ')}`,
      teamId: team.id,
      teamName: team.name,
      prefixes: [prefix],
      platforms,
      created,
      expires: free ? new Date(created.getTime() + 7 * DAY) : VALID_UNTIL,
      devices: listed ? (typeof devices === 'number' ? madeUpDevices(devices) : devices) : undefined,
      provisionsAllDevices: kind === 'enterprise',
      xcodeManaged: free,
      local: free,
      certificates: certificates.map(
        (whose) => (whose === 'signer' ? signer : otherCertificate(team)).certificate,
      ),
      entitlements: defined({
        'application-identifier': `${prefix}.${applicationIdentifier ?? identifier}`,
        'com.apple.developer.team-identifier': team.id,
        'get-task-allow': isDebuggable(kind),
        'keychain-access-groups': [`${prefix}.*`],
        'beta-reports-active': kind === 'app-store' || undefined,
        ...entitlements,
      }),
      ...definedChanges(changes),
    },
    profileSigner(),
  );
}

function definedChanges<T extends object>(changes: T): T {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as T;
}

function isDebuggable(kind: SigningKind): boolean {
  return kind === 'development' || kind === 'free-team';
}

function profileName(kind: SigningKind, identifier: string): string {
  if (kind === 'free-team') return `iOS Team Provisioning Profile: ${identifier}`;
  return `${identifier} ${PROFILE_NAMES[kind]}`;
}

function certificateName(kind: SigningKind, team: { id: string; name: string }): string {
  if (isDebuggable(kind)) return `Apple Development: Example Developer (${team.id})`;
  if (kind === 'enterprise') return `iPhone Distribution: ${team.name}`;
  return `Apple Distribution: ${team.name} (${team.id})`;
}

let authority: Authority | undefined;

/** The authority under which developers' certificates and profiles are issued, in Apple's place. */
function developerRelations(): Authority {
  authority ??= createAuthority(
    {
      commonName: 'Example Worldwide Developer Relations Certification Authority',
      organization: 'Example Inc.',
    },
    createAuthority({ commonName: 'Example Root CA', organization: 'Example Inc.' }),
  );
  return authority;
}

const issued = new Map<string, Issued>();

/** The same request gets the same certificate, so that the builds of one team share theirs. */
function issueOnce(key: string, issue: () => Issued): Issued {
  const known = issued.get(key) ?? issue();
  issued.set(key, known);
  return known;
}

function developerCertificate(
  commonName: string,
  team: { id: string; name: string },
  dates: { notBefore?: Date; notAfter?: Date },
): Issued {
  return issueOnce(JSON.stringify([commonName, team, dates.notBefore, dates.notAfter]), () =>
    developerRelations().issue({
      commonName,
      organizationalUnit: team.id,
      organization: team.name,
      notBefore: dates.notBefore,
      notAfter: dates.notAfter,
      usage: 'code-signing',
    }),
  );
}

function otherCertificate(team: { id: string; name: string }): Issued {
  return developerCertificate(`Apple Development: Another Developer (${team.id})`, team, {});
}

function profileSigner(): Issued {
  return issueOnce('profile', () =>
    developerRelations().issue({
      commonName: 'Example iPhone OS Provisioning Profile Signing',
      usage: 'code-signing',
    }),
  );
}
