import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareBuilds, entitlementsOf, extensionsOf } from '../../../integration/catalog/compare.ts';
import { Archive } from '../../../integration/ipa/archive.ts';
import { readIpa } from '../../../integration/ipa/ipa.ts';
import { buildIpa, type IpaRecipe } from '../../support/ipa.ts';
import { bytesSource } from '../../support/source.ts';

const build = async (recipe: IpaRecipe, size = 1000) => {
  const { ipa } = await readIpa(await Archive.open(bytesSource(buildIpa(recipe))));
  return { ipa, size };
};
const NONE = { added: [], removed: [], changed: [] };

describe('compareBuilds', () => {
  it('finds nothing between a build and its like', async () => {
    assert.deepEqual(compareBuilds(await build({}), await build({ version: '2.0' })), {
      size: null,
      minimumOSVersion: null,
      entitlements: NONE,
      permissions: NONE,
      extensions: NONE,
    });
  });

  it('tells size and minimum system, before and after', async () => {
    const { size, minimumOSVersion } = compareBuilds(
      await build({ minimumOS: '15.0' }, 2000),
      await build({ minimumOS: '17.2' }, 500),
    );
    assert.deepEqual(size, { before: 2000, after: 500 });
    assert.deepEqual(minimumOSVersion, { before: '15.0', after: '17.2' });
  });

  it('names permissions that came, went, or give another reason', async () => {
    const { permissions } = compareBuilds(
      await build({ info: { NSCameraUsageDescription: 'To scan', NSContactsUsageDescription: 'To invite' } }),
      await build({ info: { NSCameraUsageDescription: 'To see', NSMicrophoneUsageDescription: 'To hear' } }),
    );
    assert.deepEqual(permissions, {
      added: ['NSMicrophoneUsageDescription'],
      removed: ['NSContactsUsageDescription'],
      changed: ['NSCameraUsageDescription'],
    });
  });

  it('names entitlements by what the app was signed with', async () => {
    const before = await build({ signing: { kind: 'development' } });
    const { entitlements } = compareBuilds(before, await build({}));
    assert.equal(entitlementsOf(before.ipa)['get-task-allow'], true);
    assert([...entitlements.removed, ...entitlements.changed].includes('get-task-allow'));
  });

  it('names extensions by their identifiers, and no frameworks', async () => {
    const after = await build({
      nested: [
        { kind: 'app-extension', name: 'Widget', identifier: 'com.example.orbit.widget' },
        { kind: 'framework', name: 'Kit', identifier: 'com.example.kit' },
      ],
    });
    const { extensions } = compareBuilds(await build({}), after);
    assert.deepEqual(extensions, { ...NONE, added: ['com.example.orbit.widget'] });
    assert.deepEqual(extensionsOf(after.ipa), { 'com.example.orbit.widget': 'app-extension' });
  });
});
