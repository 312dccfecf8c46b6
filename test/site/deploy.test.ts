import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../', import.meta.url));
const DEMO_APPS = ['com.example.ledger', 'com.example.orbit', 'com.example.trail'];

interface Step {
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
}

interface Job {
  permissions: Record<string, string>;
  needs?: string;
  if?: string;
  steps: Step[];
}

interface Workflow {
  on: { push: { branches: string[] }; pull_request: unknown };
  permissions: Record<string, string>;
  jobs: { build: Job; deploy: Job };
}

const workflow: Workflow = parse(await readFile(join(repository, '.github/workflows/deploy.yml'), 'utf8'));
const netlify = readToml(await readFile(join(repository, 'netlify.toml'), 'utf8'));
const { build, deploy } = workflow.jobs;

describe('the workflow for GitHub Pages', () => {
  it('gives each job the rights it needs and no others', () => {
    assert.deepEqual(workflow.permissions, {});
    assert.deepEqual(build.permissions, { contents: 'read' });
    assert.deepEqual(deploy.permissions, { pages: 'write', 'id-token': 'write' });
  });

  it('builds pull requests and publishes only what is on the branch', () => {
    const published = "github.event_name != 'pull_request'";
    assert.deepEqual(workflow.on.push.branches, ['main']);
    assert('pull_request' in workflow.on);
    assert.equal(deploy.needs, 'build');
    assert.equal(deploy.if, published);
    assert.equal(action('upload-pages-artifact').if, published);
  });

  it('fetches the builds that are kept in Git LFS', () => {
    assert.equal(action('checkout').with?.['lfs'], true);
  });

  it('restores the cache between `npm ci`, which would delete it, and the build', () => {
    const { steps } = build;
    const order = [
      steps.findIndex((step) => step.run === 'npm ci'),
      steps.indexOf(action('cache')),
      steps.findIndex((step) => step.run === 'npm run build'),
    ];
    assert(!order.includes(-1), `${order}`);
    assert.deepEqual(
      order.toSorted((a, b) => a - b),
      order,
    );
  });

  it('publishes hidden files too', () => {
    assert.equal(action('upload-pages-artifact').with?.['include-hidden-files'], true);
  });

  describe('for the repository Acme/Builds', () => {
    let project: string;
    let output: string;
    before(async () => {
      project = await freshCopy();
      output = join(project, String(action('upload-pages-artifact').with?.['path']));
      const commands = build.steps.flatMap((step) => step.run ?? []).filter((each) => each !== 'npm ci');
      await runAsHost(project, commands, { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'Acme/Builds' });
    });
    after(() => rm(project, { recursive: true, force: true }));

    it('makes a site below /Builds from which every demo app installs', async () => {
      await expectInstallable(project, output, { origin: 'https://acme.github.io', base: '/Builds' });
    });

    it('leaves what it learned of the builds where the cache step looks for it', () => {
      assert(existsSync(join(project, String(action('cache').with?.['path']), 'astro-ota/facts.json')));
    });

    it('keeps GitHub Pages from leaving out folders whose names begin with _', () => {
      assert(existsSync(join(output, '.nojekyll')));
    });
  });
});

describe('netlify.toml', () => {
  const sites = [
    ['the production site', { CONTEXT: 'production' }, 'https://acme.netlify.app'],
    [
      'a deploy preview',
      { CONTEXT: 'deploy-preview', DEPLOY_PRIME_URL: 'https://deploy-preview-7--acme.netlify.app' },
      'https://deploy-preview-7--acme.netlify.app',
    ],
  ] as const;
  for (const [title, environment, origin] of sites) {
    it(`makes ${title} from which every demo app installs`, async () => {
      const project = await freshCopy();
      try {
        const host = { NETLIFY: 'true', URL: 'https://acme.netlify.app', ...environment };
        await runAsHost(project, [netlify['build.command'] ?? 'false'], host);
        const output = join(project, netlify['build.publish'] ?? '');
        await expectInstallable(project, output, { origin, base: '/', headers: true });
      } finally {
        await rm(project, { recursive: true, force: true });
      }
    });
  }
});

describe('the Node.js version', () => {
  it('is the same on GitHub, on Netlify and in the tests', async () => {
    const version = (await readFile(join(repository, '.node-version'), 'utf8')).trim();
    const { devDependencies } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
    assert.equal(action('setup-node').with?.['node-version-file'], '.node-version');
    assert.equal(netlify['build.environment.NODE_VERSION'], version);
    assert.match(devDependencies.node, new RegExp(`^\\^${version}\\.`));
  });
});

/** The one step of the build that uses an action of GitHub's own. */
function action(name: string): Step {
  const [step, ...more] = build.steps.filter(({ uses }) => uses?.startsWith(`actions/${name}@`));
  assert(step && !more.length, `one step uses actions/${name}`);
  return step;
}

/**
 * The repository as a checkout would hold it, with what is not committed yet, in a folder of its own.
 * Its packages are linked in place of `npm ci`, which has run before any test does; the cache of Astro, which
 * `npm ci` would delete, is not.
 */
async function freshCopy(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'astro-ota-deploy-'));
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
  });
  for (const file of listed.stdout.split('\0').filter(Boolean)) {
    if (existsSync(join(repository, file))) await cp(join(repository, file), join(folder, file));
  }
  const packages = join(repository, 'node_modules');
  await mkdir(join(folder, 'node_modules'));
  for (const name of await readdir(packages)) {
    if (name !== '.astro') await symlink(join(packages, name), join(folder, 'node_modules', name));
  }
  return folder;
}

/** Runs commands one after the other as a host does: in a shell that stops at errors, knowing only the host. */
async function runAsHost(
  cwd: string,
  commands: string[],
  environment: Record<string, string>,
): Promise<void> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, CI: 'true', ASTRO_TELEMETRY_DISABLED: '1', ...environment };
  for (const command of commands) await run('bash', ['-e', '-c', command], { cwd, env });
}

async function expectInstallable(
  project: string,
  output: string,
  { origin, base, headers = false }: { origin: string; base: string; headers?: boolean },
): Promise<void> {
  const builds = await readdir(join(project, 'builds'), { recursive: true });
  const site = await serveSite(output, { origin, base, headers });
  try {
    const { apps } = await installEverything(site, { expectApps: DEMO_APPS });
    assert.equal(apps.length, builds.filter((name) => name.endsWith('.ipa')).length);
  } finally {
    await site.close();
  }
}

/** Reads TOML that consists of tables and strings, as `table.key`. Throws on anything else. */
function readToml(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  let table = '';
  for (const line of text.split('\n').filter((line) => line && !line.startsWith('#'))) {
    const [, name] = /^\[([\w.]+)\]$/.exec(line) ?? [];
    const [, key, value] = /^(\w+) = "([^"\\]*)"$/.exec(line) ?? [];
    if (name) table = name;
    else if (key && value !== undefined) values[`${table}.${key}`] = value;
    else throw new Error(`netlify.toml has a line that this test does not understand: ${line}`);
  }
  return values;
}
