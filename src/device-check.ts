import type { DeviceCheck } from '../integration/ipa/device-check.ts';

/**
 * Whether the device of that UDID, as `normalizeUdid` spells it, is among those of a build; `check` is its
 * `devices.json`. Takes a second or less. Runs in browsers, in pages of `https:` addresses.
 */
export async function isIncluded(check: DeviceCheck, udid: string): Promise<boolean> {
  const { iterations, bytes, hashes } = check;
  const salt = Uint8Array.from(atob(check.salt), (character) => character.charCodeAt(0));
  const secret = new TextEncoder().encode(udid);
  const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits']);
  const hash = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    key,
    bytes * 8,
  );
  return hashes.includes(btoa(String.fromCharCode(...new Uint8Array(hash))));
}
