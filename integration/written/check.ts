import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readItmsLink } from '../documents/link.ts';
import type { Problem } from '../ipa/problem.ts';
import { Memory, nameOf } from '../memory.ts';
import { byFileName, type FileFinding, printableFindings } from '../preflight/finding.ts';
import type { Asset, Contents, Link } from './contents.ts';
import { readCalendar, readJson, readText } from './data.ts';
import { judgeAsset, judgeLink, plainAddress, type Surroundings } from './judge.ts';
import { linksInScript } from './script.ts';

/** A site as it was written. */
export interface WrittenSite {
  /** Absolute path of the output folder. */
  folder: string;
  /** The same as a path to show. */
  shown: string;
  /** Absolute path of the file that keeps what was read from build to build. */
  memory: string;
  /** Names of files, as `nameOf` gives them, that need not be read again for theirs; by path. */
  names: ReadonlyMap<string, string>;
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
const VERSION = 2;

type Kind = 'html' | 'xml' | 'json' | 'calendar' | 'text' | 'script' | 'manifest';

/** What is parsed, by the ending of its name, and what tells that it could hold anything to look at. */
function kindsOf({ ours }: WrittenSite): { kind: Kind; names: RegExp; matters: RegExp }[] {
  const markup = inMarkup(['itms-services', 'download-manifest', ...plainStarts(ours)].join('|'));
  return [
    { kind: 'html', names: /\.x?html?$/i, matters: markup },
    { kind: 'xml', names: /\.(xml|svg|atom|rss|mobileconfig)$/i, matters: markup },
    {
      kind: 'json',
      names: /\.(json|jsonld|webmanifest)$/i,
      // Beside the words themselves: an escaped letter, hyphen or colon, which could be one of theirs.
      matters: /itms-services|download-manifest|http:|\\u00(2d|3a|[46][1-9a-f]|[57][0-9a])/i,
    },
    { kind: 'calendar', names: /\.ics$/i, matters: /itms-|http:/i },
    { kind: 'text', names: /\.txt$/i, matters: /itms-services|download-manifest|http:/i },
    { kind: 'script', names: /\.m?js$/i, matters: /itms-services:/i },
    { kind: 'manifest', names: /(^|\/)manifest\.plist$/i, matters: /(?:)/ },
    { kind: 'manifest', names: /\.plist$/i, matters: /software-package/ },
  ];
}

/** The words, or a numeric reference to a letter, hyphen or colon, which could be one of theirs. */
function inMarkup(words: string): RegExp {
  const decimal = '0*(45|58|6[5-9]|[789]\\d|1[01]\\d|12[0-2])';
  const hexadecimal = 'x0*(2d|3a|[46][1-9a-f]|[57][0-9a])';
  return new RegExp(`${words}|&(amp;)*#(${decimal}|${hexadecimal})(?![0-9a-f])`, 'i');
}

/** How addresses of this site begin with `http:`, as patterns. Nearly all markup has some other such address. */
function plainStarts(ours: string[]): string[] {
  const hosts = new Set(ours.map((address) => new URL(address).host));
  return [...hosts].map((host) => `http:(\\\\?/){2}${host.replace(/[.[\]]/g, '\\$&')}`);
}

/**
 * Reads every page and document of the output folder once, whoever wrote it, and finds what would not install:
 * links that iOS reads otherwise than they are meant, manifests that it cannot use, and addresses on this site
 * at which nothing lies.
 */
export async function checkWritten(site: WrittenSite): Promise<FileFinding[]> {
  const written = new Set(filesIn(site.folder));
  const memory = await Memory.open<Contents>(site.memory, VERSION);
  const kindsOfFiles = kindsOf(site);
  const judge = judgeFor(site, written);
  const findings: FileFinding[] = [];
  const outputsLinkedBy = onceForEach((link: Link) => manifestsLinkedBy(link).map(site.outputAt));
  const manifests = new Set<string>();
  const linked = new Set<string | null>();
  const examine = (output: string, kind: Kind, contents: Contents) => {
    if (kind === 'manifest') manifests.add(output);
    for (const link of contents.links ?? []) for (const output of outputsLinkedBy(link)) linked.add(output);
    const file = `${site.shown}/${output}`;
    findings.push(
      ...judge(contents).map((problem): FileFinding => ({ file, severity: 'error', ...problem })),
    );
  };
  for (const output of written) {
    const kinds = kindsOfFiles.filter(({ names }) => names.test(output));
    if (!kinds.length) continue;
    const name = site.names.get(output);
    const known = name && memory.known(nameIn('html', name));
    if (known) {
      examine(output, 'html', known);
      continue;
    }
    const bytes = readFileSync(join(site.folder, output));
    const text = bytes.toString('latin1');
    const kind = kinds.find(({ matters }) => matters.test(text))?.kind;
    if (kind) examine(output, kind, await read(kind, bytes, memory));
  }
  // Whatever an install link leads to is a manifest for iOS, by whatever name.
  for (const output of linked) {
    if (!output || !written.has(output) || manifests.has(output)) continue;
    const bytes = readFileSync(join(site.folder, output));
    examine(output, 'manifest', await read('manifest', bytes, memory));
  }
  await memory.save();
  return printableFindings(findings).sort(byFileName);
}

/** Paths of all files below a folder, relative to it, with slashes; `within` is such a path of a folder. */
function* filesIn(folder: string, within = ''): Generator<string> {
  for (const entry of readdirSync(join(folder, within), { withFileTypes: true })) {
    const path = within + entry.name;
    if (entry.isDirectory()) yield* filesIn(folder, `${path}/`);
    else if (entry.isFile()) yield path;
  }
}

/** The name under which it is remembered what a file is, read as one of a kind. */
function nameIn(kind: Kind, name: string): string {
  return `${kind}:${name}`;
}

/** Markup is remembered, and its parsers are loaded only for what is new; the rest is read as fast as hashed. */
async function read(kind: Kind, bytes: Buffer, memory: Memory<Contents>): Promise<Contents> {
  const text = () => bytes.toString('utf8');
  const recall = (read: () => Promise<Contents>) => memory.recall(nameIn(kind, nameOf(bytes)), read);
  switch (kind) {
    case 'html':
      return recall(async () => (await import('./html.ts')).readHtml(text()));
    case 'xml':
      return recall(async () => (await import('./xml.ts')).readXml(text()));
    case 'script':
      return { links: linksInScript(text()) };
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
  // Pages share most of their links, and manifests their images.
  const judgedLink = onceForEach((link: Link) => judgeLink(link, surroundings));
  const judgedAsset = onceForEach((asset: Asset) => judgeAsset(asset, surroundings));
  return ({ links = [], plainAddresses = [], assets = [], problems = [] }) => {
    const ours = plainAddresses.filter((address) => isOurs(address.replace(/^http:/i, 'https:')));
    const all = [
      ...problems,
      ...links.map(judgedLink),
      ...assets.map(judgedAsset),
      ...ours.map(plainAddress),
    ].filter((problem) => problem !== null);
    return [...new Map(all.map((problem) => [problem.message, problem])).values()];
  };
}

/** Does the work once for all items that are written alike. */
function onceForEach<Item, Result>(work: (item: Item) => Result): (item: Item) => Result {
  const done = new Map<string, Result>();
  return (item) => {
    const name = JSON.stringify(item);
    const known = done.get(name);
    if (known !== undefined) return known;
    const result = work(item);
    done.set(name, result);
    return result;
  };
}

/** The valid addresses that a link leads to, if it is an install link. */
function manifestsLinkedBy({ value }: Link): string[] {
  const { parameters = [] } = readItmsLink(value) ?? {};
  return parameters.flatMap(({ name, value }) =>
    name === 'url' && value && URL.canParse(value) ? [value] : [],
  );
}
