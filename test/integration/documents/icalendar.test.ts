import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ICAL from 'ical.js';
import { date, dateTime, icalendar, text } from '../../../integration/documents/icalendar.ts';

const TEXTS = [
  'plain',
  'commas, semicolons; and a \\ backslash',
  'a literal \\n that is no line break',
  'two\nlines\n\nand a third',
  '"quoted": and = and ^',
  'x'.repeat(500),
  'ü'.repeat(200),
  '🛰️'.repeat(100),
  `${'a'.repeat(74)}日本語`,
  ' spaces at both ends ',
  'END:VEVENT\nBEGIN:VALARM',
];

const written = (value: string) =>
  icalendar({ name: 'VCALENDAR', properties: [['DESCRIPTION', text(value)]] });
const read = (calendar: string) =>
  new ICAL.Component(ICAL.parse(calendar)).getFirstPropertyValue('description');

describe('icalendar', () => {
  for (const value of TEXTS) {
    const shown = JSON.stringify(value.slice(0, 40));
    it(`writes ${shown} so that a calendar reads it back`, () => assert.equal(read(written(value)), value));

    it(`writes ${shown} in lines of 75 octets at most, with CRLF and no character broken`, () => {
      const lines = written(value).split('\r\n');
      assert.equal(lines.pop(), '');
      for (const line of lines) {
        assert(Buffer.byteLength(line) <= 75);
        assert.doesNotMatch(line, /[\r\n]/);
        assert(line.isWellFormed());
      }
    });
  }

  it('fills lines to the last octet', () => {
    const [, first = '', second = ''] = written('x'.repeat(200)).split('\r\n');
    assert.equal(first.length, 75);
    assert.equal(second.length, 75);
  });

  it('has no room for control characters and halves of characters', () => {
    assert.equal(read(written('a\0b\x1Bc\x7Fd\x85e\r\nf\rg\ud83dh')), 'a b c d e\nf\ng h');
  });
});

describe('dates in calendars', () => {
  it('are the day in UTC', () => {
    assert.equal(date('2027-01-15T23:59:59Z'), '20270115');
    assert.equal(date('2027-12-31T00:00:00Z', 1), '20280101');
    assert.equal(date('2028-02-28T12:00:00Z', 1), '20280229');
  });

  it('are times in UTC to the second', () => {
    assert.equal(dateTime('2027-01-15T10:20:30Z'), '20270115T102030Z');
    assert.equal(dateTime('2027-01-15T10:20:30.900+02:00'), '20270115T082030Z');
  });
});
