import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project } from '../support/site.ts';

interface Fault {
  title: string;
  files: Record<string, string | Uint8Array>;
  /** The findings, `file: code`. */
  expected: string[];
  /** A word that tells the reader what to do. */
  mend: RegExp;
}

const good = buildIpa();
const LFS_POINTER =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';

const one = (title: string, content: string | Uint8Array, code: string, mend: RegExp): Fault => ({
  title,
  files: { 'builds/Bad.ipa': content },
  expected: [`builds/Bad.ipa: ${code}`],
  mend,
});

const FAULTS: Fault[] = [
  one('an empty file', '', 'empty-file', /copy the build again/i),
  one('a file that is no zip', 'hello', 'not-a-zip', /\.ipa here/),
  one('a login page in place of the build', '<!DOCTYPE html><title>Login</title>', 'not-a-zip', /login/),
  one('a truncated archive', good.subarray(0, good.length - 900), 'truncated-archive', /again/),
  one('a Git LFS pointer', LFS_POINTER, 'git-lfs-pointer', /git lfs pull[\s\S]*lfs: true/),
  one(
    'an encrypted zip',
    buildIpa({ archive: { defaults: { encrypted: true } } }),
    'encrypted-archive',
    /password/,
  ),
  one('no Payload', buildIpa({ archive: { payload: '' } }), 'no-payload', /export/i),
  one(
    'Payload in a folder',
    buildIpa({ archive: { payload: 'My App/Payload' } }),
    'payload-not-at-the-root',
    /zip -qry/,
  ),
  one(
    'two apps',
    buildIpa({ archive: { moreApps: [{ name: 'Second' }] } }),
    'several-apps',
    /one \.ipa for each/,
  ),
  one(
    'no Info.plist',
    buildIpa({ tamper: { 'Info.plist': null } }),
    'no-info-plist',
    /Export the build again/,
  ),
  one(
    'an Info.plist that is none',
    buildIpa({ info: Buffer.from('<plist') }),
    'unreadable-info-plist',
    /plutil/,
  ),
  one(
    'no bundle identifier',
    buildIpa({ info: { CFBundleIdentifier: undefined } }),
    'no-bundle-identifier',
    /PRODUCT_BUNDLE_IDENTIFIER/,
  ),
  one(
    'a bundle identifier that would leave its folder',
    buildIpa({ info: { CFBundleIdentifier: '../../etc' } }),
    'invalid-bundle-identifier',
    /letters/,
  ),
  one(
    'an unreadable profile',
    buildIpa({ signing: { profile: Buffer.from('not a profile') } }),
    'unreadable-profile',
    /profile again/,
  ),
  {
    title: 'the same bytes twice',
    files: { 'builds/A.ipa': good, 'builds/beta/B.ipa': good },
    expected: ['builds/beta/B.ipa: same-build-twice'],
    mend: /move its file/,
  },
  {
    title: 'two builds with one version and build number on one channel',
    files: { 'builds/A.ipa': good, 'builds/B.ipa': buildIpa({ files: { 'more.txt': 'more' } }) },
    expected: ['builds/B.ipa: same-version-twice'],
    mend: /CFBundleVersion/,
  },
  {
    title: 'notes without a build',
    files: { 'builds/A.ipa': good, 'builds/Gone.md': 'New: everything' },
    expected: ['builds/Gone.md: notes-without-a-build'],
    mend: /Orbit\.md beside Orbit\.ipa/,
  },
  {
    title: 'a bad front matter',
    files: { 'builds/A.ipa': good, 'builds/A.md': '---\ndate: tomorrow\nchanel: beta\n---\nNew' },
    expected: ['builds/A.md: bad-front-matter', 'builds/A.md: bad-front-matter'],
    mend: /2026-01-31/,
  },
  {
    title: 'a file in the place of the folder',
    files: { builds: good },
    expected: ['builds: unreadable-folder'],
    mend: /is a folder/,
  },
  {
    title: 'a channel that cannot be part of an address',
    files: { 'builds/beta testers/A.ipa': good },
    expected: ['builds/beta testers/A.ipa: bad-channel-name'],
    mend: /Rename it/,
  },
  {
    title: 'a channel that is called like a page',
    files: { 'builds/index.html/A.ipa': good },
    expected: ['builds/index.html/A.ipa: bad-channel-name'],
    mend: /without "\.json" or "\.html"/,
  },
  {
    title: 'a bundle identifier that is called like a page',
    files: { 'builds/A.ipa': buildIpa({ identifier: '404.html' }) },
    expected: ['builds/A.ipa: invalid-bundle-identifier'],
    mend: /domain of your own/,
  },
];

describe('bad input', () => {
  let project: Project;
  before(async () => {
    project = await createProject({ 'dist/keep.txt': 'the last good site' });
  });
  after(() => project.remove());

  for (const { title, files, expected, mend } of FAULTS) {
    it(`${title} stops the build with one clear error and leaves dist/ alone`, async () => {
      await project.replaceBuilds(files);
      const error = await project.build().catch((error) => error);
      assert.deepEqual(findingsIn(error), expected);
      assert.match(error.hint, mend);
      assert.equal(error.stack, '');
      assert.equal(await readFile(join(project.output, 'keep.txt'), 'utf8'), 'the last good site');
      assert.equal(existsSync(join(project.output, 'index.html')), false);
    });
  }

  it('a folder that is asked for and does not exist stops the build', async () => {
    const error = await project.build({}, { builds: './bilds' }).catch((error) => error);
    assert.match(error.message, /no folder \.\/bilds/);
    assert.match(error.hint, /option `builds`/);
    assert.equal(error.stack, '');
    assert.equal(await readFile(join(project.output, 'keep.txt'), 'utf8'), 'the last good site');
  });

  it('a symbolic link that leaves builds/ stops the build', async () => {
    await project.replaceBuilds({ 'builds/A.ipa': good });
    await writeFile(join(project.root, 'Secret.ipa'), good);
    await symlink(join(project.root, 'Secret.ipa'), join(project.root, 'builds/Link.ipa'));
    const error = await project.build().catch((error) => error);
    assert.deepEqual(findingsIn(error), ['builds/Link.ipa: link-out-of-builds']);
  });

  it('all problems come in one report, and good builds are not in it', async () => {
    await project.replaceBuilds({
      'builds/Good.ipa': good,
      'builds/Empty.ipa': '',
      'builds/beta/Pointer.ipa': LFS_POINTER,
      'builds/Gone.md': 'x',
    });
    await mkdir(join(project.root, 'builds/empty'));
    const error = await project.build().catch((error) => error);
    assert.deepEqual(findingsIn(error), [
      'builds/Empty.ipa: empty-file',
      'builds/Gone.md: notes-without-a-build',
      'builds/beta/Pointer.ipa: git-lfs-pointer',
    ]);
    assert.match(error.message, /3 files/);
  });
});

/** The findings in the hint of an error, as `file: code`. */
function findingsIn(error: { hint?: string }): string[] {
  let file = '';
  return (error.hint ?? `no hint: ${error}`).split('\n').flatMap((line) => {
    if (/^\S/.test(line)) file = line;
    const code = /^ {2}\S.* \(([a-z-]+)\)$/.exec(line)?.[1];
    return code ? [`${file}: ${code}`] : [];
  });
}
