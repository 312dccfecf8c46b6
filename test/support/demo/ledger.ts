/** Ledger: expenses for employees, signed for in-house distribution, with a notification extension. */

import { certificate, type DemoBuild, demoIcons, demoProfile, signedOn, urlScheme } from './demo-build.ts';

const IDENTIFIER = 'com.example.ledger';
const TEAM = { id: 'EXAMPLE7HQ', name: 'Example Inc.' };

const RELEASES: (Omit<DemoBuild, 'recipe'> & { version: string; build: string })[] = [
  {
    path: 'Ledger-3.0',
    version: '3.0',
    build: '3041',
    date: '2026-06-23',
    commit: 'c81f5da7036e4b92fd10a7c3e85b4926df0e7a13',
    notes: {
      en: `## A new Ledger

- Photograph a receipt, and Ledger reads amount, date and tax.
- Approvals have moved to the first tab, with everything on one page.
- Sign in with your company account; the PIN is gone.
`,
    },
  },
  {
    path: 'Ledger-3.1',
    version: '3.1',
    build: '3058',
    date: '2026-08-11',
    commit: '5d90be7f21c6a84e3b0df7159ac62e840b3fd7c5',
    notes: {
      en: `- **Approve from the lock screen**: notifications now carry the amount and both buttons.
- Mileage can be entered in kilometres or miles.

### Fixed

- Amounts in yen were shown with two decimals.
- The camera stayed on after the receipt was taken.
`,
    },
  },
  {
    path: 'Ledger-3.1.1',
    version: '3.1.1',
    build: '3062',
    date: '2026-09-02',
    commit: 'af37c2d95e80b1647d2fc09b3ea8516d47f0c92b',
    notes: {
      en: `A small update before the quarter closes.

- Exports finish even when the screen locks.
- Reports of more than 200 receipts open at once.
`,
    },
  },
];

/** The builds of Ledger, oldest first. */
export function ledgerBuilds(): DemoBuild[] {
  const icons = demoIcons('ledger', 'phone and tablet');
  const groups = { 'com.apple.security.application-groups': [`group.${IDENTIFIER}`] };
  const entitlements = { 'aps-environment': 'production', ...groups };
  return RELEASES.map(({ version, build, ...release }) => ({
    ...release,
    recipe: {
      identifier: IDENTIFIER,
      name: 'Ledger',
      displayName: 'Ledger',
      version,
      build,
      minimumOS: '16.0',
      icons,
      info: {
        ...urlScheme(IDENTIFIER, 'ledger'),
        ITSAppUsesNonExemptEncryption: false,
        LSApplicationCategoryType: 'public.app-category.business',
        NSCameraUsageDescription: 'Ledger photographs receipts.',
        NSFaceIDUsageDescription: 'Ledger keeps your expenses locked until it recognises you.',
        NSPhotoLibraryUsageDescription: 'Ledger attaches receipts from your photos.',
        UIBackgroundModes: ['remote-notification'],
      },
      signing: {
        kind: 'enterprise',
        team: TEAM,
        certificate,
        entitlements,
        signedAt: signedOn(release.date),
        profile: demoProfile({ name: 'Ledger In House', entitlements }),
      },
      nested: [
        {
          kind: 'app-extension',
          name: 'LedgerNotifications',
          displayName: 'Ledger Notifications',
          identifier: `${IDENTIFIER}.notifications`,
          signing: {
            entitlements: groups,
            profile: { name: 'Ledger Notifications In House', entitlements: groups },
          },
        },
      ],
    },
  }));
}
