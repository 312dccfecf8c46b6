import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { AstroConfig, AstroIntegrationLogger } from 'astro';
import { readForBuild } from '../../integration/builds.ts';
import { type Options, resolveOptions } from '../../integration/options.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const orbit = buildIpa();
const orbitBeta = buildIpa({ version: '2.0' });
const enterprise = buildIpa({ identifier: 'com.example.ledger', signing: { kind: 'enterprise' } });

describe('reading the builds for a site', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.remove());

  /** What is warned of. */
  async function warnings(files: Record<string, Uint8Array>, input: Options): Promise<string[]> {
    await project.replaceBuilds(files);
    const resolved = resolveOptions({ rules: { 'enterprise-on-public-site': 'off' }, ...input });
    assert('options' in resolved);
    const told: string[] = [];
    const logger = { warn: (text: string) => told.push(text), info: () => {} };
    const config = {
      root: pathToFileURL(`${project.root}/`),
      cacheDir: pathToFileURL(join(project.root, 'cache/')),
      site: SITE,
      base: '/',
      trailingSlash: 'ignore',
      build: { format: 'directory' },
      server: { port: 4321 },
    };
    await readForBuild(config as AstroConfig, resolved.options, logger as unknown as AstroIntegrationLogger);
    return told;
  }

  it('warns of apps that options name without a build', async () => {
    const apps = { 'com.example.orbbit': {} };
    const told = await warnings({ 'builds/A.ipa': orbit }, { apps, source: { apps } });
    assert.deepEqual(told, [
      'The option `apps` names apps without a build: com.example.orbbit.',
      'The option `source.apps` names apps without a build: com.example.orbbit.',
    ]);
  });

  it('warns of a folder that is not there yet', async () => {
    const [told, ...more] = await warnings({}, {});
    assert.match(String(told), /no folder \.\/builds.*\n.*option `builds`/);
    assert.deepEqual(more, []);
  });

  const EMPTY: [why: string, files: Record<string, Uint8Array>, source: Options['source']][] = [
    [
      'of a channel that is not there',
      { 'builds/A.ipa': orbit, 'builds/beta/B.ipa': orbitBeta },
      { channel: 'nope' },
    ],
    ['of enterprise builds alone', { 'builds/A.ipa': enterprise }, true],
    ['of no builds at all', { 'builds/.gitkeep': Buffer.alloc(0) }, true],
  ];
  for (const [why, files, source] of EMPTY) {
    it(`warns of a source ${why}`, async () => {
      const [told, ...more] = await warnings(files, { source });
      assert.match(String(told), /^source\.json lists no app.*`source\.channel`/);
      assert.deepEqual(more, []);
    });
  }

  it('warns of nothing where the source lists an app, or none is asked for', async () => {
    const files = { 'builds/A.ipa': orbit, 'builds/B.ipa': enterprise };
    assert.deepEqual(await warnings(files, { source: true }), []);
    assert.deepEqual(await warnings({ 'builds/A.ipa': enterprise }, {}), []);
  });
});
