import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readNotes } from '../../integration/catalog/notes.ts';
import { firstLine } from '../../src/release-notes.ts';

const CASES: [markdown: string, line: string | null][] = [
  ['Night mode\n\nMore of it.', 'Night mode'],
  ['## Night mode\n\nMore of it.', 'Night mode'],
  ['- Rings around Saturn\n- Moons', 'Rings around Saturn'],
  ['- Rings\n\n- Moons', 'Rings'],
  ['- Rings\n  - of ice', 'Rings'],
  ['A **bold** `code` and a [link](https://example.com)', 'A bold code and a link'],
  ['Over\ntwo lines', 'Over two lines'],
  ['Fish & <b>chips</b> "now" &amp;lt;', 'Fish & <b>chips</b> "now" &lt;'],
  ['---\ntitle: The big one\n---\nNight mode', 'The big one'],
  ['', null],
];

describe('firstLine', () => {
  for (const [markdown, line] of CASES) {
    it(`says ${JSON.stringify(line)} of ${JSON.stringify(markdown)}`, async () => {
      assert.equal(firstLine((await readNotes(markdown)).notes), line);
    });
  }

  it('says nothing where there are no notes', () => assert.equal(firstLine(null), null));
});
