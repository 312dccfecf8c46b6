/** Verifies synthetic builds, and seals them anew where a test needs a seal that the builder would not write. */

import { Archive } from '../../../../integration/ipa/archive.ts';
import { type SealFault, verifySeals } from '../../../../integration/ipa/seal/verify.ts';
import { createAuthority } from '../../../support/certificates.ts';
import { signedExecutable } from '../../../support/code-signature.ts';
import type { FileContent } from '../../../support/file-content.ts';
import { type IpaRecipe, ipaEntries } from '../../../support/ipa.ts';
import { bytesSource } from '../../../support/source.ts';
import { writeZip, type ZipEntry } from '../../../support/zip.ts';

export const APP = 'Payload/Orbit.app/';
const SEAL = `${APP}_CodeSignature/CodeResources`;

/** The faults of an archive of these entries. */
export async function faultsOfEntries(entries: ZipEntry[]): Promise<SealFault[]> {
  return verifySeals(await Archive.open(bytesSource(writeZip(entries))));
}

/** The faults of a build. */
export async function faultsOf(recipe: IpaRecipe): Promise<SealFault[]> {
  return faultsOfEntries(ipaEntries(recipe));
}

/** Faults without their messages: code and path, the latter within the app unless it is outside. */
export function brief(faults: SealFault[]): string[] {
  return faults.map(({ code, path }) => `${code} ${path.startsWith(APP) ? path.slice(APP.length) : path}`);
}

let signer: ReturnType<ReturnType<typeof createAuthority>['issue']> | undefined;

/**
 * The entries of a build whose seal `edit` has changed before the executable was signed over it, so that the
 * signature vouches for the changed seal.
 */
export function sealedAnew(recipe: IpaRecipe, edit: (seal: string) => string | Uint8Array): ZipEntry[] {
  signer ??= createAuthority({ commonName: 'Example Root' }).issue({
    commonName: 'Example',
    usage: 'code-signing',
  });
  const entries = ipaEntries(recipe);
  const contentOf = (name: string) => entries.find((entry) => entry.name === name)?.content as FileContent;
  const edited = edit(String(Buffer.from(contentOf(SEAL) as Uint8Array)));
  const codeResources = typeof edited === 'string' ? Buffer.from(edited) : edited;
  const { bytes } = signedExecutable(
    recipe.executable && !(recipe.executable instanceof Uint8Array) ? recipe.executable : {},
    recipe.signing?.signature ?? {},
    {
      identifier: 'com.example.orbit',
      teamId: 'EXAMPLE123',
      signer,
      signerName: 'Example',
      signingTime: new Date('2026-01-15T10:00:00Z'),
      entitlements: { 'application-identifier': 'EXAMPLE123.com.example.orbit' },
      infoPlist: contentOf(`${APP}Info.plist`),
      codeResources,
    },
  );
  const replaced = new Map<ZipEntry['name'], FileContent>([
    [SEAL, codeResources],
    [`${APP}Orbit`, bytes],
  ]);
  return entries.map((entry) => ({ ...entry, content: replaced.get(entry.name) ?? entry.content }));
}
