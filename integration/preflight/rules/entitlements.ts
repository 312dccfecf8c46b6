import type { BundleCode } from '../../ipa/bundle.ts';
import type { Json } from '../../ipa/json.ts';
import type { Rule, Verdict } from '../rule.ts';

/** Whether the signatures claim only what the profiles allow; iOS refuses the rest (console code 0xe8008016). */
export const entitlementRules: Rule[] = [
  {
    code: 'entitlement-not-allowed',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa }) => [
      ...verdicts(ipa, ipa.name),
      ...ipa.nested.flatMap((bundle) => verdicts(bundle, bundle.bundleId ?? bundle.root)),
    ],
  },
];

function verdicts({ profile, slices }: BundleCode, name: string): Verdict[] {
  const claimed = slices?.find((slice) => slice.signature?.entitlements)?.signature?.entitlements;
  if (!profile || !claimed) return [];
  return Object.entries(claimed)
    .filter(([key, value]) => !allows(profile.entitlements[key], value))
    .map(([key, value]) => ({
      message: `${name} is signed with the entitlement ${key}${shown(value)}, which its profile "${profile.name}" does not allow.`,
      fix: 'Switch the capability on for the App ID and renew the profile, or remove the entitlement, and export again.',
    }));
}

/**
 * Whether a profile's value allows a claimed one: an equal value, one of a list, or anything that a pattern
 * with `*` at its end matches. Nobody needs leave not to do something.
 */
export function allows(allowed: Json | undefined, claimed: Json): boolean {
  if (claimed === false) return true;
  if (allowed === undefined || allowed === null) return false;
  if (Array.isArray(claimed)) return claimed.every((item) => allows(allowed, item));
  if (Array.isArray(allowed)) return allowed.some((item) => allows(item, claimed));
  if (typeof allowed === 'string' && typeof claimed === 'string') {
    return allowed.endsWith('*') ? claimed.startsWith(allowed.slice(0, -1)) : claimed === allowed;
  }
  return JSON.stringify(allowed) === JSON.stringify(claimed);
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return value === true || text.length > 80 ? '' : ` = ${text}`;
}
