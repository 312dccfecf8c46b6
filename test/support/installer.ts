/**
 * Stands in for the iPhone: reads a site's pages as Safari would and installs what every `itms-services` link
 * on them offers as the system would, strictly enough that what passes here leaves a device no excuse.
 */

import { createHash } from 'node:crypto';
import { type DefaultTreeAdapterTypes, parse as parseHtml } from 'parse5';
import { type PlistValue, parse as parsePlist } from 'plist';
import { fromBufferPromise } from 'yauzl';
import type { HttpsSite, SiteRequest } from './https-site.ts';

/** What was being done when an installation failed. */
export type InstallStep = 'page' | 'link' | 'manifest' | 'package' | 'hash' | 'image' | 'app' | 'expectation';

/** Why something on the site cannot be installed, and where. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
  readonly step: InstallStep;
  readonly what: string;
  /** The page that was read, or on which the link was found. */
  readonly page: string | undefined;
  /** The `itms-services` link, as written in its attribute after the parser decoded it. */
  readonly link: string | undefined;

  constructor(step: InstallStep, what: string, where: { page?: string; link?: string } = {}) {
    const page = where.page && `\n  on the page ${where.page}`;
    const link = where.link && `\n  by the link ${where.link}`;
    super(`${step}: ${what}${page ?? ''}${link ?? ''}`);
    this.step = step;
    this.what = what;
    this.page = where.page;
    this.link = where.link;
  }
}

/** How a site is expected to be. */
export interface InstallOptions {
  /** The address to begin at, below the site's base; `/` unless told. */
  start?: string;
  /** The bundle identifiers that must be found, all of them and no others. At least one app unless told. */
  expectApps?: string[];
  /** Accept pages without `noindex`. */
  indexable?: boolean;
}

/** An app that installed. */
export interface InstalledApp {
  bundleIdentifier: string;
  /** As the manifest says. */
  bundleVersion: string;
  /** `CFBundleShortVersionString` of the app itself. */
  shortVersion: string | undefined;
  title: string;
  /** Address of the manifest. */
  manifest: string;
  /** Addresses of the pages that link to it. */
  pages: string[];
  /** Size of the package. */
  bytes: number;
}

/** What was read and what installed. */
export interface InstallReport {
  /** Addresses of all pages reached, in the order found. */
  pages: string[];
  apps: InstalledApp[];
}

/**
 * Visits every page that can be reached from `start` and installs from every link found.
 *
 * Pages: each is HTML with `noindex`, loads nothing from elsewhere, has no plain `http:` address of the site,
 * and every same-origin address in it answers 200 without a redirect.
 * Throws an `InstallError` for the first thing that is wrong.
 */
export async function installEverything(
  site: HttpsSite,
  { start = '/', expectApps, indexable = false }: InstallOptions = {},
): Promise<InstallReport> {
  const pages = await crawl(site, new URL(`.${start}`, site.url).href, indexable);
  const offers = new Map<string, { page: string; link: string; pages: Set<string> }>();
  for (const { address: page, installLinks } of pages) {
    for (const link of installLinks) {
      const manifest = await at({ page, link }, () => parseInstallLink(link));
      const offer = offers.get(manifest) ?? { page, link, pages: new Set() };
      offer.pages.add(page);
      offers.set(manifest, offer);
    }
  }
  const apps: InstalledApp[] = [];
  for (const [manifest, { page, link, pages }] of offers) {
    const app = await at({ page, link }, () => install(site, manifest));
    apps.push({ ...app, pages: [...pages] });
  }
  expectAll(apps, expectApps);
  return { pages: pages.map(({ address }) => address), apps };
}

function expectAll(apps: InstalledApp[], expected: string[] | undefined): void {
  const found = [...new Set(apps.map((app) => app.bundleIdentifier))].sort();
  const list = (identifiers: string[]) => identifiers.join(', ') || 'nothing';
  if (expected && list(found) !== list(expected.toSorted())) {
    throw new InstallError('expectation', `${list(found)} installed, expected ${list(expected.toSorted())}`);
  }
  if (!expected && !found.length) throw new InstallError('expectation', 'no page has an install link');
}

/** Runs one piece of work and says of its failure where it happened. */
async function at<T>(where: { page: string; link?: string }, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InstallError && !error.page) throw new InstallError(error.step, error.what, where);
    throw error;
  }
}

/**
 * The manifest's address in an `itms-services` link, read as the device reads it: `;` counts as `&`, parts
 * with other than two `=` pieces are dropped, the value is percent-decoded once and `+` is left alone.
 * Where the device would silently do nothing, or other readers of the link would differ, this throws an
 * `InstallError` of step `link`.
 *
 * @param link the link itself, an HTML attribute already decoded
 */
export function parseInstallLink(link: string): string {
  const fail = (what: string): never => {
    throw new InstallError('link', what);
  };
  if (!/^[\x21-\x7e]*$/.test(link)) fail('the link has white space or characters outside ASCII');
  if (link.includes('#')) fail('the link has a "#": what follows is lost');
  const [, query = fail('the link does not begin with "itms-services://?"')] =
    /^itms-services:\/\/\?(.*)$/.exec(link) ?? [];
  const parts = new Map<string, string>();
  for (const part of query.replaceAll(';', '&').split('&')) {
    const pieces = part.split('=');
    const [name = '', value = ''] = pieces;
    if (pieces.length !== 2) fail(`"${part}" is not one name and one value, so that the device drops it`);
    if (name !== 'action' && name !== 'url') fail(`the device knows no "${name}"`);
    if (parts.has(name)) fail(`"${name}" is there twice`);
    parts.set(name, value);
  }
  if (parts.get('action') !== 'download-manifest') fail('"action" is not "download-manifest"');
  const encoded = parts.get('url') ?? fail('there is no "url"');
  if (encoded.includes('+')) fail('a "+" stays a plus sign: encode a space as %20 and a plus sign as %2B');
  const manifest = percentDecoded(encoded) ?? fail('"url" is not validly percent-encoded');
  if (manifest.includes('&amp;')) fail('"url" was escaped for HTML before it was percent-encoded');
  const fault = addressFault(manifest);
  if (fault) fail(`"url" is ${manifest || 'empty'}, ${fault}`);
  return manifest;
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Why the device cannot fetch this address; undefined when it can. */
function addressFault(address: string): string | undefined {
  if (!/^[\x21-\x7e]*$/.test(address)) return 'which has white space or characters outside ASCII';
  if (!/^https:\/\/[^/?#]/.test(address)) return 'which is not an absolute https: address';
  if (!URL.canParse(address)) return 'which is not a valid address';
  const { username, password } = new URL(address);
  return username || password ? 'which has a user name in it' : undefined;
}

/** The hashes of a package's chunks, lower-case hex; the last chunk is what remains. */
export interface ChunkHashes {
  algorithm: 'sha256' | 'md5';
  /** Bytes per chunk; infinite where one hash covers the whole file. */
  size: number;
  hashes: string[];
}

/** What a correct manifest says. */
export interface InstallManifest {
  bundleIdentifier: string;
  bundleVersion: string;
  title: string;
  package: { url: string; chunks: ChunkHashes[] };
  images: { url: string; side: number }[];
}

/** Pixels along each side (iOS Deployment Reference, pages 84 to 86). */
const IMAGE_SIDES: Record<string, number> = { 'display-image': 57, 'full-size-image': 512 };

const METADATA_KEYS = [
  'bundle-identifier',
  'bundle-version',
  'kind',
  'platform-identifier',
  'subtitle',
  'title',
];
const ASSET_KEYS = ['kind', 'url', 'sha256s', 'sha256-size', 'sha256', 'md5s', 'md5-size', 'md5'];

type Dictionary = Record<string, PlistValue | undefined>;

/**
 * Reads a manifest and holds it against its schema (Apple, Device Management, ManifestURL: "ItemsItem",
 * "AssetsItem", "Metadata"). Throws an `InstallError` of step `manifest` for the first rule that is broken.
 *
 * @param bytes the manifest as it was served
 */
export function checkManifest(bytes: Uint8Array): InstallManifest {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  must(!/<html/i.test(text), 'it is an HTML page');
  must(text.startsWith('<?xml '), 'the XML declaration is not at byte 0');
  const root = dictionary(parsed(text), 'the root');
  onlyKeys(root, ['items'], 'the root');
  const items = array(root['items'], 'items');
  must(items.length === 1, `items has ${items.length} entries, not one`);
  const item = dictionary(items[0], 'the item');
  onlyKeys(item, ['assets', 'metadata'], 'the item');
  return { ...checkMetadata(item['metadata']), ...checkAssets(item['assets']) };
}

function checkMetadata(value: PlistValue | undefined) {
  const metadata = dictionary(value, 'metadata');
  onlyKeys(metadata, METADATA_KEYS, 'metadata');
  const bundleIdentifier = string(metadata['bundle-identifier'], 'bundle-identifier');
  const bundleVersion = string(metadata['bundle-version'], 'bundle-version');
  const title = string(metadata['title'], 'title');
  const platform = metadata['platform-identifier'] ?? 'com.apple.platform.iphoneos';
  must(metadata['kind'] === 'software', 'the kind in metadata is not "software"');
  must(bundleIdentifier.length > 1, 'bundle-identifier is one character long');
  must(title.length > 1, 'title is one character long');
  must(platform === 'com.apple.platform.iphoneos', `platform-identifier is ${platform}: iOS skips the item`);
  if (metadata['subtitle'] !== undefined) string(metadata['subtitle'], 'subtitle');
  return { bundleIdentifier, bundleVersion, title };
}

function checkAssets(value: PlistValue | undefined): Pick<InstallManifest, 'package' | 'images'> {
  const assets = new Map<string, Dictionary & { url: string }>();
  for (const entry of array(value, 'assets')) {
    const asset = dictionary(entry, 'an asset');
    const kind = string(asset['kind'], 'the kind of an asset');
    const known = kind === 'software-package' || kind === 'asset-pack-manifest' || kind in IMAGE_SIDES;
    must(known, `there is no asset kind "${kind}"`);
    must(!assets.has(kind), `there are two assets of kind ${kind}`);
    onlyKeys(asset, ASSET_KEYS, kind);
    const url = string(asset['url'], `the url of ${kind}`);
    const fault = addressFault(url);
    must(!fault, `the url of ${kind} is ${url}, ${fault}`);
    assets.set(kind, { ...asset, url });
  }
  const software = assets.get('software-package');
  must(software, 'there is no software-package');
  must('sha256s' in software, 'software-package has no sha256s: a damaged download would go unnoticed');
  const chunks = [...chunkHashes(software, 'sha256'), ...chunkHashes(software, 'md5')];
  const images = Object.entries(IMAGE_SIDES).flatMap(([kind, side]) => {
    const image = assets.get(kind);
    return image ? [{ url: image.url, side }] : [];
  });
  must(images.length !== 1, 'there is one image only: iOS versions differ in which of the two they show');
  return { package: { url: software.url, chunks }, images };
}

function chunkHashes(asset: Dictionary, algorithm: ChunkHashes['algorithm']): ChunkHashes[] {
  const { [algorithm]: whole, [`${algorithm}s`]: list, [`${algorithm}-size`]: size } = asset;
  const digits = algorithm === 'sha256' ? 64 : 32;
  const hash = (value: PlistValue) => {
    const valid = typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value);
    must(valid, `${algorithm}: ${value} is not ${digits} lower-case hexadecimal digits`);
    return value;
  };
  const chunks: ChunkHashes[] = [];
  if (whole !== undefined) chunks.push({ algorithm, size: Number.POSITIVE_INFINITY, hashes: [hash(whole)] });
  if (list === undefined && size === undefined) return chunks;
  must(list !== undefined && size !== undefined, `${algorithm}s and ${algorithm}-size go together`);
  must(Number.isInteger(size) && Number(size) >= 1, `${algorithm}-size is not an integer of at least 1`);
  const hashes = array(list, `${algorithm}s`).map(hash);
  must(hashes.length > 0, `${algorithm}s is empty`);
  return [...chunks, { algorithm, size: Number(size), hashes }];
}

function parsed(xml: string): PlistValue {
  try {
    return parsePlist(xml);
  } catch (error) {
    throw new InstallError('manifest', `it is no property list: ${(error as Error).message}`);
  }
}

function must(rule: unknown, otherwise: string): asserts rule {
  if (!rule) throw new InstallError('manifest', otherwise);
}

function isDictionary(value: PlistValue | undefined): value is { [key: string]: PlistValue } {
  const other = Array.isArray(value) || value instanceof Date || value instanceof Uint8Array;
  return typeof value === 'object' && value !== null && !other;
}

function dictionary(value: PlistValue | undefined, name: string): Dictionary {
  must(isDictionary(value), `${name} is not a dictionary`);
  return value;
}

function array(value: PlistValue | undefined, name: string): PlistValue[] {
  must(Array.isArray(value), `${name} is not an array`);
  return value;
}

function string(value: PlistValue | undefined, name: string): string {
  must(typeof value === 'string', `${name} is not a string`);
  must(value !== '' && value === value.trim(), `${name} is empty or has blanks around it`);
  return value;
}

function onlyKeys(value: Dictionary, allowed: string[], name: string): void {
  const unknown = Object.keys(value).filter((key) => !allowed.includes(key));
  must(!unknown.length, `${name} has keys that Apple does not document: ${unknown.join(', ')}`);
}

/** The daemon that fetches on a device says this; it sends no cookies, credentials or referrer. */
const DAEMON: SiteRequest = {
  headers: {
    'user-agent':
      'com.apple.appstored/1.0 iOS/14.4.2 model/iPhone13,1 hwp/t8101 build/18D70 (6; dt:228) AMS/1',
    'accept-encoding': 'identity',
  },
};

const SAFARI: SiteRequest = {
  headers: {
    'user-agent':
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
      'Version/18.6 Mobile/15E148 Safari/604.1',
  },
};

async function install(site: HttpsSite, address: string): Promise<Omit<InstalledApp, 'pages'>> {
  const manifest = checkManifest(await body(await get(site, 'manifest', address, DAEMON), 'manifest'));
  const bytes = await download(site, manifest.package.url);
  for (const chunks of manifest.package.chunks) checkHashes(bytes, chunks);
  for (const { url, side } of manifest.images) {
    const response = await get(site, 'image', url, DAEMON);
    checkImage(url, response.headers.get('content-type'), await body(response, 'image'), side);
  }
  const shortVersion = checkApp(await readInfoPlist(bytes), manifest);
  const { bundleIdentifier, bundleVersion, title } = manifest;
  return { bundleIdentifier, bundleVersion, shortVersion, title, manifest: address, bytes: bytes.length };
}

/** Gets an address that must answer 200 at once. */
async function get(site: HttpsSite, step: InstallStep, url: string, request: SiteRequest): Promise<Response> {
  const { method = 'GET' } = request;
  const response = await site.fetch(url, request).catch((error: Error) => {
    throw new InstallError(step, `${method} ${url} failed: ${error.message}`);
  });
  const { status, headers } = response;
  if (status === 200) return response;
  await response.body?.cancel();
  const target = headers.get('location');
  throw new InstallError(step, `${method} ${url} answers ${status}${target ? ` to ${target}` : ''}`);
}

async function body(response: Response, step: InstallStep): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new InstallError(step, `the transfer broke off: ${(error as Error).message}`);
  }
}

async function download(site: HttpsSite, url: string): Promise<Uint8Array> {
  const must = (rule: unknown, otherwise: string) => {
    if (!rule) throw new InstallError('package', `${url} ${otherwise}`);
  };
  const head = await get(site, 'package', url, { ...DAEMON, method: 'HEAD' });
  const response = await get(site, 'package', url, DAEMON);
  const bytes = await body(response, 'package');
  for (const { headers } of [head, response]) {
    must(headers.get('content-length') === String(bytes.length), 'comes without its right Content-Length');
    must(!headers.has('content-encoding'), 'has a Content-Encoding');
  }
  must(Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from('PK\x03\x04')), 'is not a zip archive');
  return bytes;
}

function checkHashes(bytes: Uint8Array, { algorithm, size, hashes }: ChunkHashes): void {
  const count = Math.max(1, Math.ceil(bytes.length / size));
  if (hashes.length !== count) {
    const what = `${bytes.length} bytes are ${count} chunks of ${size}, the manifest has ${hashes.length}`;
    throw new InstallError('hash', `${algorithm}: ${what}`);
  }
  for (const [index, expected] of hashes.entries()) {
    const start = index === 0 ? 0 : index * size;
    const actual = createHash(algorithm)
      .update(bytes.subarray(start, start + size))
      .digest('hex');
    if (actual === expected) continue;
    throw new InstallError(
      'hash',
      `${algorithm} of chunk ${index} is ${actual}, the manifest says ${expected}`,
    );
  }
}

/** PNG, Third Edition, 5.2 and 11.2.1: a signature, then IHDR with width and height. */
function checkImage(url: string, type: string | null, bytes: Uint8Array, side: number): void {
  const must = (rule: unknown, otherwise: string) => {
    if (!rule) throw new InstallError('image', `${url} ${otherwise}`);
  };
  const png = Buffer.from(bytes);
  must(type === 'image/png', `is served as ${type}, not as image/png`);
  must(png.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')), 'is not a PNG');
  // Xcode's own PNG begin with a CgBI chunk, which nothing outside iOS reads.
  must(png.length > 24 && png.toString('latin1', 12, 16) === 'IHDR', 'does not begin with IHDR');
  must(png.toString('latin1', png.length - 8, png.length - 4) === 'IEND', 'does not end with IEND');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  must(width === side && height === side, `is ${width} x ${height}, not ${side} x ${side}`);
}

async function readInfoPlist(ipa: Uint8Array): Promise<Dictionary> {
  try {
    const archive = await fromBufferPromise(Buffer.from(ipa));
    const found: Buffer[] = [];
    for await (const entry of archive.eachEntry()) {
      if (!/^Payload\/[^/]+\.app\/Info\.plist$/.test(entry.fileName)) continue;
      const stream = await archive.openReadStreamPromise(entry);
      found.push(Buffer.concat(await stream.toArray()));
    }
    const [info, ...more] = found;
    if (!info || more.length) throw new Error(`it has ${found.length} Payload/*.app/Info.plist, not one`);
    const binary = info.toString('latin1', 0, 6) === 'bplist';
    const value = parsePlist(binary ? new Uint8Array(info) : info.toString('utf8'));
    if (!isDictionary(value)) throw new Error('its Info.plist is not a dictionary');
    return value;
  } catch (error) {
    throw new InstallError('app', `the package cannot be opened: ${(error as Error).message}`);
  }
}

/** Compares as iOS 9 and later do, and returns the short version. */
function checkApp(info: Dictionary, manifest: InstallManifest): string | undefined {
  const { CFBundleIdentifier: identifier, CFBundleVersion: build, CFBundleShortVersionString: short } = info;
  if (identifier !== manifest.bundleIdentifier) {
    throw new InstallError('app', `the app is ${identifier}, the manifest says ${manifest.bundleIdentifier}`);
  }
  if (typeof build !== 'string') throw new InstallError('app', 'the app has no CFBundleVersion');
  // A managed device updates only when this differs, so that it has to tell builds apart.
  const { bundleVersion } = manifest;
  if (!bundleVersion.startsWith(build) || /^\w/.test(bundleVersion.slice(build.length))) {
    throw new InstallError('app', `the build is ${build}, the manifest says bundle-version ${bundleVersion}`);
  }
  return typeof short === 'string' ? short : undefined;
}

/** A page and what it refers to. */
interface VisitedPage {
  address: string;
  installLinks: string[];
  /** Absolute addresses within the site's origin, without fragments. */
  neighbours: string[];
}

async function crawl(site: HttpsSite, start: string, indexable: boolean): Promise<VisitedPage[]> {
  const pages: VisitedPage[] = [];
  const foundOn = new Map([[start, start]]);
  // A Map is walked in the order of insertion, and what is added on the way is walked too.
  for (const [address, page] of foundOn) {
    await at({ page }, async () => {
      const head = await get(site, 'page', address, { ...SAFARI, method: 'HEAD' });
      const html = /^text\/html\b/.test(head.headers.get('content-type') ?? '');
      if (!html && address === start) throw new InstallError('page', 'this is not text/html');
      if (!html) return;
      const bytes = await body(await get(site, 'page', address, SAFARI), 'page');
      const visited = await at({ page: address }, () => readPage(new TextDecoder().decode(bytes), address));
      pages.push(visited.page);
      if (!indexable && !visited.noindex) {
        throw new InstallError('page', 'there is no <meta name="robots" content="noindex">', {
          page: address,
        });
      }
      for (const next of visited.page.neighbours) if (!foundOn.has(next)) foundOn.set(next, address);
    });
  }
  return pages;
}

/** Where elements refer to other addresses. */
const REFERENCES: Record<string, string[]> = {
  a: ['href'],
  area: ['href'],
  audio: ['src'],
  embed: ['src'],
  form: ['action'],
  iframe: ['src'],
  image: ['href'],
  img: ['src', 'srcset'],
  input: ['src'],
  link: ['href'],
  object: ['data'],
  script: ['src'],
  source: ['src', 'srcset'],
  track: ['src'],
  use: ['href'],
  video: ['src', 'poster'],
};

/** Link relations that a browser does not act upon by itself. */
const PASSIVE_RELATIONS = ['alternate', 'amphtml', 'author', 'canonical', 'help', 'license', 'next', 'prev'];

function readPage(html: string, address: string): { page: VisitedPage; noindex: boolean } {
  const elements = [...elementsOf(parseHtml(html))];
  const base = elements.find((element) => element.tagName === 'base');
  const from = new URL((base && attribute(base, 'href')) ?? '', address);
  const origin = new URL(address).origin;
  const installLinks: string[] = [];
  const neighbours = new Set<string>();
  for (const element of elements) {
    for (const reference of referencesOf(element)) {
      if (/^\s*itms-services|action=download-manifest/i.test(reference)) {
        installLinks.push(reference);
        continue;
      }
      const url = resolved(element, reference, from);
      checkReference(element, url, origin);
      if (url.origin === origin) {
        url.hash = '';
        neighbours.add(url.href);
      }
    }
  }
  const noindex = elements.some(
    (element) =>
      element.tagName === 'meta' &&
      attribute(element, 'name')?.toLowerCase() === 'robots' &&
      /\bnoindex\b/i.test(attribute(element, 'content') ?? ''),
  );
  return { page: { address, installLinks, neighbours: [...neighbours] }, noindex };
}

function checkReference(element: DefaultTreeAdapterTypes.Element, url: URL, origin: string): void {
  const fail = (what: string) => {
    throw new InstallError('page', `<${element.tagName}> ${what} ${url.href}`);
  };
  const loads = isLoaded(element);
  const plain = url.protocol === 'http:';
  if (plain && loads) fail('loads over plain http:');
  if (plain && url.hostname === new URL(origin).hostname) fail('leads to this site over plain http:');
  if (loads && url.protocol !== 'data:' && url.origin !== origin) fail('loads from elsewhere:');
}

function isLoaded(element: DefaultTreeAdapterTypes.Element): boolean {
  if (element.tagName !== 'link') return !['a', 'area', 'form'].includes(element.tagName);
  const relations = (attribute(element, 'rel') ?? '').toLowerCase().split(/\s+/);
  return !relations.some((relation) => PASSIVE_RELATIONS.includes(relation));
}

function resolved(element: DefaultTreeAdapterTypes.Element, reference: string, from: URL): URL {
  try {
    return new URL(reference, from);
  } catch {
    throw new InstallError('page', `<${element.tagName}> has the invalid address "${reference}"`);
  }
}

function referencesOf(element: DefaultTreeAdapterTypes.Element): string[] {
  return (REFERENCES[element.tagName] ?? []).flatMap((name) => {
    const value = attribute(element, name);
    if (value === undefined) return [];
    if (name !== 'srcset') return [value];
    // Each candidate is an address and a descriptor; data: addresses have commas of their own.
    return value.split(/,\s+/).flatMap((candidate) => candidate.trim().split(/\s+/, 1));
  });
}

function attribute(element: DefaultTreeAdapterTypes.Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

function* elementsOf(parent: DefaultTreeAdapterTypes.ParentNode): Generator<DefaultTreeAdapterTypes.Element> {
  for (const child of parent.childNodes) {
    if (!('tagName' in child)) continue;
    yield child;
    yield* elementsOf('content' in child ? child.content : child);
  }
}
