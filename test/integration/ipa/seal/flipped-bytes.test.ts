import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readValues, type Value } from '../../../support/der.ts';
import { chunksOf, type FileContent, pseudoRandomBytes } from '../../../support/file-content.ts';
import { type IpaRecipe, ipaEntries } from '../../../support/ipa.ts';
import { readSignatures } from '../../../support/open-signature.ts';
import type { ZipEntry } from '../../../support/zip.ts';
import { APP, faultsOfEntries } from './verify-ipa.ts';

const SAMPLES = { ofFile: 16, ofHeader: 16, ofSignature: 80 };
const HEADER_BYTES = 64;

const BASE: IpaRecipe = {
  files: {
    'Terms.txt': 'Terms of use',
    'Link.txt': { target: 'Terms.txt' },
    'ü/a & b.bin': new Uint8Array(300),
  },
  localizations: { de: { CFBundleDisplayName: 'Umlaufbahn' } },
  nested: [{ kind: 'framework' }, { kind: 'app-extension' }, { kind: 'library' }],
  archive: { defaults: { method: 'stored' }, directories: false },
};

const BUILDS: Record<string, IpaRecipe> = {
  'a build that seals nested code file by file': BASE,
  'a build that seals nested code as such, with two hashes': {
    ...BASE,
    signing: { seal: { nestedCode: 'entry' }, signature: { hashes: 'both' } },
  },
  'a build of two architectures': { ...BASE, executable: { architectures: ['armv7', 'arm64'] } },
};

/** Bytes of a file that nothing vouches for. */
interface Zone {
  /** What they are, and why they may change. */
  reason: string;
  start: number;
  end: number;
  /** A change among them that leaves the build as good as it was. */
  harmless: { at: number; to: number };
}

for (const [name, recipe] of Object.entries(BUILDS)) {
  describe(name, () => {
    const entries = ipaEntries(recipe).map((entry) => ({ ...entry, name: String(entry.name) }));
    const sealedByOuter = recipe.signing?.seal?.nestedCode !== 'entry';
    const files = entries.map((entry) => ({ entry, bytes: Buffer.concat([...chunksOf(entry.content)]) }));

    it('is as it was signed', async () => assert.deepEqual(await faultsOfEntries(entries), []));

    for (const { entry, bytes } of files) {
      const path = entry.name.slice(APP.length);
      const zones = zonesOf(path, bytes, sealedByOuter);

      it(`shows any changed byte of ${path}`, async () => {
        for (const at of samples(path, bytes)) {
          if (zones.some(({ start, end }) => start <= at && at < end)) continue;
          const mask = (pseudoRandomBytes(`mask ${path} ${at}`, 1)[0] ?? 0) || 0xff;
          const faults = await faultsWith(entries, entry, bytes, at, (bytes[at] ?? 0) ^ mask);
          const names = faults.some(
            (fault) => fault.path === entry.name || fault.bundle === bundleOf(entry.name),
          );
          assert(names, `byte ${at} of ${bytes.length} with ${mask.toString(16)}: ${JSON.stringify(faults)}`);
        }
      });

      for (const { reason, harmless } of zones) {
        it(`leaves out of ${path}: ${reason}`, async () => {
          assert.notEqual(bytes[harmless.at], harmless.to);
          assert.deepEqual(await faultsWith(entries, entry, bytes, harmless.at, harmless.to), []);
        });
      }
    }
  });
}

function faultsWith(entries: ZipEntry[], entry: ZipEntry, bytes: Buffer, at: number, to: number) {
  const changed = Uint8Array.from(bytes);
  changed[at] = to;
  const content: FileContent =
    'target' in entry.content ? { target: Buffer.from(changed).toString('latin1') } : changed;
  return faultsOfEntries(entries.map((each) => (each === entry ? { ...each, content } : each)));
}

/** Root of the innermost bundle that a file is in. */
function bundleOf(path: string): string | undefined {
  return /^.*\.(app|appex|framework)\//.exec(path)?.[0];
}

/** Positions to try: spread at random over the whole file, and of code more closely over header and signatures. */
function samples(path: string, bytes: Buffer): number[] {
  const positions = spread(path, SAMPLES.ofFile, 0, bytes.length);
  if (!isCode(bytes)) return positions;
  const signatures = signaturesIn(bytes).flatMap(({ start, end }) =>
    spread(`${path} ${start}`, SAMPLES.ofSignature, start, end),
  );
  return [...positions, ...spread(`${path} header`, SAMPLES.ofHeader, 0, HEADER_BYTES), ...signatures];
}

function spread(seed: string, count: number, start: number, end: number): number[] {
  const random = Buffer.from(pseudoRandomBytes(`positions ${seed}`, 4 * count));
  return Array.from(
    { length: count },
    (_, index) => start + (random.readUInt32LE(4 * index) % (end - start)),
  );
}

function isCode(bytes: Buffer): boolean {
  return bytes.length > 1000 && [0xcafebabe, 0xcffaedfe].includes(bytes.readUInt32BE(0));
}

/** Everything that may change without a fault; whatever is not listed here must not. */
function zonesOf(path: string, bytes: Buffer, sealedByOuter: boolean): Zone[] {
  if (path === 'PkgInfo') {
    const harmless = { at: 0, to: 0 };
    return [{ reason: 'all of it, which the rules of the seal omit', start: 0, end: bytes.length, harmless }];
  }
  // A file that is sealed as a file is so to its last byte, whatever it is.
  if (!isCode(bytes) || (sealedByOuter && path !== 'Orbit')) return [];
  return [...fatHeaderZones(bytes), ...signaturesIn(bytes).flatMap((place) => signatureZones(bytes, place))];
}

interface Place {
  start: number;
  end: number;
}

/** Where signatures lie in a file, padding included. */
function signaturesIn(bytes: Buffer): Place[] {
  const fat = bytes.readUInt32BE(0) === 0xcafebabe;
  return readSignatures(bytes).map(({ code }, index) => ({
    start: offsetIn(bytes, code) + code.length,
    end: fat ? bytes.readUInt32BE(16 + 20 * index) + bytes.readUInt32BE(20 + 20 * index) : bytes.length,
  }));
}

/** A fat header is hashed by nothing, but must announce what is there. */
function fatHeaderZones(bytes: Buffer): Zone[] {
  if (bytes.readUInt32BE(0) !== 0xcafebabe) return [];
  const count = bytes.readUInt32BE(4);
  return Array.from({ length: count }, (_, index) => {
    const entry = 8 + 20 * index;
    const size = bytes.readUInt32BE(entry + 12);
    const zone = (reason: string, start: number, length: number, at: number, to: number): Zone => ({
      reason,
      start: entry + start,
      end: entry + start + length,
      harmless: { at: entry + at, to },
    });
    return [
      zone(`the capability bits of architecture ${index}, which is the same without them`, 4, 1, 4, 0x80),
      zone(`the alignment of slice ${index}, which says nothing of its contents`, 16, 4, 19, 12),
      // The last slice must end with its signature and with the file.
      ...(index < count - 1
        ? [zone(`the size of slice ${index}, as far as only zeros follow`, 12, 4, 15, (size + 1) & 0xff)]
        : []),
    ];
  }).flat();
}

function signatureZones(bytes: Buffer, { start, end }: Place): Zone[] {
  const signature = readSignatures(bytes).find(({ code }) => offsetIn(bytes, code) + code.length === start);
  const length = bytes.readUInt32BE(start + 4);
  const within = (reason: string, { encoding }: Value, at: number, to: number): Zone => {
    const offset = offsetIn(bytes, encoding);
    return { reason, start: offset, end: offset + encoding.length, harmless: { at: offset + at, to } };
  };
  const cms = cmsParts(signature?.blobs.get(0x10000)?.subarray(8) ?? Buffer.of());
  return [
    {
      reason: 'the length that the signature gives itself, as far as padding follows',
      start: start + 4,
      end: start + 8,
      harmless: { at: start + 7, to: (length + 1) & 0xff },
    },
    {
      reason: 'the padding behind the signature',
      start: start + length,
      end,
      harmless: { at: end - 1, to: 1 },
    },
    within('the version of CMS', cms.version, 2, 3),
    within('the list of digests to expect, since the signer names its own', cms.digestAlgorithms, 14, 2),
    within(
      'the topmost certificate, since nothing that comes along vouches for it',
      cms.topmost,
      Buffer.from(cms.topmost.encoding).indexOf('Example Root'),
      0x41,
    ),
    within('the version of the signer', cms.signerVersion, 2, 3),
    within('the parameters of the digest, which has none', cms.digestParameters, 0, 4),
    within('the parameters of the signature, which has none', cms.signatureParameters, 0, 4),
  ];
}

/** The parts of a CMS signature that it does not sign. */
function cmsParts(cms: Buffer) {
  const inside = (value: Value | undefined, ...path: number[]): Value => {
    const found = path.reduce<Value | undefined>(
      (at, index) => at && readValues(at.contents).at(index),
      value,
    );
    assert(found);
    return found;
  };
  const [contentInfo] = readValues(cms);
  const signedData = inside(contentInfo, 1, 0);
  const signer = inside(signedData, 4, 0);
  return {
    version: inside(signedData, 0),
    digestAlgorithms: inside(signedData, 1),
    topmost: inside(signedData, 3, -1),
    signerVersion: inside(signer, 0),
    digestParameters: inside(signer, 2, 1),
    signatureParameters: inside(signer, 4, 1),
  };
}

function offsetIn(bytes: Buffer, part: Uint8Array): number {
  return part.byteOffset - bytes.byteOffset;
}
