import { z } from 'zod';
import { nearestRule, rules } from './preflight/rules.ts';

/** Every option of the integration. */
export const optionsSchema = z.strictObject({
  /**
   * The folder that holds the builds, relative to the project.
   * @default './builds'
   */
  builds: z.string().min(1).default('./builds'),
  /**
   * Where the install pages begin on the site, below Astro's `base`.
   * @default '/'
   */
  path: z
    .string()
    .regex(
      /^\/?([A-Za-z0-9._~-]+\/)*[A-Za-z0-9._~-]*$/,
      'use a path such as "/install": letters, digits, "-", "." and "_"',
    )
    .refine(
      (path) => !path.split('/').some((segment) => /^\.+$/.test(segment)),
      'leave "." and ".." out of it',
    )
    .default('/'),
  /**
   * Which release counts as newest: the one with the highest version, or the one with the latest date, for
   * teams whose versions go back.
   * @default 'version'
   */
  order: z.enum(['version', 'date']).default('version'),
  /**
   * What to do with a build that can never be installed over the air: fail the build of the site, or list the
   * build without a link and say why.
   * @default 'fail'
   */
  uninstallable: z.enum(['fail', 'list']).default('fail'),
  /**
   * The severity of findings by their code: `off`, `info`, `warning` or `error`.
   * @default {}
   */
  rules: z
    .record(z.string(), z.enum(['off', 'info', 'warning', 'error']))
    .superRefine((settings, context) => {
      for (const code of Object.keys(settings).filter((code) => !rules.some((rule) => rule.code === code))) {
        context.addIssue(`"${code}" is no rule; did you mean "${nearestRule(code)}"?`);
      }
    })
    .default({}),
  /**
   * How many days before its end a build counts as expiring soon.
   * @default 30
   */
  expiresWithin: z.number().int().min(0).default(30),
  /**
   * Whether search engines may list the pages.
   * @default false
   */
  index: z.boolean().default(false),
  /**
   * What pages show of the team: `name` and `logo` (an image in `public/`) on top, `accent` as the colour of
   * buttons and links, darkened or lightened where it could not be read, and links in `footer`.
   * @default {}
   */
  theme: z
    .strictObject({
      name: z.string().min(1).optional(),
      logo: z
        .string()
        .regex(/^\/?(?!\/)[^:?#\\]+$/, 'use the path of an image in public/, such as "/logo.svg"')
        .optional(),
      accent: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, 'use a colour such as "#7a3cff"')
        .optional(),
      footer: z
        .array(
          z.strictObject({
            text: z.string().min(1),
            href: z
              .string()
              .regex(
                /^(https:\/\/|mailto:|\/(?!\/))/i,
                'use an address that begins with "https://", "mailto:" or "/"',
              ),
          }),
        )
        .optional(),
    })
    .default({}),
});

/** The options as a user writes them in `astro.config.mjs`. */
export type Options = z.input<typeof optionsSchema>;

/** The options with every default filled in. */
export type ResolvedOptions = z.output<typeof optionsSchema>;

/**
 * Checks the options and fills in the defaults.
 * Gives the problems in words instead, one line each, when an option is unknown or has a wrong value.
 */
export function resolveOptions(options: unknown): { options: ResolvedOptions } | { problems: string[] } {
  const result = optionsSchema.safeParse(options ?? {});
  if (result.success) return { options: result.data };
  const known = Object.keys(optionsSchema.shape).join(', ');
  return {
    problems: result.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.map((key) => `"${key}"`).join(', ')}: no such option. The options are ${known}.`
        : `${issue.path.join('.') || 'options'}: ${issue.message}`,
    ),
  };
}
