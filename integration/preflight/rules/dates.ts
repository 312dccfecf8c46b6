import type { Rule } from '../rule.ts';

/** Whether the build's dates allow it to be installed. */
export const dateRules: Rule[] = [
  {
    code: 'profile-expired',
    severity: 'error',
    consequence: 'expired',
    check: ({ ipa, now }) =>
      ipa.profile?.expires && Date.parse(ipa.profile.expires) <= now.getTime()
        ? {
            message: `The provisioning profile "${ipa.profile.name}" of ${ipa.name} expired on ${ipa.profile.expires.slice(0, 10)}.`,
            fix: 'Renew the profile in the developer account and export the build again.',
          }
        : null,
  },
];
