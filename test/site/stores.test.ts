import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project } from '../support/site.ts';

const TESTFLIGHT = 'https://testflight.apple.com/join/AbCdEf12';
const APP_STORE = 'https://apps.apple.com/app/orbit/id1234567890';

const store = (build: string, identifier = 'com.example.orbit') =>
  buildIpa({ identifier, version: '2.0', build, signing: { kind: 'app-store' } });

describe('an app that Apple offers too', () => {
  let project: Project;
  const read = (path: string) => readFile(join(project.output, path), 'utf8');
  const releases = async () => JSON.parse(await read('com.example.orbit/releases.json')).apps[0].releases;

  before(async () => {
    project = await createProject({
      'builds/Orbit.ipa': buildIpa(),
      'builds/Orbit 2.ipa': store('2'),
      'builds/Ledger.ipa': store('1', 'com.example.ledger'),
    });
    await project.build(
      {},
      {
        apps: {
          'com.example.orbit': { testFlight: TESTFLIGHT, appStore: APP_STORE },
          'com.example.ledger': { appStore: APP_STORE },
        },
      },
    );
  });
  after(() => project.remove());

  it('lists a build that is signed for the App Store with the door to it, and without an install link', async () => {
    const [newest] = await releases();
    assert.deepEqual([newest.status, newest.install, newest.manifest], ['blocked', null, null]);
    const page = await read(`com.example.orbit/${newest.id}/index.html`);
    assert.doesNotMatch(page, /itms-services/);
    assert.match(page, new RegExp(`href="${TESTFLIGHT}"`));
    assert.match(page, new RegExp(`href="${APP_STORE}"`));
  });

  it('says in lists where a build is that cannot be installed over the air', async () => {
    const rows = async (path: string) =>
      [...(await read(path)).matchAll(/<p class="quiet">([\s\S]*?)<\/p>/g)].map(([, html = '']) =>
        html
          .replace(/<[^>]*>/g, '')
          .replace(/\s+/g, ' ')
          .trim(),
      );
    assert.match((await rows('index.html')).join('\n'), /^2\.0 \(1\) · in the App Store · /m);
    assert.match((await rows('com.example.orbit/index.html')).join('\n'), / · in TestFlight$/m);
    for (const path of ['index.html', 'com.example.orbit/index.html'])
      assert.doesNotMatch(await read(path), /not installable/);
  });

  it('shows every way on its page, and still installs over the air what can be', async () => {
    const page = await read('com.example.orbit/index.html');
    for (const part of [TESTFLIGHT, APP_STORE, 'itms-services', 'signed ad hoc', '/about/distribution/'])
      assert(page.includes(part), part);
    const [, adHoc] = await releases();
    assert.doesNotMatch(await read(`com.example.orbit/${adHoc.id}/index.html`), /testflight\.apple/);
  });

  it('stands on the page that compares the ways under each way that it goes', async () => {
    const page = await read('about/distribution/index.html');
    const sections = page.split('<section').filter((section) => section.includes('On this site'));
    assert.deepEqual(
      sections.map((section) => /<h2>([^<]*)/.exec(section)?.[1]),
      ['Ad hoc, over the air', 'TestFlight', 'App Store', 'Device management (MDM)'],
    );
  });
});

describe('an app that Apple does not offer', () => {
  it('cannot have a build that is signed for the App Store', async () => {
    const project = await createProject({ 'builds/Orbit 2.ipa': store('2') });
    const apps = { 'com.example.other': { testFlight: TESTFLIGHT } };
    await assert.rejects(project.build({}, { apps }), { hint: /app-store-profile/ });
    assert(!existsSync(project.output));
    await project.remove();
  });
});
