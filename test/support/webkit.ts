/** WebKit, the engine of Safari, by the driver of its GTK port; with the served site as its whole internet. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { HttpsSite } from './https-site.ts';
import { startProxy } from './site-proxy.ts';

const DRIVER = '/usr/bin/WebKitWebDriver';
const [BROWSER] = globSync('/usr/lib/*/webkit2gtk-4.1/MiniBrowser');

/** Why WebKit cannot be tested here, false when it can. It is asked for by the environment variable `WEBKIT`. */
export const webKitMissing: string | false = !process.env['WEBKIT']
  ? 'set WEBKIT=1 to test in WebKit too'
  : !existsSync(DRIVER) || !BROWSER || !existsSync('/usr/bin/Xvfb')
    ? 'WebKit is not installed: apt-get install webkit2gtk-driver xvfb'
    : false;

export interface WebKitOptions {
  /** CSS pixels. */
  width?: number;
  height?: number;
  userAgent?: string;
  dark?: boolean;
}

/** A page in a WebKit of its own. */
export interface WebKitPage {
  /** Opens an address relative to the site's base. */
  goto(path: string): Promise<void>;
  /** Runs the body of a function in the page and gives what it returns. */
  evaluate<Value>(body: string, ...args: unknown[]): Promise<Value>;
  /** Clicks the first element that matches. */
  click(selector: string): Promise<void>;
  /** Types into the first element that matches. */
  type(selector: string, text: string): Promise<void>;
  close(): Promise<void>;
}

const READY_MS = 10_000;
/** Key of element references in WebDriver's answers (w3.org/TR/webdriver2, 12.3). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Opens a blank page; close it after use. */
export async function openWebKit(site: HttpsSite, options: WebKitOptions = {}): Promise<WebKitPage> {
  const { width = 390, height = 760, userAgent, dark = false } = options;
  const proxy = await startProxy(site);
  const display = await startDisplay();
  const port = await freePort();
  const driver = spawn(DRIVER, [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: display.name,
      GTK_THEME: dark ? 'Adwaita:dark' : 'Adwaita',
      // Containers have no user namespaces for the sandbox, nor a graphics card.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    },
  });
  const end = async () => {
    await stop(driver);
    await stop(display.process);
    proxy.close();
  };
  try {
    const call = await connectDriver(port);
    const { sessionId } = await call<{ sessionId: string }>('POST', '/session', {
      capabilities: {
        alwaysMatch: {
          acceptInsecureCerts: true,
          'webkitgtk:browserOptions': {
            binary: BROWSER,
            args: [
              '--automation',
              // WebDriver's own setting means a proxy that is itself spoken to by TLS.
              `--proxy=http://127.0.0.1:${proxy.port}`,
              ...(userAgent ? [`--user-agent=${userAgent}`] : []),
            ],
          },
        },
      },
    });
    const session = `/session/${sessionId}`;
    await call('POST', `${session}/window/rect`, { width, height });
    const find = async (selector: string) => {
      const found = await call<Record<string, string>>('POST', `${session}/element`, {
        using: 'css selector',
        value: selector,
      });
      return `${session}/element/${found[ELEMENT]}`;
    };
    return {
      goto: (path) => call('POST', `${session}/url`, { url: new URL(path, site.url).href }),
      evaluate: (body, ...args) => call('POST', `${session}/execute/sync`, { script: body, args }),
      click: async (selector) => call('POST', `${await find(selector)}/click`, {}),
      type: async (selector, text) => call('POST', `${await find(selector)}/value`, { text }),
      async close() {
        await call('DELETE', session);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

type Call = <Value = void>(method: string, path: string, body?: unknown) => Promise<Value>;

async function connectDriver(port: number): Promise<Call> {
  const call: Call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = (await response.json()) as { value: never };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  await until('the driver of WebKit', () => call('GET', '/status'));
  return call;
}

async function startDisplay(): Promise<{ name: string; process: ChildProcess }> {
  // Xvfb chooses a free number itself and tells it.
  const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await once(display.stdio[3] as NodeJS.ReadableStream, 'data');
  return { name: `:${String(number).trim()}`, process: display };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function until(what: string, isReady: () => Promise<unknown>): Promise<void> {
  for (let waited = 0; waited < READY_MS; waited += 100) {
    if (
      await isReady().then(
        () => true,
        () => false,
      )
    )
      return;
    await setTimeout(100);
  }
  throw new Error(`${what} did not start.`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
