/** Orbit: a star chart, signed ad hoc, with a beta channel and notes in two languages. */

import { certificate, type DemoBuild, demoIcons, demoProfile, signedOn, urlScheme } from './demo-build.ts';

const IDENTIFIER = 'com.example.orbit';

const RELEASES: (Omit<DemoBuild, 'recipe'> & { version: string; build: string; minimumOS?: string })[] = [
  {
    path: 'Orbit-1.2.0',
    version: '1.2.0',
    build: '118',
    date: '2026-05-18',
    commit: 'b47d19c0e5f83a62d1740c9be8a35f6027d4e91c',
    notes: {
      en: `## Passes you can plan for

- The list of ISS passes reaches ten days ahead and can be sorted by brightness.
- Tap a pass to see its arc over your horizon.

### Fixed

- The compass no longer jumps by 180° when the phone is held overhead.
`,
    },
  },
  {
    path: 'Orbit-1.3.0',
    version: '1.3.0',
    build: '131',
    date: '2026-07-06',
    commit: '3e8fa0d27c5b16904ad7e2f8c3b9105d6a47ef12',
    notes: {
      en: `## Night mode

- A red night mode keeps your eyes adapted to the dark. It follows sunset, or the switch in Settings.
- Satellites can be marked as favourites; they stay at the top of the list.

### Fixed

- Notifications for a pass arrived an hour late after a change of time zone.
- VoiceOver reads altitude and azimuth in full words.
`,
    },
  },
  {
    path: 'Orbit-1.4.0',
    version: '1.4.0',
    build: '147',
    date: '2026-09-14',
    commit: '9c2e61d4a8b7f05e3d18c6a94b7021fe58d3ac6f',
    notes: {
      en: `## Point and find

Hold the phone up to the sky: **Orbit** now names what you are looking at, planets and satellites alike.

- **Live sky view** with the camera. It works offline; the catalogue is refreshed when you are on Wi-Fi.
- A widget for the next visible pass, in three sizes.
- Japanese is complete. Thank you to everyone who reviewed the strings!

### Fixed

- The chart stayed blank on an iPad in Split View.
- Orbits of satellites in a train were drawn twice after a refresh.

### Please test

Compass calibration on an iPhone SE, and the widget just before midnight.
`,
      de: `## Hinhalten und finden

Halte das Telefon in den Himmel: **Orbit** benennt jetzt, worauf du blickst, Planeten ebenso wie Satelliten.

- **Live-Himmel** mit der Kamera. Er funktioniert ohne Netz; der Katalog wird im WLAN erneuert.
- Ein Widget für den nächsten sichtbaren Überflug, in drei Größen.
- Japanisch ist vollständig. Danke an alle, die die Texte durchgesehen haben!

### Behoben

- Auf dem iPad blieb die Karte in der geteilten Ansicht leer.
- Die Bahnen von Satelliten in einer Kette wurden nach dem Erneuern doppelt gezeichnet.

### Bitte testen

Die Kalibrierung des Kompasses auf einem iPhone SE und das Widget kurz vor Mitternacht.
`,
    },
  },
  {
    path: 'beta/Orbit-1.5.0-b1',
    version: '1.5.0',
    build: '152',
    minimumOS: '17.0',
    date: '2026-09-28',
    commit: 'e05b7f3c91d824a6bf3097e1c5d8a46f2b7c1d90',
    notes: {
      en: `## Meteor showers

- A calendar of meteor showers with the moon's phase, so that you know which night is worth it.
- The minimum is iOS 17 from this version on.

### Known issues

- The Perseids are missing from the calendar for observers south of the equator.
`,
      de: `## Sternschnuppen

- Ein Kalender der Meteorströme mit der Mondphase, damit du weißt, welche Nacht sich lohnt.
- Ab dieser Version wird iOS 17 vorausgesetzt.

### Bekannte Fehler

- Südlich des Äquators fehlen die Perseiden im Kalender.
`,
    },
  },
  {
    path: 'beta/Orbit-1.5.0-b2',
    version: '1.5.0',
    build: '158',
    minimumOS: '17.0',
    date: '2026-10-05',
    commit: '71a6c4e8d05f2b93ce7d410f8ab562e9d3f07bc4',
    notes: {
      en: `## Second beta

- Showers can send a reminder at dusk.
- The calendar can be shared as an .ics file.

### Fixed since beta 1

- The Perseids are back for observers south of the equator.
- A crash when location access was refused during setup.
`,
      de: `## Zweite Beta

- Meteorströme können in der Dämmerung erinnern.
- Der Kalender lässt sich als .ics-Datei teilen.

### Behoben seit Beta 1

- Südlich des Äquators sind die Perseiden wieder da.
- Ein Absturz, wenn beim Einrichten der Zugriff auf den Standort verweigert wurde.
`,
    },
  },
];

/** The builds of Orbit, oldest first. */
export function orbitBuilds(): DemoBuild[] {
  const icons = demoIcons('orbit', 'phone and tablet');
  const entitlements = {
    'aps-environment': 'production',
    'com.apple.security.application-groups': [`group.${IDENTIFIER}`],
  };
  return RELEASES.map(({ version, build, minimumOS = '16.0', ...release }) => ({
    ...release,
    recipe: {
      identifier: IDENTIFIER,
      name: 'Orbit',
      displayName: 'Orbit',
      version,
      build,
      minimumOS,
      icons,
      info: {
        ...urlScheme(IDENTIFIER, 'orbit'),
        CFBundleLocalizations: ['en', 'de', 'ja'],
        ITSAppUsesNonExemptEncryption: false,
        LSApplicationCategoryType: 'public.app-category.education',
        NSCameraUsageDescription: 'Orbit shows the names of stars and satellites over the camera picture.',
        NSLocationWhenInUseUsageDescription: 'Orbit computes what is above your horizon.',
        NSMotionUsageDescription: 'Orbit turns the chart to where you point the phone.',
      },
      localizations: {
        en: { CFBundleDisplayName: 'Orbit' },
        de: {
          CFBundleDisplayName: 'Umlaufbahn',
          NSCameraUsageDescription:
            'Orbit blendet die Namen von Sternen und Satelliten in das Kamerabild ein.',
          NSLocationWhenInUseUsageDescription: 'Orbit berechnet, was über deinem Horizont steht.',
        },
        ja: { CFBundleDisplayName: 'オービット' },
      },
      signing: {
        kind: 'ad-hoc',
        certificate,
        entitlements,
        signedAt: signedOn(release.date),
        profile: demoProfile({ name: 'Orbit Ad Hoc', devices: 14, entitlements }),
      },
    },
  }));
}
