import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accentRules, readable, themeBelow } from '../../integration/theme.ts';

describe('readable', () => {
  const cases: [color: string, scheme: 'light' | 'dark', result: string][] = [
    ['#0058d6', 'light', '#0058d6'],
    ['#7fb4ff', 'dark', '#7fb4ff'],
    ['#000000', 'light', '#000000'],
    ['#FFFFFF', 'dark', '#ffffff'],
    // By the formula of WCAG 2.2: 4.54 to 1 on #ececf2, 4.56 to 1 on #26262d; a step less of either is below 4.5.
    ['#ffcc00', 'light', '#826800'],
    ['#7a3cff', 'dark', '#9f73ff'],
  ];
  for (const [color, scheme, result] of cases) {
    it(`gives ${result} for ${color} on ${scheme} ground`, () =>
      assert.equal(readable(color, scheme), result));
  }
});

describe('accentRules', () => {
  it('are none without an accent', () => assert.equal(accentRules(undefined), ''));

  it('set the accent in both schemes', () => {
    assert.deepEqual(accentRules('#ffcc00').match(/--accent: #\w+/g), [
      `--accent: ${readable('#ffcc00', 'light')}`,
      '--accent: #ffcc00',
    ]);
  });
});

describe('themeBelow', () => {
  for (const [base, logo, path] of [
    ['/', 'logo.svg', '/logo.svg'],
    ['/team', '/img/logo.svg', '/team/img/logo.svg'],
    ['/team/', 'logo.svg', '/team/logo.svg'],
  ] as const) {
    it(`finds ${logo} below ${base}`, () => assert.equal(themeBelow(base, { logo }).logo, path));
  }

  it('leaves a theme without logo as it is', () => {
    assert.deepEqual(themeBelow('/team', { name: 'Example' }), { name: 'Example' });
  });
});
