import type { CodeSignature } from '../../ipa/code-signature.ts';
import type { Ipa } from '../../ipa/ipa.ts';
import type { Rule } from '../rule.ts';

const MINIMUM_VERSION = 0x20400;

/** Whether iOS 15 and later accept the form of the signature. Source: Apple, "Using the latest code signature format". */
export const signatureFormatRules: Rule[] = [
  {
    code: 'old-code-directory',
    severity: 'warning',
    check: ({ ipa }) => {
      const versions = signatures(ipa).flatMap(({ codeDirectories }) =>
        codeDirectories.map(({ version }) => version),
      );
      const newest = Math.max(...versions);
      return versions.length && newest < MINIMUM_VERSION
        ? {
            message: `The code signature of ${ipa.name} has an old form (version 0x${newest.toString(16)}); iOS 15 and later say that the app needs to be updated.`,
            fix: 'Sign it again on macOS 11 or later.',
          }
        : null;
    },
  },
  {
    code: 'no-der-entitlements',
    severity: 'warning',
    check: ({ ipa }) =>
      signatures(ipa).some(({ entitlements, derEntitlements }) => entitlements && !derEntitlements)
        ? {
            message: `The code signature of ${ipa.name} holds no DER entitlements; iOS 15 and later say that the app needs to be updated.`,
            fix: 'Sign it again on macOS 12 or later (or with codesign --generate-entitlement-der).',
          }
        : null,
  },
  {
    code: 'sha1-only',
    severity: 'warning',
    check: ({ ipa }) =>
      signatures(ipa).some(
        ({ codeDirectories }) =>
          codeDirectories.length && codeDirectories.every(({ hashType }) => hashType === 'sha1'),
      )
        ? {
            message: `The code signature of ${ipa.name} knows SHA-1 alone, a form that Xcode no longer writes.`,
            fix: 'Sign it again with a current Xcode.',
          }
        : null,
  },
];

function signatures({ slices }: Ipa): CodeSignature[] {
  return slices?.flatMap(({ signature }) => signature ?? []) ?? [];
}
