import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { AstroIntegration } from 'astro';
import ota from '../../integration/index.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project } from '../support/site.ts';

describe('a site that is told otherwise', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject({ 'ipas/Orbit.ipa': buildIpa() });
  });
  afterEach(() => project.remove());

  const text = (path: string) => readFile(join(project.output, path), 'utf8');

  it('takes builds from another folder and lets search engines in', async () => {
    await project.build({}, { builds: './ipas', index: true });
    assert.doesNotMatch(await text('com.example.orbit/index.html'), /name="robots"/);
    assert.doesNotMatch(await text('_headers'), /X-Robots-Tag/);
  });

  for (const file of ['404.astro', '404/index.astro', '404.markdown', '404/index.mkd', '404.html']) {
    it(`keeps the site’s own 404 page in ${file}`, async () => {
      await project.write({ [`src/pages/${file}`]: '<p>Lost?</p>' });
      let patterns: string[] = [];
      const witness: AstroIntegration = {
        name: 'witness',
        hooks: {
          'astro:routes:resolved': ({ routes }) => {
            patterns = routes.map(({ pattern }) => pattern);
          },
        },
      };
      await project.build({ integrations: [ota({ builds: './ipas' }), witness] });
      assert.match(await text('404.html'), /Lost\?/);
      assert.deepEqual(
        patterns.filter((pattern) => pattern === '/404'),
        ['/404'],
      );
    });
  }

  it('keeps the site’s own host files', async () => {
    await project.write({ 'public/_headers': '/*\n  X-Own: yes\n' });
    await project.build({}, { builds: './ipas' });
    assert.equal(await text('_headers'), '/*\n  X-Own: yes\n');
  });

  it('says so when there are no builds yet', async () => {
    await project.build();
    assert.match(await text('index.html'), /no builds yet/);
    assert(existsSync(join(project.output, 'releases.json')));
  });

  it('prerenders everything in a site that is otherwise rendered on demand', async () => {
    await project.build({ output: 'server', adapter: noAdapter() }, { builds: './ipas' });
    const folder = join(project.root, 'dist/client');
    assert(existsSync(join(folder, 'com.example.orbit/index.html')));
    assert(existsSync(join(folder, 'releases.json')));
  });
});

/** The least that Astro takes for an adapter. */
function noAdapter() {
  return {
    name: 'test-adapter',
    hooks: {
      // biome-ignore lint/suspicious/noExplicitAny: Astro's own type differs between its versions.
      'astro:config:done': ({ setAdapter }: any) =>
        setAdapter({
          name: 'test-adapter',
          serverEntrypoint: 'astro/app',
          supportedAstroFeatures: { staticOutput: 'stable', serverOutput: 'stable', hybridOutput: 'stable' },
        }),
    },
  };
}
