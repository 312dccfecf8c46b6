import { type AppFacts, readApp } from './app.ts';
import { type Archive, type ArchiveEntry, lastModified } from './archive.ts';
import { type BundleCode, noting, readSlices } from './bundle.ts';
import type { Image } from './icon/png.ts';
import { type NestedBundle, readNested } from './nested.ts';
import { type PackageFacts, readPackageFacts } from './package-facts.ts';
import type { Problem } from './problem.ts';
import { isoSeconds } from './text.ts';

/** What one `.ipa` says of itself, fit for JSON. Holds no device identifier. */
export interface Ipa extends AppFacts, BundleCode {
  /** Extensions, Watch apps, App Clips and frameworks inside the app. */
  nested: NestedBundle[];
  package: PackageFacts;
  /** When the app was signed, ISO 8601: by its signature, else by the archive's own times. */
  signedAt: string;
  /** What is wrong but leaves the rest readable. */
  problems: Problem[];
}

const UNKNOWN_TIME = '1970-01-01T00:00:00Z';

/**
 * Reads the facts of an `.ipa`: what the app says of itself, its code and all that is nested in it, and the
 * archive's own records; each byte once and nothing else.
 * Throws an `IpaError` when there is no app in it that could be named; lesser faults are among `problems`.
 */
export async function readIpa(archive: Archive): Promise<{ ipa: Ipa; icon: Image | null }> {
  const { app, icon, files, problems } = await readApp(archive);
  const slices = await noting(problems, readSlices(archive, files, app));
  return {
    ipa: {
      ...app,
      slices,
      nested: await readNested(archive, files, app.root, problems),
      package: await readPackageFacts(archive),
      signedAt: signingTime({ ...app, slices }, files),
      problems,
    },
    icon,
  };
}

function signingTime(
  { root, slices, profile }: AppFacts & BundleCode,
  files: Map<string, ArchiveEntry>,
): string {
  const signed = slices?.map((slice) => slice.signature?.signedAt).find(Boolean);
  const entryTime = (path: string) => {
    const entry = files.get(root + path);
    return entry ? isoSeconds(lastModified(entry)) : null;
  };
  return (
    signed ??
    entryTime('_CodeSignature/CodeResources') ??
    entryTime('Info.plist') ??
    profile?.created ??
    UNKNOWN_TIME
  );
}
