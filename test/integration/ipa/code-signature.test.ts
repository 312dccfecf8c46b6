import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Archive } from '../../../integration/ipa/archive.ts';
import { type CodeSignature, readCodeSignature } from '../../../integration/ipa/code-signature.ts';
import { readArchivedSlices } from '../../../integration/ipa/executables.ts';
import { describeSlices } from '../../../integration/ipa/mach-o.ts';
import { parsePlistDict } from '../../../integration/ipa/plist.ts';
import { openFile } from '../../../integration/ipa/source.ts';
import { createAuthority } from '../../support/certificates.ts';
import { type SignatureRecipe, signedExecutable } from '../../support/code-signature.ts';
import { fixture, fixturesMissing } from '../../support/fixtures.ts';
import { readSignatures } from '../../support/open-signature.ts';

const SIGNER = createAuthority({ commonName: 'Example Root' }).issue({
  commonName: 'Apple Distribution: Example Inc. (EXAMPLE123)',
  usage: 'code-signing',
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2027-01-01T12:30:45Z'),
});
const ENTITLEMENTS = { 'application-identifier': 'EXAMPLE123.com.example.orbit', 'get-task-allow': false };

/** The bytes of an embedded signature. */
function signature(
  recipe: SignatureRecipe = {},
  entitlements: typeof ENTITLEMENTS | null = ENTITLEMENTS,
): Buffer {
  const { bytes } = signedExecutable({}, recipe, {
    identifier: 'com.example.orbit',
    teamId: 'EXAMPLE123',
    signer: SIGNER,
    signerName: 'Example',
    signingTime: new Date('2026-01-15T10:00:00Z'),
    entitlements,
  });
  const file = Buffer.from(bytes);
  return file.subarray(readSignatures(file)[0]?.code.length);
}

describe('readCodeSignature', () => {
  it('tells everything of an ordinary signature', () => {
    assert.deepEqual(readCodeSignature(signature()), {
      entitlements: ENTITLEMENTS,
      derEntitlements: true,
      signedAt: '2026-01-15T10:00:00Z',
      codeDirectories: [
        { version: 0x20400, hashType: 'sha256', identifier: 'com.example.orbit', teamId: 'EXAMPLE123' },
      ],
      signer: {
        name: 'Apple Distribution: Example Inc. (EXAMPLE123)',
        sha256: new X509Certificate(SIGNER.certificate).fingerprint256.replaceAll(':', '').toLowerCase(),
        notBefore: '2026-01-01T00:00:00Z',
        notAfter: '2027-01-01T12:30:45Z',
      },
    } satisfies CodeSignature);
  });

  it('tells the signer and the time of an ad hoc signature as absent', () => {
    const { signer, signedAt, codeDirectories } = readCodeSignature(signature({ form: 'ad-hoc' }));
    assert.deepEqual([signer, signedAt, codeDirectories[0]?.teamId], [null, null, null]);
  });

  it('tells whether there are entitlements, and in which form', () => {
    const withoutDer = readCodeSignature(signature({ derEntitlements: false }));
    assert.deepEqual([withoutDer.derEntitlements, withoutDer.entitlements], [false, ENTITLEMENTS]);
    const without = readCodeSignature(signature({}, null));
    assert.deepEqual([without.derEntitlements, without.entitlements], [false, null]);
  });

  const directories: [recipe: SignatureRecipe, expected: string[]][] = [
    [{ hashes: 'sha1', version: 0x20100 }, ['20100 sha1 null']],
    [{ hashes: 'both', version: 0x20200 }, ['20200 sha1 EXAMPLE123', '20200 sha256 EXAMPLE123']],
    [{ version: 0x20300 }, ['20300 sha256 EXAMPLE123']],
    [{ version: 0x20500 }, ['20500 sha256 EXAMPLE123']],
  ];
  for (const [recipe, expected] of directories) {
    it(`tells the code directories of ${JSON.stringify(recipe)}`, () => {
      const facts = readCodeSignature(signature(recipe)).codeDirectories.map(
        ({ version, hashType, teamId }) => `${version.toString(16)} ${hashType} ${teamId}`,
      );
      assert.deepEqual(facts, expected);
    });
  }

  it('takes the first of two parts in the same slot, as iOS does', () => {
    const bytes = signature({ hashes: 'both' });
    const alternate = indexOf(bytes, 0x1000);
    bytes.writeUInt32BE(0, alternate);
    assert.deepEqual(
      readCodeSignature(bytes).codeDirectories.map(({ hashType }) => hashType),
      ['sha1'],
    );
  });

  const damage: [what: string, at: (bytes: Buffer) => number, value: number][] = [
    ['that does not begin as one', () => 0, 0],
    ['that is longer than its place', () => 4, 0xffffff],
    ['of more parts than any real one', () => 8, 1000],
    ['with a part beyond its end', (bytes) => indexOf(bytes, 5) + 4, 0xfffff],
    ['with a part that is shorter than its header', (bytes) => partAt(bytes, 5) + 4, 7],
    ['with parts that overlap', (bytes) => partAt(bytes, 0) + 4, 700],
    ['with a code directory that is none', (bytes) => partAt(bytes, 0), 0xfade0c01],
    ['with hashes outside of the code directory', (bytes) => partAt(bytes, 0) + 16, 0xffff],
    ['with more hashes than fit', (bytes) => partAt(bytes, 0) + 28, 0xffff],
    ['with more special slots than any real one', (bytes) => partAt(bytes, 0) + 24, 100],
    ['with an identifier outside of the code directory', (bytes) => partAt(bytes, 0) + 20, 0xffff],
    ['with hashes of an unknown kind', (bytes) => partAt(bytes, 0) + 36, 0x20090012],
    ['with a CMS signature that is none', (bytes) => partAt(bytes, 0x10000) + 8, 0],
  ];
  for (const [what, at, value] of damage) {
    it(`refuses a signature ${what}`, () => {
      const bytes = signature();
      bytes.writeUInt32BE(value, at(bytes));
      assert.throws(() => readCodeSignature(bytes), RangeError);
    });
  }

  it('refuses a signature that is cut off anywhere', () => {
    const bytes = signature();
    for (let end = 0; end < bytes.readUInt32BE(4); end += 13) {
      assert.throws(() => readCodeSignature(bytes.subarray(0, end)), RangeError, `after ${end} bytes`);
    }
  });
});

describe('signatures of real builds', { skip: fixturesMissing }, () => {
  interface Truth {
    file: string;
    bundles?: { root: string; cds: { version: string; hash: string; der: boolean; team: boolean }[] }[];
  }
  const truths: Truth[] = fixturesMissing ? [] : JSON.parse(readFileSync(fixture('seals.json'), 'utf8'));
  for (const { file, bundles = [] } of truths) {
    for (const { root, cds } of bundles) {
      it(`${root} in ${file}`, async () => {
        const expected = cds.map(({ version, hash, der, team }) => ({ version, hash, der, team }));
        const facts = (await signaturesIn(fixture(file), root)).flatMap(
          ({ codeDirectories, derEntitlements }) =>
            codeDirectories.map(({ version, hashType, teamId }) => ({
              version: `0x${version.toString(16)}`,
              hash: hashType,
              der: derEntitlements,
              team: teamId !== null,
            })),
        );
        assert.deepEqual(facts, expected);
      });
    }
  }
});

async function signaturesIn(path: string, root: string): Promise<CodeSignature[]> {
  const source = await openFile(path);
  try {
    const archive = await Archive.open(source);
    const files = new Map((await archive.entries()).map((entry) => [entry.path, entry]));
    const info = files.get(`${root}Info.plist`);
    assert(info);
    const executable = files.get(root + parsePlistDict(await archive.read(info, 1e6))['CFBundleExecutable']);
    assert(executable);
    const slices = await describeSlices(readArchivedSlices(archive, executable));
    return slices.flatMap(({ signature }) => signature ?? []);
  } finally {
    await source.close();
  }
}

/** Where the index names a slot, and where its part begins. */
function indexOf(bytes: Buffer, slot: number): number {
  for (let at = 12; ; at += 8) if (bytes.readUInt32BE(at) === slot) return at;
}

function partAt(bytes: Buffer, slot: number): number {
  return bytes.readUInt32BE(indexOf(bytes, slot) + 4);
}
