/** Builds whole synthetic `.ipa` files, really signed, valid by default and faulty in any way that is asked for. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { type BuiltBundle, type BundleRecipe, buildApp } from './bundle.ts';
import { concat } from './bytes.ts';
import { chunksOf, type FileContent, type FileTree, pseudoRandomStream } from './file-content.ts';
import { writeZip, type ZipEntry, type ZipOptions, zipChunks } from './zip.ts';

/** A change to a file after signing: new contents, removal (null), or contents made from the old. */
export type Tampering = Uint8Array | string | null | ((bytes: Uint8Array) => Uint8Array);

export interface IpaRecipe extends BundleRecipe {
  /** Bytes of an incompressible file, `Media.bin`, that the seal covers. */
  largeFile?: number;
  /** Changes after signing, by path within the app. */
  tamper?: Record<string, Tampering>;
  archive?: ArchiveRecipe;
}

export interface ArchiveRecipe extends ZipOptions {
  /** The folder that holds the apps: `Payload` unless told; empty for none. */
  payload?: string;
  /** More apps beside the first. */
  moreApps?: BundleRecipe[];
  /** Whether folders have entries of their own; true unless told. */
  directories?: boolean;
  /** Of every entry; the signing time unless told. */
  modified?: Date;
  /** For every file of the apps. */
  defaults?: Pick<ZipEntry, 'method' | 'dataDescriptor' | 'zip64' | 'encrypted'>;
  /** Entries after the app's, such as `__MACOSX/` or `iTunesMetadata.plist`. */
  extra?: ZipEntry[];
  /** The last word on the list of entries. */
  edit?: (entries: ZipEntry[]) => ZipEntry[];
}

/**
 * The archive's bytes. Without a recipe: Orbit, com.example.orbit, 1.0 (1), for iPhone and iPad from iOS 15.0 on,
 * arm64, signed ad hoc for two devices, valid from 2020-01-01 to 2049-01-01. The same recipe gives the same bytes
 * but for keys, certificates and signatures.
 */
export function buildIpa(recipe: IpaRecipe = {}): Uint8Array {
  return writeZip(ipaEntries(recipe), recipe.archive);
}

/**
 * Writes an `.ipa` with a file of `bytes` pseudo-random bytes to `path`, a megabyte at a time; ZIP64 where the
 * sizes ask for it.
 */
export function writeLargeIpa(path: string, bytes: number, recipe: IpaRecipe = {}): void {
  const file = openSync(path, 'w');
  try {
    for (const chunk of zipChunks(ipaEntries({ ...recipe, largeFile: bytes }), recipe.archive)) {
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    }
  } finally {
    closeSync(file);
  }
}

/** The archive's entries, in order. */
export function ipaEntries(recipe: IpaRecipe = {}): ZipEntry[] {
  const { archive = {} } = recipe;
  const app = buildApp(withLargeFile(recipe));
  tamper(app.files, recipe.tamper ?? {});
  const folder = archive.payload ?? 'Payload';
  const files = [app, ...(archive.moreApps ?? []).map(buildApp)]
    .flatMap((bundle) => placed(bundle, folder))
    .map((entry) => ({ ...entry, ...archive.defaults }));
  const directories = archive.directories === false ? [] : directoriesOf(files);
  const modified = archive.modified ?? app.signedAt;
  const entries = [...directories, ...files, ...(archive.extra ?? [])].map((entry) => ({
    modified,
    ...entry,
  }));
  return archive.edit ? archive.edit(entries) : entries;
}

function withLargeFile(recipe: IpaRecipe): BundleRecipe {
  if (recipe.largeFile === undefined) return recipe;
  const media = pseudoRandomStream('large file', recipe.largeFile);
  return { ...recipe, files: { ...recipe.files, 'Media.bin': media } };
}

function tamper(files: FileTree, changes: Record<string, Tampering>): void {
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) files.delete(path);
    else if (typeof change === 'function') files.set(path, change(concat(...chunksOf(present(files, path)))));
    else files.set(path, typeof change === 'string' ? Buffer.from(change) : change);
  }
}

function present(files: FileTree, path: string): FileContent {
  const content = files.get(path);
  if (!content) throw new TypeError(`There is no ${path} to tamper with.`);
  return content;
}

function placed(bundle: BuiltBundle, folder: string): (ZipEntry & { name: string })[] {
  const base = folder ? `${folder}/${bundle.place}` : bundle.place;
  return [...bundle.files].map(([path, content]) => ({
    name: `${base}/${path}`,
    content,
    ...(path === bundle.place.replace(/\.app$/, '') ? { mode: 0o100755 } : {}),
  }));
}

/** An entry for each folder above the files, outer ones first. */
function directoriesOf(files: { name: string }[]): ZipEntry[] {
  const folders = new Set<string>();
  for (const { name } of files) {
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1))
      folders.add(name.slice(0, at + 1));
  }
  return [...folders].toSorted().map((name) => ({ name, content: new Uint8Array() }));
}
