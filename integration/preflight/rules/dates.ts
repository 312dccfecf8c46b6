import type { BundleCode } from '../../ipa/bundle.ts';
import type { Ipa } from '../../ipa/ipa.ts';
import type { Rule } from '../rule.ts';

/** A date on which a part of a build ends. */
export interface End {
  /** ISO 8601. */
  date: string;
  /** What ends, to begin a sentence. */
  what: string;
  cause: 'profile' | 'certificate';
}

const DAY = 86_400_000;

/**
 * When a build ends: the earliest end of a profile or a signer's certificate in it, those of extensions and
 * Watch apps included; null when nothing in it ends. Source: Apple TN3125.
 */
export function endOf(ipa: Ipa): End | null {
  const [first] = ends(ipa).sort((a, b) => Date.parse(a.date) - Date.parse(b.date));
  return first ?? null;
}

function ends(ipa: Ipa): End[] {
  return [
    ...endsOfCode(ipa, ipa.name),
    ...ipa.nested.flatMap((bundle) => endsOfCode(bundle, bundle.bundleId ?? bundle.root)),
  ];
}

function endsOfCode({ profile, slices }: BundleCode, name: string): End[] {
  const signers = slices?.flatMap((slice) => slice.signature?.signer ?? []) ?? [];
  return [
    ...(profile?.expires
      ? [
          {
            date: profile.expires,
            what: `The provisioning profile "${profile.name}" of ${name}`,
            cause: 'profile' as const,
          },
        ]
      : []),
    ...signers.flatMap((signer) =>
      signer.notAfter
        ? [
            {
              date: signer.notAfter,
              what: `The signing certificate "${signer.name}" of ${name}`,
              cause: 'certificate' as const,
            },
          ]
        : [],
    ),
  ];
}

const RENEW = {
  profile: 'Renew the profile in the developer account and export the build again.',
  certificate: 'Make a new certificate, renew the profile with it, and export the build again.',
};

function expired(cause: End['cause']): Rule {
  return {
    code: `${cause}-expired`,
    severity: 'error',
    consequence: 'expired',
    check: ({ ipa, now }) =>
      ends(ipa)
        .filter((end) => end.cause === cause && Date.parse(end.date) <= now.getTime())
        .slice(0, 1)
        .map(({ what, date }) => ({ message: `${what} expired on ${day(date)}.`, fix: RENEW[cause] })),
  };
}

/** Whether the build's dates allow it to be installed. */
export const dateRules: Rule[] = [
  expired('profile'),
  expired('certificate'),
  {
    code: 'expires-soon',
    severity: 'warning',
    check: ({ ipa, now, expiresWithin }) => {
      const end = endOf(ipa);
      const left = end ? (Date.parse(end.date) - now.getTime()) / DAY : Number.POSITIVE_INFINITY;
      return end && left > 0 && left <= expiresWithin
        ? { message: `${end.what} expires on ${day(end.date)}, in ${days(left)}.`, fix: RENEW[end.cause] }
        : null;
    },
  },
  {
    code: 'certificate-ends-first',
    severity: 'info',
    check: ({ ipa, now }) => {
      const end = endOf(ipa);
      const profile = ipa.profile?.expires;
      return end?.cause === 'certificate' &&
        profile &&
        end.date < profile &&
        Date.parse(end.date) > now.getTime()
        ? {
            message: `${end.what} ends on ${day(end.date)}, before the profile (${day(profile)}): the build is certainly fine until then.`,
            fix: 'Nothing now; sign with a newer certificate when you export next.',
          }
        : null;
    },
  },
  {
    code: 'not-yet-valid',
    severity: 'warning',
    check: ({ ipa: { name, profile }, now }) =>
      profile?.created && Date.parse(profile.created) > now.getTime()
        ? {
            message: `The provisioning profile "${profile.name}" of ${name} is valid only from ${day(profile.created)} on.`,
            fix: 'Check the clock of the machine that builds the site, or wait.',
          }
        : null,
  },
];

function day(iso: string): string {
  return iso.slice(0, 10);
}

function days(count: number): string {
  const whole = Math.floor(count);
  return whole === 0 ? 'less than a day' : `${whole} ${whole === 1 ? 'day' : 'days'}`;
}
