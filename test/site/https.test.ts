import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project } from '../support/site.ts';

describe('an address that iOS could not install from', () => {
  let project: Project;
  before(async () => {
    project = await createProject({ 'builds/A.ipa': buildIpa() });
  });
  after(() => project.remove());

  const sites: [string, string | undefined, RegExp][] = [
    ['no site', undefined, /is not set/],
    ['an http: site', 'http://ota.example.com', /https: alone/],
    ['a site with credentials', 'https://user:secret@ota.example.com', /user name or password/],
    ['localhost', 'https://localhost:4321', /out of a phone’s reach/],
    ['a private address', 'https://192.168.1.20', /out of a phone’s reach/],
  ];
  for (const [title, site, reason] of sites) {
    it(`${title} stops the build before anything is written, and says what to set and where`, async () => {
      const error = await project.build({ site } as object).catch((error) => error);
      assert.match(error.message, reason);
      assert.match(error.hint, /astro\.config\.mjs/);
      assert.match(error.hint, /site: 'https:/);
      assert.equal(existsSync(project.output), false);
    });
  }

  it('an .ipa hosted elsewhere at an http: address stops the build', async () => {
    await project.write({ 'builds/A.md': '---\nurl: http://cdn.example.com/A.ipa\n---\n' });
    const error = await project.build().catch((error) => error);
    assert.match(error.hint, /builds\/A\.md[\s\S]*url: .*https: alone/);
    assert.equal(existsSync(project.output), false);
  });
});
