import type { Pkg } from '../../pkg/pkg.ts';
import type { Rule } from '../rule.ts';

/** What the rules for macOS packages look at. */
export interface PkgSubject {
  pkg: Pkg;
  /** Whether an iOS app of the site has the same identifier. */
  sharesIdentifier: boolean;
  /** The moment for which the dates are judged. */
  now: Date;
  /** How many days before its end a package counts as expiring soon. */
  expiresWithin: number;
}

const DAY = 86_400_000;

/**
 * Whether device management will install a package. Source: Apple, "InstallEnterpriseApplicationCommand" and
 * "Developer ID" (developer.apple.com/support/developer-id).
 */
export const pkgRules: Rule<PkgSubject>[] = [
  {
    code: 'pkg-unsigned',
    severity: 'error',
    consequence: 'blocked',
    check: ({ pkg }) =>
      pkg.signature
        ? null
        : {
            message: `${pkg.title} is not signed, and device management installs signed packages alone.`,
            fix: 'Sign it: productsign --sign "Developer ID Installer: …" in.pkg out.pkg.',
          },
  },
  {
    code: 'pkg-signature-invalid',
    severity: 'error',
    consequence: 'blocked',
    check: ({ pkg }) =>
      pkg.signature?.fault
        ? {
            message: `The signature of ${pkg.title} does not hold: ${pkg.signature.fault}.`,
            fix: 'Sign the package again with productsign, and change nothing in it afterwards.',
          }
        : null,
  },
  {
    code: 'pkg-certificate-expired',
    severity: 'error',
    consequence: 'expired',
    check: ({ pkg, now }) => {
      const end = pkg.signature?.signer?.notAfter;
      return end && Date.parse(end) <= now.getTime()
        ? {
            message: `The certificate "${pkg.signature?.signer?.name}" that signed ${pkg.title} expired on ${day(end)}.`,
            fix: 'Sign the package again with a certificate that is still valid.',
          }
        : null;
    },
  },
  {
    code: 'pkg-expires-soon',
    severity: 'warning',
    check: ({ pkg, now, expiresWithin }) => {
      const end = pkg.signature?.signer?.notAfter;
      const left = end ? (Date.parse(end) - now.getTime()) / DAY : Number.POSITIVE_INFINITY;
      return end && left > 0 && left <= expiresWithin
        ? {
            message: `The certificate "${pkg.signature?.signer?.name}" that signed ${pkg.title} expires on ${day(end)}.`,
            fix: 'Make a new Developer ID Installer certificate, and sign the package again with it.',
          }
        : null;
    },
  },
  {
    code: 'pkg-for-the-store',
    severity: 'warning',
    check: ({ pkg }) =>
      pkg.signature?.kind === 'mac-app-store'
        ? {
            message: `${pkg.title} is signed for the Mac App Store ("${pkg.signature.signer?.name}"), which is the only one to deliver such a package.`,
            fix: 'Export it again for distribution outside the store, signed with a Developer ID Installer certificate.',
          }
        : null,
  },
  {
    code: 'pkg-private-signer',
    severity: 'info',
    check: ({ pkg }) =>
      pkg.signature?.kind === 'other' && pkg.signature.signer
        ? {
            message: `${pkg.title} is signed by "${pkg.signature.signer.name}", which is no Developer ID Installer certificate.`,
            fix: 'Check that your Macs trust the authority that issued it.',
          }
        : null,
  },
  {
    code: 'pkg-component',
    severity: 'warning',
    check: ({ pkg }) =>
      pkg.kind === 'component'
        ? {
            message: `${pkg.title} is a component package; administrators report that device management installs product archives alone.`,
            fix: 'Wrap and sign it: productbuild --package in.pkg --sign "Developer ID Installer: …" out.pkg.',
          }
        : null,
  },
  {
    code: 'pkg-shares-identifier',
    severity: 'info',
    check: ({ pkg, sharesIdentifier }) =>
      sharesIdentifier
        ? {
            message: `An iOS app has the identifier ${pkg.identifier} too, so the addresses of the newest package are under /${pkg.identifier}/mac/.`,
            fix: 'Give your MDM server the addresses with mac/ in them.',
          }
        : null,
  },
];

function day(iso: string): string {
  return iso.slice(0, 10);
}
