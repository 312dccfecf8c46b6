import type { App } from '../integration/catalog/catalog.ts';
import type { TextKey } from './i18n/messages.ts';

/** A way in which an app reaches an iPhone. */
export interface Way {
  /** Apple's own name where it has one, else the name of a text. */
  name: string | TextKey;
  /** What there is to know of it: the name of each fact, and its text. */
  facts: [TextKey, TextKey][];
  /** Whether this site offers the app in this way. */
  isOffered(app: App): boolean;
}

/**
 * The five ways to distribute. Source: Apple, "Distributing your app to registered devices", "TestFlight" and
 * "Apple Developer Enterprise Program" (developer.apple.com), and Apple Platform Deployment.
 */
export const ways: Way[] = [
  {
    name: 'wayAdHoc',
    facts: facts({
      distNeeds: 'distDeveloperProgram',
      distWho: 'distRegisteredDevices',
      distReview: 'distNo',
      distLasts: 'distProfileYear',
      distFrom: 'distAnyHost',
      distSteps: 'distStepsAdHoc',
      distUpdates: 'distTapAgain',
    }),
    isOffered: hasKind('ad-hoc', 'development'),
  },
  {
    name: 'wayInHouse',
    facts: facts({
      distNeeds: 'distEnterpriseProgram',
      distWho: 'distEmployees',
      distReview: 'distNo',
      distLasts: 'distProfileAndCertificate',
      distFrom: 'distGuardedHost',
      distSteps: 'distStepsInHouse',
      distUpdates: 'distTapAgain',
    }),
    isOffered: hasKind('enterprise'),
  },
  {
    name: 'TestFlight',
    facts: facts({
      distNeeds: 'distDeveloperProgram',
      distWho: 'distTestFlightTesters',
      distReview: 'distOutsideTeam',
      distLasts: 'distNinetyDays',
      distFrom: 'distApple',
      distSteps: 'distStepsTestFlight',
      distUpdates: 'distByThemselves',
    }),
    isOffered: ({ stores }) => Boolean(stores.testFlight),
  },
  {
    name: 'App Store',
    facts: facts({
      distNeeds: 'distDeveloperProgram',
      distWho: 'distEverybody',
      distReview: 'distYes',
      distLasts: 'distNoEnd',
      distFrom: 'distApple',
      distSteps: 'distStepsNone',
      distUpdates: 'distByThemselves',
    }),
    isOffered: ({ stores }) => Boolean(stores.appStore),
  },
  {
    name: 'wayManagement',
    facts: facts({
      distNeeds: 'distManagementService',
      distWho: 'distManagedDevices',
      distReview: 'distNo',
      distLasts: 'distAsSigned',
      distFrom: 'distAnyHost',
      distSteps: 'distStepsManagement',
      distUpdates: 'distByManagement',
    }),
    isOffered: hasKind('ad-hoc', 'development', 'enterprise'),
  },
];

function facts(values: Record<string, TextKey>): [TextKey, TextKey][] {
  return Object.entries(values) as [TextKey, TextKey][];
}

function hasKind(...kinds: string[]): Way['isOffered'] {
  return ({ channels }) =>
    channels.some(({ installable }) => installable && kinds.includes(installable.ipa.profile?.kind ?? ''));
}
