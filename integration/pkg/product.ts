import { cleanText } from '../ipa/text.ts';
import { compareVersions } from '../ipa/version.ts';
import { childOf, childrenOf, descendantsOf, textOf, type XmlElement } from './xml.ts';

/** A bundle that a package installs: an app, a plug-in, a framework. */
export interface InstalledBundle {
  bundleId: string;
  /** Where it lies in its component, such as `Applications/Orbit.app`. */
  path: string | null;
  version: string | null;
  build: string | null;
}

/** One part of a product archive, or a component package that stands alone. */
export interface PkgComponent {
  identifier: string;
  version: string | null;
  /** Bytes on disk once installed. */
  installSize: number | null;
  bundles: InstalledBundle[];
}

/** What a distribution says of its product. */
export interface Distribution {
  identifier: string | null;
  version: string | null;
  /** Or its name in `Localizable.strings`. */
  title: string | null;
  minimumOSVersion: string | null;
  /** The processors it runs on, `arm64` and `x86_64`; null when it does not say. */
  architectures: string[] | null;
  components: (PkgComponent & {
    /** The folder of the component in the archive; null when it is not in there. */
    folder: string | null;
  })[];
}

const MAX_COMPONENTS = 500;
const MAX_BUNDLES = 1000;
const KILOBYTE = 1024;

/**
 * Reads the `Distribution` of a product archive. Throws a `SyntaxError` when it is something else.
 * Source: Apple, "Distribution Definition XML Schema Reference".
 */
export function readDistribution(root: XmlElement): Distribution {
  if (!/^installer-(gui-)?script$/.test(root.name)) throw new SyntaxError('it is no distribution');
  const product = childOf(root, 'product');
  const components = readComponents(descendantsOf(root, 'pkg-ref'));
  const [main] = components;
  return {
    identifier: attribute(product, 'id') ?? main?.identifier ?? null,
    version: attribute(product, 'version'),
    title: cleanText(textOf(root, 'title')),
    minimumOSVersion: minimumOSVersion(root),
    architectures: listIn(childOf(root, 'options'), 'hostArchitectures'),
    components,
  };
}

/**
 * Reads the `PackageInfo` of a component package. `identifier` is null when it names none.
 * Throws a `SyntaxError` when it is something else.
 */
export function readPackageInfo(
  root: XmlElement,
): Omit<PkgComponent, 'identifier'> & { identifier: string | null } {
  if (root.name !== 'pkg-info') throw new SyntaxError('it is no package info');
  return {
    identifier: attribute(root, 'identifier'),
    version: attribute(root, 'version'),
    installSize: kilobytes(childOf(root, 'payload')),
    bundles: readBundles(childrenOf(root, 'bundle')),
  };
}

/** A component is told of in several elements; the one with a text, `#Orbit.pkg`, says where it lies. */
function readComponents(references: XmlElement[]): Distribution['components'] {
  const components = new Map<string, Distribution['components'][number]>();
  for (const reference of references) {
    const identifier = attribute(reference, 'id');
    if (!identifier || (!components.has(identifier) && components.size >= MAX_COMPONENTS)) continue;
    const known = components.get(identifier);
    const bundles = readBundles(descendantsOf(reference, 'bundle'));
    components.set(identifier, {
      identifier,
      version: known?.version ?? attribute(reference, 'version'),
      installSize: known?.installSize ?? kilobytes(reference),
      bundles: known?.bundles.length ? known.bundles : bundles,
      folder: known?.folder ?? folderIn(reference.text.trim()),
    });
  }
  return [...components.values()];
}

function folderIn(text: string): string | null {
  if (!text.startsWith('#')) return null;
  try {
    return decodeURIComponent(text.slice(1));
  } catch {
    return text.slice(1);
  }
}

function readBundles(elements: XmlElement[]): InstalledBundle[] {
  return elements.slice(0, MAX_BUNDLES).flatMap((element) => {
    const bundleId = attribute(element, 'id') ?? attribute(element, 'CFBundleIdentifier');
    if (!bundleId) return [];
    return {
      bundleId,
      path: attribute(element, 'path')?.replace(/^\.\//, '') ?? null,
      version: attribute(element, 'CFBundleShortVersionString'),
      build: attribute(element, 'CFBundleVersion'),
    };
  });
}

/** The lowest of all versions that are allowed. */
function minimumOSVersion(root: XmlElement): string | null {
  const versions = descendantsOf(root, 'allowed-os-versions')
    .flatMap((allowed) => childrenOf(allowed, 'os-version'))
    .flatMap((version) => attribute(version, 'min') ?? [])
    .filter((version) => /^\d+(\.\d+){0,3}$/.test(version));
  return versions.sort(compareVersions)[0] ?? null;
}

function kilobytes(element: XmlElement | undefined): number | null {
  const text = element?.attributes.get('installKBytes') ?? '';
  return /^\d{1,12}$/.test(text) ? Number(text) * KILOBYTE : null;
}

function listIn(element: XmlElement | undefined, name: string): string[] | null {
  const items = attribute(element, name)
    ?.split(',')
    .flatMap((item) => cleanText(item) ?? []);
  return items?.length ? items : null;
}

function attribute(element: XmlElement | undefined, name: string): string | null {
  return cleanText(element?.attributes.get(name));
}
