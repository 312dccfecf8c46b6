import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { languageOf } from '../ipa/language.ts';
import type { FileFinding } from '../preflight/finding.ts';

/** Release notes beside a build. */
export interface NotesFile {
  /** Absolute path. */
  path: string;
  /** BCP 47 tag; null for the notes in the site's own language. */
  language: string | null;
}

/** A build that was found, and what lies beside it. */
export interface BuildFile {
  /** Absolute path of the `.ipa` or `.pkg`. */
  path: string;
  /** The path to show people. */
  file: string;
  /** Named by the first folder; null directly under the builds folder. */
  channel: string | null;
  notes: NotesFile[];
}

export interface Scan {
  /** iOS builds, `.ipa`. */
  builds: BuildFile[];
  /** macOS packages, `.pkg`. */
  packages: BuildFile[];
  findings: FileFinding[];
}

/**
 * Lists the builds under a folder, at any depth and in a stable order, each with its notes. What cannot be
 * used becomes a finding; a folder that does not exist holds no builds.
 * `shownAs` is how the folder is called in messages.
 */
export async function scanBuilds(folder: string, shownAs: string): Promise<Scan> {
  const findings: FileFinding[] = [];
  const show = (path: string) => join(shownAs, relative(folder, path)).split(sep).join('/');
  if (!existsSync(folder)) return { builds: [], packages: [], findings };
  const report: Report = (path, finding) =>
    findings.push({ file: show(path), severity: 'error', ...finding });
  const files = await walk(folder, await realpath(folder), report);

  const filesWith = (ending: RegExp) =>
    files
      .filter((path) => ending.test(path))
      .map((path): BuildFile => ({ path, file: show(path), channel: channelOf(folder, path), notes: [] }));
  const builds = filesWith(/\.ipa$/i);
  const packages = filesWith(/\.pkg$/i);
  // A build and a package of one name share their notes.
  const byStem = Map.groupBy([...builds, ...packages], ({ path }) => path.replace(/\.(ipa|pkg)$/i, ''));
  for (const path of files.filter((path) => /\.md$/i.test(path))) {
    const found = ownersOf(path, byStem);
    if (!found && !isReadme(path)) findings.push(orphan(show(path), path));
    for (const build of found?.builds ?? []) build.notes.push({ path, language: found?.language ?? null });
  }
  return { builds, packages, findings };
}

type Report = (path: string, finding: { code: string; message: string; fix: string }) => void;

async function walk(folder: string, root: string, report: Report): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    report(folder, {
      code: 'unreadable-folder',
      message: `The folder cannot be read: ${error.message}.`,
      fix: 'Check that it is a folder and may be read.',
    });
    return [];
  });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walk(path, root, report)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(path, root, report)))) {
      files.push(path);
    }
  }
  return files;
}

/** Whether a symbolic link leads to a file inside; a linked folder inside is found at its own place anyway. */
async function leadsToFile(path: string, root: string, report: Report): Promise<boolean> {
  const target = await realpath(path).catch(() => null);
  if (!target) {
    report(path, {
      code: 'broken-link',
      message: 'This symbolic link leads nowhere.',
      fix: 'Remove it, or put the file itself here.',
    });
    return false;
  }
  if (!(target + sep).startsWith(root + sep)) {
    report(path, {
      code: 'link-out-of-builds',
      message: 'This symbolic link leaves the builds folder; what it leads to is not published.',
      fix: 'Copy the file here instead of linking to it.',
    });
    return false;
  }
  return (await stat(target)).isFile();
}

function channelOf(folder: string, path: string): string | null {
  const [first, ...rest] = relative(folder, path).split(sep);
  return rest.length && first ? first : null;
}

function ownersOf(
  path: string,
  byStem: Map<string, BuildFile[]>,
): { builds: BuildFile[]; language: string | null } | undefined {
  const name = path.replace(/\.md$/i, '');
  const builds = byStem.get(name);
  if (builds) return { builds, language: null };
  const { stem, language } = splitLanguage(name);
  const translated = byStem.get(stem);
  return translated && { builds: translated, language };
}

/** Whether a file is for people who open the folder: a README, perhaps in another language. */
function isReadme(path: string): boolean {
  return /^readme$/i.test(splitLanguage(basename(path).replace(/\.md$/i, '')).stem);
}

/** Takes the tag of a language off the end of a name; null where there is none, and the stem is the whole name. */
function splitLanguage(name: string): { stem: string; language: string | null } {
  const [, stem = name, ending = ''] = /^(.*)\.([^.]*)$/s.exec(name) ?? [];
  const language = languageOf(ending);
  return language && isKnown(language) ? { stem, language } : { stem: name, language: null };
}

let names: Intl.DisplayNames | undefined;

/** Whether there is a language with that tag: any word of five to eight letters would be a valid one. */
function isKnown(tag: string): boolean {
  // Made when the first notes have a tag: it takes milliseconds.
  names ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  return names.of(new Intl.Locale(tag).language) !== undefined;
}

function orphan(file: string, path: string): FileFinding {
  return {
    file,
    severity: 'error',
    code: 'notes-without-a-build',
    message: `These release notes belong to no build: no ${basename(path).replace(/\.md$/i, '.ipa')} lies beside them.`,
    fix: 'Name the notes like the build, Orbit.md beside Orbit.ipa (Orbit.de.md in German), or remove them.',
  };
}
