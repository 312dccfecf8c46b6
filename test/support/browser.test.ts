import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { launchBrowser, openDesktop, openPhone, type Screen, screenshot, tapInstall } from './browser.ts';
import { serveSite } from './https-site.ts';

const LINK =
  'itms-services://?action=download-manifest&url=https%3A%2F%2Fota.example.com%2Fapps%2Fm%2520y%2Fmanifest.plist';

const PAGES: Record<string, string> = {
  'index.html': `<a id="install" href="${LINK.replace('&', '&amp;')}">Install</a>
    <a hidden href="itms-services://?action=download-manifest&amp;url=hidden">Install</a>`,
  'none.html': '<p>Expired</p>',
  'several.html': '<a href="itms-services://?a=1">Install</a> <a href="itms-services://?a=2">Install</a>',
  'covered.html': `<a href="${LINK}">Install</a><div style="position: fixed; inset: 0">Cookies?</div>`,
  'silent.html': `<a href="${LINK}" onclick="return false">Install</a>`,
  'scheme.html': `<style>p { color: black } @media (prefers-color-scheme: dark) { p { color: white } }</style>
    <p>light</p><script>document.querySelector('p').textContent += ' scripted'</script>`,
  'elsewhere.html': `<script src="https://cdn.example.net/a.js"></script>
    <img src="pixel.png">`,
};

const directory = await mkdtemp(join(tmpdir(), 'browser-test-'));
for (const [name, html] of Object.entries(PAGES)) {
  await writeFile(
    join(directory, name),
    `<!doctype html><meta name="viewport" content="width=device-width">${html}`,
  );
}
const site = await serveSite(directory, { origin: 'https://ota.example.com', base: '/apps/' });
const browser = await launchBrowser();

after(async () => {
  await site.close();
  await rm(directory, { recursive: true });
});

async function onPhone(path: string, use: (screen: Screen) => Promise<void>, options = {}): Promise<void> {
  const screen = await openPhone(browser, site, options);
  try {
    await screen.page.goto(path);
    await use(screen);
  } finally {
    await screen.close();
  }
}

test('a tap on the install link asks for the very address that was written, and the page stays', () =>
  onPhone('./', async ({ page, thirdPartyRequests }) => {
    assert.equal(await tapInstall(page), LINK);
    assert.equal(page.url(), 'https://ota.example.com/apps/');
    assert.deepEqual(thirdPartyRequests, []);
  }));

test('a chosen link is tapped where a page has several', () =>
  onPhone('./several', async ({ page }) => {
    assert.equal(await tapInstall(page, page.getByRole('link').last()), 'itms-services://?a=2');
  }));

describe('a tap fails', { concurrency: true }, () => {
  for (const [path, why, reason] of [
    ['./none', 'when there is no install link', /Timeout/],
    ['./several', 'when it is not clear which link is meant', /strict mode violation/],
    ['./covered', 'when something lies over the link', /intercepts pointer events/],
    ['./silent', 'when a script keeps the browser from following', /asked the browser for no itms-services/],
  ] as const) {
    test(why, () => onPhone(path, ({ page }) => assert.rejects(tapInstall(page), reason)));
  }
});

test('the phone is an iPhone with a touch screen, the computer is neither', async () => {
  const phone = await openPhone(browser, site);
  const desktop = await openDesktop(browser, site);
  const facts = (screen: Screen) =>
    screen.page.evaluate(() => [/iPhone/.test(navigator.userAgent), navigator.maxTouchPoints > 0]);
  await Promise.all([phone.page.goto('./'), desktop.page.goto('./')]);
  assert.deepEqual(await facts(phone), [true, true]);
  assert.deepEqual(await facts(desktop), [false, false]);
  await Promise.all([phone.close(), desktop.close()]);
});

test('a screen can be dark, and can go without scripts', async () => {
  const seen = async ({ page }: Screen) => {
    const paragraph = page.locator('p');
    const color = await paragraph.evaluate((element) => getComputedStyle(element).color);
    return [await paragraph.textContent(), color];
  };
  await onPhone('./scheme', async (screen) =>
    assert.deepEqual(await seen(screen), ['light scripted', 'rgb(0, 0, 0)']),
  );
  await onPhone(
    './scheme',
    async (screen) => assert.deepEqual(await seen(screen), ['light', 'rgb(255, 255, 255)']),
    { colorScheme: 'dark', javaScriptEnabled: false },
  );
});

test('requests to other sites, and to this one over http, are recorded and go nowhere', async () => {
  site.requests.length = 0;
  await onPhone('./elsewhere', async ({ page, thirdPartyRequests }) => {
    const plain = 'http://ota.example.com/apps/several';
    await assert.rejects(page.goto(plain), /net::ERR_/);
    assert.deepEqual(thirdPartyRequests, ['https://cdn.example.net/a.js', plain]);
  });
  const arrived = site.requests.map(({ path }) => path);
  assert.ok(arrived.includes('/apps/pixel.png') && !arrived.includes('/apps/several'), arrived.join());
});

test('a screenshot is taken only when SCREENSHOTS names a folder', () =>
  onPhone('./', async ({ page }) => {
    const before = process.env['SCREENSHOTS'];
    const folder = join(directory, 'screenshots');
    delete process.env['SCREENSHOTS'];
    await screenshot(page, 'front');
    await assert.rejects(readFile(join(folder, 'front.png')), { code: 'ENOENT' });
    process.env['SCREENSHOTS'] = folder;
    await screenshot(page, 'front');
    assert.equal((await readFile(join(folder, 'front.png'))).toString('latin1', 1, 4), 'PNG');
    if (before === undefined) delete process.env['SCREENSHOTS'];
    else process.env['SCREENSHOTS'] = before;
  }));

test('Chromium is launched once', async () => {
  assert.equal(await launchBrowser(), browser);
});
