import { existsSync } from 'node:fs';
import type { AstroConfig, AstroIntegrationLogger } from 'astro';
import type { Catalog } from './catalog/catalog.ts';
import { unknownApps } from './catalog/collections.ts';
import { showProgress } from './catalog/progress.ts';
import { type ReadCatalog, readCatalog } from './catalog/read.ts';
import { listedApps } from './documents/source.ts';
import { DEFAULT_BUILDS, type ResolvedOptions } from './options.ts';
import { buildsFolder, catalogOptions } from './project.ts';
import { reportToGitHub } from './report/github.ts';
import { countFiles, reportByCode, reportByFile } from './report/text.ts';
import { weigh } from './report/weigh.ts';
import { userError } from './user-error.ts';

/** Reads the builds folder, and shows on a terminal how far it has come. */
export function readBuilds(config: AstroConfig, options: ResolvedOptions): Promise<ReadCatalog> {
  return readCatalog({
    ...catalogOptions({ config, options }),
    progress: (total) => showProgress(process.stderr, 'Reading builds', total),
  });
}

/**
 * Reads the builds folder for `astro build` and tells what was found. Throws an `AstroError` that names every
 * build which cannot be published, and where the folder that was asked for does not exist.
 */
export async function readForBuild(
  config: AstroConfig,
  options: ResolvedOptions,
  logger: AstroIntegrationLogger,
) {
  const missing = missingFolder(config, options);
  if (missing && options.builds !== DEFAULT_BUILDS) throw userError(missing.message, missing.hint);
  if (missing) logger.warn(`${missing.message}\n${missing.hint}`);
  const { catalog, findings } = await readBuilds(config, options);
  for (const warning of unmetOptions(catalog, options)) logger.warn(warning);
  const { errors, warnings, notes } = weigh(findings, options.uninstallable);
  await reportToGitHub('Builds', [...errors, ...warnings, ...notes]);
  if (errors.length) {
    const message = `Nothing was written: ${countFiles(errors)} in ${options.builds} cannot be published.`;
    throw userError(message, reportByFile(errors));
  }
  const unknown = unknownInCollections(catalog, options);
  if (unknown) throw userError(unknown.message, unknown.hint);
  if (warnings.length) logger.warn(`Worth a look:\n${reportByCode(warnings)}`);
  if (notes.length) logger.info(`Good to know:\n${reportByCode(notes)}`);
  return catalog;
}

/** Tells in `astro dev` what was found, and only warns of what would stop a build. */
export function reportForDev(
  { catalog, findings }: ReadCatalog,
  config: AstroConfig,
  options: ResolvedOptions,
  logger: AstroIntegrationLogger,
): void {
  const { errors, warnings } = weigh(findings, options.uninstallable);
  const missing = missingFolder(config, options);
  if (missing) logger.warn(`${missing.message}\n${missing.hint}`);
  const unknown = unknownInCollections(catalog, options);
  if (unknown) logger.warn(`\`astro build\` would fail:\n${unknown.message}\n${unknown.hint}`);
  if (errors.length) logger.warn(`\`astro build\` would fail:\n${reportByFile(errors)}`);
  if (warnings.length) logger.warn(`Worth a look:\n${reportByCode(warnings)}`);
  logger.info(summary(catalog));
}

/** What a Catalog holds, in a line. */
export function summary({ apps, packages }: Catalog): string {
  const releases = apps.flatMap((app) => app.releases);
  const installable = releases.filter(({ status }) => status === 'installable').length;
  const text = `${plural(apps.length, 'app')}, ${plural(releases.length, 'release')}, ${installable} installable`;
  return packages.length ? `${text}; ${plural(packages.length, 'macOS package')}` : text;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What options ask for in vain, a line each. */
function unmetOptions(catalog: Catalog, { apps, source }: ResolvedOptions): string[] {
  const known = new Set(catalog.apps.map(({ bundleId }) => bundleId));
  const named = Object.entries({ apps, 'source.apps': source?.apps ?? {} });
  const unmet = named.flatMap(([option, byApp]) => {
    const unknown = Object.keys(byApp).filter((bundleId) => !known.has(bundleId));
    return unknown.length
      ? [`The option \`${option}\` names apps without a build: ${unknown.join(', ')}.`]
      : [];
  });
  if (source && listedApps(catalog, source).length === 0) unmet.push(emptySource(source.channel));
  return unmet;
}

function emptySource(channel: string): string {
  return `source.json lists no app, so Feather refuses it: no app has its .ipa on this site on the channel "${channel}", enterprise builds aside, which are never listed. Set \`source.channel\` to a channel that has some, or leave \`source\` out.`;
}

function missingFolder(config: AstroConfig, options: ResolvedOptions) {
  if (existsSync(buildsFolder({ config, options }))) return undefined;
  return {
    message: `There is no folder ${options.builds}, so the site has no builds.`,
    hint: 'Create it and put builds there, or name the folder that holds them with the option `builds`.',
  };
}

function unknownInCollections({ apps }: Catalog, { collections, builds }: ResolvedOptions) {
  const unknown = unknownApps(collections, apps);
  if (unknown.length === 0) return undefined;
  const known = apps.map(({ bundleId }) => bundleId).join(', ') || 'none';
  return {
    message: `The option \`collections\` names apps without a build in ${builds}: ${unknown.join('; ')}.`,
    hint: `Use bundle identifiers of apps that have one: ${known}.`,
  };
}
