/** Takes the README's pictures of the demo site: `npm run pictures`. */

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, openPhone } from './browser.ts';
import { serveSite } from './https-site.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const images = join(repository, 'docs/images');
const SITE = 'https://builds.example.com';
const APP = 'com.example.orbit';

const folder = await mkdtemp(join(tmpdir(), 'astro-ota-pictures-'));
execFileSync('astro', ['build', '--silent', '--site', SITE, '--outDir', folder], { cwd: repository });
const site = await serveSite(folder, { origin: SITE });
const release = (await readdir(join(folder, APP))).find((name) => name.startsWith('1.4.0-'));

await mkdir(images, { recursive: true });
const { page, close } = await openPhone(await launchBrowser(), site, {
  deviceScaleFactor: 2,
  viewport: { width: 390, height: 720 },
});
for (const [name, path] of Object.entries({ 'home-page': '', 'release-page': `${APP}/${release}/` })) {
  await page.goto(`./${path}`, { waitUntil: 'networkidle' });
  await page.screenshot({ path: join(images, `${name}.png`) });
}
await close();
await (await launchBrowser()).close();
await site.close();
await rm(folder, { recursive: true, force: true });
