/** Writes `_CodeSignature/CodeResources`, the seal over a bundle's files, as Xcode writes it for iOS. */

import { digest, type FileContent, type FileTree } from './file-content.ts';
import { type PlistValue, xmlPropertyList } from './property-list.ts';

export interface SealRecipe {
  /** `1` writes `files` and `rules` alone, as before 2013; `both` unless told. */
  versions?: 1 | 'both';
  /** Whether `files2` holds SHA-1 hashes beside SHA-256, as for targets before iOS 11. */
  sha1?: boolean;
  /** Nested code that stands as one entry instead of its files, by the path of its bundle. */
  nested?: Map<string, { cdhash: Uint8Array; requirement: string }>;
}

type Rule = true | { weight: number; omit?: true; optional?: true };

const LOCALIZED_RULES: Record<string, Rule> = {
  '^.*': true,
  '^.*\\.lproj/': { optional: true, weight: 1000 },
  '^.*\\.lproj/locversion.plist$': { omit: true, weight: 1100 },
  '^Base\\.lproj/': { weight: 1010 },
};

const RULES: Record<string, Rule> = { ...LOCALIZED_RULES, '^version.plist$': true };

const RULES_2: Record<string, Rule> = {
  '.*\\.dSYM($|/)': { weight: 11 },
  '^(.*/)?\\.DS_Store$': { omit: true, weight: 2000 },
  ...LOCALIZED_RULES,
  '^Info\\.plist$': { omit: true, weight: 20 },
  '^PkgInfo$': { omit: true, weight: 20 },
  '^embedded\\.provisionprofile$': { weight: 20 },
  '^version\\.plist$': { weight: 20 },
};

/** The seal over `files`, paths within the bundle; the executable is signed itself and stays outside. */
export function codeResources(files: FileTree, executableName: string, recipe: SealRecipe = {}): Uint8Array {
  const paths = [...files.keys()]
    .filter((path) => path !== executableName && !path.startsWith('_CodeSignature/'))
    .toSorted();
  const nested = recipe.nested ?? new Map();
  const loose = paths.filter(
    (path) => ![...nested.keys()].some((root) => path === root || path.startsWith(`${root}/`)),
  );
  const first = { files: entries(loose, files, RULES, legacyEntry), rules: RULES };
  if (recipe.versions === 1) return seal(first);
  const entry = (content: FileContent, optional: boolean) =>
    sealEntry(content, optional, recipe.sha1 ?? false);
  const nestedEntries = Object.fromEntries(
    [...nested].map(([path, { cdhash, requirement }]) => [path, { cdhash, requirement }]),
  );
  return seal({
    ...first,
    files2: { ...entries(loose, files, RULES_2, entry), ...nestedEntries },
    rules2: RULES_2,
  });
}

function seal(contents: Record<string, PlistValue>): Uint8Array {
  // The only numbers here are weights, which Apple writes as reals.
  return Buffer.from(xmlPropertyList(contents).replaceAll(/<(\/?)integer>/g, '<$1real>'));
}

function entries(
  paths: string[],
  files: FileTree,
  rules: Record<string, Rule>,
  entry: (content: FileContent, optional: boolean) => PlistValue | null,
): Record<string, PlistValue> {
  const sealed: Record<string, PlistValue> = {};
  for (const path of paths) {
    const rule = ruleFor(path, rules);
    const content = files.get(path);
    if (rule.omit || content === undefined) continue;
    const made = entry(content, rule.optional ?? false);
    if (made !== null) sealed[path] = made;
  }
  return sealed;
}

/** The heaviest rule whose pattern the path meets. */
function ruleFor(path: string, rules: Record<string, Rule>) {
  const weighed = Object.entries(rules)
    .filter(([pattern]) => new RegExp(pattern).test(path))
    .map(([, rule]) => (rule === true ? { weight: 1 } : rule));
  const heaviest = weighed.toSorted((a, b) => b.weight - a.weight)[0];
  return { omit: false, optional: false, ...heaviest };
}

/** In the first version a file is its SHA-1, and links are not sealed. */
function legacyEntry(content: FileContent, optional: boolean): PlistValue | null {
  if ('target' in content) return null;
  const hash = digest('sha1', content);
  return optional ? { hash, optional } : hash;
}

function sealEntry(content: FileContent, optional: boolean, withSha1: boolean): PlistValue {
  if ('target' in content) return { symlink: content.target };
  return {
    ...(withSha1 ? { hash: digest('sha1', content) } : {}),
    hash2: digest('sha256', content),
    ...(optional ? { optional } : {}),
  };
}
