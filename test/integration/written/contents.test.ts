import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import type { Link } from '../../../integration/written/contents.ts';
import { readCalendar, readJson, readText } from '../../../integration/written/data.ts';
import { readHtml } from '../../../integration/written/html.ts';
import { readXml } from '../../../integration/written/xml.ts';

const LINK = 'itms-services://?action=download-manifest&url=https%3A%2F%2Fh.example.com%2Fm.plist';
const START = LINK.slice(0, LINK.indexOf('https'));
const HTML = LINK.replace('&', '&amp;');
const markup = (value = LINK): Link => ({ value, place: 'markup' });
const data = (value = LINK): Link => ({ value, place: 'data' });

describe('links in HTML', () => {
  const cases: [what: string, html: string, links: Link[]][] = [
    ['an anchor', `<a href="${HTML}">Install</a>`, [markup()]],
    ['an anchor without quotes', `<a href=${HTML}>Install</a>`, [markup()]],
    ['capitals', `<A HREF='${HTML}'>Install</A>`, [markup()]],
    ['an image map', `<map><area href="${HTML}"></map>`, [markup()]],
    ['SVG', `<svg><a xlink:href="${HTML}"><text>Install</text></a></svg>`, [markup()]],
    ['a form', `<form action="${HTML}"><button formaction="${HTML}">`, [markup(), markup()]],
    ['a frame', `<iframe src="${HTML}"></iframe>`, [markup()]],
    [
      'noscript and template',
      `<noscript><a href="${HTML}"></a></noscript><template><a href="${HTML}"></a></template>`,
      [markup(), markup()],
    ],
    ['a refresh', `<meta http-equiv="refresh" content="0; url='${HTML}'">`, [markup()]],
    ['an attribute that a script follows', `<button data-install-href="${HTML}">`, [markup()]],
    ['white space around', `<a href="\n ${HTML} ">`, [markup(`\n ${LINK} `)]],
    [
      'letters written as references',
      `<a href="&#105;tms&#x2d;services&colon;${HTML.slice(14)}">`,
      [markup()],
    ],
    ['a handler', `<button onclick="location.href='${HTML}'">`, [data()]],
    ['a script', `<script>location.href = "${LINK}";</script>`, [data()]],
    [
      'a script, escaped for it',
      `<script>let a = '${LINK.replace('&', '\\u0026').replaceAll('/', '\\/')}'</script>`,
      [data()],
    ],
    [
      'a script that adds the address',
      `<script>go("${START}" + url)</script>`,
      [{ ...data(START), partial: true }],
    ],
    [
      'a template in a script',
      `<script>go(\`${START}\${url}\`)</script>`,
      [{ ...data(START), partial: true }],
    ],
    ['linked data', `<script type="application/ld+json">{"url":"${LINK}"}</script>`, [data()]],
    [
      'a link whose scheme was taken away',
      '<a href="//?action=download-manifest&amp;url=x">',
      [markup('//?action=download-manifest&url=x')],
    ],
    ['a link whose scheme was made unsafe', `<a href="unsafe:${HTML}">`, [markup(`unsafe:${LINK}`)]],
    ['no text', `<p>${HTML}</p><pre><code>&lt;a href="${HTML}"&gt;</code></pre>`, []],
    ['no comment', `<!-- <a href="${HTML}"> -->`, []],
    [
      'no text area and no title',
      `<title><a href="${HTML}"></title><textarea><a href="${HTML}"></textarea>`,
      [],
    ],
    [
      'no code to be copied',
      `<button data-code="${HTML}"><img alt="${HTML}" title="${HTML}"><input value="${HTML}">`,
      [],
    ],
    ['no address with a link in it', `<a href="https://qr.example.com/?data=${HTML}"></a>`, []],
    [
      'no name of the scheme in a script',
      '<script>if (href.startsWith("itms-services:")) hide()</script>',
      [],
    ],
    [
      'a script as a bundler writes it',
      `<script>for(let e=0;e<t.length;e++)fetch("//x/*",{headers:{accept:"*/*"}});location.href="${LINK}"</script>`,
      [data()],
    ],
    [
      'no comment in a script',
      `<script>go(); // as "${HTML}"\n/* or\n * "${HTML}" */\n// '${HTML}'</script>`,
      [],
    ],
    [
      'a page within a frame',
      `<iframe srcdoc="<a href='${HTML.replaceAll('&', '&amp;')}'>Install</a>"></iframe>`,
      [markup()],
    ],
    [
      'what a component is given',
      `<astro-island props="${JSON.stringify({ href: [0, LINK] })
        .replaceAll('"', '&quot;')
        .replace('&url', '&amp;url')}"></astro-island>`,
      [data()],
    ],
    ['no data for another purpose', `<pre data-code="{&quot;install&quot;:&quot;${HTML}&quot;}"></pre>`, []],
    ['no content that is text', `<meta name="description" content="${HTML}">`, []],
    [
      'no HTML in a script, which is decoded once more',
      `<script>p.innerHTML = '<a class=x href="${HTML}">'</script>`,
      [],
    ],
  ];
  for (const [what, html, links] of cases) {
    it(`are found as they are meant: ${what}`, () => assert.deepEqual(readHtml(html).links, links));
  }

  it('ends in frames within frames, however deep', () => {
    const nested = (depth: number): string =>
      depth
        ? `<iframe srcdoc="${nested(depth - 1)
            .replaceAll('&', '&amp;')
            .replaceAll('"', '&quot;')}">`
        : `<a href="${HTML}">`;
    assert.deepEqual(readHtml(nested(2)).links, [markup()]);
    assert.deepEqual(readHtml(nested(8)).links, []);
  });

  it('ends where a string in a script does not', () => {
    assert.deepEqual(readHtml(`<script>a = "${LINK}${'x'.repeat(1e7)}</script>`).links, []);
  });

  it('leaves addresses that begin with http: to whoever knows the site', () => {
    const at = (name: string) => `http://h.example.com/${name}`;
    const html = `<!-- ${at('comment')} --><link rel="canonical" href="${at('link')}"><meta property="og:url" content="${at('meta')}">
      <meta http-equiv="refresh" content="0; url=${at('refresh')}"><a href=" ${at('a')}">${at('text')}</a><img src="${at('img')}" alt="${at('alt')}">
      <video poster="${at('poster')}"></video><iframe srcdoc="<a href='${at('frame')}'>"></iframe>
      <script type="application/ld+json">{"url":"${at('json')}"}</script><script>let a = '${at('script')}'</script>
      <svg xmlns="${at('namespace')}"></svg><meta name="description" content="${at('begin')} and more">`;
    assert.deepEqual(
      readHtml(html).plainAddresses.map((address) => address.slice(at('').length)),
      ['link', 'meta', 'refresh', 'a', 'img', 'poster', 'frame', 'json'],
    );
  });

  const SPELLINGS = [
    '&',
    '&amp;',
    '&amp;amp;',
    '&amp',
    '&#38;',
    '&#x26;',
    '&AMP;',
    '&#038',
    '&amp;#38;',
    ';',
  ];
  for (const spelling of SPELLINGS) {
    for (const next of ['url=https://h/m', 'x', '=']) {
      it(`are decoded as a browser decodes them: ${spelling}${next}`, () => {
        const html = `<a href="itms-services://?action=download-manifest${spelling}${next}">`;
        const [anchor] = parseFragment(html).childNodes as DefaultTreeAdapterTypes.Element[];
        assert.deepEqual(readHtml(html).links, [markup(anchor?.attrs[0]?.value)]);
      });
    }
  }
});

describe('links in documents for programs', () => {
  const page = 'http://h.example.com/com.example.orbit/';
  const escaped = (html: string) => html.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const feed = (entry: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><entry>${entry}</entry></feed>`;
  const anchor = `<a href="${HTML}">Install</a>`;
  const cases: [
    what: string,
    read: () => { links: Link[]; plainAddresses: string[] },
    links: Link[],
    plain?: string[],
  ][] = [
    ['Atom links', () => readXml(feed(`<link href="${HTML}"/><link href="${page}"/>`)), [markup()], [page]],
    ['HTML in Atom', () => readXml(feed(`<content type="html">${escaped(anchor)}</content>`)), [markup()]],
    [
      'XHTML in Atom',
      () => readXml(feed(`<content type="xhtml"><div>${anchor}</div></content>`)),
      [markup()],
    ],
    ['text in Atom', () => readXml(feed(`<summary>${escaped(anchor)}</summary>`)), []],
    ['an identifier, which is no address', () => readXml(feed(`<id>${page}</id>`)), []],
    [
      'RSS',
      () =>
        readXml(
          `<rss><item><link>${HTML}</link><description><![CDATA[${anchor}]]></description></item></rss>`,
        ),
      [markup(), markup()],
    ],
    [
      'a web clip',
      () => readXml(`<plist><dict><key>URL</key><string>${HTML}</string></dict></plist>`),
      [markup()],
    ],
    [
      'a drawing',
      () =>
        readXml(
          `<svg xmlns="http://www.w3.org/2000/svg" onload="go('${LINK.replace('&', '&amp;')}')"><a xlink:href="${HTML}"><text>${HTML}</text></a><a href="${page}"/><script>go("${LINK.replace('&', '&amp;')}")</script></svg>`,
        ),
      [data(), markup(), data()],
      [page],
    ],
    [
      'JSON',
      () => readJson(JSON.stringify([{ install: LINK, page, notes: `Use ${LINK}` }])),
      [data()],
      [page],
    ],
    ['entities in JSON', () => readJson(JSON.stringify({ install: HTML })), [data(HTML)]],
    ['broken JSON', () => readJson(`{"install":"${LINK}"`), []],
    [
      'a calendar',
      () =>
        readCalendar(
          `BEGIN:VEVENT\r\nURL;VALUE=URI:${LINK.slice(0, 40)}\r\n ${LINK.slice(40)}\r\nDESCRIPTION:${LINK}\r\n`,
        ),
      [data()],
    ],
    ['a text of addresses', () => readText(`${LINK}\n\n${page}\n`), [data()], [page]],
    ['a text about addresses', () => readText(`Never write\n${HTML}\n`), []],
  ];
  for (const [what, read, links, plainAddresses = []] of cases) {
    it(`are found where programs follow them: ${what}`, () =>
      assert.deepEqual(read(), { links, plainAddresses }));
  }
});
