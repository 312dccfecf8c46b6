import { type Bundle, foldersAround, reason } from './bundles.ts';
import { type Code, cdhashesOf } from './code.ts';
import { belongsInSeal, type NestedCode, type Seal } from './code-resources.ts';
import type { AppContents } from './contents.ts';
import type { FaultList, SealFaultCode } from './fault.ts';
import type { Budget } from './rule-pattern.ts';

/** A bundle whose seal its signature vouches for. */
export interface SealedBundle extends Bundle {
  seal: Seal;
}

/** What a seal says of the content of a file. */
export interface ExpectedContent {
  /** Root of the bundle whose seal it is. */
  root: string;
  /** Digests in hex, those that are given. */
  hashes: { sha1?: string; sha256?: string };
}

/** What following the rules of all seals may cost; those of a real app take some thousand steps for each file. */
const MAX_RULE_STEPS = 100_000_000;

/**
 * What has no place in a seal: the seal itself, the link to it of old, and the receipt of a store. Source:
 * adjustResources in Apple's libsecurity_codesigning, bundlediskrep.cpp.
 */
const OUTSIDE = /^(?:CodeResources$|_CodeSignature\/|_MASReceipt\/)/;

/** The digests that seals expect, by path in the archive; what the seal of an inner bundle says comes first. */
export function expectedContents(
  contents: AppContents,
  bundles: SealedBundle[],
): Map<string, ExpectedContent[]> {
  const expected = new Map<string, ExpectedContent[]>();
  for (const { root, seal } of bundles) {
    for (const [name, { hashes, symlink, nested }] of seal.files) {
      const path = root + name;
      if (nested || symlink !== null || !contents.files.has(path) || contents.isLink(path)) continue;
      const others = expected.get(path);
      if (others) others.push({ root, hashes });
      else expected.set(path, [{ root, hashes }]);
    }
  }
  return expected;
}

/**
 * Holds what is there against what is sealed: every sealed file is there, as a file, as a link or as code of its
 * own, and nothing is there that ought to be sealed and is not. Of a file that is known to be wrong no more is told.
 * `code` is all code by its path or by the root of its bundle; null is code that is known to be damaged.
 */
export async function verifyPresence(
  contents: AppContents,
  bundles: SealedBundle[],
  code: Map<string, Code | null>,
  faults: FaultList,
): Promise<void> {
  for (const bundle of bundles) await verifySealed(contents, bundle, code, faults);
  verifyUnsealed(contents, bundles, faults);
}

async function verifySealed(
  contents: AppContents,
  { root, seal }: SealedBundle,
  code: Map<string, Code | null>,
  faults: FaultList,
): Promise<void> {
  const report = (fault: SealFaultCode, path: string, message: string) => {
    if (!faults.has(path)) faults.add({ bundle: root, path, code: fault, message });
  };
  for (const [name, { optional, symlink, nested }] of seal.files) {
    const path = root + name;
    const isCode = nested !== null && (code.has(path) || code.has(`${path}/`));
    if (!isCode && !contents.files.has(path)) {
      if (!optional) report('resource-removed', path, `${path} was removed after signing.`);
    } else if (nested) {
      const problem = problemOfNested(nested, code.get(path) ?? code.get(`${path}/`), isCode);
      if (problem) report('nested-code-changed', path, `${path} ${problem}.`);
    } else if (contents.isLink(path) !== (symlink !== null)) {
      const now = symlink === null ? 'was replaced by a link' : 'was a link and is none any more';
      report('resource-changed', path, `${path} ${now}.`);
    } else if (symlink !== null && (await contents.readLink(path, root)) !== symlink) {
      report('resource-changed', path, `${path} links to something else than when it was signed.`);
    }
  }
}

/** How nested code is not what is sealed; null when it is, or when the code itself is known to be damaged. */
function problemOfNested(sealed: NestedCode, code: Code | null | undefined, isCode: boolean): string | null {
  if (!isCode) return 'was sealed as code and is none';
  if (sealed.requirement === null) return 'is sealed as code, but not which';
  const cdhashes = code ? cdhashesOf(code) : [];
  const same = cdhashes.length === 0 || sealed.cdhash === null || cdhashes.includes(sealed.cdhash);
  return same ? null : 'is other code than the one that was sealed';
}

function verifyUnsealed(contents: AppContents, bundles: SealedBundle[], faults: FaultList): void {
  const byRoot = new Map(bundles.map((bundle) => [bundle.root, bundle]));
  const budget: Budget = { steps: MAX_RULE_STEPS };
  for (const path of contents.files.keys()) {
    for (const root of foldersAround(path, contents.app)) {
      const bundle = byRoot.get(root);
      if (!bundle || faults.has(path) || !isUnsealed(contents, bundle, path)) continue;
      try {
        if (!belongsInSeal(path.slice(root.length), bundle.seal.rules, budget)) continue;
        faults.add({
          bundle: root,
          path,
          code: 'resource-added',
          message: `${path} was added after signing.`,
        });
      } catch (error) {
        const message = `${bundle.resources.path} cannot be verified: ${reason(error)}.`;
        faults.add({ bundle: root, path: bundle.resources.path, code: 'damaged-seal', message });
        return;
      }
    }
  }
}

function isUnsealed(contents: AppContents, { root, executable, seal }: SealedBundle, path: string): boolean {
  const name = path.slice(root.length);
  if (path === executable || OUTSIDE.test(name) || seal.files.has(name)) return false;
  // Seals of before 2013 take no notice of links.
  if (seal.version === 1 && contents.isLink(path)) return false;
  // What lies in a bundle that is sealed as code is that bundle's own.
  return !foldersAround(path, root).some((folder) => seal.files.get(folder.slice(root.length, -1))?.nested);
}
