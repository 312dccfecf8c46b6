import { webcrypto } from 'node:crypto';
import type { DeviceCheck } from '../../integration/ipa/device-check.ts';

/** Whether a device is among those of a `devices.json`, told with nothing but what every browser has. */
export async function includesDevice(check: DeviceCheck, udid: string): Promise<boolean> {
  const key = await webcrypto.subtle.importKey('raw', new TextEncoder().encode(udid), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const salt = Uint8Array.from(atob(check.salt), (char) => char.charCodeAt(0));
  const { iterations } = check;
  const bits = await webcrypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    key,
    check.bytes * 8,
  );
  return check.hashes.includes(btoa(String.fromCharCode(...new Uint8Array(bits))));
}
