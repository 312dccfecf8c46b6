/** Trail: hiking maps for iPhone, ad hoc releases and development builds on a beta channel. */

import type { SigningRecipe } from '../signing.ts';
import { certificate, type DemoBuild, demoIcons, demoProfile, signedOn, urlScheme } from './demo-build.ts';

const IDENTIFIER = 'com.example.trail';

type Kind = 'ad-hoc' | 'development';

const RELEASES: (Omit<DemoBuild, 'recipe'> & { version: string; build: string; kind: Kind })[] = [
  {
    path: 'Trail-2.0',
    version: '2.0',
    build: '204',
    kind: 'ad-hoc',
    date: '2026-07-20',
    commit: '0f6ad8c35b91e7420dcb86fa513e9d70c42ab8e6',
    notes: {
      en: `## Maps for the whole hike

- Download a region once and walk it without reception.
- The elevation profile shows where you are.

### Fixed

- Recording stopped after a phone call.
`,
    },
  },
  {
    path: 'Trail-2.0.1',
    version: '2.0.1',
    build: '209',
    kind: 'ad-hoc',
    date: '2026-08-03',
    commit: 'd2b85e07fc43a916e7d05cb8f14a3e692dc7b05a',
    notes: {
      en: `- Recording a day's hike takes about a third less battery.
- Paths that are closed to hikers are dashed.
- Fixed: GPX files with more than one track were cut off after the first.
`,
    },
  },
  {
    path: 'beta/Trail-2.1',
    version: '2.1',
    build: '217',
    kind: 'development',
    date: '2026-09-21',
    commit: '68e4f1c0a97d3b52cf80e6d41b9a7c053fd82e1b',
    notes: {
      en: `## Walk together

- Share where you are with your group for the length of a hike.
- The way back: Trail retraces your steps from any point.

This is a development build: it logs to the console, and its maps come from the test server.
`,
    },
  },
];

/** The builds of Trail, oldest first. */
export function trailBuilds(): DemoBuild[] {
  const icons = demoIcons('trail', 'phone');
  return RELEASES.map(({ version, build, kind, ...release }) => ({
    ...release,
    recipe: {
      identifier: IDENTIFIER,
      name: 'Trail',
      displayName: 'Trail',
      version,
      build,
      minimumOS: '17.0',
      deviceFamilies: [1],
      icons,
      info: {
        ...urlScheme(IDENTIFIER, 'trail'),
        ITSAppUsesNonExemptEncryption: false,
        LSApplicationCategoryType: 'public.app-category.sports',
        NSLocationAlwaysAndWhenInUseUsageDescription:
          'Trail records your hike while the phone is in your pocket.',
        NSLocationWhenInUseUsageDescription: 'Trail shows where you are on the map.',
        NSMotionUsageDescription: 'Trail counts your steps and the metres you climb.',
        UIBackgroundModes: ['location'],
      },
      signing: trailSigning(kind, signedOn(release.date)),
    },
  }));
}

function trailSigning(kind: Kind, signedAt: Date): SigningRecipe {
  const name = kind === 'ad-hoc' ? 'Trail Ad Hoc' : 'Trail Development';
  return { kind, certificate, signedAt, profile: demoProfile({ name, devices: 6 }) };
}
