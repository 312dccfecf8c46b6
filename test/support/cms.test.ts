import assert from 'node:assert/strict';
import { verify, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { parse } from 'plist';
import { readValues, type Value } from './der.ts';
import { buildIpa } from './ipa.ts';
import { fileOf, openIpa } from './open-ipa.ts';
import { hash, readSignatures } from './open-signature.ts';

const APP = 'Payload/Orbit.app/';

describe('the CMS signature', () => {
  test('covers the first code directory and names the hashes of both', async () => {
    const files = await openIpa(
      buildIpa({
        executable: { architectures: ['armv7', 'arm64'] },
        signing: { signature: { hashes: 'both' } },
      }),
    );
    const signatures = readSignatures(fileOf(files, `${APP}Orbit`));
    assert.equal(signatures.length, 2);
    for (const { blobs, directories } of signatures) {
      const cms = readSignedData(blobs.get(0x10000)?.subarray(8) ?? Buffer.alloc(0));
      const [first, second] = directories;
      assert.ok(first && second);
      assert.equal(cms.content, undefined);
      assert.deepEqual(cms.attributes.get('1.2.840.113549.1.9.4'), hash('sha256', first.bytes));
      assert.ok(verify('sha256', cms.signedBytes, cms.signer.publicKey, cms.signature));
      assert.match(cms.signer.subject, /CN=Apple Distribution: Example Inc\. \(EXAMPLE123\)/);
      const cdhashes = parse(String(cms.attributes.get('1.2.840.113635.100.9.1')));
      assert.deepEqual(
        (cdhashes as { cdhashes: Uint8Array[] }).cdhashes.map((each) => Buffer.from(each)),
        [hash('sha1', first.bytes), hash('sha256', second.bytes).subarray(0, 20)],
      );
    }
  });

  for (const lengths of ['definite', 'indefinite'] as const) {
    test(`of a profile in ${lengths} lengths covers its property list`, async () => {
      const files = await openIpa(
        buildIpa({ signing: { profile: { lengths, name: 'Orbit Ad Hoc', devices: 60 } } }),
      );
      const profile = fileOf(files, `${APP}embedded.mobileprovision`);
      assert.equal(profile[1] === 0x80, lengths === 'indefinite');
      const cms = readSignedData(profile);
      assert.deepEqual(
        cms.attributes.get('1.2.840.113549.1.9.4'),
        hash('sha256', cms.content ?? Buffer.alloc(0)),
      );
      assert.ok(verify('sha256', cms.signedBytes, cms.signer.publicKey, cms.signature));
      assert.equal((parse(String(cms.content)) as { Name: string }).Name, 'Orbit Ad Hoc');
    });
  }
});

/** What stands in a SignedData with one signer. */
function readSignedData(bytes: Uint8Array) {
  const inside = (value: Value | undefined) => readValues(value?.contents ?? new Uint8Array());
  const signedData = inside(inside(readValues(bytes)[0])[1])[0];
  const [, , encapsulated, certificates, signerInfos] = inside(signedData);
  const [, identity, , signedAttributes, , signature] = inside(inside(signerInfos)[0]);
  const signer = inside(certificates)
    .map(({ encoding }) => new X509Certificate(encoding))
    .find(({ serialNumber }) => serialNumber === hex(inside(identity)[1]?.contents).toUpperCase());
  assert.ok(signer && signature && signedAttributes);
  const [octets] = inside(inside(encapsulated)[1]);
  const pieces = octets?.tag === 0x24 ? inside(octets) : [octets];
  return {
    content: octets && Buffer.concat(pieces.map((piece) => piece?.contents ?? new Uint8Array())),
    signer,
    signature: signature.contents,
    signedBytes: Buffer.concat([Uint8Array.of(0x31), signedAttributes.encoding.subarray(1)]),
    attributes: new Map(
      inside(signedAttributes).map((attribute) => {
        const [type, values] = inside(attribute);
        return [dotted(type), Buffer.from(inside(values)[0]?.contents ?? [])];
      }),
    ),
  };
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}

function dotted(type: Value | undefined): string {
  const [first = 0, ...rest] = type?.contents ?? [];
  const arcs = [Math.floor(first / 40), first % 40];
  let arc = 0;
  for (const byte of rest) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  return arcs.join('.');
}
