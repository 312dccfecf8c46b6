import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Scan, scanBuilds } from '../../../integration/catalog/scan.ts';

/** Files by path; `-> target` makes a symbolic link. */
type Tree = Record<string, string>;

describe('scanBuilds', () => {
  const found: [why: string, tree: string[], builds: Record<string, unknown>][] = [
    ['finds nothing in an empty folder', [], {}],
    [
      'finds builds at any depth, on the channel that the first folder names',
      ['Orbit.ipa', 'beta/Orbit.ipa', 'beta/2026/01/Orbit.ipa', 'nightly/Orbit.IPA'],
      {
        'builds/Orbit.ipa': { channel: null },
        'builds/beta/2026/01/Orbit.ipa': { channel: 'beta' },
        'builds/beta/Orbit.ipa': { channel: 'beta' },
        'builds/nightly/Orbit.IPA': { channel: 'nightly' },
      },
    ],
    [
      'gives a build its notes, in the site’s language and others',
      ['Orbit.ipa', 'Orbit.md', 'Orbit.de.md', 'Orbit.pt_BR.md', 'Orbit.ZH-hans.md', 'beta/Orbit.ipa'],
      {
        'builds/Orbit.ipa': {
          channel: null,
          notes: {
            'Orbit.md': null,
            'Orbit.de.md': 'de',
            'Orbit.pt_BR.md': 'pt-BR',
            'Orbit.ZH-hans.md': 'zh-Hans',
          },
        },
        'builds/beta/Orbit.ipa': { channel: 'beta' },
      },
    ],
    [
      'takes the digits after a point for a part of the name',
      ['Orbit-1.2.3.ipa', 'Orbit-1.2.3.md', 'Orbit-1.2.3.de.md', 'Orbit-1.2.ipa', 'Orbit-1.2.md'],
      {
        'builds/Orbit-1.2.3.ipa': {
          channel: null,
          notes: { 'Orbit-1.2.3.md': null, 'Orbit-1.2.3.de.md': 'de' },
        },
        'builds/Orbit-1.2.ipa': { channel: null, notes: { 'Orbit-1.2.md': null } },
      },
    ],
    [
      'takes what is named like a build for its notes, whatever that name is',
      ['readme-app.ipa', 'readme-app.md', 'beta/README.ipa', 'beta/README.md', 'beta/README.de.md'],
      {
        'builds/beta/README.ipa': { channel: 'beta', notes: { 'README.de.md': 'de', 'README.md': null } },
        'builds/readme-app.ipa': { channel: null, notes: { 'readme-app.md': null } },
      },
    ],
    [
      'takes what looks like a language for a part of the name where a build has it',
      ['Orbit.de.ipa', 'Orbit.de.md', 'Orbit.ipa', 'Orbit.md'],
      {
        'builds/Orbit.de.ipa': { channel: null, notes: { 'Orbit.de.md': null } },
        'builds/Orbit.ipa': { channel: null, notes: { 'Orbit.md': null } },
      },
    ],
    [
      'passes over READMEs, dotfiles, dot folders and other files',
      [
        'README.md',
        'beta/readme.de.md',
        'nightly/ReadMe.MD',
        '.hidden.ipa',
        '._Orbit.ipa',
        '.git/Orbit.ipa',
        'Orbit.zip',
        'Orbit.ipa.txt',
        'ipa',
      ],
      {},
    ],
  ];
  for (const [why, tree, builds] of found) {
    it(why, async (test) => {
      const folder = await lay(test, Object.fromEntries(tree.map((path) => [path, ''])));
      const scan = await scanBuilds(folder, 'builds');
      assert.deepEqual(summary(scan), withoutNotes(builds));
      assert.deepEqual(scan.findings, []);
    });
  }

  it('holds absolute paths for reading, and others for showing', async (test) => {
    const folder = await lay(test, { 'beta/Orbit.ipa': '', 'beta/Orbit.md': '' });
    const [build] = (await scanBuilds(folder, '../shared/builds')).builds;
    assert.equal(build?.path, join(folder, 'beta', 'Orbit.ipa'));
    assert.equal(build?.file, '../shared/builds/beta/Orbit.ipa');
    assert.equal(build?.notes[0]?.path, join(folder, 'beta', 'Orbit.md'));
  });

  it('finds nothing in a folder that does not exist', async (test) => {
    const folder = await lay(test, {});
    assert.deepEqual(await scanBuilds(join(folder, 'missing'), 'builds'), {
      builds: [],
      packages: [],
      findings: [],
    });
  });

  it('lists in the order of names, whatever the order on disk', async (test) => {
    const sorted = ['10.ipa', '9.ipa', 'B.ipa', 'a/1.ipa', 'a/z.ipa', 'a.ipa', 'b.ipa', 'c.ipa', 'é.ipa'];
    for (const order of [sorted, sorted.toReversed()]) {
      const folder = await lay(test, Object.fromEntries(order.map((name) => [name, ''])));
      const { builds } = await scanBuilds(folder, '.');
      assert.deepEqual(
        builds.map(({ file }) => file),
        sorted,
      );
    }
  });

  for (const notes of [
    'Orbit.md',
    'Orbit.de.md',
    'beta/Other.md',
    'Orbit-1.2.3.md',
    'Other.notalanguage.md',
    'Other.notes.md',
    'Other.old.md',
    'readme-app.md',
    'README.notes.md',
  ]) {
    it(`names ${notes} as notes without a build`, async (test) => {
      const folder = await lay(test, { [notes]: '', 'Other.ipa': '', 'Orbit-1.2.ipa': '' });
      const { findings } = await scanBuilds(folder, 'builds');
      assert.deepEqual(codes({ findings }), [[`builds/${notes}`, 'notes-without-a-build']]);
      assert.match(findings[0]?.message ?? '', /belong to no build/);
    });
  }

  const links: [why: string, tree: Tree, builds: string[], findings: [file: string, code: string][]][] = [
    [
      'follows a link to a build inside',
      { 'beta/Orbit.ipa': '', 'Latest.ipa': '-> beta/Orbit.ipa' },
      ['builds/Latest.ipa', 'builds/beta/Orbit.ipa'],
      [],
    ],
    [
      'finds what a linked folder inside holds once, at its own place',
      { 'beta/Orbit.ipa': '', stable: '-> beta' },
      ['builds/beta/Orbit.ipa'],
      [],
    ],
    [
      'refuses a link to a file outside',
      { 'Orbit.ipa': '-> ../outside.ipa', '../outside.ipa': '' },
      [],
      [['builds/Orbit.ipa', 'link-out-of-builds']],
    ],
    [
      'refuses a link to a folder outside, though its name begins alike',
      { beta: '-> ../builds-of-others', '../builds-of-others/Orbit.ipa': '' },
      [],
      [['builds/beta', 'link-out-of-builds']],
    ],
    [
      'refuses a link by way of a link inside',
      { 'a/b.ipa': '-> ../c.ipa', 'c.ipa': '-> ../outside.ipa', '../outside.ipa': '' },
      [],
      [
        ['builds/a/b.ipa', 'link-out-of-builds'],
        ['builds/c.ipa', 'link-out-of-builds'],
      ],
    ],
    [
      'names a link that leads nowhere',
      { 'Orbit.ipa': '-> missing.ipa' },
      [],
      [['builds/Orbit.ipa', 'broken-link']],
    ],
    ['names a link to itself', { 'Orbit.ipa': '-> Orbit.ipa' }, [], [['builds/Orbit.ipa', 'broken-link']]],
    [
      'goes once into folders that link to each other',
      { 'a/Orbit.ipa': '', 'a/b': '-> ../b', 'b/a': '-> ../a' },
      ['builds/a/Orbit.ipa'],
      [],
    ],
    [
      'goes once into a folder that links to itself',
      { 'beta/Orbit.ipa': '', 'beta/again': '-> .', 'beta/deep/again': '-> ..' },
      ['builds/beta/Orbit.ipa'],
      [],
    ],
    [
      'goes once into a builds folder that links to itself',
      { 'Orbit.ipa': '', 'beta/all': '-> ..', all: '-> .' },
      ['builds/Orbit.ipa'],
      [],
    ],
  ];
  for (const [why, tree, builds, findings] of links) {
    it(why, async (test) => {
      const folder = await lay(test, tree);
      const scan = await scanBuilds(folder, 'builds');
      assert.deepEqual(
        scan.builds.map(({ file }) => file),
        builds,
      );
      assert.deepEqual(codes(scan), findings);
    });
  }

  it('follows the builds folder itself where that is a link', async (test) => {
    const folder = await lay(test, {
      '../elsewhere/Orbit.ipa': '',
      '../elsewhere/Latest.ipa': '-> Orbit.ipa',
    });
    await symlink(join(folder, '..', 'elsewhere'), join(folder, '..', 'linked'));
    const scan = await scanBuilds(join(folder, '..', 'linked'), 'builds');
    assert.deepEqual(Object.keys(summary(scan)), ['builds/Latest.ipa', 'builds/Orbit.ipa']);
    assert.deepEqual(scan.findings, []);
  });
});

/** Makes a builds folder in a folder of its own, and removes both after the test. */
async function lay(test: TestContext, tree: Tree): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'scan-'));
  test.after(() => rm(parent, { recursive: true }));
  const folder = join(parent, 'builds');
  await mkdir(folder);
  for (const [name, content] of Object.entries(tree)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (content.startsWith('-> ')) await symlink(content.slice(3), path);
    else await writeFile(path, content);
  }
  return folder;
}

function summary({ builds }: Scan): Record<string, unknown> {
  const noteNames = (notes: Scan['builds'][number]['notes']) =>
    Object.fromEntries(notes.map(({ path, language }) => [path.split(/[/\\]/).at(-1), language]));
  return Object.fromEntries(
    builds.map(({ file, channel, notes }) => [file, { channel, notes: noteNames(notes) }]),
  );
}

/** Fills in that a build has no notes where nothing is said of them. */
function withoutNotes(builds: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(builds).map(([file, said]) => [file, { notes: {}, ...(said as object) }]),
  );
}

function codes({ findings }: Pick<Scan, 'findings'>): [file: string, code: string][] {
  return findings.map(({ file, code }) => [file, code]);
}
