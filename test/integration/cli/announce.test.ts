import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createRepository, GIT_ENVIRONMENT, type Repository } from '../../support/git.ts';
import { buildIpa } from '../../support/ipa.ts';
import { buildPkg } from '../../support/pkg.ts';
import { createProject } from '../../support/site.ts';
import { serveWebhook, type Webhook } from '../../support/webhook.ts';

const program = fileURLToPath(new URL('../../../integration/cli/index.ts', import.meta.url));
const SITE = ['--site', 'https://ota.example.com'];
// What is posted leads there, so that it must be no example.
const POSTED_SITE = ['--site', 'https://builds.acme.test'];
const UDID = '00008030-001544522E60802E';

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

function astroOta(cwd: string, args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const { GITHUB_ACTIONS, GITHUB_REPOSITORY, NETLIFY, ASTRO_OTA_WEBHOOK, ...inherited } = process.env;
  const env = { ...inherited, ...GIT_ENVIRONMENT, SOURCE_DATE_EPOCH: '1780000000', ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const ipa = (build: string, displayName = 'Orbit') =>
  buildIpa({ version: '1.0', build, displayName, signing: { profile: { devices: [UDID] } } });

function pointerTo(bytes: Uint8Array): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${bytes.length}\n`;
}

describe('astro-ota announce', () => {
  let repository: Repository;
  beforeEach(() => {
    repository = createRepository();
  });
  afterEach(() => repository.remove());

  const at = (name: string) => join(repository.root, name);
  const run = (args: string[], environment?: Record<string, string>) =>
    astroOta(repository.root, ['announce', ...args], environment);
  const news = async (since: string, more: string[] = []): Promise<string[]> => {
    const { code, stdout, stderr } = await run(['--since', since, '--format', 'json', ...SITE, ...more]);
    assert.equal(code, 0, stderr);
    if (!stdout) return [];
    return JSON.parse(stdout).releases.map(
      ({ build, channel }: { build: string; channel: string }) => `${build} ${channel}`,
    );
  };

  it('tells of builds that are new or have other contents, committed or not, and of no others', async () => {
    repository.write({
      'builds/same.ipa': ipa('1'),
      'builds/changed.ipa': ipa('2'),
      'builds/gone.ipa': ipa('3'),
    });
    const before = repository.commit();
    repository.write({ 'builds/changed.ipa': ipa('4'), 'builds/beta/new.ipa': ipa('5') });
    rmSync(at('builds/gone.ipa'));
    repository.commit();
    repository.write({ 'builds/later.ipa': ipa('6'), 'elsewhere/other.ipa': ipa('7') });
    assert.deepEqual((await news(before)).sort(), ['4 default', '5 beta', '6 default']);
  });

  it('says nothing on standard output, and ends well, when nothing is new', async () => {
    repository.write({ 'builds/same.ipa': ipa('1') });
    repository.commit();
    utimesSync(at('builds/same.ipa'), new Date(0), new Date(0));
    const { code, stdout, stderr } = await run(['--since', 'HEAD', ...SITE]);
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
    assert.match(stderr, /No build is new since HEAD/);
  });

  it('takes a build that was moved or renamed for the same, and for news where its channel is another', async () => {
    repository.write({ 'builds/a.ipa': ipa('1'), 'builds/beta/b.ipa': ipa('2') });
    const before = repository.commit();
    repository.write({ 'builds/beta/old/.keep': '' });
    renameSync(at('builds/a.ipa'), at('builds/Orbit.ipa'));
    renameSync(at('builds/beta/b.ipa'), at('builds/beta/old/b.ipa'));
    assert.deepEqual(await news(before), []);
    renameSync(at('builds/beta/old/b.ipa'), at('builds/b.ipa'));
    assert.deepEqual(await news(before), ['2 default']);
  });

  it('compares with what Git LFS kept, by the digest in its pointer', async () => {
    const [kept, replaced] = [ipa('1'), ipa('2')];
    repository.write({ 'builds/kept.ipa': pointerTo(kept), 'builds/replaced.ipa': pointerTo(replaced) });
    const before = repository.commit();
    repository.write({ 'builds/kept.ipa': kept, 'builds/replaced.ipa': ipa('3') });
    assert.deepEqual(await news(before), ['3 default']);
  });

  it('takes a build that is now kept in Git LFS for the same', async () => {
    const bytes = ipa('1');
    repository.write({ 'builds/a.ipa': bytes });
    const before = repository.commit();
    repository.write({ 'builds/a.ipa': pointerTo(bytes) });
    repository.commit();
    repository.write({ 'builds/a.ipa': bytes });
    assert.deepEqual(await news(before), []);
  });

  it('says of which builds git knows nothing', async () => {
    repository.write({ '.gitignore': '*.ipa\n', 'builds/a.ipa': ipa('1') });
    repository.commit();
    const { code, stdout, stderr } = await run(['--since', 'HEAD', ...SITE]);
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
    assert.match(stderr, /Git ignores builds\/a\.ipa/);
  });

  it('finds the builds of a project that is a part of its repository, under any name', async () => {
    repository.write({ 'sites/install/builds/a.ipa': ipa('1') });
    const before = repository.commit();
    repository.write({ 'sites/install/builds/ünï "b"\n.ipa': ipa('2'), 'builds/c.ipa': ipa('3') });
    repository.git('config', 'diff.relative', 'false');
    assert.deepEqual(await news(before, ['--root', 'sites/install']), ['2 default']);
  });

  it('reads the builds folder, the path and the shape of addresses from flags', async () => {
    const before = repository.commit();
    repository.write({ 'apps/a.ipa': ipa('1') });
    const flags = ['--builds', 'apps', '--base', '/team', '--path', '/install', '--build-format', 'file'];
    const { stdout } = await run(['--since', before, '--format', 'json', ...SITE, ...flags]);
    const { page, releases } = JSON.parse(stdout);
    assert.equal(page, 'https://ota.example.com/team/install.html');
    assert.match(
      releases[0].page,
      /^https:\/\/ota\.example\.com\/team\/install\/com\.example\.orbit\/1\.0-1-[0-9a-f]{8}\.html$/,
    );
  });

  describe('with macOS packages', () => {
    const identifier = 'com.example.orbit';
    const packages = async (since: string) => {
      const { code, stdout, stderr } = await run(['--since', since, '--format', 'json', ...SITE]);
      assert.equal(code, 0, stderr);
      return stdout ? JSON.parse(stdout).packages : [];
    };

    it('tells of those that are new, and leads to their page', async () => {
      repository.write({ 'builds/Old.pkg': buildPkg({ version: '0.9' }) });
      const before = repository.commit();
      repository.write({
        'builds/Mac.pkg': buildPkg({ signing: { notAfter: new Date('2031-02-01T12:00:00Z') } }),
        'builds/Mac.md': 'For the first time.',
      });
      const [{ id, ...news }, ...others] = await packages(before);
      assert.deepEqual(others, []);
      assert.match(id, /^1\.0-[0-9a-f]{8}$/);
      assert.deepEqual(news, {
        identifier: 'com.example.orbit.mac',
        name: 'Orbit',
        version: '1.0',
        channel: 'default',
        date: '2026-02-01T09:30:00Z',
        status: 'installable',
        expires: '2031-02-01T12:00:00Z',
        minimumOSVersion: '12.0',
        page: 'https://ota.example.com/com.example.orbit.mac/',
        notes: 'For the first time.',
      });
      for (const format of ['markdown', 'slack', 'teams', 'discord']) {
        const { stdout } = await run(['--since', before, '--format', format, ...SITE]);
        assert.match(stdout, /Orbit 1\.0 \\{0,2}\(macOS/, format);
        assert.doesNotMatch(stdout, /itms/, format);
      }
    });

    it('takes one that was moved or is now in Git LFS for the same', async () => {
      const [moved, kept] = [buildPkg(), buildPkg({ version: '2.0' })];
      repository.write({ 'builds/a.pkg': moved, 'builds/b.pkg': pointerTo(kept) });
      const before = repository.commit();
      repository.write({ 'builds/c.pkg': moved, 'builds/b.pkg': kept });
      rmSync(at('builds/a.pkg'));
      assert.deepEqual(await packages(before), []);
    });

    it('leads to the page beside an app that is not new and has the same identifier', async () => {
      repository.write({ 'builds/a.ipa': ipa('1'), 'builds/broken.ipa': 'This could not even be read.' });
      const before = repository.commit();
      repository.write({ 'builds/Mac.pkg': buildPkg({ identifier }) });
      const [{ page }] = await packages(before);
      assert.equal(page, 'https://ota.example.com/com.example.orbit/mac/');
    });
  });

  it('reads only what is new, and forgets nothing that is known of the others', async () => {
    repository.write({ '.gitignore': 'node_modules\n', 'builds/a.ipa': ipa('1') });
    const first = repository.commit();
    repository.write({ 'builds/a.ipa': ipa('2') });
    assert.deepEqual(await news(first), ['2 default']);
    const second = repository.commit();
    repository.git('update-index', '--assume-unchanged', 'builds/a.ipa');
    repository.write({ 'builds/a.ipa': 'What is not new could not even be read.', 'builds/b.ipa': ipa('3') });
    assert.deepEqual(await news(second), ['3 default']);
    const { builds } = JSON.parse(readFileSync(at('node_modules/.astro/astro-ota/facts.json'), 'utf8'));
    assert.deepEqual(
      Object.values<{ ipa: { build: string } }>(builds).map(({ ipa }) => ipa.build),
      ['2', '3'],
    );
  });

  it('leads to pages and never to an Install link, and names no device', async () => {
    const before = repository.commit();
    repository.write({ 'builds/a.ipa': ipa('1') });
    for (const format of ['markdown', 'slack', 'teams', 'discord', 'json']) {
      const { stdout } = await run(['--since', before, '--format', format, ...SITE]);
      assert.match(stdout, /https:\/\/ota\.example\.com\/com\.example\.orbit\/1\.0-1-/, format);
      assert.doesNotMatch(stdout, /itms|001544522E60802E/, format);
    }
  });

  describe('when something stands in the way', () => {
    const refused: [string, () => string[], RegExp][] = [
      [
        'the commit is not there',
        () => ['--since', 'nowhere', ...SITE],
        /Git knows no commit "nowhere".*fetch-depth: 0/s,
      ],
      [
        'the reference looks like a flag',
        () => ['--since=--output=taken', ...SITE],
        /Git knows no commit "--output=taken"/,
      ],
      ['the reference names a range', () => ['--since', 'HEAD..HEAD', ...SITE], /Git knows no commit/],
      ['the site has no address', () => ['--since', 'HEAD'], /\(`site`\) must be https:/],
      [
        'the site is not https:',
        () => ['--since', 'HEAD', '--site', 'http://ota.example.com'],
        /begins with http:/,
      ],
      [
        'there is no builds folder',
        () => ['--since', 'HEAD', '--builds', 'none', ...SITE],
        /There is no builds folder at/,
      ],
    ];
    for (const [title, args, message] of refused) {
      it(`says what and ends with 1 where ${title}`, async () => {
        repository.write({ 'builds/a.ipa': ipa('1') });
        repository.commit();
        const { code, stdout, stderr } = await run(args());
        assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
        assert.match(stderr, message);
        assert.match(stderr, /\n→ /);
        assert(!existsSync(at('taken')) && !existsSync(at('builds/taken')));
      });
    }

    it('tells of `fetch-depth: 0` in a shallow clone', async () => {
      repository.write({ 'builds/a.ipa': ipa('1') });
      const first = repository.commit();
      repository.write({ 'builds/b.ipa': ipa('2') });
      repository.commit();
      const clone = `${repository.root}-clone`;
      try {
        repository.git('clone', '--quiet', '--depth', '1', `file://${repository.root}`, clone);
        const { code, stderr } = await astroOta(clone, ['announce', '--since', first, ...SITE]);
        assert.equal(code, 1);
        assert.match(stderr, /holds the latest commits alone.*`fetch-depth: 0`/s);
      } finally {
        rmSync(clone, { recursive: true, force: true });
      }
    });

    it('says so outside of a git repository', async () => {
      rmSync(at('.git'), { recursive: true });
      repository.write({ 'builds/a.ipa': ipa('1') });
      const { code, stderr } = await run(['--since', 'HEAD', ...SITE]);
      assert.equal(code, 1);
      assert.match(stderr, /not a git repository/);
    });

    it('tells of nothing while a new build cannot be published', async () => {
      const before = repository.commit();
      repository.write({ 'builds/good.ipa': ipa('1'), 'builds/pointer.ipa': pointerTo(ipa('2')) });
      const { code, stdout, stderr } = await run(['--since', before, ...SITE]);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, /builds\/pointer\.ipa.*git-lfs-pointer.*git lfs pull/s);
    });

    it('compares with nothing before the first push of a branch', async () => {
      repository.write({ 'builds/a.ipa': ipa('1') });
      const { code, stdout } = await run(['--since', '0'.repeat(40), ...SITE]);
      assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
    });
  });

  it('ends with 2, and shows how it is called, on misuse', async () => {
    const misuses = [
      [],
      ['--since', ''],
      ['--since', 'HEAD', 'stray'],
      ['--since', 'HEAD', '--format', 'xml'],
      ['--since', 'HEAD', '--trailing-slash', 'sometimes', ...SITE],
      ['--since', 'HEAD', '--path', '/a b', ...SITE],
      ['--since', 'HEAD', '--post', '--format', 'markdown'],
      ['--since', 'HEAD', '--webhook', 'https://hooks.slack.com/services/x'],
    ];
    for (const misuse of misuses) {
      const { code, stderr } = await run(misuse);
      assert.equal(code, 2, misuse.join(' '));
      assert.match(stderr, /astro-ota announce --since REF/);
    }
    const { code, stdout } = await run(['--help']);
    assert.equal(code, 0);
    assert.match(stdout, /ASTRO_OTA_WEBHOOK/);
  });
});

describe('astro-ota announce in a project with astro.config', () => {
  const config = `import ota from '${new URL('../../../integration/index.ts', import.meta.url)}';
export default {
  site: 'https://ota.example.com', base: '/team', trailingSlash: 'never',
  integrations: [ota({ path: '/install', builds: './apps' })],
};`;
  const address = /"page": "(https:[^"]*com\.example\.orbit[^"]*)"/;
  const cases: [string, Record<string, string>, string[], RegExp][] = [
    [
      'has the addresses of its site',
      { 'astro.config.mjs': config },
      [],
      /^https:\/\/ota\.example\.com\/team\/install\/com\.example\.orbit\/1\.0-1-[0-9a-f]{8}$/,
    ],
    [
      'reads TypeScript too',
      { 'astro.config.ts': config },
      [],
      /^https:\/\/ota\.example\.com\/team\/install\//,
    ],
    [
      'lets flags have the last word',
      { 'astro.config.mjs': config },
      ['--site', 'https://preview.example.org', '--base', '/', '--path', '/x'],
      /^https:\/\/preview\.example\.org\/x\/com\.example\.orbit\//,
    ],
  ];
  for (const [title, files, flags, expected] of cases) {
    it(title, async () => {
      const project = await createProject({ ...files, 'package.json': '{"type":"module"}' });
      try {
        const repository = createRepository(project.root);
        const before = repository.commit();
        repository.write({ 'apps/a.ipa': ipa('1') });
        const outcome = await astroOta(project.root, [
          'announce',
          '--since',
          before,
          '--format',
          'json',
          ...flags,
        ]);
        assert.equal(outcome.code, 0, outcome.stderr);
        assert.match(address.exec(outcome.stdout)?.[1] ?? '', expected);
      } finally {
        await project.remove();
      }
    });
  }

  const broken: [string, string, RegExp][] = [
    ['cannot be loaded', 'throw new Error("no such luck")', /could not be loaded: no such luck/],
    [
      'has other integrations alone',
      'export default { site: "https://ota.example.com" }',
      /does not have astro-ota among its integrations/,
    ],
    ['has an option that is unknown', config.replace('builds:', 'bilds:'), /"bilds": no such option/],
  ];
  for (const [title, content, message] of broken) {
    it(`says so where it ${title}`, async () => {
      const project = await createProject({
        'astro.config.mjs': content,
        'package.json': '{"type":"module"}',
      });
      try {
        createRepository(project.root).commit();
        const { code, stderr } = await astroOta(project.root, ['announce', '--since', 'HEAD']);
        assert.equal(code, 1);
        assert.match(stderr, message);
      } finally {
        await project.remove();
      }
    });
  }
});

describe('astro-ota announce --post', () => {
  let webhook: Webhook;
  let repository: Repository;
  let empty: string;
  before(async () => {
    webhook = await serveWebhook();
    repository = createRepository();
    empty = repository.commit();
    repository.write({ 'builds/a.ipa': ipa('1', '<!channel> @everyone') });
  });
  after(async () => {
    repository.remove();
    await webhook.close();
  });
  beforeEach(() => {
    webhook.posted.length = 0;
    webhook.answers.length = 0;
  });

  const post = async (since = empty, format = 'slack', address = webhook.url): Promise<Outcome> => {
    const args = ['announce', '--post', '--since', since, '--format', format, ...POSTED_SITE];
    const environment = { ASTRO_OTA_WEBHOOK: address, NODE_EXTRA_CA_CERTS: webhook.authority };
    const outcome = await astroOta(repository.root, args, environment);
    for (const secret of webhook.secret.split('/')) {
      assert(!`${outcome.stdout}${outcome.stderr}`.includes(secret), 'the address is in no output');
    }
    return outcome;
  };

  it('posts the very text that it would print', async () => {
    for (const format of ['slack', 'teams', 'discord', 'json']) {
      webhook.posted.length = 0;
      const printed = await astroOta(repository.root, [
        'announce',
        '--since',
        empty,
        '--format',
        format,
        ...POSTED_SITE,
      ]);
      const outcome = await post(empty, format);
      assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
      assert.deepEqual(webhook.posted, [
        {
          method: 'POST',
          path: `/services/${webhook.secret}`,
          type: 'application/json',
          body: printed.stdout,
        },
      ]);
    }
  });

  it('posts nothing when nothing is new', async () => {
    repository.git('tag', 'settled', repository.git('commit-tree', '-m', 'All', treeOfAll(repository)));
    assert.deepEqual(await post('settled'), {
      code: 0,
      stdout: '',
      stderr: 'No build is new since settled.\n',
    });
    assert.deepEqual(webhook.posted, []);
  });

  for (const status of [429, 500, 503]) {
    it(`tries once more after ${status}`, async () => {
      webhook.answers.push({ status, headers: { 'Retry-After': '0' } });
      assert.equal((await post()).code, 0);
      assert.equal(webhook.posted.length, 2);
      assert.equal(webhook.posted[0]?.body, webhook.posted[1]?.body);
    });
  }

  it('gives up after that', async () => {
    const busy = { status: 429, headers: { 'Retry-After': '0' }, body: 'slow down' };
    webhook.answers.push(busy, busy, busy);
    const { code, stderr } = await post();
    assert.equal(code, 1);
    assert.equal(webhook.posted.length, 2);
    assert.match(stderr, /answered with 429: slow down.*try again later/s);
  });

  it('does not try again what was refused, and says what the host says, without its address', async () => {
    webhook.answers.push({ status: 400, body: `invalid_blocks at ${webhook.url}\u001B[31m` });
    const { code, stderr } = await post();
    assert.equal(code, 1);
    assert.equal(webhook.posted.length, 1);
    assert.match(stderr, /answered with 400: invalid_blocks at \*\*\*.*--format/s);
    assert(!stderr.includes('\u001B'));
  });

  it('follows no redirect', async () => {
    webhook.answers.push({ status: 307, headers: { Location: `${webhook.url}/elsewhere` } });
    const { code, stderr } = await post();
    assert.equal(code, 1);
    assert.equal(webhook.posted.length, 1);
    assert.match(stderr, /answered with 307/);
  });

  it('says that a webhook cannot be reached or trusted, and shows a code at most', async () => {
    const unreachable = await post(
      empty,
      'slack',
      `https://localhost:${await closedPort()}/services/${webhook.secret}`,
    );
    assert.equal(unreachable.code, 1);
    assert.match(unreachable.stderr, /could not be reached: ECONNREFUSED/);
    const args = ['announce', '--post', '--since', empty, '--format', 'slack', ...POSTED_SITE];
    const untrusted = await astroOta(repository.root, args, { ASTRO_OTA_WEBHOOK: webhook.url });
    assert.equal(untrusted.code, 1);
    assert.match(untrusted.stderr, /could not be reached: [A-Z_]*(CERT|ISSUER|SIGNED)/);
    assert.deepEqual(webhook.posted, []);
  });

  const addresses: [string, string, RegExp][] = [
    ['is not set', '', /ASTRO_OTA_WEBHOOK is not set/],
    ['is not https:', `http://localhost/T0SECRET0`, /no address that begins with https/],
    ['is no address', 'T0SECRET0', /no address that begins with https/],
  ];
  for (const [title, address, message] of addresses) {
    it(`posts nothing where the address ${title}`, async () => {
      const { code, stderr } = await post(empty, 'slack', address);
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.deepEqual(webhook.posted, []);
    });
  }

  it('warns of links to an address that is an example still', async () => {
    const args = ['announce', '--post', '--since', empty, '--format', 'slack', ...SITE];
    const environment = { ASTRO_OTA_WEBHOOK: webhook.url, NODE_EXTRA_CA_CERTS: webhook.authority };
    const { code, stderr } = await astroOta(repository.root, args, environment);
    assert.equal(code, 0);
    assert.match(stderr, /still an example/);
  });

  it('asks for the format where the host does not tell', async () => {
    const args = ['announce', '--post', '--since', empty, ...POSTED_SITE];
    const { code, stderr } = await astroOta(repository.root, args, { ASTRO_OTA_WEBHOOK: webhook.url });
    assert.equal(code, 2);
    assert.match(stderr, /say --format slack, teams, discord or json/);
  });
});

/** The tree of all files as they are now, which no commit has. */
function treeOfAll(repository: Repository): string {
  repository.git('add', '--all');
  const tree = repository.git('write-tree');
  repository.git('reset', '--quiet');
  return tree;
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
