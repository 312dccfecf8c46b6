import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ampPage } from '../../../integration/documents/amp.ts';
import { readAmpDraft } from '../../../integration/documents/amp-draft.ts';
import { validateAmp } from '../../support/amp.ts';

const CANONICAL = 'https://ota.example.com/com.example.orbit/1.0-1-00000000/';
const page = (body: string, head = '') =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Orbit</title>${head}</head><body>${body}</body></html>`;
const amp = (html: string) => ampPage(html, readAmpDraft(html), CANONICAL, '');
const bodyOf = (html: string) => /<body>([\s\S]*)<\/body>/.exec(html)?.[1];
const headOf = (html: string) => /<title>Orbit<\/title>([\s\S]*)<\/head>/.exec(html)?.[1];

const LINK =
  '<a href="itms-services://?action=download-manifest&amp;url=https%3A%2F%2Fh.example.com%2Fm">Install</a>';

describe('the body of an AMP page', () => {
  const cases: [what: string, body: string, expected: string][] = [
    ['the Install link as it is', LINK, LINK],
    [
      'text, entities and comments byte for byte',
      '<p>a &amp; b &copy; &lt;i&gt;<!-- c --> ü</p>',
      '<p>a &amp; b &copy; &lt;i&gt;<!-- c --> ü</p>',
    ],
    [
      'images and data attributes',
      '<p data-end="1"><img src="/a.svg" width="1" height="1" alt="" loading="lazy"></p>',
      '<p data-end="1"><img src="/a.svg" width="1" height="1" alt="" loading="lazy"></p>',
    ],
    [
      'folds',
      '<details open><summary>a</summary>b</details>',
      '<details open><summary>a</summary>b</details>',
    ],
    [
      'drawings',
      '<svg viewBox="0 0 1 1"><g fill="none"><path d="M0 0"/></g></svg>',
      '<svg viewBox="0 0 1 1"><g fill="none"><path d="M0 0"/></g></svg>',
    ],
    [
      'linked data',
      '<script type="application/ld+json">{"a":"</p>"}</script>',
      '<script type="application/ld+json">{"a":"</p>"}</script>',
    ],
    ['no scripts', 'a<script type="module" src="/a.js"></script><script>if (1 < 2) "<p>"</script>b', 'ab'],
    [
      'no templates and no noscript',
      'a<template><p>x</p></template><noscript><img src="x"></noscript>b',
      'ab',
    ],
    [
      'no forms',
      'a<form action="/x"><label>x <input name="x"></label><button>x</button></form>b<input><select><option>x<option>y</select>c',
      'abc',
    ],
    ['no frames and no media', 'a<iframe src="/x"></iframe><video src="/x"></video>b', 'ab'],
    ['nothing that needs scripts', 'a<div data-script-only><p>x<div>y</div></div>b', 'ab'],
    ['no link to another app', 'a <a href="altstore://x">x</a><a href="javascript:x()">y</a> b', 'a  b'],
    [
      'no handlers and foreign attributes',
      '<p onclick="x()" class="y"  @click=\'z\' v-if="a" hidden>a</p>',
      '<p class="y" hidden>a</p>',
    ],
    [
      'the content of elements by any name',
      '<constructor valueOf="x"><p constructor>a</p></constructor>',
      '<p>a</p>',
    ],
    ['no attribute that only the runtime reads', '<p on="tap:x">a</p>', '<p>a</p>'],
    [
      'no important inline style',
      '<p style="color: red !important">a</p><p style="color: red">b</p>',
      '<p>a</p><p style="color: red">b</p>',
    ],
    [
      'the content of unknown elements',
      '<astro-island uid="x"><p>a</p></astro-island><search>b</search>',
      '<p>a</p>b',
    ],
    [
      'one image of a choice',
      '<picture><source srcset="/b.avif"><img src="/b.png" alt=""></picture>',
      '<img src="/b.png" alt="">',
    ],
    ['what follows an element that nothing closes', '<div>a<button>x</div>b', '<div>a</div>b'],
    [
      'no link whose scheme is hidden from those who look for it',
      'a <a href="java\nscript:x()">x</a><a href="java&Tab;script:x()">x</a><a href="&#1;javascript:x()">x</a> b',
      'a  b',
    ],
    [
      'links in which a colon comes later',
      '<p><a href="/a:b">x</a><a href="?a:b">x</a><a href="#a:b">x</a></p>',
      '<p><a href="/a:b">x</a><a href="?a:b">x</a><a href="#a:b">x</a></p>',
    ],
    [
      'images without a mode that AMP does not know',
      '<img src="/a.png" alt="" crossorigin><img src="/a.png" alt="" crossorigin="anonymous">',
      '<img src="/a.png" alt=""><img src="/a.png" alt="" crossorigin="anonymous">',
    ],
    [
      'what waits to be found, in sight',
      '<p hidden="until-found">a</p><p hidden>b</p><p hidden="hidden">c</p>',
      '<p>a</p><p hidden>b</p><p hidden="hidden">c</p>',
    ],
    [
      'drawings without what moves',
      '<svg><rect width="1"><animate attributeName="x"/><animateTransform attributeName="x"/><animateMotion path="M0 0"/><set attributeName="x"/></rect></svg>',
      '<svg><rect width="1"></rect></svg>',
    ],
    [
      'drawings without HTML in them',
      '<svg><foreignObject><p>x</p></foreignObject><foreignobject>y</foreignobject><g/></svg>',
      '<svg><g/></svg>',
    ],
    [
      'drawings without what only an editor knows',
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:e="e" e:version="1"><e:view/><use xlink:href="#a"/></svg>',
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="#a"/></svg>',
    ],
    [
      'links in drawings, of the kind that AMP knows',
      '<svg><a xlink:href="/x"><text>a</text></a><a href="/x"><text>b</text></a></svg>',
      '<svg><a><text>a</text></a><a href="/x"><text>b</text></a></svg>',
    ],
  ];
  for (const [what, body, expected] of cases) {
    it(`has ${what}`, async () => {
      const made = amp(page(body));
      assert.equal(bodyOf(made), expected);
      assert.deepEqual(await validateAmp(made), []);
    });
  }
});

describe('the head of an AMP page', () => {
  const cases: [what: string, head: string, expected: string][] = [
    [
      'no other canonical, and none that leads to itself',
      '<link rel="canonical" href="/x"><link rel="amphtml" href="/y">',
      '',
    ],
    ['no base and no refresh', '<base href="/"><meta http-equiv="refresh" content="0;url=/">', ''],
    [
      'no preloads',
      '<link rel="modulepreload" href="/a.js"><link rel="preload" href="/a.css" as="style">',
      '',
    ],
    [
      'icons, feeds, translations and meta data',
      '<meta name="robots" content="noindex"><link rel="icon" href="/a.png"><link rel="alternate" hreflang="de" href="/de">',
      '<meta name="robots" content="noindex"><link rel="icon" href="/a.png"><link rel="alternate" hreflang="de" href="/de">',
    ],
  ];
  for (const [what, head, expected] of cases) {
    it(`has ${what}`, async () => {
      const made = amp(page('', head));
      assert.equal(headOf(made), expected);
      assert.deepEqual(await validateAmp(made), []);
    });
  }

  it('leads to the page that it was made from', () => {
    assert.match(
      amp(page('')),
      new RegExp(
        `<html amp lang="en"><head><meta charset="utf-8"><link rel="canonical" href="${CANONICAL}">`,
      ),
    );
  });

  it('has the style of the page in one piece, wherever it was', async () => {
    const html = page(
      '<style media="print">p { color: red }</style><template><style>x</style></template>',
      '<link rel="stylesheet" href="/a.css"><style>/* </p> */ b > i {}</style>',
    );
    const draft = readAmpDraft(html);
    assert.deepEqual(draft.styles, [
      { href: '/a.css' },
      { css: '/* </p> */ b > i {}' },
      { css: 'p { color: red }', media: 'print' },
    ]);
    const made = ampPage(html, draft, CANONICAL, 'p{color:red}');
    assert.equal(made.match(/<style/g)?.length, 1);
    assert.match(made, /<style amp-custom>p\{color:red\}<\/style>/);
    assert.deepEqual(await validateAmp(made), []);
  });

  for (const [what, html] of [
    [
      'a wrong viewport',
      '<!doctype html><html><head><meta charset=utf-8><meta name="viewport" content="width=1000"><title>x</title></head><body>x</body></html>',
    ],
    ['no head', '<!doctype html><html><body>x</body></html>'],
    ['nothing around its content', '<p>x</p>'],
    ['nothing but a document type', '<!DOCTYPE html><p>x</p>'],
    [
      'a character set of the old kind',
      '<!doctype html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>x</body></html>',
    ],
  ] as const) {
    it(`is valid also for a page with ${what}`, async () =>
      assert.deepEqual(await validateAmp(amp(html)), []));
  }
});

describe('the validator', () => {
  it('refuses a page that is no AMP page', async () => {
    assert.match(
      (await validateAmp(page('<script>1</script>'))).join('\n'),
      /FAIL[\s\S]*MANDATORY_ATTR_MISSING/,
    );
  });
});
