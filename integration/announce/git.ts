import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from '../failure.ts';
import { cleanText } from '../ipa/text.ts';

const run = promisify(execFile);
const MAX_OUTPUT = 1 << 28;

/** A file in the tree of a commit. */
export interface TreeFile {
  /** Relative to the folder that was asked about. */
  path: string;
  /** Name of its contents. */
  object: string;
  /** Bytes in the tree, which holds a pointer of a few lines for a file in Git LFS. */
  size: number;
}

/** What git tells of one folder of a working tree. Paths are relative to it. Nothing is fetched or written. */
export interface GitFolder {
  /**
   * The commit that a reference means.
   * Throws a `Failure` where there is none, which says what to do in a shallow clone.
   */
  commit(reference: string): Promise<string>;
  /** Files that are there and were not there at a commit, or had other contents; those git ignores are not among them. */
  changedSince(commit: string): Promise<string[]>;
  /** Files that git is told to ignore: what they were before is not known. */
  ignored(): Promise<string[]>;
  /** The files at a commit. */
  filesAt(commit: string): Promise<TreeFile[]>;
  /** Contents as text, in the order of the names. */
  read(objects: string[]): Promise<string[]>;
  /** The name that git gives to the contents of a file, byte for byte. */
  nameContents(path: string): Promise<string>;
}

/** Opens a folder, which must exist. Throws a `Failure` when it is in no working tree of git. */
export async function openGitFolder(folder: string): Promise<GitFolder> {
  const git = async (args: string[]) => (await runGit(folder, args)).toString();
  const list = async (...args: string[]) => (await git(args)).split('\0').filter(Boolean);
  await git(['rev-parse', '--show-prefix']);
  return {
    async commit(reference) {
      const name = `${reference}^{commit}`;
      const found = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', name]).catch(() => '');
      const commit = /^[0-9a-f]{40,64}$/.exec(found.trim())?.[0];
      if (commit) return commit;
      throw noSuchCommit(reference, (await git(['rev-parse', '--is-shallow-repository'])).trim() === 'true');
    },
    async changedSince(commit) {
      const plain = ['--no-renames', '--relative', '--no-ext-diff', '--no-textconv', '--ignore-submodules'];
      const fields = await list('diff', '--name-status', '-z', ...plain, commit, '--', '.');
      const changed = fields.filter((_path, i) => i % 2 === 1 && fields[i - 1] !== 'D');
      return [...changed, ...(await list('ls-files', '--others', '--exclude-standard', '-z', '--', '.'))];
    },
    ignored: () => list('ls-files', '--others', '--ignored', '--exclude-standard', '-z', '--', '.'),
    async filesAt(commit) {
      const entries = await list('ls-tree', '-r', '-l', '-z', commit);
      return entries.flatMap((entry) => {
        const [, object, size, path] = /^\d+ blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(entry) ?? [];
        return object && path ? [{ path, object, size: Number(size) }] : [];
      });
    },
    async read(objects) {
      if (objects.length === 0) return [];
      return splitBatch(
        await runGit(folder, ['cat-file', '--batch'], objects.map((name) => `${name}\n`).join('')),
      );
    },
    nameContents: async (path) => (await git(['hash-object', '--no-filters', '--', path])).trim(),
  };
}

async function runGit(cwd: string, args: string[], input = ''): Promise<Buffer> {
  // Messages are looked at by people alone. A partial clone would fetch what it lacks.
  const env = {
    ...process.env,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
  const running = run('git', args, { cwd, env, maxBuffer: MAX_OUTPUT, encoding: 'buffer' });
  // Git may end before it has read what it is given; that it failed is told by its exit.
  running.child.stdin?.on('error', () => {}).end(input);
  try {
    return (await running).stdout;
  } catch (error) {
    const { code, stderr = '' } = error as Error & { code?: unknown; stderr?: Buffer | string };
    if (code === 'ENOENT')
      throw new Failure('Git was not found.', 'Install git, and see that it is in PATH.');
    const [reason = ''] = stderr.toString().split('\n');
    throw new Failure(
      `Git does not tell what was in the builds folder: ${cleanText(reason) ?? `it ended with ${code}`}`,
      'The builds folder has to lie in a git repository, with its history.',
    );
  }
}

function noSuchCommit(reference: string, shallow: boolean): Failure {
  const name = cleanText(reference) ?? '';
  return shallow
    ? new Failure(
        `"${name}" is not in this clone, which holds the latest commits alone.`,
        'Fetch the history too: on GitHub Actions give actions/checkout the option `fetch-depth: 0`; elsewhere run `git fetch --unshallow`.',
      )
    : new Failure(
        `Git knows no commit "${name}" here.`,
        'Name a commit, tag or branch that this clone has, such as HEAD~1 or origin/main. On GitHub Actions give actions/checkout the option `fetch-depth: 0` to have them all.',
      );
}

/** The contents in an answer of `git cat-file --batch`: a line for each, its contents, and a line break. */
function splitBatch(answer: Buffer): string[] {
  const contents: string[] = [];
  let rest = answer;
  while (rest.length) {
    const end = rest.indexOf('\n');
    const size = Number(/ blob (\d+)$/.exec(rest.subarray(0, end).toString())?.[1] ?? -1);
    const start = end + 1;
    contents.push(size < 0 ? '' : rest.subarray(start, start + size).toString());
    rest = rest.subarray(size < 0 ? start : start + size + 1);
  }
  return contents;
}
