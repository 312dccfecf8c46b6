/** What one demo build consists of, and what all of them share. */

import { type Artwork, drawIcon } from '../artwork.ts';
import { encodeCgbi } from '../cgbi.ts';
import type { IconRecipe } from '../icons.ts';
import type { IpaRecipe } from '../ipa.ts';
import type { PlistRecord } from '../property-list.ts';
import type { ProfileChanges } from '../signing.ts';

export interface DemoBuild {
  /** Within `builds/`, without its ending: `beta/Orbit-1.5.0-b1`. */
  path: string;
  recipe: IpaRecipe;
  /** Day of the release, YYYY-MM-DD. */
  date: string;
  commit: string;
  /** Release notes in Markdown, by language; the first is the main one. */
  notes: Record<string, string>;
}

const PHONE_ICONS = { 'AppIcon60x60@2x.png': 120, 'AppIcon60x60@3x.png': 180 };
const TABLET_ICONS = { 'AppIcon76x76@2x~ipad.png': 152, 'AppIcon83.5x83.5@2x~ipad.png': 167 };

const VALID_UNTIL = new Date('2045-06-30T12:00:00Z');

/** The validity of the certificates that sign the demo. */
export const certificate = { notBefore: new Date('2026-01-08T09:12:00Z'), notAfter: VALID_UNTIL };

/** The app's icons at the sizes that Xcode puts beside the asset catalogue. */
export function demoIcons(artwork: Artwork, devices: 'phone' | 'phone and tablet'): IconRecipe {
  const sizes = devices === 'phone' ? PHONE_ICONS : { ...PHONE_ICONS, ...TABLET_ICONS };
  return {
    keys: devices === 'phone' ? ['CFBundleIcons'] : ['CFBundleIcons', 'CFBundleIcons~ipad'],
    files: Object.fromEntries(
      Object.entries(sizes).map(([name, size]) => [name, encodeCgbi(drawIcon(artwork, size))]),
    ),
  };
}

/** A profile that outlasts the demo. */
export function demoProfile(changes: ProfileChanges): ProfileChanges {
  return { created: new Date('2026-01-08T09:30:00Z'), expires: VALID_UNTIL, ...changes };
}

/** The late morning of the release's day. */
export function signedOn(date: string): Date {
  return new Date(`${date}T10:42:18Z`);
}

/** CFBundleURLTypes for one scheme. */
export function urlScheme(identifier: string, scheme: string): PlistRecord {
  return { CFBundleURLTypes: [{ CFBundleURLName: identifier, CFBundleURLSchemes: [scheme] }] };
}
