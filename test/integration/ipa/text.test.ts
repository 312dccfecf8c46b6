import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cleanText, isoSeconds, printable } from '../../../integration/ipa/text.ts';

describe('cleanText', () => {
  const cases: [why: string, value: unknown, clean: string | null][] = [
    ['keeps plain text', 'Orbit', 'Orbit'],
    [
      'keeps other scripts, emoji and composed marks',
      'Größe アプリ مدار 👩‍🚀 e\u0301',
      'Größe アプリ مدار 👩‍🚀 e\u0301',
    ],
    ['keeps what HTML would escape', '<b>&amp;"\'', '<b>&amp;"\''],
    ['trims', '  Orbit\u00a0 ', 'Orbit'],
    ['makes one line', 'a\r\nb\tc\u2028d\u2029e', 'a b c d e'],
    ['folds runs of spaces', 'a    b', 'a b'],
    ['takes out terminal escapes', 'a\u001b[31mred\u0007', 'a [31mred'],
    ['takes out NUL, DEL and C1 controls', 'a\u0000b\u007fc\u0085d\u009be', 'a b c d e'],
    ['takes out direction overrides', 'a\u202egpj.exe\u2066b\u2069', 'a gpj.exe b'],
    ['takes out noncharacters', 'a\ufffe\uffffb', 'a b'],
    ['mends lone surrogates', 'a\ud83dz\ude80', 'a\ufffdz\ufffd'],
    ['finds nothing in an empty string', '', null],
    ['finds nothing in blanks and controls', ' \n\u0000\u202e ', null],
    ...[undefined, null, 7, true, ['a'], { a: 1 }, new Date(0), new Uint8Array(2)].map(
      (value): [string, unknown, null] => ['takes strings alone', value, null],
    ),
  ];
  for (const [why, value, clean] of cases) {
    it(`${why}: ${JSON.stringify(value)}`, () => assert.equal(cleanText(value), clean));
  }

  const limited: [value: string, limit: number, clean: string][] = [
    ['abcde', 5, 'abcde'],
    ['abcdef', 5, 'abcd…'],
    ['  abcde  ', 5, 'abcde'],
    ['abc🚀f', 5, 'abc…'],
    ['ab🚀ef', 5, 'ab🚀…'],
    ['a\n\n\n\nb', 5, 'a b'],
    ['x'.repeat(1_000_000), 3, 'xx…'],
  ];
  for (const [value, limit, clean] of limited) {
    it(`keeps ${JSON.stringify(value.slice(0, 12))} within ${limit} units`, () => {
      assert.equal(cleanText(value, limit), clean);
    });
  }

  it('keeps 255 units unless told', () => assert.equal(cleanText('x'.repeat(300))?.length, 255));
});

describe('printable', () => {
  const cases: [text: string, shown: string][] = [
    ['  Größe \u00a0 アプリ ', '  Größe \u00a0 アプリ '],
    ['a\u001b[2J\r\n::b', 'a\ufffd[2J\ufffd::b'],
    ['\u202egpj.exe\u009b', '\ufffdgpj.exe\ufffd'],
    ['\ud83d', '\ufffd'],
  ];
  for (const [text, shown] of cases) {
    it(`shows ${JSON.stringify(text)} as ${JSON.stringify(shown)}`, () =>
      assert.equal(printable(text), shown));
  }
});

describe('isoSeconds', () => {
  const cases: [value: unknown, text: string | null][] = [
    [new Date('2026-01-31T09:00:00Z'), '2026-01-31T09:00:00Z'],
    [new Date('2026-01-31T09:00:00.999Z'), '2026-01-31T09:00:00Z'],
    [new Date('2026-01-31T09:00:00+02:00'), '2026-01-31T07:00:00Z'],
    [new Date(0), '1970-01-01T00:00:00Z'],
    [new Date(Number.NaN), null],
    ['2026-01-31', null],
    [0, null],
    [null, null],
    [undefined, null],
  ];
  for (const [value, text] of cases) {
    it(`${String(value)} is ${text}`, () => assert.equal(isoSeconds(value), text));
  }
});
