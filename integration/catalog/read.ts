import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { DEVICE_CHECK_VERSION, type DeviceCheck } from '../ipa/device-check.ts';
import { asProblem } from '../ipa/problem.ts';
import { Memory, nameOf } from '../memory.ts';
import { byFileName, type FileFinding, printableFindings } from '../preflight/finding.ts';
import { type AssemblyOptions, assemble, type ReadBuild } from './assemble.ts';
import { assemblePackages, type ReadPackage } from './assemble-packages.ts';
import type { Catalog } from './catalog.ts';
import { readDeviceCheck, readFacts } from './facts.ts';
import { type BuildFacts, FactsCache } from './facts-cache.ts';
import {
  decodeNotes,
  type FrontMatter,
  NOTES_VERSION,
  type Notes,
  type NotesKind,
  type ReadNotes,
  readNotes,
} from './notes.ts';
import { type Progress, UNSEEN } from './progress.ts';
import { type BuildFile, scanBuilds } from './scan.ts';

export interface CatalogOptions extends Omit<AssemblyOptions, 'icons'> {
  /** Absolute path of the builds folder. */
  builds: string;
  /** Absolute path of the project, for the paths in messages. */
  root: string;
  /** Absolute path of the folder in which facts are kept between runs. */
  cache: string;
  /** Whether pages may tell a tester that a device is among those of a build. */
  deviceCheck: boolean;
  /** Absolute paths of the only builds to publish, all unless told. The cache keeps what it knows of the others. */
  only?: ReadonlySet<string>;
  /** Makes the display of progress, once the number of builds is known. */
  progress?: (total: number) => Progress;
}

export interface ReadCatalog {
  catalog: Catalog;
  /** What was found in builds and beside them, by file. */
  findings: FileFinding[];
}

const AT_ONCE = 4;

/**
 * Reads the builds folder into a Catalog. Builds that cannot be read are left out and named in the findings,
 * the others are read all the same.
 */
export async function readCatalog(options: CatalogOptions): Promise<ReadCatalog> {
  const scan = await scanBuilds(options.builds, relative(options.root, options.builds));
  const { only } = options;
  const wanted = ({ path }: BuildFile) => !only || only.has(path);
  const found = scan.builds.filter(wanted);
  const packageFiles = scan.packages.filter(wanted);
  const cache = await FactsCache.open(options.cache);
  const knownNotes = await Memory.open<ReadNotes>(join(options.cache, 'notes.json'), NOTES_VERSION);
  const knownDevices = await Memory.open<DeviceCheck | null>(
    join(options.cache, 'devices.json'),
    DEVICE_CHECK_VERSION,
  );
  const progress = options.progress?.(found.length + packageFiles.length) ?? UNSEEN;
  const findings = [...scan.findings];
  const builds: ReadBuild[] = [];
  const packages: ReadPackage[] = [];
  try {
    await forEach(found, AT_ONCE, async (build) => {
      const step = progress.begin();
      const read = await readBuild(build, knownNotes, async () => {
        const facts = await readFacts(build.path, cache, step.read);
        const checked = wantsDeviceCheck(facts, options);
        return {
          facts,
          deviceCheck: checked ? await readDeviceCheck(build.path, facts, knownDevices) : null,
        };
      });
      findings.push(...read.findings);
      if (read.build) builds.push(read.build);
      step.done();
    });
    await forEach(packageFiles, AT_ONCE, async (build) => {
      // A site without packages does not pay for what reads them.
      const { readPkgFacts } = await import('./pkg-facts.ts');
      const step = progress.begin();
      const read = await readBuild(build, knownNotes, async () => ({
        facts: await readPkgFacts(build.path, cache, step.read),
      }));
      findings.push(...read.findings);
      if (read.build) packages.push(read.build);
      step.done();
    });
  } finally {
    progress.end();
  }
  const unread = packages.length ? scan.builds.filter((build) => !wanted(build)) : [];
  const unreadIds = await bundleIdsOf(unread, cache);
  await cache.save({ forget: !only });
  // Of a part of the builds it is not known which notes and devices are gone.
  if (!only) await Promise.all([knownNotes.save(), knownDevices.save()]);
  const assembly = { ...options, icons: cache.icons };
  const apps = assemble(builds.sort(byFile), assembly);
  const bundleIds = new Set([...apps.catalog.apps.map(({ bundleId }) => bundleId), ...unreadIds]);
  const macOS = assemblePackages(packages.sort(byFile), bundleIds, assembly);
  return {
    catalog: { ...apps.catalog, packages: macOS.packages },
    findings: printableFindings([...findings, ...apps.findings, ...macOS.findings]).sort(byFileName),
  };
}

async function readBuild<Read extends object>(
  build: BuildFile,
  knownNotes: Memory<ReadNotes>,
  read: () => Promise<Read>,
) {
  const { findings, ...beside } = await readBeside(build, knownNotes);
  try {
    return { build: { build, ...(await read()), ...beside }, findings };
  } catch (error) {
    return { build: null, findings: [...findings, unreadable(build.file, error)] };
  }
}

/** The identifiers of builds that are not in the Catalog: on them it depends where a package has its page. */
async function bundleIdsOf(builds: BuildFile[], cache: FactsCache): Promise<string[]> {
  const bundleIds: string[] = [];
  await forEach(builds, AT_ONCE, async ({ path }) => {
    const facts = await readFacts(path, cache).catch(() => null);
    if (facts) bundleIds.push(facts.ipa.bundleId);
  });
  return bundleIds;
}

function wantsDeviceCheck({ ipa }: BuildFacts, { deviceCheck, now }: CatalogOptions): boolean {
  return deviceCheck && now < new Date(ipa.profile?.expires ?? now);
}

/** Reads the notes beside a build; only those in the site's own language have a say in its release. */
async function readBeside(build: BuildFile, known: Memory<ReadNotes>) {
  const findings: FileFinding[] = [];
  const translatedNotes: Record<string, Notes> = {};
  let frontMatter: FrontMatter = {};
  let notes: Notes | null = null;
  for (const { path, language } of build.notes) {
    const file = build.file.slice(0, build.file.lastIndexOf('/') + 1) + basename(path);
    try {
      const text = decodeNotes(await readFile(path));
      const kind: NotesKind = language ? 'translation' : 'main';
      const read = await known.recall(nameOf(`${kind} ${text}`), () => readNotes(text, kind));
      findings.push(...read.findings.map((finding) => ({ file, ...finding })));
      if (language) translatedNotes[language] = read.notes;
      else [notes, frontMatter] = [read.notes, read.frontMatter];
    } catch (error) {
      findings.push(unreadable(file, error));
    }
  }
  return { findings, frontMatter, notes, translatedNotes };
}

function unreadable(file: string, error: unknown): FileFinding {
  const { code, message, fix } = asProblem(error);
  return { file, severity: 'error', code, message, fix };
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

function byFile(a: { build: BuildFile }, b: { build: BuildFile }): number {
  return a.build.file < b.build.file ? -1 : 1;
}
