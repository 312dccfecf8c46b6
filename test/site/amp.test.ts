import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type DefaultTreeAdapterTypes, parseFragment, serialize } from 'parse5';
import type { Options } from '../../integration/index.ts';
import { validateAmp } from '../support/amp.ts';
import { launchBrowser, openPhone } from '../support/browser.ts';
import { serveSite } from '../support/https-site.ts';
import { installEverything } from '../support/installer.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

const past = { kind: 'ad-hoc', profile: { expires: new Date('2024-05-01') } } as const;
const info = { NSCameraUsageDescription: 'To see "<stars>" & more.' };
const BUILDS = {
  'builds/New.ipa': buildIpa({ version: '2.0', build: '2', minimumOS: '17.0', info }),
  'builds/New.md':
    '# New\n\n- <b onclick="x()">bold</b>\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n> quote\n\n```js\nlet a = 1 < 2;\n```\n',
  'builds/New.de.md': 'Neu: [mehr](https://example.com/a?b=1&c=2)',
  'builds/Old.ipa': buildIpa({ version: '1.0', build: '1', signing: past }),
  'builds/beta/Ledger.ipa': buildIpa({
    identifier: 'com.example.ledger',
    displayName: 'Ledger & <Co>',
    signing: { kind: 'enterprise' },
  }),
  'builds/Store.ipa': buildIpa({ identifier: 'com.example.store', signing: { kind: 'app-store' } }),
};
const THEME = {
  name: 'Example & Sons',
  logo: '/logo.svg',
  accent: '#a4006a',
  footer: [{ text: 'Imprint', href: 'https://example.com/imprint' }],
};

const LOCALES = ['en', 'ar', 'zh-Hans'];

const AMP = /(^|\/)amp(\/index)?\.html$/;
const attribute = (html: string, pattern: string) =>
  new RegExp(`<link rel="${pattern}" href="([^"]+)"`).exec(html)?.[1];

/** The body of a page as a browser reads it, but for what does nothing without scripts. */
function withoutScripts(html: string): string {
  const prune = (parent: DefaultTreeAdapterTypes.ParentNode) => {
    parent.childNodes = parent.childNodes.filter(
      (node) =>
        !('attrs' in node) ||
        !(node.tagName === 'script' || node.attrs.some(({ name }) => name === 'data-script-only')),
    );
    for (const node of parent.childNodes) if ('childNodes' in node) prune(node);
  };
  const [, body = ''] = /<body>([\s\S]*)<\/body>/.exec(html) ?? [];
  const tree = parseFragment(body);
  prune(tree);
  return serialize(tree);
}

/** Paths of the AMP pages in the output folder of a project. */
async function ampPages({ output }: Project): Promise<string[]> {
  return (await readdir(output, { recursive: true })).filter((name) => AMP.test(name)).sort();
}

describe('the AMP pages of a site', () => {
  let project: Project;
  const read = (path: string) => readFile(join(project.output, path), 'utf8');
  const releasePage = async (path: string) =>
    [await read(path.replace('amp/', '')), await read(path)] as const;

  before(async () => {
    project = await createProject({
      ...BUILDS,
      'public/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    });
    await project.build(
      { base: '/team' },
      { path: '/install', uninstallable: 'list', theme: THEME, locales: LOCALES },
    );
  });
  after(() => project.remove());

  it('are one for each release in each language, and all valid', async () => {
    const pages = await ampPages(project);
    assert.equal(pages.length, 4 * LOCALES.length);
    for (const path of pages) assert.deepEqual(await validateAmp(await read(path)), [], path);
  });

  it('and the release pages lead to each other', async () => {
    for (const path of await ampPages(project)) {
      const address = `${SITE}/team/${path.replace('index.html', '')}`;
      const [page, amp] = await releasePage(path);
      assert.equal(attribute(page, 'amphtml'), address);
      assert.equal(attribute(page, 'canonical'), address.replace('amp/', ''));
      assert.equal(attribute(amp, 'canonical'), address.replace('amp/', ''));
      assert.equal(attribute(amp, 'amphtml'), undefined);
    }
  });

  it('say what the release pages say, with the same links and the same code', async () => {
    for (const path of await ampPages(project)) {
      const [page, amp] = await releasePage(path);
      assert.equal(withoutScripts(amp), withoutScripts(page));
    }
  });

  it('hold all style within, and no script', async () => {
    for (const path of await ampPages(project)) {
      const amp = await read(path);
      assert.match(amp, /<style amp-custom>:root\{[^<]*--accent:#a4006a/);
      assert.doesNotMatch(amp, /<script|rel="stylesheet"|!important|@layer/);
    }
  });

  it('install', async () => {
    const site = await serveSite(project.output, { origin: SITE, base: '/team' });
    const { apps } = await installEverything(site, {
      start: '/install/',
      expectApps: ['com.example.ledger', 'com.example.orbit'],
    });
    for (const { pages } of apps)
      assert.equal(pages.filter((page) => page.endsWith('/amp/')).length, LOCALES.length);
    await site.close();
  });

  it('look like the release pages', async () => {
    const site = await serveSite(project.output, { origin: SITE, base: '/team' });
    const path = (await ampPages(project)).find((each) => each.startsWith('install/com.example.orbit/2.0'));
    const address = `${SITE}/team/${path?.replace('index.html', '')}`;
    const looks = [];
    for (const each of [address, address.replace('amp/', '')]) {
      const { page, close } = await openPhone(await launchBrowser(), site);
      await page.goto(each);
      looks.push(
        await page.evaluate(() => {
          for (const scripted of document.querySelectorAll('script, [data-script-only]')) scripted.remove();
          const seen = [...document.querySelectorAll('main *')].filter((each) => each.checkVisibility());
          return seen.map((element) => {
            const { x, y, width, height } = element.getBoundingClientRect();
            return [element.tagName, x, y, width, height, getComputedStyle(element).color].join(' ');
          });
        }),
      );
      await close();
    }
    await site.close();
    assert(looks[0]?.length);
    assert.deepEqual(looks[0], looks[1]);
  });
});

describe('the AMP pages of a site that differs', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject({ 'builds/Orbit.ipa': buildIpa() });
  });
  afterEach(() => project.remove());
  const read = (path: string) => readFile(join(project.output, path), 'utf8');

  for (const format of ['file', 'preserve'] as const) {
    it(`lie beside the pages in the format "${format}"`, async () => {
      await project.build({ build: { format }, trailingSlash: 'never' });
      const [path = '', ...more] = await ampPages(project);
      assert.match(path, /^com\.example\.orbit\/1\.0-1-[0-9a-f]{8}\/amp\.html$/);
      assert.deepEqual(more, []);
      assert.deepEqual(await validateAmp(await read(path)), []);
      assert.equal(attribute(await read(path.replace('/amp', '')), 'amphtml'), `${SITE}/${path}`);
    });
  }

  it('are the same when their pages were read before, and follow what changes', async () => {
    const memory = join(project.root, 'node_modules/.astro/astro-ota/amp.json');
    await project.write({ 'src/Notes.astro': '<p>Faster <button>Send</button></p>' });
    const build = async (options: Options = {}) => {
      await project.build({}, options);
      const [path = ''] = await ampPages(project);
      return [await read(path), await readFile(memory, 'utf8')] as const;
    };
    const first = await build();
    assert.deepEqual(await build(), first);
    await writeFile(memory, first[1].slice(1));
    assert.deepEqual(await build(), first);
    const [page, known] = await build({ components: { ReleaseNotes: './src/Notes.astro' } });
    assert.match(page, /<p>Faster <\/p>/);
    assert.deepEqual(await validateAmp(page), []);
    assert.equal(Object.keys(JSON.parse(known).known).length, 1);
  });

  it('are not there when they are switched off', async () => {
    await project.build({}, { amp: false });
    assert.deepEqual(await ampPages(project), []);
    assert.doesNotMatch(await read('com.example.orbit/index.html'), /amphtml/);
    const [release = ''] = (await readdir(join(project.output, 'com.example.orbit'))).filter((name) =>
      /^1\.0/.test(name),
    );
    assert.doesNotMatch(await read(`com.example.orbit/${release}/index.html`), /amphtml/);
  });

  it('are valid also where a component of its own brings scripts, forms and styles', async () => {
    await project.write({
      'src/Notes.astro': `---
const { release } = Astro.props;
---
<section class="own" onclick="alert(1)">
  <form action="/feedback"><input name="q"><button>Send</button></form>
  <div data-script-only>Own spinner</div>
  <p>Notes of {release.ipa.name} <a href="feather://x">Feather</a></p>
  <script>console.log('own');</script>
  <script is:inline>console.log('inline');</script>
</section>
<style>
  @layer own { .own { color: rgb(1 2 3) !important; & p { margin: 0; } } }
  @container (min-width: 20rem) { .own { padding: 1px; } }
</style>
<style is:inline>.own::after { content: "}</"; }</style>
`,
    });
    await project.build({}, { components: { ReleaseNotes: './src/Notes.astro' } });
    const [path = ''] = await ampPages(project);
    const amp = await read(path);
    assert.deepEqual(await validateAmp(amp), []);
    assert.match(amp, /Notes of Orbit/);
    assert.match(amp, /\.own[^{]*\{color:(rgb\(1 2 3\)|#010203)/);
    const own = /<section class="own"[\s\S]*?<\/section>/.exec(amp)?.[0].replace(/ data-astro-cid-\w+/g, '');
    assert.equal(own, '<section class="own"><p>Notes of Orbit </p></section>');
  });

  it('find the styles of a site whose assets have a host of their own', async () => {
    await project.build({ build: { assetsPrefix: 'https://cdn.example.com', inlineStylesheets: 'never' } });
    const [path = ''] = await ampPages(project);
    assert.match(await read(path), /<style amp-custom>:root\{/);
    assert(existsSync(join(project.output, '_astro')));
  });
});
