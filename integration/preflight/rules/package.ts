import type { PackageFacts } from '../../ipa/package-facts.ts';
import type { Rule, Verdict } from '../rule.ts';

const MB = 1_000_000;
/** Bytes above which iOS asks before it loads over cellular, or waits for Wi-Fi. */
export const CELLULAR_LIMIT = 200 * MB;
const SIZE_LIMIT = 4000 * MB;

/** Whether iOS can unpack the archive into what was signed. */
export const packageRules: Rule[] = [
  rule('denied-links', 'error', 'deniedLinks', {
    message: 'symbolic links that lead out of the app; iOS stops unpacking there',
    fix: 'Replace the links by the files themselves before signing.',
  }),
  rule('unsafe-names', 'error', 'unsafeNames', {
    message: 'file names that are absolute, climb with ".." or hold forbidden characters',
    fix: 'Export the build again; no tool of Apple’s writes such names.',
  }),
  rule('duplicate-entries', 'error', 'duplicateNames', {
    message: 'files that are in the archive twice, so that it is open which one counts',
    fix: 'Make the archive anew instead of adding to an old one.',
  }),
  rule('mismatched-names', 'error', 'mismatchedNames', {
    message: 'files whose two names in the archive differ',
    fix: 'Export the build again with Xcode; the tool that made this archive damages it.',
  }),
  rule('unsupported-compression', 'error', 'unsupportedMethods', {
    message: 'files packed in a way that iOS does not unpack',
    fix: 'Zip with the ordinary method: `zip -qry App.ipa Payload`.',
  }),
  rule('colliding-names', 'warning', 'collidingNames', {
    message: 'files whose names differ in upper and lower case alone',
    fix: 'Rename one of each pair: on most Macs a disk keeps only one of them.',
  }),
  rule('finder-files', 'info', 'finderFiles', {
    message: 'files that the Finder left behind',
    fix: 'Zip on the command line: `zip -qry App.ipa Payload -x "*.DS_Store"`.',
  }),
  {
    code: 'over-cellular-limit',
    severity: 'info',
    check: ({ ipa, size }) =>
      size > CELLULAR_LIMIT && size <= SIZE_LIMIT
        ? {
            message: `${ipa.name} is ${Math.round(size / MB)} MB: above 200 MB iOS asks before it loads over cellular, or waits for Wi-Fi.`,
            fix: 'Tell testers to use Wi-Fi, or make the build smaller.',
          }
        : null,
  },
  {
    code: 'over-size-limit',
    severity: 'warning',
    check: ({ ipa, size }) =>
      size > SIZE_LIMIT
        ? {
            message: `${ipa.name} is ${(size / MB / 1000).toFixed(1)} GB, more than the 4 GB that an app may be.`,
            fix: 'Move assets out of the app, to be loaded when they are needed.',
          }
        : null,
  },
];

function rule(
  code: string,
  severity: Rule['severity'],
  fact: keyof PackageFacts,
  { message, fix }: Verdict,
): Rule {
  return {
    code,
    severity,
    ...(severity === 'error' && { consequence: 'blocked' as const }),
    check: ({ ipa }) => {
      const { count, examples } = ipa.package[fact];
      if (!count) return null;
      const more = count > examples.length ? ` and ${count - examples.length} more` : '';
      return { message: `The archive of ${ipa.name} holds ${message}: ${examples.join(', ')}${more}.`, fix };
    },
  };
}
