import { z } from 'zod';
import { DEFAULT_CHANNEL } from './catalog/assemble.ts';
import { slugOf } from './catalog/collections.ts';
import { CHANNEL } from './catalog/notes.ts';
import { componentNames } from './components.ts';
import { knownLanguages, noSuchLanguage, problemsOfStrings } from './languages.ts';
import { nearestRule, ruleCodes } from './preflight/rules.ts';

const address = (pattern: RegExp, example: string) =>
  z.string().regex(pattern, `use an address such as "${example}"`).optional();

const app = z.strictObject({
  /** The app's public link of TestFlight. */
  testFlight: address(
    /^https:\/\/testflight\.apple\.com\/join\/[A-Za-z0-9]{6,12}$/,
    'https://testflight.apple.com/join/AbCdEf12',
  ),
  /** The app's address in the App Store. */
  appStore: address(
    /^https:\/\/apps\.apple\.com\/([a-z]{2}\/)?app\/([^/?#]+\/)?id\d+$/,
    'https://apps.apple.com/app/id1234567890',
  ),
});

const collection = z
  .strictObject({
    name: z.string().trim().min(1),
    slug: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and "-", such as "qa-team"')
      .optional(),
    description: z.string().trim().min(1).optional(),
    apps: z
      .array(z.string().min(1))
      .min(1, 'name at least one app')
      .refine((apps) => new Set(apps).size === apps.length, 'name each app once'),
  })
  .transform((collection) => ({ ...collection, slug: collection.slug ?? slugOf(collection.name) }))
  .refine(({ slug }) => slug, {
    path: ['slug'],
    error: 'the name has no letters for an address; give one, such as "qa-team"',
  });

const message = z.union([z.string().min(1), z.record(z.string(), z.string().min(1))]);

// The names of AltStore, "Make a Source".
const SOURCE_CATEGORIES = [
  'developer',
  'entertainment',
  'games',
  'lifestyle',
  'other',
  'photo-video',
  'social',
  'utilities',
] as const;

const words = z.string().trim().min(1);

/** What `source.json` says, where it is asked for. */
export const sourceSchema = z.strictObject({
  /**
   * Name of the source.
   * @default the theme's name, else the host
   */
  name: words.optional(),
  /**
   * What clients know the source by. Keep it when the site moves.
   * @default the site's address backwards, such as `com.example.builds`
   */
  identifier: z
    .string()
    .regex(/^[A-Za-z0-9._-]+$/, 'use letters, digits, ".", "_" and "-", such as "com.example.builds"')
    .optional(),
  /** A line below its name. */
  subtitle: words.optional(),
  /** What the source is about. */
  description: words.optional(),
  /**
   * Who made the apps.
   * @default the team that signed each, else the name of the site
   */
  developer: words.optional(),
  /**
   * The channel whose releases are listed. An app with one channel only is listed with that one.
   * @default 'default'
   */
  channel: z.string().regex(CHANNEL, 'use the name of a channel').default(DEFAULT_CHANNEL),
  /**
   * What is said of single apps, by bundle identifier.
   * @default {}
   */
  apps: z
    .record(
      z.string(),
      z.strictObject({
        /** Who made it, instead of `developer` above. */
        developer: words.optional(),
        /** A line below its name. */
        subtitle: words.optional(),
        /**
         * What the app does.
         * @default the notes of its newest release
         */
        description: words.optional(),
        /** Where clients list it. */
        category: z.enum(SOURCE_CATEGORIES).optional(),
      }),
    )
    .default({}),
});

/** Where builds are looked for unless the option `builds` says otherwise. */
export const DEFAULT_BUILDS = './builds';

/** Every option of the integration. */
export const optionsSchema = z.strictObject({
  /**
   * The folder that holds the builds, relative to the project.
   * @default './builds'
   */
  builds: z.string().min(1).default(DEFAULT_BUILDS),
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
      for (const code of Object.keys(settings).filter((code) => !ruleCodes.includes(code))) {
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
   * Whether the page of an ad hoc or development build tells testers if their device is in it. `devices.json`
   * beside each such build then holds short, slow hashes of the device identifiers; never the identifiers.
   * @default true
   */
  deviceCheck: z.boolean().default(true),
  /**
   * Whether every release has an AMP page too.
   * @default true
   */
  amp: z.boolean().default(true),
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
  /**
   * The languages of the pages: the first one at the usual addresses, each other one below its tag, as in
   * `/de/com.example.orbit/`. Without this option, those of Astro's `i18n`, else English.
   * @default []
   */
  locales: z
    .array(
      z.string().refine((tag) => knownLanguages().includes(tag), {
        error: ({ input }) => noSuchLanguage(String(input)),
      }),
    )
    .refine((tags) => new Set(tags).size === tags.length, 'name each language once')
    .default([]),
  /**
   * Texts of the pages to be replaced, by language and name: `{ en: { install: 'Get the app' } }`. The names are
   * those of `src/i18n/en.json`.
   * @default {}
   */
  strings: z
    .record(z.string(), z.record(z.string(), message))
    .superRefine((strings, context) => {
      for (const problem of problemsOfStrings(strings)) context.addIssue(problem);
    })
    .default({}),
  /**
   * Components of the site that take the place of ours, by name: `{ ReleasePage: './src/MyReleasePage.astro' }`.
   * A path is relative to the project; anything else is a module. Each gets the properties that ours gets.
   * @default {}
   */
  components: z.partialRecord(z.enum(componentNames), z.string().min(1)).default({}),
  /**
   * What is to be said of apps beside what their builds say, by bundle identifier: the link of TestFlight and the
   * address in the App Store. A build that is signed for the App Store then stops nothing: its page leads there.
   * @default {}
   */
  apps: z.record(z.string(), app).default({}),
  /**
   * Whether to publish `source.json`, from which AltStore, SideStore and Feather install on devices that are in
   * no profile, and what it says. It lists no enterprise builds.
   * @default false
   */
  source: z
    .preprocess(
      (value: boolean | z.input<typeof sourceSchema>) =>
        value === true ? {} : value === false ? null : value,
      sourceSchema.nullable(),
    )
    .prefault(false),
  /**
   * Sets of apps that are handed out together, each with a page at `/collections/<slug>/`: `{ name, apps }`, where
   * `apps` are bundle identifiers in the order in which they are shown; `description` is what the page says of
   * them, and `slug` the end of its address, else made from the name.
   * @default []
   */
  collections: z
    .array(collection)
    .refine(
      (collections) => new Set(collections.map(({ slug }) => slug)).size === collections.length,
      'two of them have one address; give each a slug of its own',
    )
    .default([]),
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
  return { problems: result.error.issues.map(describe) };
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${issue.path.join('.') || 'options'}: ${issue.message}`;
  const names = issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`).join(', ');
  return `${names}: no such option.${KNOWN[issue.path.join('.')] ?? ''}`;
}

/** What there is instead of an unknown key, by where that stands. */
const KNOWN: Record<string, string> = {
  '': ` The options are ${Object.keys(optionsSchema.shape).join(', ')}.`,
  components: ` The components are ${componentNames.join(', ')}.`,
};
