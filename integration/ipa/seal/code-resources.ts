import { isDict, type PlistDict, parsePlistDict } from '../plist.ts';
import { type Budget, compilePattern, type Matcher } from './rule-pattern.ts';

/** What `_CodeSignature/CodeResources` says of the files of its bundle. */
export interface Seal {
  /** 1 is what was written before 2013: it knows no links and no nested code. */
  version: 1 | 2;
  /** By path within the bundle. */
  files: Map<string, SealedFile>;
  rules: Rule[];
}

/** What a seal says of one file. */
export interface SealedFile {
  /** May be missing. */
  optional: boolean;
  /** Digests of the file in hex, those that are given. */
  hashes: { sha1?: string; sha256?: string };
  /** Target of a symbolic link; null for anything else. */
  symlink: string | null;
  /** Code that carries a signature of its own; null for anything else. */
  nested: NestedCode | null;
}

export interface NestedCode {
  /** The first 20 bytes of a code directory's hash, in hex. */
  cdhash: string | null;
  /** What the code must be, in Apple's requirement language. */
  requirement: string | null;
}

/** Which files belong in the seal. */
export interface Rule {
  matches: Matcher;
  weight: number;
  omit: boolean;
}

const MAX_FILES = 250_000;
const MAX_RULES = 200;

/**
 * Reads a seal: `files2` with `rules2` where present, else `files` with `rules` (Apple's libsecurity_codesigning,
 * StaticCode.cpp and resources.cpp).
 * Throws when it is malformed.
 */
export function readCodeResources(bytes: Uint8Array): Seal {
  const plist = parsePlistDict(bytes);
  const version = Object.hasOwn(plist, 'files2') ? 2 : 1;
  const files = plist[version === 2 ? 'files2' : 'files'];
  const rules = plist[version === 2 ? 'rules2' : 'rules'];
  if (!isDict(files) || !isDict(rules)) throw new TypeError('it lacks its files or its rules');
  const listed = Object.entries(files);
  const ruled = Object.entries(rules);
  if (listed.length > MAX_FILES) throw new RangeError(`it claims to hold ${listed.length} files`);
  if (ruled.length > MAX_RULES) throw new RangeError(`it claims to hold ${ruled.length} rules`);
  return {
    version,
    files: new Map(listed.map(([path, value]) => [path, readFile(path, value)])),
    rules: ruled.map(([pattern, value]) => readRule(pattern, value)),
  };
}

/**
 * Whether a file that is not listed should have been: the heaviest rule that matches its path decides, an omission
 * first among equals; a file that no rule matches need not be.
 * Throws a `RangeError` once the budget is spent.
 */
export function belongsInSeal(path: string, rules: Rule[], budget: Budget): boolean {
  let decisive: Rule | null = null;
  for (const rule of rules) {
    const heavier =
      !decisive || rule.weight > decisive.weight || (rule.weight === decisive.weight && rule.omit);
    if (heavier && rule.matches(path, budget)) decisive = rule;
  }
  return decisive !== null && !decisive.omit;
}

function readFile(path: string, value: unknown): SealedFile {
  const entry: PlistDict = value instanceof Uint8Array ? { hash: value } : isDict(value) ? value : {};
  const sha1 = hexAt(entry, 'hash');
  const sha256 = hexAt(entry, 'hash2');
  const symlink = textAt(entry, 'symlink');
  const cdhash = hexAt(entry, 'cdhash');
  const requirement = textAt(entry, 'requirement');
  const nested = cdhash !== null || requirement !== null ? { cdhash, requirement } : null;
  if (!sha1 && !sha256 && symlink === null && !nested) {
    throw new TypeError(`it lists ${path.slice(0, 200)} without anything to hold it against`);
  }
  return {
    optional: entry['optional'] === true,
    hashes: { ...(sha1 ? { sha1 } : {}), ...(sha256 ? { sha256 } : {}) },
    symlink,
    nested,
  };
}

function readRule(pattern: string, value: unknown): Rule {
  const matches = compilePattern(pattern);
  if (typeof value === 'boolean') return { matches, weight: 1, omit: !value };
  if (!isDict(value)) throw new TypeError(`the rule "${pattern.slice(0, 100)}" cannot be read`);
  const weight = typeof value['weight'] === 'number' ? value['weight'] : 1;
  return { matches, weight, omit: value['omit'] === true };
}

function hexAt(entry: PlistDict, key: string): string | null {
  const value = entry[key];
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : null;
}

function textAt(entry: PlistDict, key: string): string | null {
  const value = entry[key];
  return typeof value === 'string' ? value : null;
}
