import { createHash } from 'node:crypto';
import type { Channel, Release } from '../catalog/catalog.ts';
import type { PackageChannel, PackageRelease } from '../catalog/package-catalog.ts';
import { json } from './json.ts';
import type { PropertyList } from './property-list.ts';

/** `ManagementFlags`: the app goes when the device leaves management. */
const REMOVE_WITH_MANAGEMENT = 1;
/** Namespace of name-based UUIDs whose name is an address (RFC 9562, 6.6). */
const URL_NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
/** Between the parts of a declaration's identifier: none of them holds it, and no address has to encode it. */
const SEPARATOR = '~';

/**
 * The command that installs the newest release of an app's channel, as an MDM server sends it.
 * Source: "InstallApplicationCommand", Apple's device management documentation; iOS 7 for `ManifestURL`.
 */
export function installApplication({ manifest, installApplication }: Channel, { id }: Release): PropertyList {
  return command(`${installApplication.url}#${id}`, {
    RequestType: 'InstallApplication',
    ManifestURL: manifest.url,
    ManagementFlags: REMOVE_WITH_MANAGEMENT,
  });
}

/**
 * The command that installs the newest package of a channel on a Mac.
 * Source: "InstallEnterpriseApplicationCommand", Apple's device management documentation; macOS 10.13.6.
 */
export function installEnterpriseApplication(
  { manifest, installEnterpriseApplication }: PackageChannel,
  { id }: PackageRelease,
): PropertyList {
  return command(`${installEnterpriseApplication.url}#${id}`, {
    RequestType: 'InstallEnterpriseApplication',
    ManifestURL: manifest.url,
  });
}

/**
 * The declaration that keeps the newest release of an app's channel on a device: from iOS 17.2 on, with
 * updates from iOS 26 on.
 * Source: "AppManaged", Apple's device management documentation.
 */
export function appDeclaration(bundleId: string, channel: Channel, release: Release): string {
  return declaration('com.apple.configuration.app.managed', [bundleId, channel.name], release, {
    ManifestURL: channel.manifest.url,
    InstallBehavior: { Install: 'Required' },
    UpdateBehavior: { AutomaticAppUpdates: 'AlwaysOn' },
  });
}

/**
 * The declaration that installs the newest package of a channel on supervised Macs, from macOS 26 on.
 * Source: "Package", Apple's device management documentation.
 */
export function packageDeclaration(
  identifier: string,
  channel: PackageChannel,
  release: PackageRelease,
): string {
  // An app with this bundle identifier has declarations too.
  return declaration('com.apple.configuration.package', [identifier, channel.name, 'pkg'], release, {
    ManifestURL: channel.manifest.url,
    InstallBehavior: { Install: 'Required' },
  });
}

/** A declaration whose server token changes with the release and with what it says: devices then look at once. */
function declaration(
  Type: string,
  identifier: string[],
  { id }: Pick<Release | PackageRelease, 'id'>,
  Payload: Record<string, unknown>,
): string {
  const digest = createHash('sha256').update(json(Payload)).digest('hex');
  return json({
    Type,
    Identifier: identifier.join(SEPARATOR),
    ServerToken: `${id}${SEPARATOR}${digest.slice(0, 8)}`,
    Payload,
  });
}

function command(name: string, Command: Record<string, string | number>): PropertyList {
  return { Command, CommandUUID: nameBasedUuid(name) };
}

/** A UUID that is the same for the same name: version 5 of RFC 9562, 5.5, in upper case as Apple writes them. */
function nameBasedUuid(name: string): string {
  const bytes = createHash('sha1').update(URL_NAMESPACE).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    .toUpperCase();
}
