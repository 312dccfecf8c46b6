import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFragment } from 'parse5';
import { readNotes } from '../../../integration/catalog/notes.ts';

const withFrontMatter = (...lines: string[]) => `${['---', ...lines, '---'].join('\n')}\nText\n`;

describe('the text of notes', () => {
  const texts: [why: string, source: string, markdown: string][] = [
    ['is everything without a front matter', '\nText\n\nMore\n', 'Text\n\nMore'],
    ['is what follows the front matter', '---\ntitle: A\n---\n\nText\n', 'Text'],
    ['follows an empty front matter', '---\n---\nText', 'Text'],
    ['follows a front matter of blank lines', '---\n\n\n---\nText', 'Text'],
    ['follows a front matter with CRLF', '---\r\ntitle: A\r\n---\r\nText\r\n', 'Text'],
    ['follows a front matter below blank lines', '\n \t\r\n\n---\ntitle: A\n---\nText', 'Text'],
    ['follows a front matter that ends as YAML may', '---\ntitle: A\n...\nText', 'Text'],
    ['follows delimiters with blanks behind them', '---  \ntitle: A\n---\t\nText', 'Text'],
    ['may be missing', '---\ntitle: A\n---', ''],
    ['may be empty', '', ''],
    ['keeps a rule that it begins with', '---\n\nText: more\n', '---\n\nText: more'],
    ['keeps a rule that stands right on it', '---\nText\n', '---\nText'],
    ['keeps a rule that comes later', 'Text\n\n---\n\nMore\n\n---', 'Text\n\n---\n\nMore\n\n---'],
    ['keeps a rule after the front matter', '---\ntitle: A\n---\nText\n\n---\nMore', 'Text\n\n---\nMore'],
    ['is everything when the front matter is not closed', '---\ntitle: A\n\nText', '---\ntitle: A\n\nText'],
    [
      'is everything when the first line is another',
      '----\ntitle: A\n----\nText',
      '----\ntitle: A\n----\nText',
    ],
    ['is read though the front matter is wrong', '---\n{\n---\nText', 'Text'],
  ];
  for (const [why, source, markdown] of texts) {
    it(why, async () => assert.equal((await readNotes(source)).notes.markdown, markdown));
  }
});

describe('the front matter of notes', () => {
  const read: [line: string, frontMatter: Record<string, string>][] = [
    ['', {}],
    ['# only a comment', {}],
    ['channel: beta', { channel: 'beta' }],
    ['channel: 2026.1', { channel: '2026.1' }],
    ['date: 2026-01-31', { date: '2026-01-31T00:00:00Z' }],
    ['date: "2026-01-31T09:00:00Z"', { date: '2026-01-31T09:00:00Z' }],
    ['date: 2026-01-31T09:00:00.5+02:00', { date: '2026-01-31T07:00:00Z' }],
    ['commit: 0a1b2c3', { commit: '0a1b2c3' }],
    ['commit: 1234567', { commit: '1234567' }],
    ['commit: 0012e45', { commit: '0012e45' }],
    ['run: https://ci.example.com/runs/7', { run: 'https://ci.example.com/runs/7' }],
    ['run: https://localhost:8080/a b', { run: 'https://localhost:8080/a%20b' }],
    ['title: 2.0', { title: '2.0' }],
    ['title: "  One\\nline\\e[31m "', { title: 'One line [31m' }],
    ['title: no', { title: 'no' }],
    ['url: https://cdn.example.com/a b/Orbit.ipa', { url: 'https://cdn.example.com/a%20b/Orbit.ipa' }],
  ];
  for (const [line, frontMatter] of read) {
    it(`takes "${line}" as it is written`, async () => {
      const notes = await readNotes(withFrontMatter(line));
      assert.deepEqual(JSON.parse(JSON.stringify(notes.frontMatter)), frontMatter);
      assert.deepEqual(notes.findings, []);
    });
  }

  it('gives the notes their title', async () => {
    assert.equal((await readNotes(withFrontMatter('title: Faster'))).notes.title, 'Faster');
    assert.equal((await readNotes('# Faster')).notes.title, null);
  });

  const DATE = /^In the front matter, date: write it as 2026-01-31 or 2026-01-31T09:00:00Z\.$/;
  const refused: [lines: string[], ...messages: RegExp[]][] = [
    [['channel: beta/one'], /^In the front matter, channel: use letters/],
    [
      ['channel: beta.json'],
      /^In the front matter, channel: use letters, .* without "\.json" or "\.html" at its end/,
    ],
    [['channel: ..'], /^In the front matter, channel: use letters/],
    [['channel:'], /^In the front matter, channel: use letters/],
    [['date: yesterday'], DATE],
    [['date: 31.01.2026'], DATE],
    [['date: 2026-02-30'], DATE],
    [['date: 2026-01-31 (last Saturday)'], DATE],
    [['date: 2026-01-31T09:00:00'], DATE],
    [['date: 1769850000'], DATE],
    [['url: Orbit.ipa'], /^In the front matter, url: it is no absolute address\.$/],
    [['url: http://cdn.example.com/Orbit.ipa'], /^In the front matter, url: it begins with http:/],
    [['url: https://localhost/Orbit.ipa'], /^In the front matter, url: localhost is this computer/],
    [
      ['run: http://ci.example.com/7'],
      /^In the front matter, run: write the https: address of the CI run\.$/,
    ],
    [['run: javascript:alert(1)'], /^In the front matter, run: write/],
    [['run: 7'], /^In the front matter, run: write/],
    [['title: [a, b]'], /^In the front matter, title: .*string/],
    [['author: A', 'tags: B'], /keys that mean nothing here: author, tags\.$/],
    [['__proto__: {title: A}'], /keys that mean nothing here: __proto__\.$/],
    [['date: x', 'url: y', 'z: z'], /, date: /, /, url: /, /nothing here: z\.$/],
    [['just words'], /^In the front matter, the whole: write `key: value` lines\.$/],
    [['- a', '- b'], /^In the front matter, the whole: write `key: value` lines\.$/],
    [['title: a: b'], /^The front matter is no YAML: .* at line 2, column 8\.$/],
    [['title: a', 'title: b'], /^The front matter is no YAML: .* at line 3, column 1\.$/],
    [['title: "a'], /^The front matter is no YAML: /],
    [['\ttitle: a'], /^The front matter is no YAML: /],
    [['title: *a'], /^The front matter is no YAML: /],
    [['title: &a [*a]'], /^In the front matter, title: /],
    [hostileAliases(), /^The front matter is no YAML: .*alias/],
  ];
  for (const [lines, ...messages] of refused) {
    it(`refuses ${JSON.stringify(lines.join('\n').slice(0, 60))} in words`, async () => {
      const { frontMatter, findings, notes } = await readNotes(withFrontMatter(...lines));
      assert.equal(findings.length, messages.length);
      for (const [index, { code, severity, message }] of findings.entries()) {
        assert.match(message, messages[index] as RegExp);
        assert.deepEqual([code, severity], ['bad-front-matter', 'error']);
      }
      assert.deepEqual(frontMatter, {});
      assert.equal(notes.markdown, 'Text');
    });
  }

  const endless: [why: string, source: string][] = [
    ['', '---\nchannel: beta\ndate: 2026-01-01\n\nText'],
    [' below blank lines', '\n\r\n---\r\nchannel: beta\r\n\r\nText'],
    [' without a value', '---\nchannel:\nText'],
    [' whose end is too long', '---\nchannel: beta\n----\nText'],
    [' with nothing behind it', '---\nchannel: beta'],
  ];
  for (const [why, source] of endless) {
    it(`is missed where it has no end${why}`, async () => {
      const { frontMatter, findings } = await readNotes(source);
      assert.deepEqual(frontMatter, {});
      assert.deepEqual(
        findings.map(({ code, severity }) => [code, severity]),
        [['bad-front-matter', 'error']],
      );
      assert.match(findings[0]?.message ?? '', /has no end/);
      assert.match(findings[0]?.fix ?? '', /Write a line ---/);
    });
  }

  it('counts its lines as the file does, blank ones before it too', async () => {
    const { findings } = await readNotes('\n\t\r\n---\ntitle: a: b\n---\nText');
    assert.match(findings[0]?.message ?? '', / at line 4, column 8\.$/);
  });

  it('has a title alone in translations, and says so of everything else', async () => {
    const titled = await readNotes(withFrontMatter('title: Schneller'), 'translation');
    assert.equal(titled.notes.title, 'Schneller');
    assert.deepEqual(titled.findings, []);
    const { frontMatter, findings } = await readNotes(
      withFrontMatter('title: Schneller', 'channel: beta', 'date: gestern'),
      'translation',
    );
    assert.deepEqual(frontMatter, {});
    assert.deepEqual(
      findings.map(({ code, message }) => [code, message]),
      [['bad-front-matter', 'The front matter has keys that mean nothing here: channel, date.']],
    );
    assert.match(findings[0]?.fix ?? '', /^In a translation use title alone/);
  });

  it('prints no warning of its own', async (test) => {
    const emitWarning = test.mock.method(process, 'emitWarning', () => {});
    await readNotes(withFrontMatter('title: !unknown a'));
    assert.equal(emitWarning.mock.callCount(), 0);
  });
});

describe('the HTML of notes', () => {
  const rendered: [why: string, markdown: string, html: string][] = [
    ['is Markdown’s', '- *a*\n- `b`', '<ul>\n<li><em>a</em></li>\n<li><code>b</code></li>\n</ul>'],
    ['puts headings below those of the page', '# a\n\n### b', '<h3>a</h3>\n<h5>b</h5>'],
    ['goes no deeper than six', '# a\n\n###### b', '<h3>a</h3>\n<h6>b</h6>'],
    [
      'begins with the level below the page’s own whatever the notes begin with',
      '## a\n\n### b',
      '<h3>a</h3>\n<h4>b</h4>',
    ],
    ['shifts underlined headings too', 'a\n===\n\nb\n---', '<h3>a</h3>\n<h4>b</h4>'],
    ['shows raw HTML as text', 'a <b>c</b>', '<p>a &lt;b&gt;c&lt;/b&gt;</p>'],
    ['shows scripts as text', '<script>x</script>', '<p>&lt;script&gt;x&lt;/script&gt;</p>'],
    ['escapes code', '`<img onerror=x>`', '<p><code>&lt;img onerror=x&gt;</code></p>'],
    [
      'keeps web links',
      '[a](https://example.com/?a&b)',
      '<p><a href="https://example.com/?a&amp;b">a</a></p>',
    ],
    ['keeps mail links', '[a](mailto:a@example.com)', '<p><a href="mailto:a@example.com">a</a></p>'],
    ['keeps links within the site', '[a](../latest/)', '<p><a href="../latest/">a</a></p>'],
    [
      'links bare addresses',
      'https://example.com',
      '<p><a href="https://example.com">https://example.com</a></p>',
    ],
    [
      'makes images links',
      '![a "b"](https://example.com/c.png)',
      `<p>${link('https://example.com/c.png', 'a &quot;b&quot;')}</p>`,
    ],
    ['names an image without a name', '![](c.png)', `<p>${link('c.png', 'image')}</p>`],
    [
      'makes an image within a link its text',
      '[![a](https://example.com/a.svg) b](https://example.com) ![c](c.png)',
      `<p>${link('https://example.com', 'a b')} ${link('c.png', 'c')}</p>`,
    ],
    [
      'lets the keyboard reach a table, and aligns its columns without a style',
      '| a | b |\n| - | -: |\n| c | d |',
      [
        '<div class="scroller" tabindex="0">\n<table>',
        '<thead>\n<tr>\n<th>a</th>\n<th align="right">b</th>\n</tr>\n</thead>',
        '<tbody>\n<tr>\n<td>c</td>\n<td align="right">d</td>\n</tr>\n</tbody>',
        '</table>\n</div>',
      ].join('\n'),
    ],
    ['is empty for no text', '', ''],
  ];
  for (const [why, markdown, html] of rendered) {
    it(why, async () => assert.equal((await readNotes(markdown)).notes.html.trim(), html));
  }

  it('is made of any number of images', async () => {
    const { html } = (await readNotes('![a](b) '.repeat(100_000))).notes;
    assert.equal(html.match(/<a href="b">a<\/a>/g)?.length, 100_000);
  });

  it('is made of any number of headings', async () => {
    const { html } = (await readNotes('# a\n'.repeat(150_000))).notes;
    assert(html.endsWith('<h3>a</h3>\n'));
  });

  const unsafe = [
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](<java\tscript:alert(1)>)',
    '[a]( javascript:alert(1))',
    '[a](vbscript:x)',
    '[a](data:text/html,x)',
    '[a](file:///etc/hosts)',
    '[a](itms-services://?action=download-manifest&url=https%3A%2F%2Fexample.com)',
    '[a](ITMS-services://?action=download-manifest)',
    '[a][b]\n\n[b]: itms-services://?action=download-manifest',
    '<itms-services://?action=download-manifest>',
    'itms-services://?action=download-manifest&url=https%3A%2F%2Fexample.com',
    '![a](javascript:alert(1))',
    '![a](data:image/svg+xml,x)',
  ];
  for (const markdown of unsafe) {
    it(`makes no link of ${JSON.stringify(markdown)}`, async () => {
      assert.doesNotMatch((await readNotes(markdown)).notes.html, /<(a|img)\b/);
    });
  }

  const attributes: [markdown: string, names: string[]][] = [
    ['![a](<x"onerror="y>)', ['href']],
    ['![" onerror="x](y)', ['href']],
    ['[a](<x"onclick="y>)', ['href']],
    ['[a](b "c\\" onclick=d")', ['href', 'title']],
  ];
  for (const [markdown, names] of attributes) {
    it(`lets nothing break out of an attribute: ${markdown}`, async () => {
      const [paragraph] = parseFragment((await readNotes(markdown)).notes.html).childNodes;
      assert(paragraph && 'childNodes' in paragraph);
      const found = paragraph.childNodes.map((node) =>
        'attrs' in node ? node.attrs.map(({ name }) => name) : [],
      );
      assert.deepEqual(found, [names]);
    });
  }
});

function link(href: string, text: string): string {
  return `<a href="${href}">${text}</a>`;
}

/** Nine lists, each of nine references to the one before. */
function hostileAliases(): string[] {
  const list = (item: string) => `[${Array(9).fill(item)}]`;
  return Array.from(
    { length: 9 },
    (_, level) => `k${level}: &a${level} ${list(level ? `*a${level - 1}` : 'x')}`,
  );
}
