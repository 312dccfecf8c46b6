import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { IpaError } from '../ipa/problem.ts';
import type { FileFinding } from '../preflight/finding.ts';
import type { Addresses } from './addresses.ts';
import { assemble, type ReadBuild } from './assemble.ts';
import type { Catalog } from './catalog.ts';
import { readFacts } from './facts.ts';
import { FactsCache } from './facts-cache.ts';
import { type FrontMatter, type Notes, readNotes } from './notes.ts';
import type { Progress } from './progress.ts';
import { type BuildFile, scanBuilds } from './scan.ts';
import type { Order } from './version.ts';

export interface CatalogOptions {
  /** Absolute path of the builds folder. */
  builds: string;
  /** Absolute path of the project, for the paths in messages. */
  root: string;
  /** Absolute path of the folder in which facts are kept between runs. */
  cache: string;
  order: Order;
  noindex: boolean;
  now: Date;
  addresses: Addresses;
  /** Makes the display of progress, once the number of builds is known. */
  progress?: (total: number) => Progress;
}

const AT_ONCE = 4;

/**
 * Reads the builds folder into a Catalog. Builds that cannot be read are left out and named in the findings,
 * the others are read all the same.
 */
export async function readCatalog(
  options: CatalogOptions,
): Promise<{ catalog: Catalog; findings: FileFinding[] }> {
  const scan = await scanBuilds(options.builds, relative(options.root, options.builds));
  const cache = await FactsCache.open(options.cache);
  const progress = options.progress?.(scan.builds.length);
  const findings = [...scan.findings];
  const builds: ReadBuild[] = [];
  try {
    await forEach(scan.builds, AT_ONCE, async (build) => {
      const read = await readBuild(build, cache);
      findings.push(...read.findings);
      if (read.build) builds.push(read.build);
      progress?.step();
    });
  } finally {
    progress?.end();
  }
  await cache.save();
  const assembled = assemble(builds.sort(byFile), { ...options, icons: cache.icons });
  return { catalog: assembled.catalog, findings: [...findings, ...assembled.findings].sort(byFileName) };
}

async function readBuild(
  build: BuildFile,
  cache: FactsCache,
): Promise<{ build: ReadBuild | null; findings: FileFinding[] }> {
  const findings: FileFinding[] = [];
  let frontMatter: FrontMatter = {};
  let notes: Notes | null = null;
  const translatedNotes: Record<string, Notes> = {};
  for (const file of build.notes) {
    const read = await readNotes(await readFile(file.path, 'utf8'));
    const shown = build.file.replace(/[^/]*$/, file.path.split(/[/\\]/).at(-1) ?? '');
    findings.push(...read.findings.map((finding) => ({ file: shown, ...finding })));
    if (file.language) translatedNotes[file.language] = read.notes;
    else [notes, frontMatter] = [read.notes, read.frontMatter];
  }
  try {
    const facts = await readFacts(build.path, cache);
    return { build: { build, facts, frontMatter, notes, translatedNotes }, findings };
  } catch (error) {
    if (!(error instanceof IpaError)) throw error;
    const { code, message, fix } = error;
    return {
      build: null,
      findings: [...findings, { file: build.file, severity: 'error', code, message, fix }],
    };
  }
}

/** Does the work for all items, a few at a time. */
async function forEach<Item>(
  items: Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function byFile(a: ReadBuild, b: ReadBuild): number {
  return a.build.file < b.build.file ? -1 : 1;
}

function byFileName(a: FileFinding, b: FileFinding): number {
  return a.file < b.file ? -1 : Number(a.file > b.file);
}
