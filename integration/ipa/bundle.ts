import type { Archive, ArchiveEntry } from './archive.ts';
import { readArchivedSlices } from './executables.ts';
import { describeSlices, type ExecutableSlice } from './mach-o.ts';
import { asProblem, IpaError, type Problem } from './problem.ts';
import { type ProvisioningProfile, readProvisioningProfile } from './provisioning-profile.ts';

/** What makes a bundle code that iOS may run: its permission and its executable. */
export interface BundleCode {
  profile: ProvisioningProfile | null;
  /** One for each architecture; null when the executable is missing or cannot be read. */
  slices: ExecutableSlice[] | null;
}

/** More than any profile has. */
export const MAX_PROFILE_BYTES = 4 * 1024 * 1024;

/** Gives what is read; where that cannot be, null, and what is wrong is among `problems`. */
export async function noting<Value>(problems: Problem[], reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    const { code, message, fix } = asProblem(error);
    problems.push({ code, message, fix });
    return null;
  }
}

/**
 * Reads the provisioning profile of the bundle in `root`; null when it has none. Throws an `IpaError` when it
 * cannot be read.
 */
export async function readProfile(
  archive: Archive,
  files: Map<string, ArchiveEntry>,
  root: string,
): Promise<ProvisioningProfile | null> {
  const entry = files.get(`${root}embedded.mobileprovision`);
  if (!entry) return null;
  const bytes = await archive.read(entry, MAX_PROFILE_BYTES);
  try {
    return readProvisioningProfile(bytes);
  } catch (error) {
    throw new IpaError(
      {
        code: 'unreadable-profile',
        message: `The provisioning profile ${entry.path} cannot be read: ${reason(error)}.`,
        fix: 'Download the profile again from the developer account (or let Xcode manage it) and export again.',
      },
      { cause: error },
    );
  }
}

/** Reads the executable of a bundle; null when it has none. Throws an `IpaError` when it cannot be read. */
export async function readSlices(
  archive: Archive,
  files: Map<string, ArchiveEntry>,
  { root, executable }: { root: string; executable: string | null },
): Promise<ExecutableSlice[] | null> {
  const entry = files.get(root + (executable ?? ''));
  if (!entry || entry.path.endsWith('/')) return null;
  try {
    return await describeSlices(readArchivedSlices(archive, entry));
  } catch (error) {
    if (error instanceof IpaError) throw error;
    throw new IpaError(
      {
        code: 'unreadable-executable',
        message: `The executable ${entry.path} cannot be read: ${reason(error)}.`,
        fix: 'Export the build again; iOS cannot run this file.',
      },
      { cause: error },
    );
  }
}

/** The first line of what went wrong, to stand at the end of a sentence. */
export function reason(error: unknown): string {
  const [line = ''] = (error as Error).message.split('\n');
  return line.slice(0, 200).replace(/\.$/, '');
}
