import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { WEBHOOK_VARIABLE } from '../../integration/announce/webhook.ts';
import { helpOf } from '../../integration/cli/command.ts';
import { announce } from '../../integration/cli/commands/announce.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const guide = read('docs/announce.md');
const [pullRequest = '', chat = ''] = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
  ([, yaml]) => yaml,
);
const deploy = read('.github/workflows/deploy.yml');

interface Step {
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

interface Job {
  needs?: string;
  if?: string;
  permissions: Record<string, string>;
  steps: Step[];
}

const workflows: [string, Job][] = [
  ['for a pull request', parse(pullRequest).jobs.comment],
  ['for a chat', parse(`${deploy}\n${chat}`).jobs.announce],
];

describe('the guide to announcements', () => {
  it('tells of every flag, and of none that there is not', () => {
    const flags = (text: string) => new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g));
    const ofGit = ['--edit-last', '--body-file', '--silent'];
    const told = [...flags(guide)].filter((flag) => !ofGit.includes(flag));
    const known = [...flags(helpOf(announce))].filter((flag) => flag !== '--help');
    assert.deepEqual(told.sort(), known.sort());
    assert(guide.includes(`\`${WEBHOOK_VARIABLE}\``));
  });

  for (const [title, { steps }] of workflows) {
    describe(`in its workflow ${title}`, () => {
      it('fetches builds out of Git LFS, and a commit to compare with', () => {
        const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with;
        assert.equal(checkout?.['lfs'], true);
        assert(checkout['fetch-depth'] === 0 || checkout['fetch-depth'] === 2);
      });

      it('uses the actions of the deployment, in the same versions', () => {
        for (const { uses } of steps) assert(!uses || deploy.includes(`uses: ${uses}\n`), uses);
      });

      it('puts nothing that others write into a command', () => {
        for (const { run = '' } of steps) assert(!run.includes('${{'), run);
      });
    });
  }

  it('may comment on pull requests, and on nothing else do anything but read', () => {
    assert.deepEqual(parse(pullRequest).permissions, {});
    assert.deepEqual(
      workflows.map(([, { permissions }]) => permissions),
      [{ contents: 'read', 'pull-requests': 'write' }, { contents: 'read' }],
    );
  });

  it('tells a chat after the deployment alone, by a secret', () => {
    const [, [, job]] = workflows as [unknown, [string, Job]];
    assert.equal(job.needs, 'deploy');
    assert.equal(job.if, "github.event_name == 'push'");
    const env = job.steps.at(-1)?.env ?? {};
    assert.equal(env[WEBHOOK_VARIABLE], `\${{ secrets.${WEBHOOK_VARIABLE} }}`);
  });
});
