import { describeCertificate, type SigningCertificate } from './certificate.ts';
import { readSignedData } from './cms.ts';
import { type Json, toJson } from './json.ts';
import { booleanAt, dictAt, type PlistDict, parsePlistDict, stringsAt } from './plist.ts';
import { type SigningKind, signingKind } from './signing.ts';
import { cleanText, isoSeconds } from './text.ts';

/** What a provisioning profile says. Dates are ISO 8601 in UTC. Device identifiers are counted, never kept. */
export interface ProvisioningProfile {
  name: string | null;
  uuid: string | null;
  kind: SigningKind;
  teamId: string | null;
  teamName: string | null;
  /** Application identifier prefixes, for most teams the team identifier. */
  prefixes: string[];
  /** `PREFIX.com.example.app`, or with a wildcard at its end. */
  applicationIdentifier: string | null;
  entitlements: Record<string, Json>;
  created: string | null;
  expires: string | null;
  /** Number of listed devices; null when the profile lists none because it needs no list. */
  deviceCount: number | null;
  /** `iOS`, `tvOS`, `xrOS`, `OSX` … */
  platforms: string[];
  /** Those it allows to sign. */
  certificates: SigningCertificate[];
  /** Made by Xcode for a free account; such profiles last seven days. */
  freeTeam: boolean;
}

/**
 * Reads `embedded.mobileprovision`: a CMS envelope around a property list (Apple TN3125).
 * Throws when the envelope or the list inside cannot be read.
 */
export function readProvisioningProfile(bytes: Uint8Array): ProvisioningProfile {
  const plist = profileContents(bytes);
  const entitlements = dictAt(plist, 'Entitlements') ?? {};
  const devices = plist['ProvisionedDevices'];
  const deviceCount = Array.isArray(devices) ? devices.length : null;
  return {
    name: cleanText(plist['Name']),
    uuid: cleanText(plist['UUID']),
    kind: signingKind({
      provisionsAllDevices: booleanAt(plist, 'ProvisionsAllDevices') === true,
      getTaskAllow: booleanAt(entitlements, 'get-task-allow') === true,
      deviceCount,
    }),
    teamId: cleanText(stringsAt(plist, 'TeamIdentifier')[0]) ?? teamOf(entitlements),
    teamName: cleanText(plist['TeamName']),
    prefixes: stringsAt(plist, 'ApplicationIdentifierPrefix').flatMap((prefix) => cleanText(prefix) ?? []),
    applicationIdentifier: cleanText(entitlements['application-identifier']),
    entitlements: toJson(entitlements) as Record<string, Json>,
    created: isoSeconds(plist['CreationDate']),
    expires: isoSeconds(plist['ExpirationDate']),
    deviceCount,
    platforms: stringsAt(plist, 'Platform').flatMap((platform) => cleanText(platform) ?? []),
    certificates: certificatesOf(plist),
    freeTeam: booleanAt(plist, 'LocalProvision') === true,
  };
}

/** The property list inside `embedded.mobileprovision`. Throws when the envelope or the list cannot be read. */
export function profileContents(bytes: Uint8Array): PlistDict {
  const { content } = readSignedData(bytes);
  if (!content) throw new RangeError('nothing is inside its CMS envelope');
  return parsePlistDict(content);
}

function teamOf(entitlements: PlistDict): string | null {
  return cleanText(entitlements['com.apple.developer.team-identifier']);
}

function certificatesOf(plist: PlistDict): SigningCertificate[] {
  const list = plist['DeveloperCertificates'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((der) => {
    try {
      return der instanceof Uint8Array ? [describeCertificate(der)] : [];
    } catch {
      // A certificate that cannot be read cannot have signed the build either.
      return [];
    }
  });
}
