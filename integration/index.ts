import { existsSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegration, AstroIntegrationLogger } from 'astro';
import { serveAmpPages, writeAmpPages } from './amp-pages.ts';
import { assetsIn } from './assets.ts';
import { outputAt } from './catalog/addresses.ts';
import type { Catalog } from './catalog/catalog.ts';
import { unknownApps } from './catalog/collections.ts';
import { currentCatalog, setCurrentCatalog } from './catalog/current.ts';
import { showProgress } from './catalog/progress.ts';
import { readCatalog } from './catalog/read.ts';
import { type ComponentOverrides, componentModules, missingComponents } from './components.ts';
import { serveDocuments, watchBuilds } from './dev.ts';
import { chooseLanguages } from './languages.ts';
import { type Options, type ResolvedOptions, resolveOptions } from './options.ts';
import { buildsFolder, catalogOptions, NAME, setCurrentProject } from './project.ts';
import { reportToGitHub } from './report/github.ts';
import { countFiles, fewOfEachKind, reportByCode, reportByFile } from './report/text.ts';
import { weigh } from './report/weigh.ts';
import { checkSite, isExampleAddress } from './site.ts';
import { themeStylesheet } from './theme.ts';
import { userError } from './user-error.ts';
import { writeSite } from './write.ts';
import { checkWritten } from './written/check.ts';

export type { Options } from './options.ts';
export { type SiteAddress, siteFromEnvironment } from './site.ts';

/**
 * Turns a folder of `.ipa` files into an over-the-air install site.
 * Throws an `AstroError` when an option is unknown or has a wrong value.
 */
export default function ota(input: Options = {}): AstroIntegration {
  const options = requireOptions(input);
  let config: AstroConfig;
  let buildOutput: 'static' | 'server';
  return {
    name: NAME,
    hooks: {
      'astro:config:setup': ({ config, command, injectRoute, logger, updateConfig }) => {
        const root = fileURLToPath(config.root);
        requireComponents(options.components, root);
        const plugins = [themeStylesheet(options.theme), componentModules(options.components, root)];
        updateConfig({ vite: { plugins } });
        const { places, missing } = chooseLanguages(options.locales, config.i18n);
        if (missing.length) logger.warn(`The pages are not made for these locales: ${missing.join(', ')}.`);
        for (const { prefix } of places) {
          for (const route of routes(`${prefix}/${options.path}`)) injectRoute(route);
        }
        if (command === 'preview' || has404(config)) return;
        injectRoute(route('/404', 'not-found'));
      },
      'astro:config:done': (final) => {
        config = final.config;
        setCurrentProject({ config, options });
        buildOutput = final.buildOutput;
      },
      'astro:build:start': async ({ logger }) => {
        const site = requireSite(config);
        if (isExampleAddress(site)) logger.warn(exampleAddress(site));
        setCurrentCatalog(await readForBuild(config, options, logger));
      },
      'astro:build:done': async ({ dir, logger }) => {
        const catalog = currentCatalog();
        const { kept } = await writeSite(catalog, fileURLToPath(dir));
        if (kept.includes('_headers')) logger.warn(KEPT_HEADERS);
        const { tooMuchStyle } = await writeAmpPages(catalog, fileURLToPath(dir), assetsIn(dir, config));
        if (tooMuchStyle) logger.warn(tooMuchStyleForAmp(tooMuchStyle));
        await requireInstallable(catalog, config, fileURLToPath(dir), buildOutput === 'static');
        logger.info(summary(catalog));
      },
      'astro:server:setup': async ({ server, logger }) => {
        const read = async () => setCurrentCatalog(await readForDev(config, options, logger));
        const problem = checkSite(config.site);
        if (problem) logger.warn(`${problem.message}\n${problem.hint}`);
        await read();
        server.middlewares.use(serveDocuments);
        server.middlewares.use(serveAmpPages(assetsIn(config.publicDir, config)));
        watchBuilds(server, buildsFolder({ config, options }), () =>
          read().catch((error: Error) =>
            logger.error(`The builds could not be read again: ${error.message}`),
          ),
        );
      },
    },
  };
}

function tooMuchStyleForAmp(bytes: number): string {
  return `The AMP pages go without ${bytes} bytes of style, because AMP allows 75,000 in all. Give release pages less, or set \`amp: false\`.`;
}

function exampleAddress(site: string): string {
  return `The site’s address is still an example, ${site}: every link would lead there. Set \`site\` in astro.config.mjs before you deploy.`;
}

const KEPT_HEADERS =
  'The site has a _headers file of its own, which stays as it is. Let it say: .ipa and .pkg are application/octet-stream and immutable, .plist is text/xml and no-cache.';

function route(pattern: string, page: string) {
  return { pattern, entrypoint: new URL(`../src/routes/${page}.astro`, import.meta.url), prerender: true };
}

function routes(path: string) {
  const root = `/${path.split('/').filter(Boolean).join('/')}`;
  const below = root === '/' ? '' : root;
  return [
    route(root, 'home'),
    route(`${below}/about/distribution`, 'distribution'),
    route(`${below}/collections/[collection]`, 'collection'),
    route(`${below}/[app]`, 'app'),
    route(`${below}/[app]/mac`, 'package-beside-app'),
    route(`${below}/[app]/mdm`, 'management'),
    route(`${below}/[app]/releases/[page]`, 'history'),
    route(`${below}/[app]/latest`, 'latest'),
    route(`${below}/[app]/latest/[channel]`, 'latest-of-channel'),
    route(`${below}/[app]/[release]`, 'release'),
  ];
}

function has404({ srcDir }: AstroConfig): boolean {
  return ['astro', 'md', 'mdx', 'html', 'ts', 'js'].some((ending) =>
    existsSync(new URL(`./pages/404.${ending}`, srcDir)),
  );
}

function requireOptions(input: Options): ResolvedOptions {
  const result = resolveOptions(input);
  if ('options' in result) return result.options;
  throw userError(`The options of ${NAME} cannot be used.`, result.problems.join('\n'));
}

function requireComponents(components: ComponentOverrides, root: string): void {
  const missing = missingComponents(components, root);
  if (missing.length === 0) return;
  throw userError(
    `These files of the option \`components\` of ${NAME} do not exist: ${missing.join(', ')}.`,
    'Write each path as it is seen from the root of the project, such as "./src/MyReleasePage.astro".',
  );
}

function requireSite({ site = '' }: AstroConfig): string {
  const problem = checkSite(site);
  if (problem) throw userError(problem.message, problem.hint);
  return site;
}

async function readForBuild(config: AstroConfig, options: ResolvedOptions, logger: AstroIntegrationLogger) {
  const { catalog, findings } = await read(config, options);
  warnOfUnknownApps(catalog, options, logger);
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

function warnOfUnknownApps(
  { apps }: Catalog,
  options: ResolvedOptions,
  logger: AstroIntegrationLogger,
): void {
  const known = new Set(apps.map(({ bundleId }) => bundleId));
  const unknown = Object.keys(options.apps).filter((bundleId) => !known.has(bundleId));
  if (unknown.length) logger.warn(`The option \`apps\` names apps without a build: ${unknown.join(', ')}.`);
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

/** Throws an `AstroError` where something that was written into `folder` would not install. */
async function requireInstallable(
  catalog: Catalog,
  config: AstroConfig,
  folder: string,
  isStatic: boolean,
): Promise<void> {
  const { site = '', base } = config;
  const shown = relative(fileURLToPath(config.root), folder).split(sep).join('/') || '.';
  const findings = await checkWritten({
    folder,
    shown,
    memory: fileURLToPath(new URL(`./${NAME}/written.json`, config.cacheDir)),
    static: isStatic,
    outputAt: (address) => outputAt(address, { site, base }),
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

async function readForDev(config: AstroConfig, options: ResolvedOptions, logger: AstroIntegrationLogger) {
  const { catalog, findings } = await read(config, options);
  const { errors, warnings } = weigh(findings, options.uninstallable);
  const unknown = unknownInCollections(catalog, options);
  if (unknown) logger.warn(`\`astro build\` would fail:\n${unknown.message}\n${unknown.hint}`);
  if (errors.length) logger.warn(`\`astro build\` would fail:\n${reportByFile(errors)}`);
  if (warnings.length) logger.warn(`Worth a look:\n${reportByCode(warnings)}`);
  logger.info(summary(catalog));
  return catalog;
}

function read(config: AstroConfig, options: ResolvedOptions) {
  return readCatalog({
    ...catalogOptions({ config, options }),
    progress: (total) => showProgress(process.stderr, 'Reading builds', total),
  });
}

function summary({ apps, packages }: Catalog): string {
  const releases = apps.flatMap((app) => app.releases);
  const installable = releases.filter(({ status }) => status === 'installable').length;
  const text = `${plural(apps.length, 'app')}, ${plural(releases.length, 'release')}, ${installable} installable`;
  return packages.length ? `${text}; ${plural(packages.length, 'macOS package')}` : text;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
