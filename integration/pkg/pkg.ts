import { reason } from '../ipa/bundle.ts';
import { parsePlistDict } from '../ipa/plist.ts';
import { cleanText, isoSeconds } from '../ipa/text.ts';
import { PkgError } from './problem.ts';
import { type Distribution, type PkgComponent, readDistribution, readPackageInfo } from './product.ts';
import { type PkgSignature, readSignature } from './signature.ts';
import type { XarFile } from './toc.ts';
import type { XarArchive } from './xar.ts';
import { parseXml, type XmlElement } from './xml.ts';

/** What one `.pkg` says of itself, fit for JSON. */
export interface Pkg {
  /** A product archive is what `productbuild` makes; a component package is what `pkgbuild` makes. */
  kind: 'product' | 'component';
  identifier: string;
  version: string;
  title: string;
  /** Of macOS; null when the package does not say. */
  minimumOSVersion: string | null;
  /** The processors it runs on; null when it does not say. */
  architectures: string[] | null;
  /** Bytes on disk once installed; null when it is not known of every component. */
  installSize: number | null;
  components: PkgComponent[];
  signature: PkgSignature | null;
  /** When it was signed, else when the archive was made, ISO 8601. */
  madeAt: string;
}

type Product = Pick<Pkg, 'kind' | 'minimumOSVersion' | 'architectures' | 'components'> &
  Pick<Distribution, 'identifier' | 'version' | 'title'>;

const DISTRIBUTION = 'Distribution';
const PACKAGE_INFO = 'PackageInfo';
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** Of the components' own descriptions so many are read. */
const MAX_READ_COMPONENTS = 64;
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{1,154}$/;
const UNKNOWN_TIME = '1970-01-01T00:00:00Z';

/**
 * Reads the facts of a package: its descriptions, its signature, and nothing of what it installs.
 * Throws a `PkgError` when there is nothing in it that could be named.
 */
export async function readPkg(archive: XarArchive): Promise<Pkg> {
  const product = await readProduct(archive);
  const signature = await readSignature(archive);
  const { kind, minimumOSVersion, architectures, components } = product;
  const identifier = requireIdentifier(product.identifier);
  return {
    kind,
    identifier,
    version: requireVersion(product),
    title: product.title ?? titleOf(components) ?? identifier,
    minimumOSVersion,
    architectures,
    installSize: components.reduce<number | null>(
      (sum, { installSize }) => (sum === null || installSize === null ? null : sum + installSize),
      0,
    ),
    components,
    signature,
    madeAt: signature?.signedAt ?? isoSeconds(archive.toc.createdAt) ?? UNKNOWN_TIME,
  };
}

async function readProduct(archive: XarArchive): Promise<Product> {
  const { files } = archive.toc;
  const file = files.get(DISTRIBUTION);
  if (file) return readProductArchive(archive, file);
  const info = files.get(PACKAGE_INFO);
  if (!info) {
    throw new PkgError({
      code: 'no-pkg-info',
      message: `The archive holds neither a ${DISTRIBUTION} nor a ${PACKAGE_INFO}, so it installs nothing.`,
      fix: 'Make the package with Xcode, productbuild or pkgbuild.',
    });
  }
  const { identifier, ...component } = await readDescription(archive, info, readPackageInfo);
  return {
    kind: 'component',
    identifier,
    version: component.version,
    title: null,
    minimumOSVersion: null,
    architectures: null,
    components: identifier ? [{ identifier, ...component }] : [],
  };
}

async function readProductArchive(archive: XarArchive, file: XarFile): Promise<Product> {
  const distribution = await readDescription(archive, file, readDistribution);
  const components: PkgComponent[] = [];
  for (const [i, { folder, ...stated }] of distribution.components.entries()) {
    const info = archive.toc.files.get(`${folder}/${PACKAGE_INFO}`);
    const own =
      info && i < MAX_READ_COMPONENTS ? await readDescription(archive, info, readPackageInfo) : null;
    components.push({
      identifier: stated.identifier,
      version: stated.version ?? own?.version ?? null,
      installSize: stated.installSize ?? own?.installSize ?? null,
      bundles: stated.bundles.length ? stated.bundles : (own?.bundles ?? []),
    });
  }
  return {
    ...distribution,
    kind: 'product',
    components,
    title: await localized(archive, distribution.title),
  };
}

async function readDescription<Description>(
  archive: XarArchive,
  file: XarFile,
  read: (root: XmlElement) => Description,
): Promise<Description> {
  const bytes = await archive.read(file, MAX_TEXT_BYTES);
  try {
    return read(parseXml(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw new PkgError(
      {
        code: 'unreadable-pkg-info',
        message: `${cleanText(file.path)} cannot be read: ${reason(error)}.`,
        fix: 'Build the package again with productbuild or pkgbuild; if a script edits this file, mend the script.',
      },
      { cause: error },
    );
  }
}

const LANGUAGES = ['en', 'English', 'Base', 'en_US'];

/** A title in a distribution may be a name for one in `Localizable.strings`. */
async function localized(archive: XarArchive, title: string | null): Promise<string | null> {
  if (!title) return null;
  for (const language of LANGUAGES) {
    const file = archive.toc.files.get(`Resources/${language}.lproj/Localizable.strings`);
    if (!file) continue;
    try {
      const strings = parsePlistDict(await archive.read(file, MAX_TEXT_BYTES));
      if (Object.hasOwn(strings, title)) return cleanText(strings[title]) ?? title;
    } catch {
      // The name is shown then, as Installer does.
    }
  }
  return title;
}

/** The name of the only app that is installed. */
function titleOf(components: PkgComponent[]): string | null {
  const apps = components
    .flatMap(({ bundles }) => bundles)
    .flatMap(({ path }) => /(?:^|\/)([^/]+)\.app$/.exec(path ?? '')?.[1] ?? []);
  return apps.length === 1 ? cleanText(apps[0]) : null;
}

function requireIdentifier(identifier: string | null): string {
  if (!identifier) {
    throw new PkgError({
      code: 'no-pkg-identifier',
      message: 'The package names no identifier.',
      fix: 'Give productbuild or pkgbuild one: --identifier com.example.app.',
    });
  }
  if (!IDENTIFIER.test(identifier) || identifier.includes('..')) {
    throw new PkgError({
      code: 'invalid-pkg-identifier',
      message: `The package identifier "${identifier}" has characters that cannot be part of an address.`,
      fix: 'Use letters, digits, hyphens and periods alone, as in com.example.app.',
    });
  }
  return identifier;
}

function requireVersion({ identifier, version, components }: Product): string {
  const own = components.find((component) => component.identifier === identifier) ?? components[0];
  const found = version ?? own?.version;
  if (found) return found;
  throw new PkgError({
    code: 'no-pkg-version',
    message: 'The package names no version.',
    fix: 'Give productbuild or pkgbuild one: --version 1.2.',
  });
}
