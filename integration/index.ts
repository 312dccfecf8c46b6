import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegration, IntegrationResolvedRoute } from 'astro';
import { serveAmpPages, writeAmpPages } from './amp-pages.ts';
import { assetsIn } from './assets.ts';
import { readBuilds, readForBuild, reportForDev, summary } from './builds.ts';
import { currentCatalog, setCurrentCatalog } from './catalog/current.ts';
import { componentModules } from './components.ts';
import { serveDocuments } from './dev.ts';
import { servePages } from './dev-pages.ts';
import { chooseLanguages } from './languages.ts';
import type { Options } from './options.ts';
import { buildsFolder, cacheFile, NAME, setCurrentProject } from './project.ts';
import { requireComponents, requireInstallable, requireOptions, requireSite } from './requirements.ts';
import { notFoundRoute, routes } from './routes.ts';
import { checkSite, isExampleAddress } from './site.ts';
import { themeStylesheet } from './theme.ts';
import { followBuilds, reload } from './watch.ts';
import { writeSite } from './write.ts';

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
  let resolvedRoutes: IntegrationResolvedRoute[];
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
        for (const { prefix } of places) routes(`${prefix}/${options.path}`).forEach(injectRoute);
        // In a preview it would take the place of the page that was built.
        if (command !== 'preview') notFoundRoute(config).forEach(injectRoute);
      },
      'astro:routes:resolved': ({ routes }) => {
        resolvedRoutes = routes;
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
        const { kept } = await writeSite(catalog, fileURLToPath(dir), cacheFile(config, 'documents.json'));
        if (kept.includes('_headers')) logger.warn(KEPT_HEADERS);
        const { tooMuchStyle, names } = await writeAmpPages(
          catalog,
          fileURLToPath(dir),
          assetsIn(dir, config),
          cacheFile(config, 'amp.json'),
        );
        if (tooMuchStyle) logger.warn(tooMuchStyleForAmp(tooMuchStyle));
        await requireInstallable(catalog, config, fileURLToPath(dir), buildOutput === 'static', names);
        logger.info(summary(catalog));
      },
      'astro:server:setup': async ({ server, logger }) => {
        const problem = checkSite(config.site);
        if (problem) logger.warn(`${problem.message}\n${problem.hint}`);
        await followBuilds({
          watcher: server.watcher,
          folder: buildsFolder({ config, options }),
          root: fileURLToPath(config.root),
          read: () => readBuilds(config, options),
          publish: (read) => {
            setCurrentCatalog(read.catalog);
            reportForDev(read, config, options, logger);
            reload(server);
          },
          failed: ({ message }) => logger.error(`The builds could not be read again: ${message}`),
        });
        server.middlewares.use(serveDocuments);
        server.middlewares.use(serveAmpPages(assetsIn(config.publicDir, config)));
        const isRoute = (path: string) => resolvedRoutes.some(({ patternRegex }) => patternRegex.test(path));
        server.middlewares.use(servePages(config, isRoute));
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
