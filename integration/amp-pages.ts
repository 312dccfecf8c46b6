import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import type { ReadAsset } from './assets.ts';
import type { PageAddress } from './catalog/addresses.ts';
import type { Catalog } from './catalog/catalog.ts';
import { currentCatalog } from './catalog/current.ts';
import { decodePath } from './dev.ts';
import { type AmpDraft, ampPage, type StyleSource } from './documents/amp.ts';
import { ampCss, type Stylesheet } from './documents/amp-css.ts';
import { Memory, nameOf } from './memory.ts';

/** To be raised whenever what is read from a page changes in shape or meaning. */
const VERSION = 2;

/** A release page and the AMP page that is made from it. */
interface Pair {
  page: PageAddress;
  amp: PageAddress;
}

/**
 * Writes an AMP page for every release page in the output folder, in every language. What is read in a page is
 * kept in the file at `memory`, since most pages are the same from build to build.
 * Gives how many bytes of style the pages have to do without, because AMP allows no more, and the names of what
 * was read and written, by path.
 */
export async function writeAmpPages(
  catalog: Catalog,
  outputFolder: string,
  readAsset: ReadAsset,
  memory: string,
): Promise<{ tooMuchStyle: number; names: Map<string, string> }> {
  const pairs = pairsOf(catalog);
  const names = new Map<string, string>();
  if (!pairs.length) return { tooMuchStyle: 0, names };
  const drafts = await Memory.open<AmpDraft>(memory, VERSION);
  const styles = new Styles(readAsset);
  for (const { page, amp } of pairs) {
    const bytes = readIfThere(join(outputFolder, page.output));
    // A site can have put a page of its own there, or none.
    if (!bytes) continue;
    const name = nameOf(bytes);
    const html = bytes.toString('utf8');
    const draft = await drafts.recall(name, () => readDraft(html));
    const made = Buffer.from(ampPage(html, draft, page.url, styles.of(draft.styles)));
    const target = join(outputFolder, amp.output);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, made);
    names.set(page.output, name).set(amp.output, nameOf(made));
  }
  await drafts.save();
  return { tooMuchStyle: styles.leftOut, names };
}

/**
 * Makes a middleware that answers for AMP pages in `astro dev`: it lets Astro render the release page and sends
 * on what becomes of it.
 */
export function serveAmpPages(readAsset: ReadAsset) {
  return (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => {
    const asked = decodePath(request.url);
    if (asked === null || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    const pair = pairsOf(currentCatalog()).find(
      ({ amp }) => withoutEnding(asked) === withoutEnding(amp.output),
    );
    if (!pair) return next();
    const { page } = pair;
    // Of a request for the head alone there would be no page to make another from; Node sends no more than that.
    request.method = 'GET';
    const ending = page.path.slice(withoutEnding(page.path).length);
    request.url = `/${withoutEnding(page.output)}${ending}`;
    import('./documents/amp-draft.ts').then(({ readAmpDraft }) => {
      rewriteBody(response, (html) => {
        const draft = readAmpDraft(html);
        return ampPage(html, draft, page.url, new Styles(readAsset).of(draft.styles));
      });
      next();
    }, next);
  };
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Its parser is loaded only for a page that is new. */
async function readDraft(html: string): Promise<AmpDraft> {
  return (await import('./documents/amp-draft.ts')).readAmpDraft(html);
}

function withoutEnding(path: string): string {
  return path.replace(/\/index\.html$|\.html$|\/$/, '');
}

/** Keeps back what is written into a response, and sends what `rewrite` makes of it; other than 200 as it is. */
function rewriteBody(response: ServerResponse, rewrite: (body: string) => string): void {
  const { write, end, writeHead } = response;
  const chunks: Uint8Array[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    return true;
  };
  response.writeHead = (status, ...rest) => {
    response.statusCode = status;
    const headers = rest.find((each) => typeof each === 'object') ?? {};
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value as string);
    return response;
  };
  response.write = keep;
  response.end = ((chunk: unknown) => {
    keep(chunk);
    Object.assign(response, { write, end, writeHead });
    const body = Buffer.concat(chunks).toString('utf8');
    const sent = response.statusCode === 200 ? rewrite(body) : body;
    response.setHeader('Content-Length', Buffer.byteLength(sent));
    return response.end(sent);
  }) as ServerResponse['end'];
}

function pairsOf({ apps, languages }: Catalog): Pair[] {
  const releases = apps.flatMap((app) => app.releases);
  return languages.flatMap(({ prefix, addresses }) => {
    const inLanguage = (page: PageAddress) => (prefix ? addresses.page(...page.segments) : page);
    return releases.flatMap(({ page, amp }) =>
      amp ? [{ page: inLanguage(page), amp: inLanguage(amp) }] : [],
    );
  });
}

/** The styles of pages; most pages have the same. */
class Styles {
  readonly #read: ReadAsset;
  readonly #known = new Map<string, string>();
  /** The most bytes that one page has to do without. */
  leftOut = 0;

  constructor(read: ReadAsset) {
    this.#read = read;
  }

  of(sources: StyleSource[]): string {
    const key = JSON.stringify(sources);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { css, leftOut } = ampCss(sources.flatMap((source) => this.#load(source)));
    this.leftOut = Math.max(this.leftOut, leftOut);
    this.#known.set(key, css);
    return css;
  }

  #load(source: StyleSource): Stylesheet[] {
    if ('css' in source) return [source];
    const css = this.#read(source.href);
    return css === null ? [] : [{ ...source, css }];
  }
}
