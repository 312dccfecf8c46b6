import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { currentCatalog } from './catalog/current.ts';
import { documents, type PublishedFile, publishedFiles } from './documents/documents.ts';
import { parseRange } from './range.ts';

/**
 * Serves in `astro dev` what a build writes beside the pages, from the same functions. `req.url` comes without
 * Astro's `base`.
 */
export function serveDocuments(
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) {
  const output = decodePath(request.url);
  if (!output || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
  const catalog = currentCatalog();
  const document = documents(catalog).find((each) => each.output === output);
  if (document) {
    Promise.resolve(document.content()).then((content) => {
      response.setHeader('Content-Type', document.type);
      response.setHeader('Cache-Control', 'no-cache');
      response.setHeader('Content-Length', Buffer.byteLength(content));
      response.end(request.method === 'HEAD' ? undefined : content);
    }, next);
    return;
  }
  const file = publishedFiles(catalog).find((each) => each.output === output);
  if (file) serveFile(file, request, response).catch(next);
  else next();
}

async function serveFile(
  file: PublishedFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { size } = await stat(file.source);
  response.setHeader('Content-Type', file.type);
  response.setHeader('Accept-Ranges', 'bytes');
  const range = parseRange(request.headers.range, size);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range ? 206 : 200, {
    'Content-Length': end - start + 1,
    ...(range && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') response.end();
  // A phone that goes away in the middle is nothing to report.
  else pipeline(createReadStream(file.source, { start, end }), response, () => {});
}

/** The path in a request without its first slash, decoded; null where it cannot be. */
export function decodePath(url: string | undefined): string | null {
  try {
    return decodeURIComponent(new URL(url ?? '/', 'http://localhost').pathname.slice(1));
  } catch {
    return null;
  }
}
