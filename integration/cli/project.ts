import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AstroInlineConfig } from 'astro';
import { Failure } from '../failure.ts';
import { type Options, resolveOptions } from '../options.ts';
import { currentProject, type Project } from '../project.ts';
import { checkSite, siteFromEnvironment } from '../site.ts';
import { Misuse, readChoice } from './command.ts';

/** The flags that say which site is meant, and what they mean. */
export const PROJECT_FLAGS = {
  root: { type: 'string' },
  site: { type: 'string' },
  base: { type: 'string' },
  builds: { type: 'string' },
  path: { type: 'string' },
  'trailing-slash': { type: 'string' },
  'build-format': { type: 'string' },
} as const;

/** What `--help` says of them. */
export const PROJECT_HELP = `The site is the one of astro.config in the current folder, unless these say otherwise:

  --root FOLDER             the project's folder
  --site URL, --base PATH   where the site is, as for \`astro build\`
  --builds FOLDER, --path PATH
                            the options of the integration
  --trailing-slash always|never|ignore, --build-format directory|file|preserve
                            Astro's settings of these names`;

/** The values of those flags. */
export type ProjectFlags = { [Flag in keyof typeof PROJECT_FLAGS]?: string | undefined };

const TRAILING_SLASHES = ['always', 'never', 'ignore'] as const;
const FORMATS = ['directory', 'file', 'preserve'] as const;
/** Where Astro looks for its configuration, in this order (astro/core/config). */
const CONFIG_FILES = ['mjs', 'js', 'ts', 'mts', 'cjs', 'cts'].map((ending) => `astro.config.${ending}`);

/**
 * Learns which site is meant: from the project's `astro.config`, as Astro itself resolves it, and from flags
 * before that. A folder without an `astro.config` has the defaults of Astro and of the integration.
 * Throws a `Failure` when the configuration cannot be loaded or tells no address to install from.
 */
export async function readProject(flags: ProjectFlags): Promise<Project> {
  const root = resolve(flags.root ?? '.');
  const settings = readSettings(flags);
  const hasConfig = CONFIG_FILES.some((name) => existsSync(join(root, name)));
  const project = hasConfig ? await loadConfig(root, settings) : withoutConfig(root, settings);
  const problem = checkSite(project.config.site);
  if (problem) throw new Failure(problem.message, problem.hint);
  const { builds = project.options.builds, path = project.options.path } = flags;
  const checked = requireOptions({ builds, path });
  return { ...project, options: { ...project.options, builds: checked.builds, path: checked.path } };
}

type Settings = Pick<AstroInlineConfig, 'site' | 'base' | 'trailingSlash' | 'build'>;

/** The flags that are settings of Astro; those which are not given are left out. */
function readSettings({ site, base, ...flags }: ProjectFlags): Settings {
  const trailingSlash = readChoice('trailing-slash', flags['trailing-slash'], TRAILING_SLASHES);
  const format = readChoice('build-format', flags['build-format'], FORMATS);
  return {
    ...(site !== undefined && { site }),
    ...(base !== undefined && { base }),
    ...(trailingSlash && { trailingSlash }),
    ...(format && { build: { format } }),
  };
}

async function loadConfig(root: string, settings: Settings): Promise<Project> {
  try {
    // The project's own Astro. To make Vite's configuration it resolves its own and asks every integration,
    // which is all that is wanted of it.
    const astro = createRequire(join(root, 'package.json')).resolve('astro/config');
    const { getViteConfig }: typeof import('astro/config') = await import(pathToFileURL(astro).href);
    const load = getViteConfig({ root }, { root, logLevel: 'silent', ...settings });
    await load({ mode: 'production', command: 'build' });
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    throw new Failure(
      `The configuration of Astro in ${root} could not be loaded: ${message}`,
      hint ?? 'See what `astro build` says there; the packages of the project have to be installed.',
    );
  }
  const project = currentProject();
  if (project) return project;
  throw new Failure(
    `The configuration of Astro in ${root} does not have astro-ota among its integrations.`,
    'Add `ota()` to its `integrations`, or say with --root where the project is.',
  );
}

function withoutConfig(root: string, settings: Settings): Project {
  const folder = pathToFileURL(root + sep);
  return {
    config: {
      root: folder,
      cacheDir: new URL('node_modules/.astro/', folder),
      base: '/',
      trailingSlash: 'ignore',
      server: { port: 4321 },
      ...siteFromEnvironment(),
      ...settings,
      build: { format: settings.build?.format ?? 'directory' },
    },
    options: requireOptions({}),
  };
}

function requireOptions(options: Options) {
  const result = resolveOptions(options);
  if ('options' in result) return result.options;
  throw new Misuse(result.problems.join('\n'));
}
