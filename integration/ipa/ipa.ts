import { type Archive, type ArchiveEntry, encrypted } from './archive.ts';
import { type BundleCode, readBundleCode, reason } from './bundle.ts';
import type { Image } from './icon/png.ts';
import { type IconFacts, readIcon } from './icon/read.ts';
import { type AppInfo, readAppInfo } from './info-plist.ts';
import { languageOf } from './language.ts';
import { nameInStrings, namesInLoctable } from './localization.ts';
import { type NestedBundle, readNested } from './nested.ts';
import { type PackageFacts, readPackageFacts } from './package-facts.ts';
import { findApp } from './payload.ts';
import { type PlistDict, parsePlistDict } from './plist.ts';
import { IpaError, type Problem } from './problem.ts';
import { isoSeconds } from './text.ts';

/** What one `.ipa` says of itself, fit for JSON. Holds no device identifier. */
export interface Ipa extends AppInfo, BundleCode {
  /** The app's folder in the archive, `Payload/Orbit.app/`. */
  root: string;
  /** Names in other languages, by BCP 47 tag. */
  names: Record<string, string>;
  /** Extensions, Watch apps, App Clips and frameworks inside the app. */
  nested: NestedBundle[];
  package: PackageFacts;
  /** When the app was signed, ISO 8601: by its signature, else by the archive's own times. */
  signedAt: string;
  icon: IconFacts | null;
  /** What is wrong but leaves the rest readable. */
  problems: Problem[];
}

const MAX_INFO_BYTES = 4 * 1024 * 1024;
const MAX_STRINGS_BYTES = 1024 * 1024;
const MAX_LANGUAGES = 200;
const BUNDLE_IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{1,154}$/;
const UNKNOWN_TIME = '1970-01-01T00:00:00Z';

/**
 * Reads the facts of an `.ipa`: its lists, its profile, the headers of its executable and its icon's pixels,
 * each byte once and nothing else.
 * Throws an `IpaError` when there is no app in it that could be named; lesser faults are among `problems`.
 */
export async function readIpa(archive: Archive): Promise<{ ipa: Ipa; icon: Image | null }> {
  const entries = await archive.entries();
  const root = findApp(entries);
  const files = new Map(entries.map((entry) => [entry.path, entry]));
  if (files.get(`${root}Info.plist`)?.encrypted) throw encrypted();
  const info = await readInfo(archive, root, files);
  const app = requireIdentity(readAppInfo(info));

  const problems: Problem[] = [];
  const code = await readBundleCode(archive, files, root, app.executable, problems);
  const nested = await readNested(archive, files, root, problems);
  const names = await readNames(archive, root, files);
  const icon = await readIcon(archive, root, files, info);

  return {
    ipa: {
      ...app,
      root,
      names,
      ...code,
      nested,
      package: await readPackageFacts(archive),
      signedAt: signingTime(code, root, files),
      icon: icon && { entry: icon.entry, width: icon.width, height: icon.height },
      problems,
    },
    icon: icon?.image ?? null,
  };
}

async function readInfo(
  archive: Archive,
  root: string,
  files: Map<string, ArchiveEntry>,
): Promise<PlistDict> {
  const entry = files.get(`${root}Info.plist`) as ArchiveEntry;
  const bytes = await archive.read(entry, MAX_INFO_BYTES);
  try {
    return parsePlistDict(bytes);
  } catch (error) {
    throw new IpaError(
      {
        code: 'unreadable-info-plist',
        message: `${entry.path} is no property list: ${reason(error)}.`,
        fix: 'Export the build again. If a script edits Info.plist, let it use plutil or PlistBuddy.',
      },
      { cause: error },
    );
  }
}

function requireIdentity(info: ReturnType<typeof readAppInfo>): AppInfo {
  const { bundleId, version, build } = info;
  if (!bundleId) {
    throw new IpaError({
      code: 'no-bundle-identifier',
      message: 'Info.plist names no bundle identifier (CFBundleIdentifier).',
      fix: 'Set PRODUCT_BUNDLE_IDENTIFIER in the target’s build settings and export again.',
    });
  }
  if (!BUNDLE_IDENTIFIER.test(bundleId) || bundleId.includes('..')) {
    throw new IpaError({
      code: 'invalid-bundle-identifier',
      message: `The bundle identifier "${bundleId}" has characters that are not allowed in one.`,
      fix: 'Use letters, digits, hyphens and periods alone, as in com.example.app.',
    });
  }
  if (!version || !build) {
    throw new IpaError({
      code: 'no-version',
      message:
        'Info.plist names neither a version (CFBundleShortVersionString) nor a build (CFBundleVersion).',
      fix: 'Set MARKETING_VERSION and CURRENT_PROJECT_VERSION in the build settings and export again.',
    });
  }
  return { ...info, name: info.name ?? bundleId, bundleId, version, build };
}

async function readNames(
  archive: Archive,
  root: string,
  files: Map<string, ArchiveEntry>,
): Promise<Record<string, string>> {
  const loctable = files.get(`${root}InfoPlist.loctable`);
  const names = loctable ? await read(loctable, namesInLoctable, {}) : {};
  let left = MAX_LANGUAGES;
  for (const [path, entry] of files) {
    const folder =
      path.startsWith(root) && /^([^/]+)\.lproj\/InfoPlist\.strings$/.exec(path.slice(root.length))?.[1];
    const language = folder && languageOf(folder);
    if (!language || left-- <= 0) continue;
    const name = await read(entry, nameInStrings, null);
    if (name) names[language] = name;
  }
  return names;

  // A translation that cannot be read costs its name alone: iOS falls back in the same way.
  async function read<Value>(entry: ArchiveEntry, parse: (bytes: Uint8Array) => Value, otherwise: Value) {
    try {
      return parse(await archive.read(entry, MAX_STRINGS_BYTES));
    } catch {
      return otherwise;
    }
  }
}

function signingTime(
  { slices, profile }: BundleCode,
  root: string,
  files: Map<string, ArchiveEntry>,
): string {
  const signed = slices?.map((slice) => slice.signature?.signedAt).find(Boolean);
  const entryTime = (path: string) => isoSeconds(files.get(root + path)?.date);
  return (
    signed ??
    entryTime('_CodeSignature/CodeResources') ??
    entryTime('Info.plist') ??
    profile?.created ??
    UNKNOWN_TIME
  );
}
