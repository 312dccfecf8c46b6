import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { COMMANDS, commandsIn, hostileBuilds } from '../support/hostile.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project } from '../support/site.ts';

const good = buildIpa();
const store = buildIpa({ identifier: 'com.example.store', name: 'Store', signing: { kind: 'app-store' } });
const tampered = buildIpa({
  identifier: 'com.example.bad',
  files: { 'a.txt': 'a' },
  tamper: { 'a.txt': 'b' },
});
const past = buildIpa({ version: '0.9', signing: { profile: { expires: new Date('2021-01-01') } } });

describe('preflight in astro build', () => {
  let project: Project;
  // Of one project Astro renders but once in a process: it keeps the modules that it bundled.
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.remove());

  it('fails on all builds that can never be installed, in one report, before anything is written', async () => {
    await project.replaceBuilds({ 'builds/G.ipa': good, 'builds/S.ipa': store, 'builds/T.ipa': tampered });
    const error = await project.build().catch((error) => error);
    assert.match(error.hint, /S\.ipa\n.*signed for the App Store.*\(app-store-profile\)/);
    assert.match(error.hint, /T\.ipa\n.*a\.txt.*\(broken-seal\)/);
    assert.doesNotMatch(error.hint, /G\.ipa/);
    assert.equal(existsSync(project.output), false);
  });

  it('lists them without a link anywhere when it is told to', async () => {
    await project.replaceBuilds({ 'builds/G.ipa': good, 'builds/S.ipa': store, 'builds/T.ipa': tampered });
    await project.build({}, { uninstallable: 'list' });
    for (const name of await readdir(project.output, { recursive: true })) {
      if (!/com\.example\.(store|bad)/.test(name)) continue;
      assert.doesNotMatch(name, /\.(ipa|plist)$/);
      if (/\.(html|json|svg)$/.test(name)) {
        assert.doesNotMatch(
          await readFile(join(project.output, name), 'utf8'),
          /itms-services|\.plist/,
          name,
        );
      }
    }
    const { apps } = JSON.parse(await readFile(join(project.output, 'releases.json'), 'utf8'));
    const statuses = apps.map((app: { releases: { status: string }[] }) => app.releases[0]?.status).sort();
    assert.deepEqual(statuses, ['blocked', 'blocked', 'installable']);
  });

  it('never fails on expiry alone', async () => {
    await project.replaceBuilds({ 'builds/P.ipa': past });
    await project.build();
    assert.match(await readFile(join(project.output, 'com.example.orbit/index.html'), 'utf8'), /Expired on/);
  });

  it('obeys the severities that users give, and refuses codes that it does not know', async () => {
    await project.replaceBuilds({ 'builds/T.ipa': tampered });
    await project.build({}, { rules: { 'broken-seal': 'warning' } });
    assert.match(await readFile(join(project.output, 'com.example.bad/index.html'), 'utf8'), /itms-services/);
    await assert.rejects(
      project.build({}, { rules: { 'broken-seals': 'off' } }),
      (error: { hint: string }) => {
        assert.match(error.hint, /"broken-seals" is no rule; did you mean "broken-seal"\?/);
        return true;
      },
    );
  });

  it('has no link to a build that is signed for the App Store even where that rule is turned off', async () => {
    await project.replaceBuilds({ 'builds/S.ipa': store });
    await project.build({}, { rules: { 'app-store-profile': 'off' } });
    const names = await readdir(project.output, { recursive: true });
    assert.deepEqual(
      names.filter((name) => /\.(ipa|plist)$/.test(name)),
      [],
    );
    for (const name of names.filter((name) => /com\.example\.store.*\.html$/.test(name))) {
      assert.doesNotMatch(await readFile(join(project.output, name), 'utf8'), /itms-services/, name);
    }
    const [release] = JSON.parse(await readFile(join(project.output, 'releases.json'), 'utf8')).apps[0]
      .releases;
    assert.deepEqual([release.status, release.install], ['blocked', null]);
  });

  /** Runs `astro build` on builds and notes as GitHub does: what it prints, and the job's summary. */
  async function buildOnGitHub(files: Record<string, string | Uint8Array>) {
    await project.replaceBuilds({
      'astro.config.mjs': `import ota from ${JSON.stringify(new URL('../../integration/index.ts', import.meta.url))};
        export default { site: 'https://ota.example.com', integrations: [ota()] };`,
      ...files,
    });
    const summary = join(project.root, 'summary.md');
    const { stdout, stderr } = await promisify(execFile)('astro', ['build', '--root', project.root], {
      env: {
        ...process.env,
        SOURCE_DATE_EPOCH: '1780000000',
        NO_COLOR: '1',
        GITHUB_ACTIONS: 'true',
        GITHUB_STEP_SUMMARY: summary,
      },
    }).catch((failed: { stdout: string; stderr: string }) => failed);
    return { stdout, stderr, summary: await readFile(summary, 'utf8') };
  }

  it('prints warnings once, by kind, and tells GitHub', async () => {
    const soon = (build: string) =>
      buildIpa({ version: '1.0', build, signing: { profile: { expires: new Date('2026-06-10') } } });
    const { stdout, stderr, summary } = await buildOnGitHub({
      'builds/A.ipa': soon('1'),
      'builds/B.ipa': soon('2'),
    });
    const told = (stdout + stderr).split('\n').filter((line) => line === 'expires-soon');
    assert.equal(told.length, 1);
    assert.equal(stdout.match(/^::warning file=builds\/[AB]\.ipa,title=expires-soon::/gm)?.length, 2);
    assert.equal(summary.match(/expires\\-soon/g)?.length, 2);
  });

  it('lets no build, notes or name of a file command the terminal, or GitHub', async () => {
    const hostile = Object.entries(hostileBuilds());
    const { stdout, stderr, summary } = await buildOnGitHub({
      ...Object.fromEntries(hostile.map(([code, bytes]) => [`builds/${code}.ipa`, bytes])),
      [`builds/${COMMANDS}.ipa`]: '',
      [`builds/${COMMANDS}/A.ipa`]: buildIpa({ displayName: 'A' }),
      [`builds/${COMMANDS}.md`]: `---\n${JSON.stringify(COMMANDS)}: x\n---`,
    });
    const codes = [...hostile.map(([code]) => code), 'empty-file', 'bad-channel-name', 'bad-front-matter'];
    for (const code of codes) {
      assert.match(stdout, new RegExp(`^::error file=.*,title=${code}::`, 'm'));
      assert.match(stderr, new RegExp(`\\(${code}\\)$`, 'm'));
    }
    for (const told of [stdout, stderr, summary]) assert.equal(commandsIn(told), null);
  });
});
