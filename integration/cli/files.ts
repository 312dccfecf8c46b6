import { glob, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The files that arguments mean, in order and each once: a file itself, a folder's `.ipa` files at any depth,
 * or what a pattern matches. What matches nothing is given as it is, for the error to name it.
 */
export async function expandFiles(names: string[]): Promise<string[]> {
  const files: string[] = [];
  for (const name of names) {
    const found = await stat(name).catch(() => null);
    if (found?.isDirectory()) files.push(...(await buildsIn(name)));
    else if (!found && /[*?[{]/.test(name)) files.push(...(await matches(name)));
    else files.push(name);
  }
  return [...new Set(files)];
}

async function buildsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => /\.ipa$/i.test(name) && !/(^|[/\\])\./.test(name))
    .sort()
    .map((name) => join(folder, name));
}

async function matches(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern)) found.push(file);
  return found.length ? found.sort() : [pattern];
}
