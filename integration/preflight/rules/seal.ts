import type { Ipa } from '../../ipa/ipa.ts';
import type { SealFault } from '../../ipa/seal/verify.ts';
import type { Rule } from '../rule.ts';

/** Whether every signed byte is still as it was signed. */
export const sealRules: Rule[] = [
  {
    code: 'broken-seal',
    severity: 'error',
    consequence: 'blocked',
    check: ({ ipa, seal }) => {
      const faults = seal?.filter((fault) => !isNamedElsewhere(fault, ipa)) ?? [];
      return faults.length
        ? {
            message: `${ipa.name} does not hold what its signatures say: ${faults.map(({ message }) => message).join(' ')}`,
            fix: 'Publish the .ipa as it was exported; whatever changes a file in it must sign it again.',
          }
        : null;
    },
  },
];

/** Whether a rule of its own names the fault already: a main executable that is missing or not signed. */
function isNamedElsewhere({ code, path }: SealFault, { root, executable, nested }: Ipa): boolean {
  if (code === 'no-executable') return path === root || path === root + executable;
  const unsigned = nested.filter(({ slices }) => slices?.some(({ signature }) => !signature));
  return (
    code === 'unsigned' &&
    (path === root + executable || unsigned.some((bundle) => path.startsWith(bundle.root)))
  );
}
