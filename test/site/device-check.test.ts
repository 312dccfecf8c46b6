import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Archive } from '../../integration/ipa/archive.ts';
import { isIncluded } from '../../src/device-check.ts';
import { fixture, fixturesMissing } from '../support/fixtures.ts';
import { buildIpa, type IpaRecipe } from '../support/ipa.ts';
import { createProject, type Project } from '../support/site.ts';
import { bytesSource } from '../support/source.ts';

const DEVICES = ['00008030-001544522E60802E', '2b6f0cc904d137be2e1730235f5664094b831186'];

describe('devices.json', () => {
  let project: Project;
  const kinds: Record<string, IpaRecipe> = {
    adhoc: { signing: { profile: { devices: DEVICES } } },
    development: { signing: { kind: 'development', profile: { devices: DEVICES } } },
    enterprise: { signing: { kind: 'enterprise' } },
    expired: { signing: { profile: { devices: DEVICES, expires: new Date('2024-05-01') } } },
    blocked: { platform: 'ios-simulator', signing: { profile: { devices: DEVICES } } },
  };
  const published = async () => {
    const files = await readdir(project.output, { recursive: true });
    return files.filter((path) => path.endsWith('/devices.json')).sort();
  };

  before(async () => {
    project = await createProject(
      Object.fromEntries(
        Object.entries(kinds).map(([kind, recipe]) => [
          `builds/${kind}.ipa`,
          buildIpa({ identifier: `com.example.${kind}`, ...recipe }),
        ]),
      ),
    );
    await project.build({}, { uninstallable: 'list' });
  });
  after(() => project.remove());

  it('is published for ad hoc and development builds that can be installed, beside their pages', async () => {
    const [adhoc, development, ...others] = await published();
    assert.match(adhoc ?? '', /^com\.example\.adhoc\/1\.0-1-[0-9a-f]{8}\/devices\.json$/);
    assert.match(development ?? '', /^com\.example\.development\/1\.0-1-[0-9a-f]{8}\/devices\.json$/);
    assert.deepEqual(others, []);
  });

  it('tells a browser who is in it', async () => {
    const [path = ''] = await published();
    const check = JSON.parse(await readFile(join(project.output, path), 'utf8'));
    assert.deepEqual(Object.keys(check), ['schema', 'algorithm', 'iterations', 'salt', 'bytes', 'hashes']);
    assert.equal(check.schema, 1);
    for (const device of DEVICES) assert(await isIncluded(check, device));
    assert(!(await isIncluded(check, '00008110-000A1B2C3D4E5F60')));
  });

  it('is not published, and no device is hashed, where the site does not want it', async () => {
    await project.build({}, { uninstallable: 'list', deviceCheck: false });
    assert.deepEqual(await published(), []);
    const kept = JSON.parse(await readFile(join(project.root, CACHE, 'devices.json'), 'utf8'));
    assert.deepEqual(kept.known, {});
  });
});

const CACHE = 'node_modules/.astro/astro-ota';

describe('a real build for a hundred devices', { skip: fixturesMissing }, () => {
  it('leaves no identifier in the site but in the .ipa, nor in the cache', async () => {
    process.env['SOURCE_DATE_EPOCH'] = String(Date.parse('2016-12-01') / 1000);
    const ipa = readFileSync(fixture('ipas/development-100-devices.ipa'));
    const project = await createProject({ 'builds/App.ipa': ipa });
    await project.build().finally(() => delete process.env['SOURCE_DATE_EPOCH']);
    const identifiers = await identifiersIn(ipa);
    assert.equal(identifiers.length, 100);
    let files = 0;
    for (const folder of [project.output, join(project.root, 'node_modules')]) {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || entry.name.endsWith('.ipa')) continue;
        const content = await readFile(join(entry.parentPath, entry.name));
        const text = content.toString('latin1');
        files++;
        for (const identifier of identifiers) {
          assert(!text.toLowerCase().includes(identifier), entry.name);
          assert(!text.includes(btoa(identifier)), entry.name);
        }
      }
    }
    assert(files > 8);
    const [path = ''] = (await readdir(project.output, { recursive: true })).filter((each) =>
      each.endsWith('devices.json'),
    );
    const check = JSON.parse(await readFile(join(project.output, path), 'utf8'));
    assert.equal(check.hashes.length, 100);
    assert(await isIncluded(check, identifiers[99] ?? ''));
    await project.remove();
  });
});

async function identifiersIn(ipa: Uint8Array): Promise<string[]> {
  const archive = await Archive.open(bytesSource(ipa));
  const entry = (await archive.entries()).find(({ path }) => path.endsWith('embedded.mobileprovision'));
  assert(entry);
  const profile = Buffer.from(await archive.read(entry, 1e6)).toString('latin1');
  return profile.match(/\b[0-9a-f]{40}\b/g) ?? [];
}
