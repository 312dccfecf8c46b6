import type { Rule } from './rule.ts';
import { dateRules } from './rules/dates.ts';
import { entitlementRules } from './rules/entitlements.ts';
import { identityRules } from './rules/identity.ts';
import { nestedRules } from './rules/nested.ts';
import { packageRules } from './rules/package.ts';
import { pkgRules } from './rules/pkg.ts';
import { platformRules } from './rules/platform.ts';
import { sealRules } from './rules/seal.ts';
import { signatureFormatRules } from './rules/signature-format.ts';
import { signingRules } from './rules/signing.ts';

export { pkgRules };

/** Every rule for an `.ipa`, in the order in which its findings are told. Each has a page under docs/findings. */
export const rules: Rule[] = [
  ...signingRules,
  ...entitlementRules,
  ...dateRules,
  ...nestedRules,
  ...platformRules,
  ...packageRules,
  ...sealRules,
  ...signatureFormatRules,
  ...identityRules,
];

/** The codes of all rules, those for macOS packages included. */
export const ruleCodes: string[] = [...rules, ...pkgRules].map(({ code }) => code);

/** The known rule whose code is nearest to a mistyped one. */
export function nearestRule(mistyped: string): string {
  const [nearest] = ruleCodes
    .map((code) => ({ code, distance: editDistance(mistyped, code) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest?.code ?? '';
}

/** How many letters to insert, remove or replace to turn one word into the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + Number(letter !== b[j - 1]);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
