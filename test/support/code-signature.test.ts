import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'plist';
import { readValues, type Value } from './der.ts';
import { buildIpa, type IpaRecipe } from './ipa.ts';
import { fileOf, openIpa } from './open-ipa.ts';
import { hash, readSignatures } from './open-signature.ts';

const APP = 'Payload/Orbit.app/';

/** Names what a bundle's signature and seal do not hold of its files. */
function faults(files: Map<string, Buffer>, root: string, executable: string): string[] {
  const found: string[] = [];
  const resources = files.get(`${root}_CodeSignature/CodeResources`);
  for (const { code, blobs, directories } of readSignatures(fileOf(files, root + executable))) {
    for (const directory of directories) {
      const { hashName, pageSize, codeLimit, pageHashes, special } = directory;
      if (codeLimit !== code.length) found.push('code limit');
      pageHashes.forEach((expected, page) => {
        const bytes = code.subarray(page * pageSize, Math.min(codeLimit, (page + 1) * pageSize));
        if (!hash(hashName, bytes).equals(expected)) found.push(`page ${page}`);
      });
      const bound = [
        undefined,
        files.get(`${root}Info.plist`),
        blobs.get(2),
        resources,
        undefined,
        blobs.get(5),
      ];
      for (const [slot, expected] of special) {
        const content = slot === 7 ? blobs.get(7) : bound[slot];
        const actual = content ? hash(hashName, content) : Buffer.alloc(expected.length);
        if (!actual.equals(expected)) found.push(`slot ${slot}`);
      }
    }
  }
  if (resources) found.push(...sealFaults(files, root, executable, String(resources)));
  return found;
}

function sealFaults(
  files: Map<string, Buffer>,
  root: string,
  executable: string,
  resources: string,
): string[] {
  const seal = parse(resources) as unknown as Record<string, Record<string, SealEntry>>;
  const listed = seal['files2'] ?? seal['files'] ?? {};
  const rules = seal['rules2'] ?? seal['rules'] ?? {};
  const nested = Object.keys(listed).filter((path) => 'cdhash' in (listed[path] ?? {}));
  const found: string[] = [];
  for (const [path, entry] of Object.entries(listed)) {
    if (nested.includes(path)) continue;
    const content = files.get(root + path);
    if (!content) found.push(`missing ${path}`);
    else if (!holds(entry, content)) found.push(`changed ${path}`);
  }
  for (const name of files.keys()) {
    if (!name.startsWith(root)) continue;
    const path = name.slice(root.length);
    if (path === executable || path.startsWith('_CodeSignature/') || path in listed) continue;
    if (nested.some((bundle) => path.startsWith(`${bundle}/`))) continue;
    if (!isOmitted(path, rules)) found.push(`unsealed ${path}`);
  }
  return found;
}

type SealEntry = Uint8Array | { hash?: Uint8Array; hash2?: Uint8Array; weight?: number; omit?: boolean };

function holds(entry: SealEntry, content: Buffer): boolean {
  if (entry instanceof Uint8Array) return hash('sha1', content).equals(entry);
  const hashes = [
    entry.hash && hash('sha1', content).equals(entry.hash),
    entry.hash2 && hash('sha256', content).equals(entry.hash2),
  ];
  return hashes.includes(true) && !hashes.includes(false);
}

function isOmitted(path: string, rules: Record<string, SealEntry>): boolean {
  const heaviest = Object.entries(rules)
    .filter(([pattern]) => new RegExp(pattern).test(path))
    .map(([, rule]) => ({ weight: 1, omit: false, ...(rule as object) }))
    .toSorted((a, b) => b.weight - a.weight || Number(b.omit) - Number(a.omit))[0];
  return heaviest?.omit ?? false;
}

const RECIPES: Record<string, IpaRecipe> = {
  'the default build': {},
  'a development build': { signing: { kind: 'development' } },
  'an old build with both hashes in fat slices': {
    executable: { architectures: ['armv7', 'arm64'], versionCommand: 'version-min' },
    signing: { signature: { hashes: 'both', version: 0x20200, derEntitlements: false } },
  },
  'a build from before 2013': {
    executable: { architectures: ['armv7s'], size: 90_000 },
    signing: {
      signature: { hashes: 'sha1', version: 0x20100, derEntitlements: false },
      seal: { versions: 1 },
    },
  },
  'a build with pages of 16 kB': { signing: { signature: { pageSize: 16_384, version: 0x20500 } } },
  'an ad hoc signed simulator build': {
    platform: 'ios-simulator',
    signing: { kind: 'none', signature: { form: 'ad-hoc' } },
  },
  'a localized build': {
    localizations: { de: { CFBundleDisplayName: 'Umlaufbahn' } },
    files: { '.DS_Store': 'x' },
  },
  'a build without an Info.plist': { info: null },
};

describe('a code signature', () => {
  for (const [name, recipe] of Object.entries(RECIPES)) {
    test(`holds for ${name}`, async () => {
      assert.deepEqual(faults(await openIpa(buildIpa(recipe)), APP, 'Orbit'), []);
    });
  }

  for (const nestedCode of ['files', 'entry'] as const) {
    test(`holds for every nested bundle, sealed as ${nestedCode}`, async () => {
      const files = await openIpa(
        buildIpa({
          signing: { seal: { nestedCode } },
          nested: [
            { kind: 'app-extension' },
            { kind: 'framework' },
            { kind: 'library' },
            { kind: 'app-clip' },
            { kind: 'watch-app', nested: [{ kind: 'app-extension', name: 'Complication' }] },
          ],
        }),
      );
      assert.deepEqual(faults(files, APP, 'Orbit'), []);
      assert.deepEqual(faults(files, `${APP}PlugIns/NotificationService.appex/`, 'NotificationService'), []);
      assert.deepEqual(faults(files, `${APP}Frameworks/ExampleKit.framework/`, 'ExampleKit'), []);
      assert.deepEqual(faults(files, `${APP}Watch/Watch.app/`, 'Watch'), []);
      assert.deepEqual(
        faults(files, `${APP}Watch/Watch.app/PlugIns/Complication.appex/`, 'Complication'),
        [],
      );
    });
  }

  test('is broken by exactly what is tampered with', async () => {
    const ipa = buildIpa({
      files: { 'Terms.txt': 'old', 'Help.txt': 'help' },
      tamper: {
        'Terms.txt': 'new',
        'Help.txt': null,
        'Added.txt': 'added',
        'Info.plist': (bytes) => bytes.slice().fill(0, 0, 1),
        Orbit: (bytes) => bytes.slice().fill(0, 5000, 5004),
      },
    });
    assert.deepEqual(faults(await openIpa(ipa), APP, 'Orbit').toSorted(), [
      'changed Terms.txt',
      'missing Help.txt',
      'page 1',
      'slot 1',
      'unsealed Added.txt',
    ]);
  });

  test('names the bundle, the team and the version asked for', async () => {
    const files = await openIpa(
      buildIpa({ signing: { team: { id: 'EXAMPLE7HQ', name: 'Example' }, signature: { version: 0x20500 } } }),
    );
    const [signature] = readSignatures(fileOf(files, `${APP}Orbit`));
    const { identifier, teamId, version } = signature?.directories[0] ?? {};
    assert.deepEqual(
      { identifier, teamId, version },
      { identifier: 'com.example.orbit', teamId: 'EXAMPLE7HQ', version: 0x20500 },
    );
  });

  test('carries the same entitlements in XML and in DER', async () => {
    const files = await openIpa(
      buildIpa({ signing: { entitlements: { 'aps-environment': 'production', list: ['a'] } } }),
    );
    const [signature] = readSignatures(fileOf(files, `${APP}Orbit`));
    const xml = parse(String(signature?.blobs.get(5)?.subarray(8)));
    const [application] = readValues(signature?.blobs.get(7)?.subarray(8) ?? Buffer.alloc(0));
    assert.equal(application?.tag, 0x70);
    const [version, entitlements] = readValues(application?.contents ?? Buffer.alloc(0));
    assert.deepEqual([...(version?.encoding ?? [])], [2, 1, 1]);
    assert.deepEqual(derContents(entitlements), { ...(xml as object) });
  });

  test('has no CMS signature when ad hoc, and none of anything when unsigned', async () => {
    const adHoc = await openIpa(buildIpa(RECIPES['an ad hoc signed simulator build']));
    assert.equal(readSignatures(fileOf(adHoc, `${APP}Orbit`))[0]?.blobs.get(0x10000)?.length, 8);
    const unsigned = await openIpa(buildIpa({ signing: { kind: 'none' } }));
    assert.equal(unsigned.has(`${APP}_CodeSignature/CodeResources`), false);
    assert.equal(fileOf(unsigned, `${APP}Orbit`).includes(Buffer.from('fade0cc0', 'hex')), false);
  });
});

function derContents(value: Value | undefined): unknown {
  const contents = value?.contents ?? new Uint8Array();
  if (value?.tag === 0x0c) return String(Buffer.from(contents));
  if (value?.tag === 0x01) return contents[0] === 1;
  const items = readValues(contents);
  if (value?.tag === 0x30) return items.map(derContents);
  assert.equal(value?.tag, 0xb0);
  return Object.fromEntries(
    items.map((pair) => readValues(pair.contents).map(derContents) as [string, unknown]),
  );
}
