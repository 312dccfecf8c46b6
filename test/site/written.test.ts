import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { itmsLink } from '../../integration/documents/link.ts';
import { COMMANDS, commandsIn } from '../support/hostile.ts';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project, SITE } from '../support/site.ts';

/** An address of the install site that begins with http:. */
const PLAIN = `${SITE.replace('s:', ':')}/com.example.orbit/`;
const otherAt = (name: string) => itmsLink(`https://other.example.org/${name}/manifest.plist`);
const OTHER = otherAt('app');
const manifest = (assets: string, metadata = 'com.example.own') => `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>items</key><array><dict>
<key>assets</key><array>${assets}</array>
<key>metadata</key><dict><key>bundle-identifier</key><string>${metadata}</string>
<key>kind</key><string>software</string><key>title</key><string>Own</string></dict></dict></array></dict></plist>`;
const asset = (kind: string, url: string) =>
  `<dict><key>kind</key><string>${kind}</string><key>url</key><string>${url}</string></dict>`;
const page = (body: string) =>
  `<html lang="en"><head><meta charset="utf-8"><title>A page</title></head><body>${body}</body></html>`;
const astroPage = (href: string) =>
  `---\nconst href = ${JSON.stringify(href)};\n---\n${page('<a href={href}>Install</a>')}`;

/** Mistakes, one a file: where it is, the file, and what is found in it. */
const MISTAKES: [path: string, content: string, code: string][] = [
  // Astro escapes what it is given, so that what was escaped before is escaped twice.
  ['src/pages/twice.astro', astroPage(OTHER.replace('&', '&amp;')), 'wrongly-escaped-link'],
  [
    'src/pages/half.astro',
    page(`<a href="${OTHER.replace('&', '&amp')}">Install</a>`),
    'wrongly-escaped-link',
  ],
  ['src/pages/slashes.astro', astroPage(OTHER.replace('//', '')), 'malformed-link'],
  ['src/pages/action.astro', astroPage(OTHER.replace('action=download-manifest&', '')), 'malformed-link'],
  ['src/pages/url.astro', astroPage(OTHER.split('&')[0] ?? ''), 'malformed-link'],
  ['src/pages/raw.astro', astroPage(`${decodeURIComponent(OTHER)}?v=1`), 'unencoded-address'],
  ['src/pages/cut.astro', astroPage(`${decodeURIComponent(OTHER)}?a&b`), 'unencoded-address'],
  ['src/pages/plus.astro', astroPage(OTHER.replace('app', 'my+app')), 'unencoded-address'],
  ['src/pages/percent.astro', astroPage(OTHER.replace('app', '%zz')), 'unencoded-address'],
  ['src/pages/relative.md', `[Install](${itmsLink('/app/manifest.plist')})`, 'unreachable-address'],
  ['src/pages/plain.astro', astroPage(itmsLink('http://other.example.org/m.plist')), 'unreachable-address'],
  ['src/pages/private.astro', astroPage(itmsLink('https://192.168.1.2/m.plist')), 'unreachable-address'],
  ['src/pages/gone.astro', astroPage(itmsLink(`${SITE}/gone/manifest.plist`)), 'missing-file'],
  ['src/pages/case.astro', astroPage(itmsLink(`${SITE}/OWN/app.plist`)), 'missing-file'],
  [
    'src/pages/latest.astro',
    astroPage(itmsLink(`${SITE}/com.example.orbit/latest/default/manifest.plist`)),
    'changing-manifest',
  ],
  ['src/pages/page.astro', astroPage(itmsLink(`${SITE}/notes.html`)), 'none'],
  ['public/notes.html', page('These are notes.'), 'unreadable-manifest'],
  [
    'public/refresh.html',
    `<meta http-equiv="refresh" content="0;url=${OTHER.replace('&', '&amp;amp;')}">`,
    'wrongly-escaped-link',
  ],
  [
    'public/hidden.html',
    page(`<a href="&#x69;${OTHER.slice(1).replace('&', '&amp;amp;')}">x</a>`),
    'wrongly-escaped-link',
  ],
  [
    'public/script.html',
    page(`<script>location.href = '${OTHER.replace('&', '&amp;')}%23'</script>`),
    'wrongly-escaped-link',
  ],
  [
    'public/app.js',
    `for (let i=0;i<n.length;i++) add(n[i]);\nlocation.href = '${otherAt('script').replace('&', '&amp;')}'`,
    'wrongly-escaped-link',
  ],
  ['public/app.mjs', `export default "${otherAt('module').replace('&', '&amp;')}"`, 'wrongly-escaped-link'],
  [
    'public/drawing.svg',
    `<svg xmlns="http://www.w3.org/2000/svg"><a href="${otherAt('drawing').replace('&', '&amp;amp;')}"/></svg>`,
    'wrongly-escaped-link',
  ],
  [
    'public/frame.html',
    page(`<iframe srcdoc="<a href='${otherAt('frame').replace('&', '&amp;amp;amp;')}'>x</a>"></iframe>`),
    'wrongly-escaped-link',
  ],
  [
    'public/island.html',
    page(
      `<astro-island props="{&quot;href&quot;:[0,&quot;${otherAt('island').replace('&', '&amp;amp;')}&quot;]}"></astro-island>`,
    ),
    'wrongly-escaped-link',
  ],
  ['src/pages/http.astro', astroPage(`${PLAIN}latest/`), 'unreachable-address'],
  ['public/card.html', `<meta property="og:url" content="${PLAIN}">`, 'unreachable-address'],
  ['public/map.svg', `<svg><a href="${PLAIN}"/></svg>`, 'unreachable-address'],
  ['public/data.json', JSON.stringify({ install: OTHER.replace('&', '&amp;') }), 'wrongly-escaped-link'],
  ['public/pages.json', JSON.stringify([PLAIN]), 'unreachable-address'],
  ['public/news.xml', `<feed><link href="${PLAIN}latest/"/></feed>`, 'unreachable-address'],
  [
    'public/end.ics',
    `BEGIN:VEVENT\r\nURL:${OTHER.replace('&', '&amp;')}\r\nEND:VEVENT\r\n`,
    'wrongly-escaped-link',
  ],
  ['public/link.txt', `${OTHER.replace('&', '&amp;')}\n`, 'wrongly-escaped-link'],
  [
    'public/http/manifest.plist',
    manifest(asset('software-package', 'http://cdn.example.org/a.ipa')),
    'unreachable-address',
  ],
  ['public/rel/app.plist', manifest(asset('software-package', 'a.ipa')), 'unreachable-address'],
  ['public/ipa/app.plist', manifest(asset('software-package', `${SITE}/gone.ipa`)), 'missing-file'],
  [
    'public/icon/app.plist',
    manifest(
      asset('software-package', 'https://cdn.example.org/a.ipa') + asset('display-image', `${SITE}/57.png`),
    ),
    'missing-file',
  ],
  ['public/html/manifest.plist', page('Not found'), 'unreadable-manifest'],
  [
    'public/blank/manifest.plist',
    `\n${manifest(asset('software-package', 'https://cdn.example.org/a.ipa'))}`,
    'unreadable-manifest',
  ],
  [
    'public/keys/manifest.plist',
    manifest(asset('software-package', 'https://cdn.example.org/a.ipa'), ''),
    'incomplete-manifest',
  ],
];

const INNOCENT: Record<string, string> = {
  'src/pages/article.md': [
    '# How install links break',
    'Never write `itms-services://?action=download-manifest&amp;url=…` there.',
    '```html',
    `<a href="${OTHER.replace('&', '&amp;amp;')}">Install</a>`,
    '```',
    '[Another site](http://www.example.org/), [ours](http://ota.example.com/).',
  ].join('\n\n'),
  'src/pages/other.astro': astroPage(OTHER),
  'src/pages/own.astro': astroPage(itmsLink(`${SITE}/own/app.plist?v=2`)),
  'public/own/app.plist': manifest(asset('software-package', `${SITE}/own/My%20App.ipa`)),
  'public/own/My App.ipa': 'PK',
  'public/settings.plist': '<plist><dict/></plist>',
  'public/llms.txt': `Never write ${OTHER.replace('&', '&amp;')} in JSON.\n`,
  'public/search.json': JSON.stringify({
    text: `Never write ${OTHER.replace('&', '&amp;')}`,
    id: 'http://ota.example.com/#me',
  }),
  'public/broken.json': '{"install": "itms-services://',
  'public/news.xml': '<feed><id>http://ota.example.com/com.example.orbit/</id></feed>',
  'public/app.js': `if (href.startsWith("itms-services:")) track(); // never "${OTHER.replace('&', '&amp;')}"`,
  'public/sample.html': page(
    `<!-- ${PLAIN} --><pre data-code="${PLAIN}">${PLAIN}</pre><img alt="${PLAIN}"><script>// ${PLAIN}</script>`,
  ),
};

describe('the check of what was written', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject({ 'builds/Orbit.ipa': buildIpa() });
  });
  afterEach(() => project.remove());

  it('finds every mistake in every page and document, whoever wrote it, in one report', async () => {
    await project.write(Object.fromEntries(MISTAKES.map(([path, content]) => [path, content])));
    const error = await project.build().catch((error) => error);
    assert.deepEqual(
      findingsIn(error),
      MISTAKES.filter(([, , code]) => code !== 'none')
        .map(([path, , code]) => `${writtenAs(path)}: ${code}`)
        .sort(),
    );
    assert.match(error.message, /dist must not be published: \d\d files/);
    assert.equal(error.stack, '');
  });

  it('leaves pages alone that write of such links, or link elsewhere', async () => {
    await project.write(INNOCENT);
    await project.build();
    assert(existsSync(join(project.output, 'article/index.html')));
  });

  it('remembers what it read, and finds what changed around it', async () => {
    const memory = join(project.root, 'node_modules/.astro/astro-ota/written.json');
    await project.write({
      'src/pages/own.astro': INNOCENT['src/pages/own.astro'] ?? '',
      ...pick('public/own/app.plist', 'public/own/My App.ipa'),
    });
    await project.build();
    const known = await readFile(memory, 'utf8');
    await project.build();
    assert.equal(await readFile(memory, 'utf8'), known);
    await project.write({
      'public/own/app.plist': manifest(asset('software-package', `${SITE}/own/Gone.ipa`)),
    });
    assert.deepEqual(findingsIn(await project.build().catch((error) => error)), [
      'dist/own/app.plist: missing-file',
    ]);
  });

  it('knows the files of a site below a base, and nothing of what lies beside it', async () => {
    await project.write({
      'public/own/app.plist': manifest(asset('software-package', `${SITE}/base/own/a.ipa`)),
      'public/own/a.ipa': 'PK',
      'src/pages/own.astro': astroPage(itmsLink(`${SITE}/base/own/app.plist`)),
      'src/pages/beside.astro': astroPage(itmsLink(`${SITE}/other/app.plist`)),
    });
    await project.build({ base: '/base' });
    await project.write({ 'src/pages/gone.astro': astroPage(itmsLink(`${SITE}/base/gone/app.plist`)) });
    const error = await project.build({ base: '/base' }).catch((error) => error);
    assert.deepEqual(findingsIn(error), ['dist/gone/index.html: missing-file']);
  });

  it('lets no file command the terminal by its name, or GitHub by what it holds', async () => {
    const link = OTHER.replace('&', '&amp;');
    await project.write({
      [`public/${COMMANDS}.txt`]: `${link}\n`,
      'public/link.json': JSON.stringify([`${link}${COMMANDS}`]),
    });
    const error = await project.build().catch((error) => error);
    assert.equal(error.hint.match(/\(wrongly-escaped-link\)/g)?.length, 2);
    assert.equal(commandsIn(error.hint), null);
  });

  it('shows a mistake of a layout on a few pages and counts the others', async () => {
    const pages = Array.from({ length: 9 }, (_, i) => [
      `src/pages/p${i}.astro`,
      astroPage(itmsLink('http://h.example.org/m')),
    ]);
    await project.write(Object.fromEntries(pages));
    const error = await project.build().catch((error) => error);
    assert.equal(findingsIn(error).length, 3);
    assert.match(error.hint, /The same in 6 more files/);
    assert.match(error.message, /9 files/);
  });
});

function pick(...paths: string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, INNOCENT[path] ?? '']));
}

function writtenAs(path: string): string {
  return path.replace(/^public\//, 'dist/').replace(/^src\/pages\/(.*)\.\w+$/, 'dist/$1/index.html');
}

/** The findings in the hint of an error, as `file: code`, sorted. */
function findingsIn(error: { hint?: string }): string[] {
  let file = '';
  const found = (error?.hint ?? `no hint: ${error}`).split('\n').flatMap((line) => {
    if (/^\S/.test(line)) file = line;
    const code = /^ {2}\S.* \(([a-z-]+)\)$/.exec(line)?.[1];
    return code ? [`${file}: ${code}`] : [];
  });
  return found.sort();
}
