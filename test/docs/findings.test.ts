import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { describe, it } from 'node:test';
import { pkgRules, rules } from '../../integration/preflight/rules.ts';

const ROOT = new URL('../../', import.meta.url);
const FOLDER = 'docs/findings/';
const INDEX = `${FOLDER}README.md`;

const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => folder + path.split(sep).join('/'));
}

// What is wrong with a seal is told by its own codes within one finding, `broken-seal`.
const sources = filesBelow('integration/', '.ts').filter((path) => !path.startsWith('integration/ipa/seal/'));

/** The codes that stand in the sources as they are, those of most rules included. */
function writtenCodes(): string[] {
  return sources.flatMap((path) =>
    [...read(path).matchAll(/\bcode: '([^']+)'/g)].map(([, code = '']) => code),
  );
}

const severities = new Map([...rules, ...pkgRules].map(({ code, severity }) => [code, severity]));
const ruleCodes = new Set(severities.keys());
const codes = [...new Set([...ruleCodes, ...writtenCodes()])].sort();
const pages = filesBelow(FOLDER, '.md')
  .filter((path) => path !== INDEX)
  .map((path) => path.slice(FOLDER.length, -'.md'.length))
  .sort();
const page = (code: string) => read(`${FOLDER}${code}.md`);

const withoutFences = (markdown: string) => markdown.replace(/^```[\s\S]*?^```$/gm, '');

describe('the pages of findings', () => {
  it('are one for each code, and none besides', () => {
    assert.deepEqual(pages, codes);
  });

  it('can be counted: a code that is put together belongs to a rule', () => {
    const elsewhere = sources.filter(
      (path) => !path.startsWith('integration/preflight/rules/') && /\bcode: `[^`]*\$\{/.test(read(path)),
    );
    assert.deepEqual(elsewhere, []);
  });

  it('have the same four headings, with something under each', () => {
    for (const code of pages) {
      const system = /\bpkg\b/.test(code) ? 'macOS' : 'iOS';
      const sections = withoutFences(page(code)).split(/^(?=#+ )/m);
      assert.deepEqual(
        sections.map((section) => section.split('\n')[0]),
        [`# ${code}`, `## What ${system} would show`, '## Why', '## What to do'],
        code,
      );
      for (const section of sections) assert.match(section, /^#+ .+\n\n\S/, code);
    }
  });

  it('say how to change the severity of a rule, and that nothing else has one to change', () => {
    for (const code of pages) {
      const setting = page(code).includes(`rules: { '${code}': `);
      assert.equal(setting, ruleCodes.has(code), code);
      assert.equal(page(code).includes('It is no rule'), !ruleCodes.has(code), code);
    }
  });

  it('are each in the index once, with the severity that the code has', () => {
    const rows = [...read(INDEX).matchAll(/^\| \[`([^`]+)`\]\(([^)]+)\) \| (\w+) \| .+ \|$/gm)];
    const listed = rows.map(([, code, target, severity]) => ({ code, target, severity }));
    const expected = codes.map((code) => ({
      code,
      target: `${code}.md`,
      severity: severities.get(code) ?? 'error',
    }));
    const byCode = (a: { code?: string }, b: { code?: string }) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1);
    assert.deepEqual(listed.sort(byCode), expected.sort(byCode));
  });
});

/** The addresses that a Markdown file links to or shows, but for those on the web. */
function relativeLinks(markdown: string): string[] {
  const text = withoutFences(markdown).replace(/`[^`\n]*`/g, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|\b(?:href|src)="([^"]+)"/g)];
  return links
    .map(([, link, attribute]) => link ?? attribute ?? '')
    .filter((link) => !/^[a-z]+:/i.test(link));
}

/** The names by which GitHub reaches the headings of a Markdown file. */
function anchors(markdown: string): string[] {
  return [...withoutFences(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Whether a link in the file at `path` leads to a file and, where it names one, to a heading in it. */
function leadsSomewhere(link: string, path: string): boolean {
  const target = new URL(link, new URL(path, ROOT));
  const anchor = target.hash.slice(1);
  return existsSync(target) && (!anchor || anchors(readFileSync(target, 'utf8')).includes(anchor));
}

describe('the documentation', () => {
  for (const path of ['README.md', 'CONTRIBUTING.md', ...filesBelow('docs/', '.md')]) {
    const links = relativeLinks(read(path));
    if (links.length === 0) continue;
    it(`${path} links to files and headings that exist`, () => {
      assert.deepEqual(
        links.filter((link) => !leadsSomewhere(link, path)),
        [],
      );
    });
  }
});
