import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseXmlPlist } from '../../../../integration/ipa/plist/xml.ts';
import { xmlPropertyList } from '../../../support/property-list.ts';

const parse = (xml: string) => parseXmlPlist(xml);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('parseXmlPlist', () => {
  it('reads every type of value', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <!-- a comment with <dict> in it -->
      <plist version="1.0"><dict>
        <key>text</key><string>a &lt;b&gt; &amp; &quot;c&quot; &apos;d&apos; &#228;&#x1F680;</string>
        <key>empty</key><string/><key>none</key><string></string>
        <key>data</key><data>
          AAEC
          Aw==
        </data>
        <key>real</key><real>2000</real><key>integer</key><integer>-7</integer>
        <key>yes</key><true/><key>no</key><false></false>
        <key>date</key><date>2026-01-31T09:00:00Z</date>
        <key>list</key><array><integer>1</integer><array/><dict/></array>
      </dict></plist>`;
    assert.deepEqual(plain(parse(xml)), {
      text: 'a <b> & "c" \'d\' ä🚀',
      empty: '',
      none: '',
      data: { 0: 0, 1: 1, 2: 2, 3: 3 },
      real: 2000,
      integer: -7,
      yes: true,
      no: false,
      date: '2026-01-31T09:00:00.000Z',
      list: [1, [], {}],
    });
  });

  it('reads what another tool writes', () => {
    const value = {
      '^.*': true,
      'a & b': { weight: 20, omit: true },
      __proto: [new Date(0), Buffer.from('x')],
    };
    assert.deepEqual(plain(parse(xmlPropertyList(value))), {
      ...value,
      __proto: ['1970-01-01T00:00:00.000Z', { 0: 120 }],
    });
  });

  it('reads integers in hexadecimal and characters that stand as they are', () => {
    assert.equal(parse('<plist><integer>-0x1F</integer></plist>'), -31);
    assert.equal(parse('<plist><string>a &amp; <![CDATA[b &amp; <c>]]></string></plist>'), 'a & b &amp; <c>');
  });

  it('takes any key for a plain key', () => {
    const value = parse('<plist><dict><key>__proto__</key><dict><key>x</key><true/></dict></dict></plist>');
    assert.deepEqual(Object.keys(value as object), ['__proto__']);
    assert.equal((value as unknown as { x?: unknown }).x, undefined);
  });

  it('reads a hundred thousand entries', () => {
    const entries = Array.from(
      { length: 100_000 },
      (_, index) => `<key>file ${index}</key><data>AA==</data>`,
    );
    const value = parse(`<plist><dict>${entries.join('\n')}</dict></plist>`);
    assert.equal(Object.keys(value as object).length, 100_000);
  });

  const refused: [why: string, xml: string][] = [
    ['nothing', ''],
    ['an empty list', '<plist></plist>'],
    ['two values', '<plist><true/><true/></plist>'],
    ['text between values', '<plist><dict>x</dict></plist>'],
    ['a value without a key', '<plist><dict><true/></dict></plist>'],
    ['a key without a value', '<plist><dict><key>a</key></dict></plist>'],
    ['two keys in a row', '<plist><dict><key>a</key><key>b</key></dict></plist>'],
    ['a key in an array', '<plist><array><key>a</key></array></plist>'],
    ['an element within a string', '<plist><string><true/></string></plist>'],
    ['data that is no base64', '<plist><data>AAE!</data></plist>'],
    ['data that is cut off', '<plist><data>AAECA</data></plist>'],
    ['an integer that is none', '<plist><integer>seven</integer></plist>'],
    ['an unknown element', '<plist><uid>1</uid></plist>'],
    ['a wrong end', '<plist><dict></array></plist>'],
    ['an end too many', '<plist><dict></dict></dict></plist>'],
    ['an end that is missing', '<plist><dict>'],
    ['a string that is cut off', '<plist><string>abc'],
    ['a tag that is cut off', '<plist><dict'],
    ['a comment that does not end', '<plist><!-- <true/></plist>'],
    ['an unknown entity', '<plist><string>&nbsp;</string></plist>'],
    ['an entity that is no character', '<plist><string>&#x110000;</string></plist>'],
    ['entities of its own', '<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>'],
    ['nesting without end', `<plist>${'<array>'.repeat(100_000)}`],
  ];
  for (const [why, xml] of refused) {
    it(`refuses ${why}`, () => assert.throws(() => parse(xml), SyntaxError));
  }
});
