/** Plays the webhook of a chat: over HTTPS, on loopback alone. */

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createAuthority } from './certificates.ts';

/** What the webhook answers to one request. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A request as it arrived. */
export interface Posted {
  method: string;
  path: string;
  type: string | undefined;
  body: string;
}

/** A webhook that is being served. */
export interface Webhook {
  /** Its address, with a secret in it. */
  url: string;
  secret: string;
  /** Every request so far, oldest first. */
  posted: Posted[];
  /** What it answers next, in order; 200 to all that comes after. */
  answers: Answer[];
  /** Path of a file with the certificate that it has to be trusted by. */
  authority: string;
  close(): Promise<void>;
}

/** Serves a webhook until `close`. */
export async function serveWebhook(): Promise<Webhook> {
  const authority = createAuthority({ commonName: 'Throwaway authority of a webhook' });
  const issued = authority.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
  const folder = mkdtempSync(join(tmpdir(), 'astro-ota-webhook-'));
  const file = join(folder, 'authority.pem');
  writeFileSync(file, authority.pem);
  const secret = 'T0SECRET0/B0SECRET0/Xy9SecretToken';
  const posted: Posted[] = [];
  const answers: Answer[] = [];
  const server = createServer({ key: issued.keyPem, cert: issued.pem + authority.pem });
  server.on('request', async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    posted.push({ method, path, type: headers['content-type'], body: await text(request) });
    const { status, headers: own, body = '' } = answers.shift() ?? { status: 200, body: 'ok' };
    response.writeHead(status, own).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}/services/${secret}`,
    secret,
    posted,
    answers,
    authority: file,
    async close() {
      rmSync(folder, { recursive: true, force: true });
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
