import { constants, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Catalog } from './catalog/catalog.ts';
import { documents, hostFiles, publishedFiles } from './documents/documents.ts';
import { Memory, nameOf } from './memory.ts';

/** To be raised whenever a document becomes another though what it is made from stays. */
const VERSION = 1;

/**
 * Writes everything but the pages into the output folder: the documents, the builds and their icons, and the
 * files for hosts, of which the site's own, if it has any, stay untouched. What costs much to make is kept in
 * the file at `memory`.
 * Gives the names of the host files that were left alone.
 */
export async function writeSite(
  catalog: Catalog,
  outputFolder: string,
  memory: string,
): Promise<{ kept: string[] }> {
  // Nothing else happens meanwhile, and for thousands of small files synchronous calls cost far less.
  const folders = new Set<string>();
  const prepare = (output: string): string => {
    const path = join(outputFolder, output);
    const folder = dirname(path);
    if (!folders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      folders.add(folder);
    }
    return path;
  };
  const made = await Memory.open<string>(memory, VERSION);
  for (const { output, type, content, from } of documents(catalog)) {
    const text = from ? await made.recall(nameOf(`${type} ${from()}`), content) : await content();
    writeFileSync(prepare(output), text);
  }
  await made.save();
  for (const { output, source } of publishedFiles(catalog)) {
    // A copy on write costs nothing where the file system can do it.
    copyFileSync(source, prepare(output), constants.COPYFILE_FICLONE);
  }
  const kept: string[] = [];
  for (const { output, content } of hostFiles(catalog)) {
    if (existsSync(join(outputFolder, output))) kept.push(output);
    else writeFileSync(prepare(output), await content());
  }
  return { kept };
}
