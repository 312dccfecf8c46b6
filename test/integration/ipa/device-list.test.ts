import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Archive } from '../../../integration/ipa/archive.ts';
import { readDeviceList } from '../../../integration/ipa/device-list.ts';
import { readIpa } from '../../../integration/ipa/ipa.ts';
import { isIncluded } from '../../../src/device-check.ts';
import { buildIpa, type IpaRecipe } from '../../support/ipa.ts';
import { bytesSource } from '../../support/source.ts';

const NEW = '00008030-001544522E60802E';
const OLD = '2b6f0cc904d137be2e1730235f5664094b831186';
const OTHER = '00008110-000A1B2C3D4E5F60';

async function devicesOf(recipe: IpaRecipe) {
  const archive = await Archive.open(bytesSource(buildIpa(recipe)));
  const { ipa } = await readIpa(archive);
  return readDeviceList(archive, ipa);
}

const forDevices = (...devices: string[]): IpaRecipe => ({ signing: { profile: { devices } } });

describe('readDeviceList', () => {
  it('gives hashes by which a browser tells who is in the list, however it is spelt there', async () => {
    const list = await devicesOf(forDevices(NEW.toLowerCase(), OLD.toUpperCase(), 'not a device', NEW));
    const check = await list?.hash();
    assert(check);
    assert.equal(check.hashes.length, 2);
    assert.deepEqual(check.hashes, check.hashes.toSorted());
    assert(check.iterations >= 600_000);
    assert(await isIncluded(check, NEW));
    assert(await isIncluded(check, OLD));
    assert(!(await isIncluded(check, OTHER)));
  });

  it('gives a device the same hash in each profile of a team, and another one for another team', async () => {
    const team = { id: 'ZZZZZ99999', name: 'Another Team' };
    const [one, renewed, foreign] = await Promise.all(
      [
        forDevices(NEW),
        { signing: { profile: { devices: [NEW, OLD], name: 'Renewed', uuid: 'another' } } },
        { signing: { team, profile: { devices: [NEW] } } },
      ].map(async (recipe) => (await devicesOf(recipe))?.hash()),
    );
    assert.equal(renewed?.salt, one?.salt);
    assert(renewed?.hashes.includes(one?.hashes[0] ?? ''));
    assert.notEqual(foreign?.salt, one?.salt);
  });

  it('asks the profiles of extensions and App Clips too, those of a Watch app not', async () => {
    const list = await devicesOf({
      ...forDevices(NEW, OLD),
      nested: [
        { kind: 'app-extension', ...forDevices(OTHER, OLD) },
        { kind: 'watch-app', ...forDevices(OTHER) },
      ],
    });
    const check = await list?.hash();
    assert.equal(check?.hashes.length, 1);
    assert(check && (await isIncluded(check, OLD)));
  });

  it('names lists by the profiles they are from', async () => {
    const idOf = async (recipe: IpaRecipe) => (await devicesOf(recipe))?.id;
    assert.equal(await idOf(forDevices(NEW)), await idOf({ ...forDevices(NEW), version: '2.0' }));
    assert.notEqual(await idOf(forDevices(NEW)), await idOf(forDevices(OLD)));
  });

  it('shows no identifier when it is printed or stored', async () => {
    const list = await devicesOf(forDevices(NEW));
    const shown = inspect(list, { showHidden: true, depth: null }) + JSON.stringify(list);
    assert.doesNotMatch(shown, /001544522E60802E/i);
  });

  const none: Record<string, IpaRecipe> = {
    'an enterprise build': { signing: { kind: 'enterprise' } },
    'a build for the App Store': { signing: { kind: 'app-store' } },
    'a build without a profile': { signing: { kind: 'none' } },
    'a list longer than any of Apple’s': { signing: { profile: { devices: 1001 } } },
    'an extension with such a list': {
      ...forDevices(NEW),
      nested: [{ kind: 'app-extension', signing: { profile: { devices: 1001 } } }],
    },
  };
  for (const [what, recipe] of Object.entries(none)) {
    it(`is null for ${what}`, async () => assert.equal(await devicesOf(recipe), null));
  }
});
