import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ampCss } from '../../../integration/documents/amp-css.ts';
import { validateAmp } from '../../support/amp.ts';

const pageWith = (css: string) =>
  `<!doctype html><html amp><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="canonical" href="/"><style amp-custom>${css}</style></head><body></body></html>`;

describe('the style of an AMP page', () => {
  const cases: [what: string, css: string, expected: string][] = [
    [
      'without blanks and comments',
      'a  >  b ,\n c { color : red ; /* x; } */ margin: 0 auto }\n',
      'a>b,c{color:red;margin:0 auto}',
    ],
    ['without empty rules', 'a { } @media print { b { ; } }', ''],
    ['without !important', 'a { color: red !important; margin: 0 ! IMPORTANT }', 'a{color:red;margin:0}'],
    ['without imports and character sets', '@charset "utf-8"; @import url("a.css"); a { b: c }', 'a{b:c}'],
    [
      'with the rules of layers',
      '@layer a, b; @layer a { p { b: c } @layer d { q { e: f } } } r { g: h }',
      'p{b:c}q{e:f}r{g:h}',
    ],
    [
      'with media and supports',
      '@media print { @supports (a: b) { p { c: d } } }',
      '@media print{@supports (a: b){p{c:d}}}',
    ],
    [
      'with keyframes, fonts and sheets',
      '@keyframes x { from { a: b } 50% { a: c !important } } @font-face { font-family: x } @page :first { margin: 0 }',
      '@keyframes x{from{a:b}50%{a:c}}@font-face{font-family:x}@page :first{margin:0}',
    ],
    [
      'without at-rules that AMP does not know',
      '@container (width > 1px) { a { b: c } } @property --x { syntax: "*"; inherits: false } @view-transition { navigation: auto } d { e: f }',
      'd{e:f}',
    ],
    [
      'without nested rules, but with what is around them',
      'a { b: c; &:hover { d: e } @media print { f: g } h: i }',
      'a{b:c;h:i}',
    ],
    [
      'with custom properties of any kind',
      ':root { --a: { b: c }; --d:; --e: 1px }',
      ':root{--a:{ b: c };--d:;--e:1px}',
    ],
    [
      'with strings as they are',
      'a::before { content: "; } /* \\" */ !important" } b { c: \'}\' }',
      'a::before{content:"; } /* \\" */ !important"}b{c:\'}\'}',
    ],
    [
      'that cannot end early',
      'a::before { content: "</style><!-- " }',
      'a::before{content:"\\3c /style>\\3c !-- "}',
    ],
    [
      'with ranges in the old form',
      '@media (width >= 34rem) and (height<600px) { a { b: c } } @media (1px<=width<=2px) { d { e: f } }',
      '@media (min-width:34rem) and (max-height:599.99px){a{b:c}}@media (min-width:1px) and (max-width:2px){d{e:f}}',
    ],
    ['of a sheet that breaks off', 'a { b: c } d { e: f', 'a{b:c}d{e:f}'],
    ['of a sheet with too many ends', 'a { b: c } } d { e: f } g { h: i }', 'a{b:c}g{h:i}'],
  ];
  for (const [what, css, expected] of cases) {
    it(`is made ${what}`, async () => {
      const made = ampCss([{ css }]).css;
      assert.equal(made, expected);
      assert.deepEqual(await validateAmp(pageWith(made)), []);
    });
  }

  it('finds images and fonts where its sheet found them', () => {
    const css =
      'a{b:url(../i/x.png) url("y.svg#z") url( data:image/png;base64,AA ) url(/r.png) url(https://h.example.com/i.png)}';
    assert.equal(
      ampCss([{ css, href: '/base/_astro/a.css' }]).css,
      'a{b:url("/base/i/x.png") url("/base/_astro/y.svg#z") url( data:image/png;base64,AA ) url(/r.png) url(https://h.example.com/i.png)}',
    );
    assert.equal(
      ampCss([{ css: 'a{b:url(x.png)}', href: 'https://cdn.example.com/_astro/a.css' }]).css,
      'a{b:url("https://cdn.example.com/_astro/x.png")}',
    );
  });

  it('keeps the media of a sheet, and the order of sheets', () => {
    assert.equal(
      ampCss([{ css: 'a{b:c}', media: 'print' }, { css: '@import "x";', media: 'print' }, { css: 'd{e:f}' }])
        .css,
      '@media print{a{b:c}}d{e:f}',
    );
  });

  it('leaves out the largest sheet where all are more than AMP allows, and says how much that is', () => {
    const large = Array.from({ length: 6000 }, (_, i) => `.c${i}{color:red}`).join('');
    const { css, leftOut } = ampCss([{ css: 'a{b:c}' }, { css: large }]);
    assert.deepEqual([css, leftOut], ['a{b:c}', large.length]);
  });
});
