/** Writes provisioning profiles (`embedded.mobileprovision`): a property list in a CMS signature (TN3125). */

import { createHash } from 'node:crypto';
import type { Issued } from './certificates.ts';
import { signedData } from './cms.ts';
import type { Entitlements } from './entitlements.ts';
import { defined, encodePropertyList, type PlistRecord } from './property-list.ts';

export interface ProfileRecipe {
  name: string;
  /** Made from the name and the team unless told. */
  uuid?: string;
  appIdName?: string;
  teamId: string;
  teamName: string;
  /** The app identifier prefixes; the team id unless told. */
  prefixes?: string[];
  platforms?: string[];
  created: Date;
  expires: Date;
  /** UDIDs; undefined leaves `ProvisionedDevices` out. */
  devices?: string[];
  provisionsAllDevices?: boolean;
  xcodeManaged?: boolean;
  /** Made by Xcode for a free team. */
  local?: boolean;
  /** DER, the certificates whose signatures the profile allows. */
  certificates: Uint8Array[];
  entitlements: Entitlements;
  /** Keys added, replaced, or (undefined) removed in the end. */
  extra?: PlistRecord;
  /** Of the property list; Apple writes XML. */
  format?: 'xml' | 'binary';
  /** Of the CMS wrapping; Apple's are definite. */
  lengths?: 'definite' | 'indefinite';
}

/** The profile's bytes, signed by `signer`. */
export function encodeProfile(recipe: ProfileRecipe, signer: Issued): Uint8Array {
  return signedData({
    content: encodePropertyList(profileContents(recipe), recipe.format ?? 'xml'),
    signer,
    signingTime: recipe.created,
    lengths: recipe.lengths,
  });
}

function profileContents(recipe: ProfileRecipe) {
  const days = Math.round((recipe.expires.getTime() - recipe.created.getTime()) / 86_400_000);
  return defined({
    AppIDName: recipe.appIdName ?? recipe.name,
    ApplicationIdentifierPrefix: recipe.prefixes ?? [recipe.teamId],
    CreationDate: recipe.created,
    Platform: recipe.platforms ?? ['iOS', 'xrOS', 'visionOS'],
    IsXcodeManaged: recipe.xcodeManaged ?? false,
    DeveloperCertificates: recipe.certificates,
    Entitlements: recipe.entitlements,
    ExpirationDate: recipe.expires,
    LocalProvision: recipe.local || undefined,
    Name: recipe.name,
    ProvisionedDevices: recipe.devices,
    ProvisionsAllDevices: recipe.provisionsAllDevices || undefined,
    TeamIdentifier: [recipe.teamId],
    TeamName: recipe.teamName,
    TimeToLive: days,
    UUID: recipe.uuid ?? uuidOf(`${recipe.teamId} ${recipe.name}`),
    Version: 1,
    ...recipe.extra,
  });
}

/** A UUID made from the name, the same each time. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** `count` made-up UDIDs, in turn of the form before 2018 (40 hex digits) and since (8-16). */
export function madeUpDevices(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const hex = createHash('sha256').update(`device ${index}`).digest('hex');
    return index % 2 ? hex.slice(0, 40) : `00008110-${hex.slice(0, 16).toUpperCase()}`;
  });
}
