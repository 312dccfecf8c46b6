import { createHash } from 'node:crypto';
import type { Archive } from '../archive.ts';
import { findApp } from '../payload.ts';
import { type Bundle, foldersAround, readAppCode } from './bundles.ts';
import { type Code, CodeCheck, MAX_SIGNATURE_BYTES, readCode, type SignatureBudget } from './code.ts';
import { isAdHoc } from './code-directory.ts';
import { AppContents } from './contents.ts';
import { FaultList, type SealFault } from './fault.ts';
import { type ExpectedContent, expectedContents, type SealedBundle, verifyPresence } from './resources.ts';
import { SLOT } from './super-blob.ts';

export type { SealFault, SealFaultCode } from './fault.ts';

/**
 * Verifies every signed byte of the app in an `.ipa`, as `codesign --verify --deep --strict` does on a Mac, and as
 * iOS does when it installs: the code directories, certificates and pages of each executable and library, and each
 * file against the seal of each bundle around it.
 *
 * Gives every fault once, those of inner bundles first; none when all is as it was signed. Whether certificates are
 * trusted or have expired is no part of it. Every file is unpacked twice at most and never held as a whole.
 * Throws an `IpaError` when the archive cannot be read or has no app.
 *
 * Sources: TN3126 "Inside Code Signing: Hashes"; Apple's libsecurity_codesigning and xnu, cs_blobs.h.
 */
export async function verifySeals(archive: Archive): Promise<SealFault[]> {
  const entries = await archive.entries();
  const app = findApp(entries);
  const faults = new FaultList();
  const contents = new AppContents(archive, app, entries, faults);
  if (contents.isTooLarge()) {
    const message = `${app} unpacks to more than any real app.`;
    return [{ bundle: app, path: app, code: 'too-large', message }];
  }
  const { bundles, loose } = await readAppCode(contents, faults);
  const code = new Map<string, Code | null>();
  const sealed: SealedBundle[] = [];
  const budget: SignatureBudget = { bytes: MAX_SIGNATURE_BYTES };
  for (const bundle of bundles) {
    const { root, executable } = bundle;
    const own =
      executable === null ? null : await readCode(contents, executable, root, bundle, budget, faults);
    code.set(root, own);
    if (executable !== null && isSealed(bundle, own, faults)) sealed.push(bundle);
  }
  const roots = new Set(bundles.map(({ root }) => root));
  for (const path of loose) {
    const root = foldersAround(path, app).find((folder) => roots.has(folder)) ?? app;
    const own = await readCode(contents, path, root, null, budget, faults);
    if (own) code.set(path, own);
  }
  verifyAdHoc([...code.values()], code.get(app) ?? null, faults);
  await verifyBytes(contents, [...code.values()], expectedContents(contents, sealed), faults);
  await verifyPresence(contents, sealed, code, faults);
  return faults.list(app);
}

/** Whether the bundle has a seal that can be read and that its signature vouches for. */
function isSealed(bundle: Bundle, code: Code | null, faults: FaultList): bundle is SealedBundle {
  const { root, resources, seal, sealProblem } = bundle;
  const report = (code: 'no-seal' | 'damaged-seal', message: string) =>
    faults.add({ bundle: root, path: resources.path, code, message });
  if (!resources.digests) {
    if (!faults.has(resources.path))
      report('no-seal', `${root} has no seal over its files: ${resources.path} is missing.`);
    return false;
  }
  const directories = code?.slices.flatMap((slice) => slice.directories) ?? [];
  const bound = directories.every(({ hashType, special }) => {
    const hash = special.get(SLOT.resources);
    return hash && resources.digests?.get(hashType.name)?.equals(hash);
  });
  if (!bound || directories.length === 0) return false;
  if (sealProblem) report('damaged-seal', `${resources.path} cannot be read: ${sealProblem}.`);
  return seal !== null;
}

/**
 * Within an app that somebody signed, iOS loads no code that nobody did. Wholly ad hoc apps are for simulators, and
 * codesign takes them for valid.
 */
function verifyAdHoc(code: (Code | null)[], app: Code | null, faults: FaultList): void {
  const isSigned = app?.slices.some(
    ({ directories }) => directories.length > 0 && !directories.some(isAdHoc),
  );
  if (!isSigned) return;
  for (const { root, path, slices } of code.filter((each) => each !== null)) {
    for (const { name } of slices.filter(({ directories }) => directories.some(isAdHoc))) {
      const message = `${name} is signed by nobody (ad hoc), unlike the app around it.`;
      faults.add({ bundle: root, path, code: 'ad-hoc-signature', message });
    }
  }
}

/** Reads each file once, and holds it against the page hashes and digests that are known of it. */
async function verifyBytes(
  contents: AppContents,
  code: (Code | null)[],
  expected: Map<string, ExpectedContent[]>,
  faults: FaultList,
): Promise<void> {
  const codeByPath = Map.groupBy(
    code.filter((each) => each !== null),
    ({ path }) => path,
  );
  for (const path of contents.files.keys()) {
    const checks = codeByPath.get(path)?.map((each) => new CodeCheck(each)) ?? [];
    const wanted = expected.get(path) ?? [];
    if (!checks.length && !wanted.length) continue;
    const root = codeByPath.get(path)?.[0]?.root ?? wanted[0]?.root ?? contents.app;
    const hashes = new Map(
      wanted
        .flatMap(({ hashes }) => Object.keys(hashes))
        .map((algorithm) => [algorithm, createHash(algorithm)]),
    );
    const read = await contents.stream(path, root, async (pieces) => {
      for await (const bytes of pieces) {
        for (const check of checks) check.update(bytes);
        for (const hash of hashes.values()) hash.update(bytes);
      }
      return true;
    });
    if (!read) continue;
    for (const check of checks) check.end(faults);
    const actual = Object.fromEntries(
      [...hashes].map(([algorithm, hash]) => [algorithm, hash.digest('hex')]),
    );
    verifyDigests(path, actual, wanted, faults);
  }
}

function verifyDigests(
  path: string,
  actual: ExpectedContent['hashes'],
  wanted: ExpectedContent[],
  faults: FaultList,
): void {
  const broken = wanted.find(
    ({ hashes: { sha1 = actual.sha1, sha256 = actual.sha256 } }) =>
      sha1 !== actual.sha1 || sha256 !== actual.sha256,
  );
  if (!broken || faults.has(path)) return;
  const message = `${path} was changed after signing.`;
  faults.add({ bundle: broken.root, path, code: 'resource-changed', message });
}
