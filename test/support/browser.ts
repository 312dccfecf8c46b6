/** Real Chromium, with the served site as its whole internet. */

import { execFile } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  devices,
  type Locator,
  type Page,
} from 'playwright-core';
import { type HttpsSite, siteAuthority } from './https-site.ts';
import { startProxy } from './site-proxy.ts';

/** A page in a browser of its own: nothing stored, nothing shared with another. */
export interface Screen {
  page: Page;
  /** Every address outside the site that was asked for, in order. None was reached. */
  thirdPartyRequests: string[];
  close(): Promise<void>;
}

/**
 * Not the flags of the package that brings Chromium: those hold `--single-process`, by which closing one page
 * ends the browser, and `--disable-web-security`. The resolver knows no name: a page reaches its site by proxy.
 */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  `--ignore-certificate-errors-spki-list=${keyHash(siteAuthority.pem)}`,
];

/** Milliseconds within which a local page reacts to a finger, with much to spare. */
const PATIENCE = 5000;

let launched: Promise<Browser> | undefined;

after(async () => {
  await (await launched)?.close();
});

/**
 * The one Chromium of this test file: launched at the first call, closed after the file's last test.
 * The environment variable `CHROMIUM` names another executable, for machines the packaged one cannot run on.
 */
export function launchBrowser(): Promise<Browser> {
  launched ??= launch();
  return launched;
}

async function launch(): Promise<Browser> {
  const installed = process.env['CHROMIUM'];
  if (installed) return chromium.launch({ executablePath: installed, args: FLAGS });
  const folder = await unpackedChromium();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: FLAGS,
    env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  });
}

/**
 * A blank page of an iPhone on the site's network. Addresses given to `page.goto` are relative to the site's
 * base; `./` is the front page.
 *
 * @param options Playwright's, such as `{ colorScheme: 'dark' }` or `{ javaScriptEnabled: false }`
 */
export function openPhone(
  browser: Browser,
  site: HttpsSite,
  options: BrowserContextOptions = {},
): Promise<Screen> {
  return openScreen(browser, site, { ...devices['iPhone 15'], ...options });
}

/** The same on a computer. */
export function openDesktop(
  browser: Browser,
  site: HttpsSite,
  options: BrowserContextOptions = {},
): Promise<Screen> {
  return openScreen(browser, site, { ...devices['Desktop Chrome'], ...options });
}

async function openScreen(
  browser: Browser,
  site: HttpsSite,
  options: BrowserContextOptions,
): Promise<Screen> {
  const proxy = await startProxy(site);
  const context = await browser.newContext({
    baseURL: site.url,
    proxy: { server: `http://127.0.0.1:${proxy.port}` },
    locale: 'en-US',
    timezoneId: 'UTC',
    ...options,
  });
  context.on('close', proxy.close);
  context.setDefaultTimeout(PATIENCE);
  const thirdPartyRequests: string[] = [];
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^https?:$/.test(protocol) && origin !== site.origin) thirdPartyRequests.push(request.url());
  });
  return {
    page: await context.newPage(),
    thirdPartyRequests,
    close: () => context.close(),
  };
}

/**
 * Taps the page's one visible install link, and returns the exact address which the browser was then asked
 * to go to. Rejects when there is no such link, or several, or when the tap asks for no `itms-services` address.
 *
 * @param link the link to tap, where a page has several
 */
export async function tapInstall(
  page: Page,
  link: Locator = page.locator('a[href^="itms-services:"]').filter({ visible: true }),
): Promise<string> {
  const { promise: asked, resolve } = Promise.withResolvers<string>();
  page.on('request', (request) => {
    if (request.url().startsWith('itms-services:')) resolve(request.url());
  });
  await link.tap();
  const address = await Promise.race([asked, setTimeout(PATIENCE, undefined, { ref: false })]);
  if (address === undefined) throw new Error('The tap asked the browser for no itms-services address.');
  return address;
}

/** Saves the whole page as `<name>.png` in the folder named by `SCREENSHOTS`; without it does nothing. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

function keyHash(certificate: string): string {
  const key = createPublicKey(certificate).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

/**
 * The folder into which `@sparticuz/chromium` was unpacked, with its executable and fonts.
 *
 * That package takes any `chromium` in the temporary folder for its own, of whatever version and however
 * incomplete. So each version is unpacked aside and moved to its place whole, which also lets several test
 * files begin at once.
 */
async function unpackedChromium(): Promise<string> {
  const about = new URL('../../package.json', import.meta.resolve('@sparticuz/chromium'));
  const { version } = JSON.parse(await readFile(about, 'utf8')) as { version: string };
  const folder = join(tmpdir(), `sparticuz-chromium-${version}`);
  if (existsSync(folder)) return folder;
  const draft = await mkdtemp(`${folder}-`);
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', UNPACK], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: draft },
  });
  await writeFile(join(draft, 'fonts.conf'), fontConfiguration(folder));
  // When another process was faster, its copy is as good.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
  return folder;
}

/** The package unpacks into the temporary folder of its process and no other. */
const UNPACK = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;

/** The same letters on every machine: the package's own font before those of the system. */
function fontConfiguration(folder: string): string {
  const preferred = (family: string, font: string) =>
    `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
  ${preferred('sans-serif', 'Open Sans')}
  ${preferred('system-ui', 'Open Sans')}
  ${preferred('monospace', 'DejaVu Sans Mono')}
</fontconfig>
`;
}
