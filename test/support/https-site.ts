/** Serves a folder as a plain static host would: over HTTPS, under a fixed name, on loopback alone. */

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createAuthority } from './certificates.ts';

/** How a folder is served. */
export interface SiteOptions {
  /** The address the site was built for; `https://ota.test` unless told. It resolves to loopback here. */
  origin?: string;
  /** The folder's place below the origin, `/` unless told. Everything outside it is 404. */
  base?: string;
  /** The page for what is not there, below the folder. */
  notFound?: string;
  /** Obey the folder's `_headers` file, as Netlify and Cloudflare do. */
  headers?: boolean;
  /** Answer a folder's address without its closing slash by the folder's page, not by a redirect. */
  foldersWithoutSlash?: boolean;
  /** Other served sites which `fetch` reaches too, such as one that holds the packages. */
  neighbours?: HttpsSite[];
}

/** A request as it arrived. */
export interface ReceivedRequest {
  method: string;
  /** With the query, as sent. */
  path: string;
  /** Names in lower case. */
  headers: IncomingMessage['headers'];
}

/** What `fetch` of a site understands. */
export interface SiteRequest {
  method?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A folder being served. */
export interface HttpsSite {
  readonly origin: string;
  /** Begins and ends with a slash. */
  readonly base: string;
  /** The address of the front page: origin and base. */
  readonly url: string;
  readonly port: number;
  /** The loopback port of every origin this site reaches: its own and its neighbours'. */
  readonly hosts: ReadonlyMap<string, number>;
  /** Every request so far, oldest first. */
  readonly requests: ReceivedRequest[];
  /**
   * Asks for a public address of this site or of a neighbour, on loopback, with TLS verified for that very
   * name. Sends no header but `host` and those given, and follows no redirect.
   * Rejects for any other address, which would leave the test.
   */
  fetch(url: string | URL, init?: SiteRequest): Promise<Response>;
  close(): Promise<void>;
}

/** Issues the certificates of all sites of this process. A browser that trusts its key trusts them all. */
export const siteAuthority = createAuthority({ commonName: 'Throwaway authority of the tests' });

/**
 * Serves a folder until `close`.
 *
 * Like a plain static host it answers a folder with its `index.html`, `/dir` with 301 to `/dir/`, `/x` with
 * `x.html`, one range of bytes with 206, and what is not there with the `notFound` page and 404.
 *
 * Rejects when `headers` is asked for and `_headers` is missing or says what not every host understands.
 */
export async function serveSite(directory: string, options: SiteOptions = {}): Promise<HttpsSite> {
  const { origin, hostname } = new URL(options.origin ?? 'https://ota.test');
  const base = `/${options.base ?? ''}/`.replace(/\/+/g, '/');
  const folder: Folder = {
    directory: resolve(directory),
    base,
    notFound: options.notFound ?? '404.html',
    withoutSlash: options.foldersWithoutSlash ?? false,
    rules: options.headers
      ? parseHeaderRules(await readFile(join(directory, '_headers'), 'utf8'))
      : undefined,
  };
  const requests: ReceivedRequest[] = [];
  const certificate = siteAuthority.issue({ commonName: hostname, dnsNames: [hostname] });
  const server = createServer({ key: certificate.keyPem, cert: certificate.pem + siteAuthority.pem });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '/', headers } = request;
    requests.push({ method, path: url, headers });
    answer(folder, request, response).catch((error: Error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const { port } = server.address() as AddressInfo;
  const hosts = new Map((options.neighbours ?? []).flatMap((site) => [...site.hosts])).set(origin, port);
  const agent = new Agent({ keepAlive: true, ca: siteAuthority.pem });
  return {
    origin,
    base,
    url: origin + base,
    port,
    hosts,
    requests,
    fetch: (url, init) => fetchFromLoopback(hosts, agent, new URL(url), init),
    async close() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function fetchFromLoopback(
  hosts: ReadonlyMap<string, number>,
  agent: Agent,
  url: URL,
  { method = 'GET', headers = {}, signal }: SiteRequest = {},
): Promise<Response> {
  const port = hosts.get(url.origin);
  if (port === undefined) throw new Error(`${url.href} would leave the test`);
  const request = httpsRequest({
    agent,
    host: '127.0.0.1',
    port,
    servername: url.hostname,
    path: url.pathname + url.search,
    method,
    headers: { ...headers, host: url.host },
    ...(signal ? { signal } : {}),
  });
  request.end();
  const [received] = (await once(request, 'response')) as [IncomingMessage];
  const status = received.statusCode ?? 0;
  const bodiless = method === 'HEAD' || status === 204 || status === 304;
  if (bodiless) received.resume();
  const answered = new Headers();
  for (let i = 0; i < received.rawHeaders.length; i += 2) {
    answered.append(received.rawHeaders[i] ?? '', received.rawHeaders[i + 1] ?? '');
  }
  const body = bodiless ? null : (Readable.toWeb(received) as ReadableStream<Uint8Array>);
  return new Response(body, { status, headers: answered });
}

interface Folder {
  directory: string;
  base: string;
  notFound: string;
  withoutSlash: boolean;
  /** Undefined when `_headers` is a file like any other. */
  rules: HeaderRule[] | undefined;
}

interface ServedFile {
  path: string;
  size: number;
  etag: string;
}

async function answer(folder: Folder, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'https://any.test');
  for (const [name, value] of headersFor(folder.rules ?? [], pathname)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  const found = await find(folder, pathname);
  if (typeof found === 'string') {
    response.writeHead(301, { Location: found + search, 'Content-Length': 0 }).end();
    return;
  }
  const missing = await fileAt(join(folder.directory, folder.notFound));
  if (found) await sendFile(found, request, response);
  else if (missing) await sendBytes(missing, request, response, 404);
  else response.writeHead(404, { 'Content-Type': 'text/plain', 'Content-Length': 0 }).end();
}

/** The file at an address, or the address to go to instead. */
async function find(folder: Folder, pathname: string): Promise<ServedFile | string | undefined> {
  if (`${pathname}/` === folder.base) return folder.base;
  if (!pathname.startsWith(folder.base)) return undefined;
  const below = decoded(pathname.slice(folder.base.length));
  if (below === undefined || (folder.rules && below === '_headers')) return undefined;
  const path = resolve(folder.directory, `./${below}`);
  if (path !== folder.directory && !path.startsWith(folder.directory + sep)) return undefined;
  const index = await fileAt(join(path, 'index.html'));
  if (below === '' || below.endsWith('/')) return index;
  const file = (await fileAt(path)) ?? (await fileAt(`${path}.html`));
  return file ?? (folder.withoutSlash ? index : index && `${pathname}/`);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function fileAt(path: string): Promise<ServedFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  return { path, size: found.size, etag: `"${found.size.toString(16)}-${found.mtimeMs.toString(16)}"` };
}

async function sendFile(file: ServedFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers;
  response.setHeader('ETag', file.etag);
  response.setHeader('Accept-Ranges', 'bytes');
  if (ifNoneMatch === file.etag) {
    response.writeHead(304).end();
    return;
  }
  const ranged = request.method === 'GET' && range && (ifRange ?? file.etag) === file.etag;
  const part = ranged ? parseRange(range, file.size) : undefined;
  if (part === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${file.size}`, 'Content-Length': 0 }).end();
  } else if (part) {
    response.setHeader('Content-Range', `bytes ${part.start}-${part.end}/${file.size}`);
    await sendBytes(file, request, response, 206, part);
  } else {
    await sendBytes(file, request, response, 200);
  }
}

async function sendBytes(
  file: ServedFile,
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  part?: ByteRange,
): Promise<void> {
  if (!response.hasHeader('Content-Type')) {
    response.setHeader('Content-Type', CONTENT_TYPES[extname(file.path)] ?? 'application/octet-stream');
  }
  response.writeHead(status, { 'Content-Length': part ? part.end - part.start + 1 : file.size });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file.path, part), response);
}

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.ics': 'text/calendar; charset=utf-8',
  '.ipa': 'application/octet-stream',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.plist': 'text/xml',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

/** First and last byte, both included. */
interface ByteRange {
  start: number;
  end: number;
}

/** RFC 9110, section 14.1.2. What is malformed or has several parts is ignored, as the RFC allows. */
function parseRange(header: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  const suffix = first === '';
  if ((suffix && last === '') || (!suffix && last !== '' && Number(last) < Number(first))) return undefined;
  const start = suffix ? Math.max(0, size - Number(last)) : Number(first);
  const end = suffix || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start < size ? { start, end } : 'unsatisfiable';
}

interface HeaderRule {
  /** The path up to its `*`, and what follows; undefined when it has none. */
  before: string;
  after: string | undefined;
  headers: [name: string, value: string][];
}

/**
 * Reads what the `_headers` files of Netlify and of Cloudflare have in common: a path with at most one `*`,
 * then indented `Name: value` lines. Throws on anything else, with the line's number.
 */
function parseHeaderRules(text: string): HeaderRule[] {
  const rules: HeaderRule[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const [, name, value] = /^\s+([A-Za-z0-9-]+):\s*(.+)$/.exec(line) ?? [];
    const rule = rules.at(-1);
    if (/^\/[^*:]*\*?[^*:]*$/.test(line)) {
      const [before = '', after] = content.split('*');
      rules.push({ before, after, headers: [] });
    } else if (rule && name && value) {
      rule.headers.push([name, value.trim()]);
    } else {
      throw new Error(`_headers, line ${index + 1}: not every host understands "${content}"`);
    }
  }
  return rules;
}

function applies({ before, after }: HeaderRule, path: string): boolean {
  if (after === undefined) return path === before;
  return path.length >= before.length + after.length && path.startsWith(before) && path.endsWith(after);
}

/** Rules that overlap are joined by commas, as Cloudflare does; Netlify would let the last one win. */
function headersFor(rules: HeaderRule[], path: string): Headers {
  const headers = new Headers();
  for (const rule of rules.filter((rule) => applies(rule, path))) {
    for (const [name, value] of rule.headers) headers.append(name, value);
  }
  return headers;
}
