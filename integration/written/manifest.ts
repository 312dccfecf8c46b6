import { isDict, type PlistDict, parsePlistDict } from '../ipa/plist.ts';
import type { Problem } from '../ipa/problem.ts';
import type { Contents } from './contents.ts';

type ManifestContents = Required<Pick<Contents, 'assets' | 'problems'>>;

/**
 * Reads a manifest as iOS does: XML or binary, whatever its type says.
 * Source: "ManifestURL", Apple's device management documentation.
 */
export function readManifest(bytes: Uint8Array): ManifestContents {
  const problem = whyUnreadable(bytes);
  if (problem) return { assets: [], problems: [problem] };
  let root: PlistDict;
  try {
    root = parsePlistDict(bytes);
  } catch (error) {
    const { message } = error as Error;
    return {
      assets: [],
      problems: [unreadable(`This manifest is no property list: ${firstLine(message)}.`)],
    };
  }
  const items = list(root['items']);
  if (!items.length) return { assets: [], problems: [incomplete('items, with one entry for the app')] };
  const read = items.map((item) => readItem(isDict(item) ? item : {}));
  return {
    assets: read.flatMap(({ assets }) => assets),
    problems: read.flatMap(({ missing }) => (missing.length ? [incomplete(missing.join(', '))] : [])),
  };
}

function readItem(item: PlistDict): { assets: ManifestContents['assets']; missing: string[] } {
  const metadata = isDict(item['metadata']) ? item['metadata'] : {};
  const assets = [...list(item['assets']), ...list(item['thinned-assets'])]
    .filter(isDict)
    .map(({ kind, url }) => ({ kind: text(kind), url: text(url) }));
  const missing = ['bundle-identifier', 'kind', 'title'].filter((key) => !text(metadata[key]));
  const software = assets.some(({ kind }) => kind === 'software-package');
  return {
    assets: assets.filter(({ url }) => url),
    missing: [
      ...(software ? [] : ['an asset of the kind software-package']),
      ...assets.filter(({ url }) => !url).map(({ kind }) => `the url of ${kind || 'an asset'}`),
      ...missing.map((key) => `${key} in metadata`),
    ],
  };
}

function whyUnreadable(bytes: Uint8Array): Problem | null {
  // A byte order mark of UTF-16: the parser knows it.
  if (/^(fffe|feff)/.test(Buffer.from(bytes.subarray(0, 2)).toString('hex'))) return null;
  const start = Buffer.from(bytes.subarray(0, 1024))
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  if (/^bplist|^<\?xml\s|^<(!DOCTYPE\s+)?plist\b|^<!--/.test(start)) return null;
  if (/^\s*<(!doctype\s+)?html\b/i.test(start)) return unreadable('This manifest is an HTML page.');
  if (/^\s+<\?xml\s/.test(start)) {
    return unreadable('This manifest has something before its XML declaration, which must come first.');
  }
  return /^\s*</.test(start)
    ? null
    : unreadable('This manifest is neither an XML nor a binary property list.');
}

function unreadable(message: string): Problem {
  return {
    code: 'unreadable-manifest',
    message,
    fix: 'Write it with a serializer for property lists, or put Xcode’s own manifest here; check it with `plutil -lint`.',
  };
}

function incomplete(missing: string): Problem {
  return {
    code: 'incomplete-manifest',
    message: `This manifest lacks ${missing}.`,
    fix: 'Add what is missing: iOS needs items, and in each item assets and metadata.',
  };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/\.$/, '') ?? '';
}
