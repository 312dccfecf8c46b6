import { cleanText } from '../ipa/text.ts';
import { damaged } from './problem.ts';
import { childOf, childrenOf, textOf, type XmlElement } from './xml.ts';

/** A run of bytes in the heap, which follows the table of contents. */
export interface HeapRange {
  /** From the start of the heap. */
  offset: number;
  length: number;
}

/** A file in the archive. */
export interface XarFile extends HeapRange {
  /** Folders and name, joined by `/`. */
  path: string;
  /** Bytes when unpacked. */
  size: number;
  /** Media type of the packing, such as `application/octet-stream` for none. */
  encoding: string;
  /** Of the bytes as they lie in the archive; null where none is given. */
  checksum: { algorithm: string; hex: string } | null;
}

/** A signature over the table of contents' checksum. */
export interface XarSignature extends HeapRange {
  /** `RSA` or `CMS`. */
  style: string;
  /** DER, the signer's first. */
  certificates: Uint8Array[];
}

/** What the table of contents of a xar archive says. */
export interface Toc {
  /** Where the checksum of the packed table of contents lies, and how it is made. */
  checksum: HeapRange & { algorithm: string };
  signatures: XarSignature[];
  /** By path; folders are left out. */
  files: Map<string, XarFile>;
  createdAt: Date | null;
  signedAt: Date | null;
}

const MAX_CERTIFICATES = 16;
/** 2001-01-01T00:00:00Z, from which Apple's tools count seconds. */
const APPLE_EPOCH_MS = 978_307_200_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a name must not hold.
const UNSAFE_NAME = /^$|^\.{1,2}$|[/\u0000-\u001f]/;

/**
 * Reads the table of contents, a document `<xar><toc>…`. Throws a `PkgError` when it says what cannot be.
 * Layout: the xar wiki, "xarformat" (github.com/mackyle/xar/wiki/xarformat).
 */
export function readToc(root: XmlElement): Toc {
  const toc = root.name === 'xar' ? childOf(root, 'toc') : undefined;
  const checksum = childOf(toc, 'checksum');
  if (!toc) throw damaged('its table of contents is something else');
  if (!checksum) throw damaged('its table of contents has no checksum');
  const files = new Map<string, XarFile>();
  addFiles(toc, '', files);
  return {
    checksum: { ...rangeOf(checksum, 'size', 'the checksum'), algorithm: algorithmOf(checksum) },
    signatures: ['signature', 'x-signature'].flatMap((name) => childrenOf(toc, name)).map(readSignature),
    files,
    createdAt: utcTime(textOf(toc, 'creation-time')),
    signedAt: appleTime(textOf(toc, 'signature-creation-time')),
  };
}

function addFiles(parent: XmlElement, folder: string, files: Map<string, XarFile>): void {
  for (const element of childrenOf(parent, 'file')) {
    const name = nameOf(element);
    const path = folder + name;
    const shown = cleanText(path) ?? '';
    if (UNSAFE_NAME.test(name)) throw damaged(`it holds a file named "${shown}"`);
    addFiles(element, `${path}/`, files);
    const data = childOf(element, 'data');
    if (!data) continue;
    if (files.has(path)) throw damaged(`it holds ${shown} twice`);
    const archived = childOf(data, 'archived-checksum');
    files.set(path, {
      path,
      ...rangeOf(data, 'length', shown),
      size: numberOf(data, 'size', shown),
      encoding: childOf(data, 'encoding')?.attributes.get('style') ?? 'application/octet-stream',
      checksum: archived
        ? { algorithm: algorithmOf(archived), hex: archived.text.trim().toLowerCase() }
        : null,
    });
  }
}

function nameOf(element: XmlElement): string {
  const name = childOf(element, 'name');
  const text = name?.text ?? '';
  return name?.attributes.get('enctype') === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
}

function readSignature(element: XmlElement): XarSignature {
  const data = childOf(childOf(element, 'KeyInfo'), 'X509Data');
  const certificates = childrenOf(data, 'X509Certificate');
  if (certificates.length > MAX_CERTIFICATES) throw damaged('it carries more certificates than any real one');
  return {
    style: element.attributes.get('style') ?? '',
    ...rangeOf(element, 'size', 'the signature'),
    certificates: certificates.map(({ text }) => Buffer.from(text, 'base64')),
  };
}

function rangeOf(element: XmlElement, lengthName: string, what: string): HeapRange {
  return { offset: numberOf(element, 'offset', what), length: numberOf(element, lengthName, what) };
}

function numberOf(element: XmlElement, name: string, what: string): number {
  const text = textOf(element, name) ?? '';
  if (!/^\d{1,15}$/.test(text)) throw damaged(`the ${name} of ${what} is no number`);
  return Number(text);
}

function algorithmOf(element: XmlElement): string {
  return (element.attributes.get('style') ?? '').toLowerCase().replace('-', '');
}

function utcTime(text: string | undefined): Date | null {
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(text ?? '')?.[0];
  return local ? valid(new Date(`${local}Z`)) : null;
}

function appleTime(text: string | undefined): Date | null {
  return /^\d{1,12}(\.\d+)?$/.test(text ?? '')
    ? valid(new Date(APPLE_EPOCH_MS + Math.floor(Number(text)) * 1000))
    : null;
}

function valid(date: Date): Date | null {
  return Number.isNaN(date.getTime()) ? null : date;
}
