import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { HttpsSite } from './https-site.ts';

export interface SiteProxy {
  /** On loopback. */
  port: number;
  close(): void;
}

/** A proxy on loopback that tunnels to the site and refuses all else, which makes the site a browser's whole internet. */
export async function startProxy(site: HttpsSite): Promise<SiteProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const proxy = createServer((request) => request.socket.destroy());
  proxy.on('connect', (request, client: Socket) => {
    keep(client);
    if (new URL(`https://${request.url}`).origin !== site.origin) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const server = connect(site.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(server).pipe(client);
    });
    keep(server);
    server.on('close', () => client.destroy());
    client.on('close', () => server.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
