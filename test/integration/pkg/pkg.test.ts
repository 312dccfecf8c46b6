import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Pkg, readPkg } from '../../../integration/pkg/pkg.ts';
import { XarArchive } from '../../../integration/pkg/xar.ts';
import { buildPkg, type PkgRecipe } from '../../support/pkg.ts';
import { bytesSource } from '../../support/source.ts';

const read = async (recipe: PkgRecipe = {}): Promise<Pkg> =>
  readPkg(await XarArchive.open(bytesSource(buildPkg(recipe))));

const distribution = (body: string) => ({
  Distribution: `<?xml version="1.0"?><installer-gui-script minSpecVersion="1">${body}</installer-gui-script>`,
});

describe('readPkg', () => {
  it('reads a product archive: what it is, where it runs, what it installs', async () => {
    const pkg = await read({
      identifier: 'com.example.ledger',
      version: '3.1',
      title: 'Ledger',
      minimumOSVersion: '13.0',
      installKBytes: 12,
      app: { bundleId: 'com.example.ledger.app', name: 'Ledger', build: '310' },
    });
    const { signature, ...facts } = pkg;
    assert.deepEqual(facts, {
      kind: 'product',
      identifier: 'com.example.ledger',
      version: '3.1',
      title: 'Ledger',
      minimumOSVersion: '13.0',
      architectures: ['x86_64', 'arm64'],
      installSize: 12 * 1024,
      components: [
        {
          identifier: 'com.example.orbit.component',
          version: '3.1',
          installSize: 12 * 1024,
          bundles: [{ bundleId: 'com.example.ledger.app', path: 'Ledger.app', version: '3.1', build: '310' }],
        },
      ],
      madeAt: '2026-02-01T09:30:00Z',
    });
    assert.equal(signature?.fault, null);
  });

  it('reads a component package, and calls it after its only app', async () => {
    const pkg = await read({ kind: 'component', identifier: 'com.example.tool', version: '2' });
    assert.equal(pkg.kind, 'component');
    assert.deepEqual([pkg.identifier, pkg.version, pkg.title], ['com.example.tool', '2', 'Orbit']);
    assert.equal(pkg.minimumOSVersion, null);
    assert.deepEqual(
      pkg.components.map(({ identifier }) => identifier),
      ['com.example.tool'],
    );
  });

  const products: [why: string, body: string, expected: Partial<Pkg>][] = [
    [
      'takes identifier and version of the first component where no product is named',
      '<title>A</title><pkg-ref id="com.example.a" version="1.5">#Orbit.pkg</pkg-ref><pkg-ref id="com.example.b" version="9">#B.pkg</pkg-ref>',
      { identifier: 'com.example.a', version: '1.5' },
    ],
    [
      'takes the version that the component itself says where the distribution has none',
      '<product id="com.example.a"/><pkg-ref id="com.example.component">#Orbit.pkg</pkg-ref>',
      { identifier: 'com.example.a', version: '1.0' },
    ],
    [
      'takes the lowest of several systems that are allowed',
      '<product id="com.example.a" version="1"/><volume-check><allowed-os-versions><os-version min="13.3"/><os-version min="9.9" before="12"/><os-version min="zero"/></allowed-os-versions></volume-check>',
      { minimumOSVersion: '9.9' },
    ],
    [
      'names no system where none is asked for',
      '<product id="com.example.a" version="1"/>',
      { minimumOSVersion: null, architectures: null, title: 'com.example.a' },
    ],
    [
      'does not sum up sizes that are not all known',
      '<product id="com.example.a" version="1"/><pkg-ref id="com.example.x" installKBytes="5">#X.pkg</pkg-ref><pkg-ref id="com.example.y">#Y.pkg</pkg-ref>',
      { installSize: null },
    ],
    [
      'makes hostile texts fit to be shown',
      '<title>Or&#10;bit &lt;b&gt;&#x202e;tib</title><product id="com.example.a" version="1&#x85;2"/>',
      { title: 'Or bit <b> tib', version: '1 2' },
    ],
  ];
  for (const [why, body, expected] of products) {
    it(why, async () => {
      const pkg = await read({ files: distribution(body) });
      assert.deepEqual({ ...pkg, ...expected }, pkg);
    });
  }

  it('looks a title up that is a name for one', async () => {
    const pkg = await read({
      title: 'PRODUCT_TITLE',
      files: { 'Resources/en.lproj/Localizable.strings': '"PRODUCT_TITLE" = "Orbit for Mac";' },
    });
    assert.equal(pkg.title, 'Orbit for Mac');
  });

  it('keeps a title whose strings are garbled', async () => {
    const pkg = await read({ title: 'TITLE', files: { 'Resources/en.lproj/Localizable.strings': '{{{' } });
    assert.equal(pkg.title, 'TITLE');
  });

  const refused: [code: string, why: string, recipe: PkgRecipe][] = [
    ['no-pkg-info', 'describes nothing', { files: { Distribution: null } }],
    ['unreadable-pkg-info', 'has a Distribution that is no XML', { files: { Distribution: '<installer' } }],
    ['unreadable-pkg-info', 'has a Distribution of another kind', { files: { Distribution: '<html/>' } }],
    [
      'unreadable-pkg-info',
      'has a component whose PackageInfo is no XML',
      { files: { 'Orbit.pkg/PackageInfo': 'version 1' } },
    ],
    [
      'unreadable-pkg-info',
      'has a PackageInfo of another kind',
      { kind: 'component', files: { PackageInfo: '<installer-script/>' } },
    ],
    [
      'unreadable-pkg-info',
      'nests its Distribution without end',
      { files: { Distribution: '<installer-script>'.repeat(10_000) } },
    ],
    [
      'unreadable-pkg-info',
      'has entities that unfold',
      {
        files: {
          Distribution:
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><installer-script><title>&b;</title></installer-script>',
        },
      },
    ],
    [
      'unreadable-pkg-info',
      'has more elements than any real one',
      { files: distribution('<choice/>'.repeat(250_000)) },
    ],
    [
      'unreadable-pkg-info',
      'has more attributes than any real one',
      {
        files: distribution(`<choice ${Array.from({ length: 250_000 }, (_, i) => `a${i}=""`).join(' ')}/>`),
      },
    ],
    [
      'unreadable-pkg-info',
      'has a Distribution that is not UTF-8',
      { files: { Distribution: Uint8Array.of(0x3c, 0xff, 0xfe) } },
    ],
    ['damaged-pkg', 'has a Distribution of eight megabytes', { files: distribution(' '.repeat(8_000_000)) }],
    ['no-pkg-identifier', 'names no identifier', { files: distribution('<title>A</title>') }],
    ['invalid-pkg-identifier', 'climbs with its identifier', { identifier: '../../etc' }],
    ['invalid-pkg-identifier', 'has a path for an identifier', { identifier: 'com/example' }],
    ['invalid-pkg-identifier', 'has a parent for an identifier', { identifier: 'com..example' }],
    [
      'no-pkg-version',
      'names no version',
      { files: { ...distribution('<product id="com.example.a"/>'), 'Orbit.pkg/PackageInfo': null } },
    ],
  ];
  for (const [code, why, recipe] of refused) {
    it(`refuses a package that ${why}`, async () => {
      await assert.rejects(read(recipe), { name: 'PkgError', code });
    });
  }
});

/** The certificate in a table of contents with its RSA key, a BIT STRING around a SEQUENCE, damaged. */
function garbleKey(_: string, base64: string): string {
  const der = Buffer.from(base64, 'base64');
  der.fill(0xff, der.indexOf(Buffer.from('0382010f00308201', 'hex')) + 5, der.length - 300);
  return `<X509Certificate>${der.toString('base64')}`;
}

describe('the signature of a package', () => {
  const signatureOf = async (recipe: PkgRecipe) => (await read(recipe)).signature;

  it('tells the signer, the team and the dates', async () => {
    const signature = await signatureOf({
      signing: { notBefore: new Date('2025-01-01'), notAfter: new Date('2027-01-01'), teamId: 'ABCDE12345' },
    });
    assert.equal(signature?.signer?.name, 'Developer ID Installer: Example Inc. (ABCDE12345)');
    assert.equal(signature?.signer?.notBefore, '2025-01-01T00:00:00Z');
    assert.equal(signature?.signer?.notAfter, '2027-01-01T00:00:00Z');
    assert.deepEqual([signature?.teamId, signature?.organization], ['ABCDE12345', 'Example Inc.']);
    assert.equal(signature?.kind, 'developer-id');
  });

  const kinds: [commonName: string, kind: string][] = [
    ['Developer ID Installer: Example Inc. (ABCDE12345)', 'developer-id'],
    ['3rd Party Mac Developer Installer: Example Inc. (ABCDE12345)', 'mac-app-store'],
    ['Example Inc. Packages', 'other'],
  ];
  for (const [commonName, kind] of kinds) {
    it(`by "${commonName}" is of the kind ${kind}`, async () => {
      assert.equal((await signatureOf({ signing: { commonName } }))?.kind, kind);
    });
  }

  for (const checksum of ['sha1', 'sha256', 'sha512'] as const) {
    it(`holds over a checksum of the kind ${checksum}`, async () => {
      assert.equal((await signatureOf({ archive: { checksum } }))?.fault, null);
    });
  }

  const faults: [why: string, recipe: PkgRecipe, fault: RegExp][] = [
    [
      'changed',
      { signing: { edit: (bytes) => Buffer.from(bytes).fill(0x41, 10, 20) } },
      /not by the certificate/,
    ],
    ['of an EC key', { signing: { key: 'ec' } }, /unknown kind/],
    ['of the other style alone', { signing: { styles: ['CMS'] } }, /unknown kind/],
    [
      'by a certificate that is garbled',
      {
        archive: {
          edit: (xml) => xml.replaceAll(/<X509Certificate>.{20}/g, '<X509Certificate>AAAAAAAAAAAAAAAAAAAA'),
        },
      },
      /missing or damaged/,
    ],
    [
      'by a certificate whose key is garbled',
      { archive: { edit: (xml) => xml.replace(/<X509Certificate>([^<]*)/, garbleKey) } },
      /unknown kind/,
    ],
    [
      'by nobody',
      { archive: { edit: (xml) => xml.replaceAll(/<KeyInfo[\s\S]*?<\/KeyInfo>/g, '') } },
      /missing or damaged/,
    ],
    [
      'larger than any real one',
      {
        payload: 400_000,
        archive: { edit: (xml) => xml.replace('<size>256</size>', '<size>300000</size>') },
      },
      /unknown kind/,
    ],
  ];
  for (const [why, recipe, fault] of faults) {
    it(`does not hold when it is ${why}`, async () => {
      assert.match((await signatureOf(recipe))?.fault ?? 'it holds', fault);
    });
  }

  it('is none where the package is not signed', async () => {
    const pkg = await read({ signing: null });
    assert.equal(pkg.signature, null);
    assert.equal(pkg.madeAt, '2026-02-01T09:29:00Z');
  });

  const times: [why: string, recipe: PkgRecipe, madeAt: string][] = [
    [
      'by the CMS signature',
      { archive: { edit: (xml) => xml.replace(/<signature-creation-time>.*/, '') } },
      '2026-02-01T09:30:00Z',
    ],
    [
      'else by the table of contents',
      { signing: { styles: ['RSA'], signedAt: new Date('2026-03-04T05:06:07Z') } },
      '2026-03-04T05:06:07Z',
    ],
    [
      'else by when the archive was made',
      {
        signing: { styles: ['RSA'] },
        archive: { edit: (xml) => xml.replace(/<signature-creation-time>.*/, '') },
      },
      '2026-02-01T09:29:00Z',
    ],
    [
      'never by an impossible date',
      {
        signing: null,
        archive: { edit: (xml) => xml.replace(/<creation-time>[^<]*/, '<creation-time>2026-99-99T00:00:00') },
      },
      '1970-01-01T00:00:00Z',
    ],
  ];
  for (const [why, recipe, madeAt] of times) {
    it(`is dated ${why}`, async () => {
      assert.equal((await read(recipe)).madeAt, madeAt);
    });
  }
});
