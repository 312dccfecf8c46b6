import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig } from 'astro';
import { createOutputAt } from './catalog/addresses.ts';
import type { Catalog } from './catalog/catalog.ts';
import { type ComponentOverrides, missingComponents } from './components.ts';
import { type Options, type ResolvedOptions, resolveOptions } from './options.ts';
import { cacheFile, NAME } from './project.ts';
import { reportToGitHub } from './report/github.ts';
import { countFiles, fewOfEachKind, reportByFile } from './report/text.ts';
import { checkSite } from './site.ts';
import { userError } from './user-error.ts';
import { checkWritten } from './written/check.ts';

/** The options with every default filled in. Throws an `AstroError` when one is unknown or has a wrong value. */
export function requireOptions(input: Options): ResolvedOptions {
  const result = resolveOptions(input);
  if ('options' in result) return result.options;
  throw userError(`The options of ${NAME} cannot be used.`, result.problems.join('\n'));
}

/** Throws an `AstroError` where the file of a site's own component does not exist. */
export function requireComponents(components: ComponentOverrides, root: string): void {
  const missing = missingComponents(components, root);
  if (missing.length === 0) return;
  throw userError(
    `These files of the option \`components\` of ${NAME} do not exist: ${missing.join(', ')}.`,
    'Write each path as it is seen from the root of the project, such as "./src/MyReleasePage.astro".',
  );
}

/** The site's address. Throws an `AstroError` when nothing could be installed from it. */
export function requireSite({ site = '' }: AstroConfig): string {
  const problem = checkSite(site);
  if (problem) throw userError(problem.message, problem.hint);
  return site;
}

/**
 * Throws an `AstroError` where something that was written into `folder` would not install. `names` are those of
 * files that were read or written just before.
 */
export async function requireInstallable(
  catalog: Catalog,
  config: AstroConfig,
  folder: string,
  isStatic: boolean,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const { site = '', base } = config;
  const shown = relative(fileURLToPath(config.root), folder).split(sep).join('/') || '.';
  const findings = await checkWritten({
    folder,
    shown,
    memory: cacheFile(config, 'written.json'),
    names,
    static: isStatic,
    outputAt: createOutputAt({ site, base }),
    ours: catalog.languages.flatMap(({ addresses }) =>
      catalog.apps.map(({ bundleId }) => `${addresses.file(bundleId).url}/`),
    ),
    changingManifests: catalog.apps.flatMap(({ channels }) => channels.map(({ manifest }) => manifest.url)),
  });
  if (!findings.length) return;
  const few = fewOfEachKind(findings);
  await reportToGitHub('Written pages', few);
  const message = `The site in ${shown} must not be published: ${countFiles(findings)} would send an iPhone astray.`;
  throw userError(message, reportByFile(few));
}
