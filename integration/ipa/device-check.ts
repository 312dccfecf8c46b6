import { createHash, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * What a page needs to tell whether a device is among those of a build, without naming any:
 * docs/device-check.md has the reasons and the arithmetic.
 */
export interface DeviceCheck {
  algorithm: 'PBKDF2-SHA-256';
  iterations: number;
  /** Base64. */
  salt: string;
  /** Length of each hash. */
  bytes: number;
  /** Of each identifier as `normalizeUdid` spells it, base64, sorted. */
  hashes: string[];
}

/** To be raised whenever hashes are made in another way. */
export const DEVICE_CHECK_VERSION = 1;

/** What OWASP asks of PBKDF2-HMAC-SHA256 ("Password Storage Cheat Sheet"); a phone needs well under a second. */
const ITERATIONS = 600_000;
/** So short that each hash fits a great many identifiers. A multiple of three is base64 without padding. */
const BYTES = 3;
const SALT_BYTES = 16;
const SALT_LABEL = 'astro-ota device check\0';

// Of the four threads that libuv has for all slow work, one is left to the files.
const AT_ONCE = 3;

const derive = promisify(pbkdf2);

/**
 * Hashes identifiers, each spelt as `normalizeUdid` does. Takes about a tenth of a second of a processor for each.
 * The salt is made from the team's identifier, not from the profile: if a device had another short hash in each
 * new profile, those together would single it out.
 */
export async function hashDevices(identifiers: Iterable<string>, teamId: string): Promise<DeviceCheck> {
  const salt = createHash('sha256').update(SALT_LABEL).update(teamId).digest().subarray(0, SALT_BYTES);
  const hashes = new Set<string>();
  const queue = new Set(identifiers).values();
  const worker = async () => {
    for (const identifier of queue) {
      const hash = await derive(identifier, salt, ITERATIONS, BYTES, 'sha256');
      hashes.add(hash.toString('base64'));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return {
    algorithm: 'PBKDF2-SHA-256',
    iterations: ITERATIONS,
    salt: salt.toString('base64'),
    bytes: BYTES,
    hashes: [...hashes].sort(),
  };
}
