import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { readItmsLink } from '../documents/link.ts';
import type { Problem } from '../ipa/problem.ts';
import { Memory, nameOf } from '../memory.ts';
import type { FileFinding } from '../preflight/finding.ts';
import type { Contents } from './contents.ts';
import { readCalendar, readJson, readText } from './data.ts';
import { judgeAsset, judgeLink, plainAddress, type Surroundings } from './judge.ts';

/** A site as it was written. */
export interface WrittenSite {
  /** Absolute path of the output folder. */
  folder: string;
  /** The same as a path to show. */
  shown: string;
  /** Absolute path of the file that keeps what was read from build to build. */
  memory: string;
  /** Whether files are all that answers; otherwise a server could still answer an address outside `ours`. */
  static: boolean;
  /** Where a file of this site is written; null for an address that is not this site's. */
  outputAt(address: string): string | null;
  /** What the addresses of the install site begin with, absolute. */
  ours: string[];
  /** Addresses of the manifests whose content changes with the newest release. */
  changingManifests: string[];
}

/** To be raised whenever what is read from a file changes in shape or meaning. */
const VERSION = 1;

/** What is parsed, by the ending of its name, and what tells that it could hold anything to look at. */
const KINDS: { kind: Kind; names: RegExp; matters: RegExp }[] = [
  { kind: 'html', names: /\.x?html?$/i, matters: inMarkup('itms-services|download-manifest') },
  {
    kind: 'xml',
    names: /\.(xml|atom|rss|mobileconfig)$/i,
    matters: inMarkup('itms-services|download-manifest|http:'),
  },
  {
    kind: 'json',
    names: /\.(json|jsonld|webmanifest)$/i,
    // Beside the words themselves: an escaped letter, hyphen or colon, which could be one of theirs.
    matters: /itms-services|download-manifest|http:|\\u00(2d|3a|[46][1-9a-f]|[57][0-9a])/i,
  },
  { kind: 'calendar', names: /\.ics$/i, matters: /itms-|http:/i },
  { kind: 'text', names: /\.txt$/i, matters: /itms-services|download-manifest|http:/i },
  { kind: 'manifest', names: /(^|\/)manifest\.plist$/i, matters: /(?:)/ },
  { kind: 'manifest', names: /\.plist$/i, matters: /software-package/ },
];

type Kind = 'html' | 'xml' | 'json' | 'calendar' | 'text' | 'manifest';

/** The words, or a numeric reference to a letter, hyphen or colon, which could be one of theirs. */
function inMarkup(words: string): RegExp {
  const decimal = '0*(45|58|6[5-9]|[789]\\d|1[01]\\d|12[0-2])';
  const hexadecimal = 'x0*(2d|3a|[46][1-9a-f]|[57][0-9a])';
  return new RegExp(`${words}|&#(${decimal}|${hexadecimal})(?![0-9a-f])`, 'i');
}

/**
 * Reads every page and document of the output folder once, whoever wrote it, and finds what would not install:
 * links that iOS reads otherwise than they are meant, manifests that it cannot use, and addresses on this site
 * at which nothing lies.
 */
export async function checkWritten(site: WrittenSite): Promise<FileFinding[]> {
  const written = new Set(filesIn(site.folder));
  const memory = await Memory.open<Contents>(site.memory, VERSION);
  const judge = judgeFor(site, written);
  const findings: FileFinding[] = [];
  const manifests = new Set<string>();
  const linked = new Set<string>();
  const examine = async (output: string, kind: Kind, bytes: Buffer) => {
    const contents = await read(kind, bytes, memory);
    if (kind === 'manifest') manifests.add(output);
    for (const address of manifestsLinkedIn(contents)) linked.add(site.outputAt(address) ?? '');
    const file = `${site.shown}/${output}`;
    findings.push(
      ...judge(contents).map((problem): FileFinding => ({ file, severity: 'error', ...problem })),
    );
  };
  for (const output of written) {
    const kinds = KINDS.filter(({ names }) => names.test(output));
    if (!kinds.length) continue;
    const bytes = readFileSync(join(site.folder, output));
    const text = bytes.toString('latin1');
    const kind = kinds.find(({ matters }) => matters.test(text))?.kind;
    if (kind) await examine(output, kind, bytes);
  }
  // Whatever an install link leads to is a manifest for iOS, by whatever name.
  for (const output of linked) {
    if (!written.has(output) || manifests.has(output)) continue;
    await examine(output, 'manifest', readFileSync(join(site.folder, output)));
  }
  await memory.save();
  return findings.sort((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)));
}

/** Paths of all files below a folder, relative to it, with slashes. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'));
}

/** Markup is remembered, and its parsers are loaded only for what is new; the rest is read as fast as hashed. */
async function read(kind: Kind, bytes: Buffer, memory: Memory<Contents>): Promise<Contents> {
  const text = () => bytes.toString('utf8');
  const recall = (read: () => Promise<Contents>) => memory.recall(`${kind}:${nameOf(bytes)}`, read);
  switch (kind) {
    case 'html':
      return recall(async () => (await import('./html.ts')).readHtml(text()));
    case 'xml':
      return recall(async () => (await import('./xml.ts')).readXml(text()));
    case 'manifest':
      return recall(async () => (await import('./manifest.ts')).readManifest(bytes));
    case 'json':
      return readJson(text());
    case 'calendar':
      return readCalendar(text());
    case 'text':
      return readText(text());
  }
}

/** Makes the judge of what files hold; each problem of a file is told once. */
function judgeFor(site: WrittenSite, written: Set<string>): (contents: Contents) => Problem[] {
  const changing = new Set(site.changingManifests);
  const isOurs = (address: string) => site.ours.some((start) => address.startsWith(start));
  const surroundings: Surroundings = {
    lacks(address) {
      const output = site.outputAt(address);
      return output !== null && !written.has(output) && (site.static || isOurs(address));
    },
    changes: (address) => changing.has(address.replace(/[?#].*$/, '')),
  };
  return ({ links = [], plainAddresses = [], assets = [], problems = [] }) => {
    const ours = plainAddresses.filter((address) => isOurs(address.replace(/^http:/i, 'https:')));
    const all = [
      ...problems,
      ...links.map((link) => judgeLink(link, surroundings)),
      ...assets.map((asset) => judgeAsset(asset, surroundings)),
      ...ours.map(plainAddress),
    ].filter((problem) => problem !== null);
    return [...new Map(all.map((problem) => [problem.message, problem])).values()];
  };
}

/** The valid addresses that the install links among the contents lead to. */
function manifestsLinkedIn({ links = [] }: Contents): string[] {
  const parameters = links.flatMap(({ value }) => readItmsLink(value)?.parameters ?? []);
  return parameters.flatMap(({ name, value }) =>
    name === 'url' && value && URL.canParse(value) ? [value] : [],
  );
}
