import type { NestedBundle, NestedKind } from '../../ipa/nested.ts';
import type { Rule, Verdict } from '../rule.ts';
import { covers } from './signing.ts';

const NAMES: Record<NestedKind, string> = {
  'app-extension': 'extension',
  'watch-app': 'Watch app',
  'app-clip': 'App Clip',
  framework: 'framework',
};

/** Whether each part inside the app is signed, permitted and named as iOS asks. */
export const nestedRules: Rule[] = [
  {
    code: 'nested-unsigned',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      each(
        ipa.nested,
        ({ slices }) => slices?.some(({ signature }) => !signature),
        (bundle) => ({
          message: `The ${label(bundle)} in ${ipa.name} is not signed.`,
          fix: 'Let Xcode embed and sign it ("Embed & Sign"), or sign it before the app is signed.',
        }),
      ),
  },
  {
    code: 'nested-no-profile',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      each(
        ipa.profile ? ipa.nested : [],
        (bundle) => needsProfile(bundle) && !bundle.profile,
        (bundle) => ({
          message: `The ${label(bundle)} in ${ipa.name} has no provisioning profile of its own.`,
          fix: 'Give its target a profile of the same kind as the app’s, and export again.',
        }),
      ),
  },
  {
    code: 'nested-identifier',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      each(
        ipa.nested,
        (bundle) =>
          needsProfile(bundle) && bundle.bundleId && !bundle.bundleId.startsWith(`${ipa.bundleId}.`),
        (bundle) => ({
          message: `The bundle identifier of the ${label(bundle)} does not begin with that of the app, ${ipa.bundleId}.`,
          fix: `Name it ${ipa.bundleId}.something.`,
        }),
      ),
  },
  {
    code: 'nested-identifier-not-covered',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      each(
        ipa.nested,
        ({ profile, bundleId }) => profile?.applicationIdentifier && bundleId && !covers(profile, bundleId),
        (bundle) => ({
          message: `The profile "${bundle.profile?.name}" of the ${label(bundle)} is for ${bundle.profile?.applicationIdentifier}, which does not cover it.`,
          fix: 'Use a profile for this very identifier, or a wildcard profile of the team.',
        }),
      ),
  },
  {
    code: 'nested-other-kind',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) =>
      each(
        ipa.nested,
        ({ profile }) => profile && ipa.profile && profile.kind !== ipa.profile.kind,
        (bundle) => ({
          message: `The ${label(bundle)} is signed for ${bundle.profile?.kind}, but ${ipa.name} itself for ${ipa.profile?.kind}.`,
          fix: 'Sign the app and all its parts with profiles of the same kind.',
        }),
      ),
  },
];

function each(
  bundles: NestedBundle[],
  isFaulty: (bundle: NestedBundle) => unknown,
  verdict: (bundle: NestedBundle) => Verdict,
): Verdict[] {
  return bundles.filter(isFaulty).map(verdict);
}

function needsProfile({ kind }: NestedBundle): boolean {
  return kind !== 'framework';
}

function label({ kind, bundleId, root }: NestedBundle): string {
  return `${NAMES[kind]} ${bundleId ?? root}`;
}
