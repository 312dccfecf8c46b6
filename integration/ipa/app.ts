import { type Archive, type ArchiveEntry, encrypted } from './archive.ts';
import { noting, readProfile, reason } from './bundle.ts';
import type { Image } from './icon/png.ts';
import { type IconFacts, readIcon } from './icon/read.ts';
import { type AppInfo, readAppInfo } from './info-plist.ts';
import { languageOf } from './language.ts';
import { nameInStrings, namesInLoctable } from './localization.ts';
import { findApp } from './payload.ts';
import { type PlistDict, parsePlistDict } from './plist.ts';
import { IpaError, type Problem } from './problem.ts';
import type { ProvisioningProfile } from './provisioning-profile.ts';

/** What an app says of itself in its lists, fit for JSON. Holds no device identifier. */
export interface AppFacts extends AppInfo {
  /** The app's folder in the archive, `Payload/Orbit.app/`. */
  root: string;
  /** Names in other languages, by BCP 47 tag. */
  names: Record<string, string>;
  profile: ProvisioningProfile | null;
  icon: IconFacts | null;
}

/** An app with what is not fit for JSON, or for the app alone. */
export interface ReadApp {
  app: AppFacts;
  icon: Image | null;
  /** The archive's files by path. */
  files: Map<string, ArchiveEntry>;
  /** What is wrong but leaves the rest readable. */
  problems: Problem[];
}

const MAX_INFO_BYTES = 4 * 1024 * 1024;
const MAX_STRINGS_BYTES = 1024 * 1024;
const MAX_LANGUAGES = 200;
const BUNDLE_IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{1,154}$/;

/**
 * Reads what the app in an archive says of itself: its lists, its profile and its icon, and nothing of its code.
 * Throws an `IpaError` when there is no app in it that could be named; lesser faults are among `problems`.
 */
export async function readApp(archive: Archive): Promise<ReadApp> {
  const entries = await archive.entries();
  const root = findApp(entries);
  const files = new Map(entries.map((entry) => [entry.path, entry]));
  if (files.get(`${root}Info.plist`)?.encrypted) throw encrypted();
  const info = await readInfo(archive, root, files);
  const identity = requireIdentity(readAppInfo(info));
  const problems: Problem[] = [];
  const profile = await noting(problems, readProfile(archive, files, root));
  const names = await readNames(archive, root, files);
  const icon = await readIcon(archive, root, files, info);
  return {
    app: {
      ...identity,
      root,
      names,
      profile,
      icon: icon && { entry: icon.entry, width: icon.width, height: icon.height },
    },
    icon: icon?.image ?? null,
    files,
    problems,
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
