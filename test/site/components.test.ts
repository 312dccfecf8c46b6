import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const OWN_NOTES = `---
import type { Release } from '../../../../integration/catalog/catalog.ts';
interface Props { release: Release }
const { release } = Astro.props;
---
<section data-own><h2>News of {release.ipa.name}</h2></section>
`;

const OWN_PAGE = `---
import ReleaseHead from 'virtual:astro-ota/components/ReleaseHead';
import Default from 'astro-ota/components/ReleasePage.astro';
---
<Default {...Astro.props} />
`;

describe('a site with components and words of its own', () => {
  let project: Project;
  before(async () => {
    project = await createProject({
      'builds/Orbit.ipa': buildIpa(),
      'builds/Orbit.md': 'Rings',
      'src/OwnNotes.astro': OWN_NOTES,
      'src/OwnPage.astro': OWN_PAGE,
    });
  });
  after(() => project.remove());

  it('shows them in place of ours, and installs as before', async () => {
    await project.build(
      {},
      {
        components: { ReleaseNotes: './src/OwnNotes.astro', ReleasePage: './src/OwnPage.astro' },
        strings: { en: { install: 'Get the app' } },
      },
    );
    const html = await readFile(join(project.output, 'com.example.orbit/latest/index.html'), 'utf8');
    assert.match(html, /data-own[^>]*><h2>News of /);
    assert.doesNotMatch(html, /Rings/);
    assert.match(html, /class="install"[^>]*>Get the app</);
    const site = await serveSite(project.output, { origin: SITE });
    const report = await installEverything(site, { start: '/', expectApps: ['com.example.orbit'] });
    await site.close();
    assert.equal(report.apps.length, 1);
  });

  it('is told which file of an own component does not exist', async () => {
    await assert.rejects(project.build({}, { components: { Footer: './src/Foter.astro' } }), {
      message: /`components` of astro-ota do not exist: Footer: \.\/src\/Foter\.astro/,
    });
  });
});
