import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../', import.meta.url));
const SITE = 'https://ota.example.com';
const SHAPES = ['directory', 'file', 'preserve'].flatMap((format) =>
  ['always', 'never', 'ignore'].map((trailingSlash) => ({ format, trailingSlash })),
);

describe('the package that npm would publish', () => {
  let folder: string;
  let tarball: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'astro-ota-package-'));
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: repository,
    });
    const [packed] = Object.values<{ filename: string }>(JSON.parse(stdout));
    tarball = join(folder, packed?.filename ?? '');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('holds compiled JavaScript with types, raw components, and nothing of tests or builds', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball]);
    const files = stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''));
    for (const file of [
      'lib/index.js',
      'lib/index.d.ts',
      'src/routes/release.astro',
      'README.md',
      'LICENSE',
    ]) {
      assert(files.includes(file), file);
    }
    const strays = files.filter(
      (file) => !/^(lib|integration|src)\/|^(package\.json|README\.md|LICENSE)$/.test(file),
    );
    assert.deepEqual(strays, []);
  });

  for (const version of ['5.18.2', '6.4.8', '7.3.4']) {
    describe(`in a project on Astro ${version}`, () => {
      let project: string;

      before(async () => {
        project = join(folder, `astro-${version}`);
        await cp(join(repository, 'test/fixtures/site'), project, { recursive: true });
        const dependencies = { astro: version };
        await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
        const flags = [
          '--no-package-lock',
          '--prefer-offline',
          '--no-audit',
          '--no-fund',
          '--ignore-scripts',
        ];
        await run('npm', ['install', ...flags, tarball], { cwd: project });
        await mkdir(join(project, 'builds/beta'), { recursive: true });
        await writeFile(join(project, 'builds/Orbit.ipa'), buildIpa());
        await writeFile(join(project, 'builds/beta/Orbit 2.ipa'), buildIpa({ version: '2.0', build: '2' }));
      });

      for (const { format, trailingSlash } of SHAPES) {
        // Astro 6 fails here on every dynamic route, with "Missing parameter".
        if (version.startsWith('6.') && format === 'file' && trailingSlash === 'always') continue;
        it(`builds a site to install from with build.format ${format} and trailingSlash ${trailingSlash}`, async () => {
          await writeFile(join(project, 'astro.config.mjs'), config(format, trailingSlash));
          await run('npx', ['--no-install', 'astro', 'build', '--silent'], {
            cwd: project,
            env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
          });
          const site = await serveSite(join(project, 'dist'), {
            origin: SITE,
            base: '/team',
            // Whoever chooses addresses without a slash chose a host that serves them.
            foldersWithoutSlash: trailingSlash === 'never',
          });
          const home =
            format === 'directory' ? `/install${trailingSlash === 'never' ? '' : '/'}` : '/install.html';
          const report = await installEverything(site, { start: home, expectApps: ['com.example.orbit'] });
          await site.close();
          assert.deepEqual(report.apps.map(({ shortVersion }) => shortVersion).sort(), ['1.0', '2.0']);
          assert.match(await readFile(join(project, 'dist/index.html'), 'utf8'), /The rest of the site/);
        });
      }
    });
  }
});

function config(format: string, trailingSlash: string): string {
  return `import { defineConfig } from 'astro/config';
import ota from 'astro-ota';

export default defineConfig({
  site: '${SITE}',
  base: '/team',
  trailingSlash: '${trailingSlash}',
  build: { format: '${format}' },
  integrations: [ota({ path: '/install' })],
});
`;
}
