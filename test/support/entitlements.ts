/** Entitlements as a code signature carries them: a plist, and since iOS 15 the same in DER. */

import { concat } from './bytes.ts';
import { integer, octetString, sequence, tagged, time, utf8String, value } from './der.ts';
import { type PlistValue, xmlPropertyList } from './property-list.ts';

const APPLICATION_16 = 0x70;

export type Entitlements = Record<string, PlistValue>;

/** The XML form, for slot 5. */
export function entitlementsPlist(entitlements: Entitlements): Uint8Array {
  return Buffer.from(xmlPropertyList(entitlements));
}

/** The DER form, for slot 7: `[APPLICATION 16] { version 1, [16] { { key, value } … } }`, keys in byte order. */
export function entitlementsDer(entitlements: Entitlements): Uint8Array {
  return value(APPLICATION_16, integer(1), derValue(entitlements));
}

function derValue(item: PlistValue): Uint8Array {
  if (typeof item === 'string') return utf8String(item);
  // Apple writes TRUE as 1, where DER would have 255.
  if (typeof item === 'boolean') return value(0x01, Uint8Array.of(item ? 1 : 0));
  if (typeof item === 'number') return integer(item);
  if (item instanceof Uint8Array) return octetString(item);
  if (item instanceof Date) return time(item);
  if (Array.isArray(item)) return sequence(...item.map(derValue));
  const pairs = Object.entries(item ?? {}).toSorted(([a], [b]) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  return tagged(16, concat(...pairs.map(([key, member]) => sequence(utf8String(key), derValue(member)))));
}
