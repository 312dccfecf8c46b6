/** Builds one bundle (an app, or code nested in one) as its files, signed from the inside outwards. */

import { type BundleKind, KINDS } from './bundle-kinds.ts';
import { codeResources } from './code-resources.ts';
import { signedExecutable } from './code-signature.ts';
import type { FileContent, FileTree } from './file-content.ts';
import { type IconRecipe, iconFiles, iconKeys } from './icons.ts';
import { type InfoFacts, infoPlist } from './info-plist.ts';
import type { ExecutableRecipe, Platform } from './mach-o.ts';
import { PLATFORMS } from './platforms.ts';
import {
  encodePropertyList,
  encodeStrings,
  type PlistRecord,
  type PropertyListFormat,
  type StringsFormat,
} from './property-list.ts';
import { requirementText } from './requirements.ts';
import { inheritedSigning, resolveSigning, type Signing, type SigningRecipe } from './signing.ts';

/** What a bundle is made of. Everything has a default; `IpaRecipe` describes the whole. */
export interface BundleRecipe {
  /** CFBundleIdentifier. */
  identifier?: string;
  /** CFBundleName; also the name of the bundle's folder and of the executable. */
  name?: string;
  /** CFBundleDisplayName; left out unless told. */
  displayName?: string;
  /** CFBundleShortVersionString. */
  version?: string;
  /** CFBundleVersion. */
  build?: string;
  minimumOS?: string;
  platform?: Platform;
  /** UIDeviceFamily: 1 iPhone, 2 iPad, 3 Apple TV, 4 Apple Watch, 7 Apple Vision; by the platform unless told. */
  deviceFamilies?: number[];
  /** Keys added to the Info.plist, replaced, or (undefined) removed. Bytes replace the file; null leaves it out. */
  info?: PlistRecord | Uint8Array | null;
  infoFormat?: PropertyListFormat;
  /** Contents of `<language>.lproj/InfoPlist.strings`, by language. */
  localizations?: Record<string, Record<string, string>>;
  /** UTF-16 unless told. */
  stringsFormat?: StringsFormat;
  /** Contents of `InfoPlist.loctable`, by language. */
  loctable?: Record<string, Record<string, string>>;
  /** Null has none. */
  icons?: IconRecipe | null;
  /** Bytes replace the executable; null leaves it out. */
  executable?: ExecutableRecipe | Uint8Array | null;
  /** Further files, by path within the bundle, sealed with the rest. */
  files?: Record<string, FileContent | string>;
  signing?: SigningRecipe;
  nested?: NestedRecipe[];
}

/** Code within a bundle. What is not told is taken over from the bundle around it where that makes sense. */
export interface NestedRecipe extends BundleRecipe {
  kind: BundleKind;
  /** Where it stands, such as `PlugIns`; by its kind unless told. */
  folder?: string;
}

export interface BuiltBundle {
  /** The bundle's folder, such as `Orbit.app`; of a bare library, its file. */
  place: string;
  files: FileTree;
  /** Of the executable, as an outer seal may cite it. */
  cdhash: Uint8Array;
  requirement: string;
  signedAt: Date;
}

/** Builds an app: its files by their path within `<name>.app`. */
export function buildApp(recipe: BundleRecipe = {}): BuiltBundle {
  return build({ ...recipe, kind: 'app' });
}

function build(recipe: NestedRecipe, parentIdentifier = ''): BuiltBundle {
  const kind = KINDS[recipe.kind];
  const facts = resolveFacts(recipe, parentIdentifier);
  const signing = resolveSigning(recipe.signing ?? {}, facts.identifier, PLATFORMS[facts.platform].profile);
  const files = recipe.kind === 'library' ? new Map() : bundleFiles(recipe, facts);
  if (kind.provisioned && signing.profile) files.set('embedded.mobileprovision', signing.profile);
  const nested = addNested(files, recipe, facts);
  seal(files, facts, signing, nested);
  const { bytes, cdhash } = executable(recipe, facts, signing, files);
  if (bytes) files.set(facts.name, bytes);
  return {
    place: `${facts.name}${kind.extension}`,
    files,
    cdhash,
    requirement: requirementText(facts.identifier, signing.signerName),
    signedAt: signing.signedAt,
  };
}

function resolveFacts(recipe: NestedRecipe, parentIdentifier: string): InfoFacts {
  const kind = KINDS[recipe.kind];
  const platform = recipe.platform ?? kind.platform ?? 'ios';
  return {
    kind: recipe.kind,
    identifier:
      recipe.identifier ?? (parentIdentifier ? `${parentIdentifier}${kind.suffix}` : 'com.example.orbit'),
    name: recipe.name ?? kind.name,
    displayName: recipe.displayName,
    version: recipe.version ?? '1.0',
    build: recipe.build ?? '1',
    minimumOS: recipe.minimumOS ?? kind.minimumOS ?? '15.0',
    platform,
    deviceFamilies: recipe.deviceFamilies ?? PLATFORMS[platform].families,
    parentIdentifier,
  };
}

/** The bundle's own files, before anything is nested, sealed or signed. */
function bundleFiles(recipe: NestedRecipe, facts: InfoFacts): FileTree {
  const files: FileTree = new Map();
  const icons = recipe.icons === undefined && recipe.kind === 'app' ? {} : recipe.icons;
  const { info = {} } = recipe;
  if (info instanceof Uint8Array) {
    files.set('Info.plist', info);
  } else if (info) {
    const contents = infoPlist(facts, { ...(icons ? iconKeys(icons) : {}), ...info });
    files.set('Info.plist', encodePropertyList(contents, recipe.infoFormat ?? 'binary'));
  }
  if (KINDS[recipe.kind].packageType === 'APPL') files.set('PkgInfo', Buffer.from('APPL????'));
  for (const [name, bytes] of Object.entries(icons ? iconFiles(icons) : {})) files.set(name, bytes);
  for (const [language, strings] of Object.entries(recipe.localizations ?? {})) {
    const path = `${language}.lproj/InfoPlist.strings`;
    files.set(path, encodeStrings(strings, recipe.stringsFormat ?? 'utf-16'));
  }
  if (recipe.loctable) files.set('InfoPlist.loctable', encodePropertyList(recipe.loctable, 'binary'));
  for (const [path, content] of Object.entries(recipe.files ?? {})) {
    files.set(path, typeof content === 'string' ? Buffer.from(content) : content);
  }
  return files;
}

/** Builds what is nested, adds its files, and tells of each by its path. */
function addNested(files: FileTree, recipe: NestedRecipe, facts: InfoFacts): Map<string, BuiltBundle> {
  const built = new Map<string, BuiltBundle>();
  for (const inner of recipe.nested ?? []) {
    const { folder, platform, minimumOS } = KINDS[inner.kind];
    const bundle = build(
      {
        version: facts.version,
        build: facts.build,
        platform: platform ?? facts.platform,
        minimumOS: minimumOS ?? facts.minimumOS,
        ...inner,
        signing: inheritedSigning(recipe.signing ?? {}, inner.signing),
      },
      facts.identifier,
    );
    const parent = inner.folder ?? folder;
    built.set(`${parent}/${bundle.place}`, bundle);
    const base = inner.kind === 'library' ? parent : `${parent}/${bundle.place}`;
    for (const [path, content] of bundle.files) files.set(`${base}/${path}`, content);
  }
  return built;
}

function seal(files: FileTree, facts: InfoFacts, signing: Signing, nested: Map<string, BuiltBundle>): void {
  if (signing.signature.form === 'unsigned' || facts.kind === 'library') return;
  const resources = codeResources(files, facts.name, {
    versions: signing.seal.versions,
    sha1: signing.signature.hashes !== undefined && signing.signature.hashes !== 'sha256',
    nested: signing.seal.nestedCode === 'entry' ? nested : new Map(),
  });
  files.set('_CodeSignature/CodeResources', resources);
}

function executable(
  { executable: recipe }: NestedRecipe,
  facts: InfoFacts,
  signing: Signing,
  files: FileTree,
): { bytes: Uint8Array | null; cdhash: Uint8Array } {
  if (recipe === null || recipe instanceof Uint8Array) return { bytes: recipe, cdhash: new Uint8Array(20) };
  const { platform, minimumOS } = facts;
  const { provisioned, library } = KINDS[facts.kind];
  const seed = [facts.identifier, facts.version, facts.build].join(' ');
  return signedExecutable({ platform, minimumOS, library, seed, ...recipe }, signing.signature, {
    identifier: facts.identifier,
    teamId: signing.teamId,
    signer: signing.signer,
    signerName: signing.signerName,
    signingTime: signing.signedAt,
    entitlements: provisioned ? signing.entitlements : null,
    infoPlist: files.get('Info.plist'),
    codeResources: files.get('_CodeSignature/CodeResources'),
  });
}
