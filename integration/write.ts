import { constants, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Catalog } from './catalog/catalog.ts';
import { documents, hostFiles, publishedFiles } from './documents/documents.ts';

/**
 * Writes everything but the pages into the output folder: the documents, the builds and their icons, and the
 * files for hosts, of which the site's own, if it has any, stay untouched.
 * Gives the names of the host files that were left alone.
 */
export async function writeSite(catalog: Catalog, outputFolder: string): Promise<{ kept: string[] }> {
  // Nothing else happens meanwhile, and for thousands of small files synchronous calls cost far less.
  const made = new Set<string>();
  const prepare = (output: string): string => {
    const path = join(outputFolder, output);
    const folder = dirname(path);
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    return path;
  };
  for (const { output, content } of documents(catalog)) writeFileSync(prepare(output), await content());
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
