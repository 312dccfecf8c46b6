import { parsePlistDict } from '../plist.ts';
import { readCodeResources, type Seal } from './code-resources.ts';
import type { AppContents } from './contents.ts';
import type { FaultList } from './fault.ts';
import { digestOf, HASH_TYPES } from './hash-type.ts';

/** A bundle of code: an app, an extension, a framework or tests. */
export interface Bundle {
  /** Its root in the archive, with a `/` at its end. */
  root: string;
  /** Path in the archive of its executable; null when there is none. */
  executable: string | null;
  info: BoundFile;
  resources: BoundFile;
  /** What `resources` says; null when it is missing or cannot be read. */
  seal: Seal | null;
  /** Why it cannot be read; null when it can, or is missing. */
  sealProblem: string | null;
}

/** A file whose hash stands in a code directory. */
export interface BoundFile {
  path: string;
  /** Its digest by the name of each hash type; null when the file is missing. */
  digests: Map<string, Buffer> | null;
}

/** The code of an app. */
export interface AppCode {
  /** Inner bundles before those around them. */
  bundles: Bundle[];
  /** Paths of code that is no bundle's executable: libraries, and what a seal lists as code. */
  loose: string[];
}

const CODE_FOLDER = /\.(?:app|appex|framework|xctest)\/$/;
const MAX_INFO_BYTES = 4 * 1024 * 1024;
/** Of all seals of an app; a real one takes some 400 bytes for each file. */
const MAX_SEAL_BYTES = 64 * 1024 * 1024;
/** Bundles, and as many files of loose code; the largest apps have some hundred. */
const MAX_CODE = 1000;
const MAX_DEPTH = 64;

/**
 * Finds every bundle of the app and reads its lists. A folder with the name of a bundle but neither an Info.plist
 * nor a seal is a folder of resources.
 */
export async function readAppCode(contents: AppContents, faults: FaultList): Promise<AppCode> {
  const { app, files } = contents;
  const hasLists = (folder: string) => files.has(`${folder}Info.plist`) || files.has(sealPath(folder));
  const roots = new Set([app]);
  const loose = new Set<string>();
  for (const path of files.keys()) {
    for (const folder of foldersAround(path, app)) {
      if (CODE_FOLDER.test(folder) && hasLists(folder)) roots.add(folder);
    }
    if (path.endsWith('.dylib') && !contents.isLink(path)) loose.add(path);
  }
  if (roots.size > MAX_CODE || loose.size > MAX_CODE) {
    const message = `${app} holds more than ${MAX_CODE} bundles or libraries; the others are not verified.`;
    faults.add({ bundle: app, path: app, code: 'too-much-code', message });
  }
  const bundles: Bundle[] = [];
  let room = MAX_SEAL_BYTES;
  // A seal may name more code, hence the set grows while it is walked.
  for (const root of roots) {
    if (bundles.length === MAX_CODE) break;
    const bundle = await readBundle(contents, root, room, faults);
    bundles.push(bundle);
    room = Math.max(0, room - (files.get(sealPath(root))?.size ?? 0));
    for (const [path, { nested }] of bundle.seal?.files ?? []) {
      if (nested && files.has(root + path)) loose.add(root + path);
      else if (nested && hasLists(`${root}${path}/`)) roots.add(`${root}${path}/`);
    }
  }
  for (const { executable } of bundles) if (executable) loose.delete(executable);
  // What is inside has the longer root.
  return {
    bundles: bundles.toSorted((a, b) => b.root.length - a.root.length),
    loose: [...loose].slice(0, MAX_CODE),
  };
}

/** The folders of the app in which a path of the archive lies, each with a `/` at its end, the innermost first. */
export function foldersAround(path: string, app: string): string[] {
  const folders: string[] = [];
  for (let at = app.length; at > 0 && folders.length < MAX_DEPTH; at = path.indexOf('/', at) + 1) {
    folders.unshift(path.slice(0, at));
  }
  return folders;
}

function sealPath(root: string): string {
  return `${root}_CodeSignature/CodeResources`;
}

async function readBundle(
  contents: AppContents,
  root: string,
  maxSealBytes: number,
  faults: FaultList,
): Promise<Bundle> {
  const info = await contents.read(`${root}Info.plist`, MAX_INFO_BYTES, root);
  const resources = await contents.read(sealPath(root), maxSealBytes, root);
  return {
    root,
    executable: findExecutable(contents, root, info, faults),
    info: { path: `${root}Info.plist`, digests: info && digestsOf(info) },
    resources: { path: sealPath(root), digests: resources && digestsOf(resources) },
    ...(resources ? readSeal(resources) : { seal: null, sealProblem: null }),
  };
}

function readSeal(bytes: Uint8Array): Pick<Bundle, 'seal' | 'sealProblem'> {
  try {
    return { seal: readCodeResources(bytes), sealProblem: null };
  } catch (error) {
    return { seal: null, sealProblem: reason(error) };
  }
}

function findExecutable(
  contents: AppContents,
  root: string,
  info: Uint8Array | null,
  faults: FaultList,
): string | null {
  const absent = (path: string, why: string) => {
    faults.add({ bundle: root, path, code: 'no-executable', message: `${root} has no executable: ${why}.` });
    return null;
  };
  if (!info) return absent(`${root}Info.plist`, 'it has no Info.plist that could name one');
  try {
    const name = parsePlistDict(info)['CFBundleExecutable'];
    if (typeof name !== 'string' || !name) return absent(`${root}Info.plist`, 'its Info.plist names none');
    return contents.files.has(root + name) ? root + name : absent(root + name, `${root}${name} is missing`);
  } catch (error) {
    return absent(`${root}Info.plist`, `its Info.plist cannot be read (${reason(error)})`);
  }
}

function digestsOf(bytes: Uint8Array): Map<string, Buffer> {
  return new Map([...HASH_TYPES.values()].map((type) => [type.name, digestOf(type, bytes)]));
}

/** The first line of what went wrong, to stand within a sentence. */
export function reason(error: unknown): string {
  const [line = ''] = (error as Error).message.split('\n');
  return line.slice(0, 200).replace(/\.$/, '');
}
