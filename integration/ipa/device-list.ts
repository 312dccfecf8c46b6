import { createHash } from 'node:crypto';
import type { Archive } from './archive.ts';
import { MAX_PROFILE_BYTES } from './bundle.ts';
import { type DeviceCheck, hashDevices } from './device-check.ts';
import type { Ipa } from './ipa.ts';
import { stringsAt } from './plist.ts';
import { profileContents } from './provisioning-profile.ts';
import { normalizeUdid } from './udid.ts';

/** Far more than Apple lets a team register, 100 of each family; hashing a made-up million would never end. */
const MAX_DEVICES = 1000;

/** The devices on which a build may run. Their identifiers leave this object as hashes only. */
export class DeviceList {
  /** SHA-256 of the profiles that the list is from, hex: the same for builds that share them. */
  readonly id: string;
  readonly #teamId: string;
  readonly #identifiers: string[];

  constructor(id: string, teamId: string, identifiers: string[]) {
    this.id = id;
    this.#teamId = teamId;
    this.#identifiers = identifiers;
  }

  /** What a page needs to tell whether a device is in the list; slow, on purpose. */
  hash(): Promise<DeviceCheck> {
    return hashDevices(this.#identifiers, this.#teamId);
  }
}

/**
 * Reads which devices an ad hoc or development build is for: those that the app's profile lists, and that of
 * every extension and App Clip too, because iOS asks each of them. Those of a Watch app are asked on the watch.
 * Null for a build of another kind, of no team, or with a profile of more devices than any of Apple's can have.
 */
export async function readDeviceList(archive: Archive, ipa: Ipa): Promise<DeviceList | null> {
  const { profile, root } = ipa;
  if (!profile?.teamId || (profile.kind !== 'ad-hoc' && profile.kind !== 'development')) return null;
  const nested = ipa.nested.filter(
    (bundle) => bundle.profile?.deviceCount != null && !bundle.root.startsWith(`${root}Watch/`),
  );
  const files = new Map((await archive.entries()).map((entry) => [entry.path, entry]));
  const id = createHash('sha256');
  const lists: Set<string>[] = [];
  for (const folder of [root, ...nested.map((bundle) => bundle.root)]) {
    const entry = files.get(`${folder}embedded.mobileprovision`);
    if (!entry) continue;
    const bytes = await archive.read(entry, MAX_PROFILE_BYTES);
    id.update(createHash('sha256').update(bytes).digest());
    const devices = devicesOf(bytes);
    if (devices.size > MAX_DEVICES) return null;
    lists.push(devices);
  }
  const [own = new Set<string>(), ...others] = lists;
  const common = [...own].filter((device) => others.every((devices) => devices.has(device)));
  return new DeviceList(id.digest('hex'), profile.teamId, common);
}

function devicesOf(profile: Uint8Array): Set<string> {
  const listed = stringsAt(profileContents(profile), 'ProvisionedDevices');
  return new Set(listed.flatMap((identifier) => normalizeUdid(identifier) ?? []));
}
