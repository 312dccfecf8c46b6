import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
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

  it('keeps the site’s own 404 page and host files', async () => {
    await project.write({
      'src/pages/404.astro': '<html lang="en"><head><title>x</title></head><body>Lost?</body></html>',
      'public/_headers': '/*\n  X-Own: yes\n',
    });
    await project.build({}, { builds: './ipas' });
    assert.match(await text('404.html'), /Lost\?/);
    assert.equal(await text('_headers'), '/*\n  X-Own: yes\n');
  });

  it('says so when there are no builds yet', async () => {
    await project.build({}, { builds: './nowhere' });
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
