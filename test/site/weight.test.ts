import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildIpa } from '../support/ipa.ts';
import { createProject, type Project } from '../support/site.ts';

/** What a server may send in the first round trip of a connection (RFC 6928: ten segments). */
const FIRST_ROUND_TRIP = 14 * 1024;
const SCRIPTS = 4 * 1024;
/** More releases than one page of a history holds. */
const MANY = 60;

const info = {
  NSCameraUsageDescription: 'Orbit shows the sky behind the chart through the camera.',
  NSLocationWhenInUseUsageDescription: 'Orbit computes what is above your horizon.',
  NSPhotoLibraryAddUsageDescription: 'Orbit saves pictures of the sky that you take.',
};
const notes = `## What to look at\n\n${'- The chart stayed blank on an iPad in Split View.\n'.repeat(20)}`;

describe('the weight of pages', () => {
  let project: Project;
  const pages: { name: string; html: string }[] = [];

  before(async () => {
    project = await createProject({
      'builds/old.ipa': buildIpa({ version: '1.0', build: '1' }),
      'builds/new.ipa': buildIpa({ version: '1.1', build: '2', minimumOS: '17.0', info }),
      'builds/new.md': notes,
      'builds/new.de.md': notes,
      ...Object.fromEntries(
        Array.from({ length: MANY }, (_, i) => [
          `builds/many-${i}.ipa`,
          buildIpa({
            identifier: 'com.example.many',
            version: `1.${i}`,
            build: `${i + 1}`,
            largeFile: i * 1000,
          }),
        ]),
      ),
    });
    await project.build();
    for (const name of await readdir(project.output, { recursive: true })) {
      if (name.endsWith('.html'))
        pages.push({ name, html: await readFile(join(project.output, name), 'utf8') });
    }
  });
  after(() => project.remove());

  const linked = (html: string, pattern: RegExp) =>
    Promise.all(
      [...html.matchAll(pattern)].map(([, path = '']) => readFile(join(project.output, path), 'utf8')),
    );

  it('is such that HTML and CSS arrive in the first round trip', async () => {
    assert(pages.length >= 6);
    for (const { name, html } of pages) {
      const styles = await linked(html, /<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/g);
      assert(styles.length || html.includes('<style'), `${name} has no style`);
      const weight = [html, ...styles].reduce((sum, text) => sum + gzipSync(text).length, 0);
      assert(weight <= FIRST_ROUND_TRIP, `${name}: ${weight} bytes`);
    }
  });

  it('is light in scripts, and no element carries style or script', async () => {
    for (const { name, html } of pages) {
      const files = await linked(html, /<script[^>]*src="([^"]+)"/g);
      const inline = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, code = '']) => code);
      assert(gzipSync([...files, ...inline].join('\n')).length <= SCRIPTS, name);
      assert.doesNotMatch(html, /<[^>]+\s(style|on\w+)=/, name);
    }
  });
});
