import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { build } from 'plist';
import { readManifest } from '../../../integration/written/manifest.ts';

const PACKAGE = { kind: 'software-package', url: 'https://h.example.com/a.ipa' };
const METADATA = { 'bundle-identifier': 'com.example.orbit', kind: 'software', title: 'Orbit' };
const xml = (metadata: object = METADATA, assets: object[] = [PACKAGE]) =>
  build({ items: [{ assets, metadata }] } as unknown as Parameters<typeof build>[0]);
const read = (text: string) => readManifest(Buffer.from(text));

/** A binary property list of one dictionary without entries. */
const EMPTY_BINARY = Buffer.from(
  '62706c6973743030d0080000000000000101000000000000000100000000000000000000000000000009',
  'hex',
);

describe('a manifest', () => {
  it('is read with all that iOS loads', () => {
    const icon = { kind: 'display-image', url: 'https://h.example.com/57.png' };
    assert.deepEqual(read(xml(METADATA, [PACKAGE, icon])), { assets: [PACKAGE, icon], problems: [] });
  });

  for (const [what, text] of [
    ['no XML declaration', xml().replace(/^<\?xml.*?\?>\n/, '')],
    ['a byte order mark', `\uFEFF${xml()}`],
    ['a comment before it', `<!-- ours -->${xml().replace(/^<\?xml.*?\?>\n/, '')}`],
  ] as const) {
    it(`may have ${what}`, () => assert.deepEqual(read(text).problems, []));
  }

  const faults: [what: string, manifest: string | Buffer, code: string, says: RegExp][] = [
    ['an HTML page', '<!DOCTYPE html><html><title>404</title></html>', 'unreadable-manifest', /HTML page/],
    ['a blank before the declaration', `\n${xml()}`, 'unreadable-manifest', /before its XML declaration/],
    ['text', 'software-package', 'unreadable-manifest', /neither/],
    ['nothing', '', 'unreadable-manifest', /neither/],
    ['broken XML', xml().slice(0, 300), 'unreadable-manifest', /no property list/],
    ['a list', '<plist><array/></plist>', 'unreadable-manifest', /not a dictionary/],
    ['no items', EMPTY_BINARY, 'incomplete-manifest', /lacks items/],
    ['no package', xml(METADATA, []), 'incomplete-manifest', /software-package/],
    [
      'a package without an address',
      xml(METADATA, [{ kind: PACKAGE.kind }]),
      'incomplete-manifest',
      /the url of/,
    ],
    [
      'no identifier',
      xml({ ...METADATA, 'bundle-identifier': ' ' }),
      'incomplete-manifest',
      /bundle-identifier/,
    ],
    ['no title and no kind', xml({ 'bundle-identifier': 'a.b' }), 'incomplete-manifest', /kind.*title/],
  ];
  for (const [what, manifest, code, says] of faults) {
    it(`is refused for ${what}`, () => {
      const [problem] = readManifest(Buffer.from(manifest)).problems;
      assert.equal(problem?.code, code);
      assert.match(problem?.message ?? '', says);
    });
  }
});
