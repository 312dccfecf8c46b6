import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildBinary, parse } from 'plist';
import { Archive } from '../../../../integration/ipa/archive.ts';
import { IpaError } from '../../../../integration/ipa/problem.ts';
import { type SealFault, verifySeals } from '../../../../integration/ipa/seal/verify.ts';
import type { Source } from '../../../../integration/ipa/source.ts';
import { buildApp, type NestedRecipe } from '../../../support/bundle.ts';
import type { FileContent } from '../../../support/file-content.ts';
import { buildIpa, type IpaRecipe, ipaEntries } from '../../../support/ipa.ts';
import { bytesSource } from '../../../support/source.ts';
import { APP, brief, faultsOf, faultsOfEntries, sealedAnew } from './verify-ipa.ts';

const FRAMEWORK = 'Frameworks/ExampleKit.framework';
const EXTENSION = 'PlugIns/NotificationService.appex';
const LIBRARY = 'Frameworks/libExample.dylib';
const SEAL = '_CodeSignature/CodeResources';

const EVERY_KIND: NestedRecipe[] = [
  { kind: 'app-extension' },
  { kind: 'framework' },
  { kind: 'library' },
  { kind: 'app-clip' },
  {
    kind: 'watch-app',
    nested: [{ kind: 'app-extension', name: 'Complication', nested: [{ kind: 'framework' }] }],
  },
];

const link = (target: string): FileContent => ({ target });
const appended = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from('!')]);
const reworded = (bytes: Uint8Array) => Buffer.from(String(Buffer.from(bytes)).replace('1.0', '1.1'));
const changedAt = (at: number) => (bytes: Uint8Array) => {
  const changed = Uint8Array.from(bytes);
  changed[at < 0 ? bytes.length + at : at] = (changed.at(at) ?? 0) ^ 0xff;
  return changed;
};

/** The files of a test bundle, which the builder has no kind for, as files of the app. */
function testBundle(): Record<string, FileContent> {
  const { files } = buildApp({
    name: 'OrbitTests',
    identifier: 'com.example.orbit.tests',
    infoFormat: 'xml',
  });
  return Object.fromEntries(
    [...files].map(([path, content]) => [`PlugIns/OrbitTests.xctest/${path}`, content]),
  );
}

describe('a build that is as it was signed', () => {
  const recipes: Record<string, IpaRecipe> = {
    'an ordinary one': {},
    'a development build': { signing: { kind: 'development' } },
    'SHA-1 alone': { signing: { signature: { hashes: 'sha1', version: 0x20100, derEntitlements: false } } },
    'SHA-1 and SHA-256': { signing: { signature: { hashes: 'both' } } },
    'a signature that names no code directory': {
      signing: { signature: { directoryHashAttributes: false } },
    },
    'no requirements': { signing: { signature: { requirements: false } } },
    'several architectures': { executable: { architectures: ['armv7', 'arm64', 'arm64e'], size: 50_000 } },
    'a fat header around one': { executable: { fat: true } },
    'a seal of before 2013': { signing: { seal: { versions: 1 } }, files: { Link: link('PkgInfo') } },
    'links and localizations': {
      files: {
        'Link.txt': link('Terms.txt'),
        'Terms.txt': 'Terms',
        '.DS_Store': 'x',
        'a b/ü & <c>.txt': 'x',
      },
      localizations: { de: { CFBundleDisplayName: 'Umlaufbahn' }, Base: {} },
    },
    'no entries for folders': { archive: { directories: false } },
    'stored files with data descriptors': {
      archive: { defaults: { method: 'stored', dataDescriptor: true } },
    },
    'an ad hoc signature, for simulators': {
      platform: 'ios-simulator',
      signing: { kind: 'none', signature: { form: 'ad-hoc' } },
      nested: [{ kind: 'framework' }],
    },
    'a test bundle': { files: testBundle() },
    'code without the name of a library, sealed as code': {
      nested: [{ kind: 'library', name: 'Helper' }],
      signing: { seal: { nestedCode: 'entry' } },
    },
    'a folder of resources with the name of a framework': { files: { 'Help.framework/a.txt': 'x' } },
    'a library that is no Mach-O file': { files: { 'stub.dylib': 'not code' } },
    'an executable with zeros behind its signature': {
      tamper: { Orbit: (bytes) => Buffer.concat([bytes, Buffer.alloc(100)]) },
    },
    'what lies beside the app': {
      archive: { extra: [{ name: 'SwiftSupport/a.dylib', content: Buffer.from('x') }] },
    },
    'the link to the seal that old builds have': {
      tamper: { CodeResources: '_CodeSignature/CodeResources' },
    },
  };
  for (const version of [0x20100, 0x20200, 0x20300, 0x20400, 0x20500]) {
    recipes[`a code directory of version 0x${version.toString(16)}`] = {
      signing: { signature: { version } },
    };
  }
  for (const pageSize of [2, 4096, 16_384, 1 << 20]) {
    recipes[`pages of ${pageSize} bytes`] = {
      signing: { signature: { pageSize } },
      executable: { size: 40_000 },
    };
  }
  for (const nestedCode of ['files', 'entry'] as const) {
    for (const hashes of ['sha1', 'sha256', 'both'] as const) {
      recipes[`nested code of every kind, sealed as ${nestedCode}, with ${hashes}`] = {
        nested: EVERY_KIND,
        signing: { seal: { nestedCode }, signature: { hashes } },
      };
    }
  }
  for (const [name, recipe] of Object.entries(recipes)) {
    it(`has no fault: ${name}`, async () => assert.deepEqual(await faultsOf(recipe), []));
  }
});

describe('a build that was changed after it was signed', () => {
  const nested: NestedRecipe[] = [
    { kind: 'framework', files: { 'Kit.txt': 'Kit' } },
    { kind: 'app-extension', infoFormat: 'xml' },
    { kind: 'library' },
  ];
  const both: IpaRecipe = {
    executable: { architectures: ['armv7', 'arm64'] },
    signing: { signature: { hashes: 'both' } },
  };
  const asEntry: IpaRecipe = { signing: { seal: { nestedCode: 'entry' } } };
  const cases: [what: string, tamper: IpaRecipe['tamper'], expected: string[], recipe?: IpaRecipe][] = [
    ['a file', { 'Terms.txt': 'new' }, ['resource-changed Terms.txt']],
    ['a file, by its end', { 'Terms.txt': appended }, ['resource-changed Terms.txt']],
    ['a file that is gone', { 'Terms.txt': null }, ['resource-removed Terms.txt']],
    ['a file that was added', { 'New.txt': 'new' }, ['resource-added New.txt']],
    ['a localization that is gone, which is optional', { 'de.lproj/InfoPlist.strings': null }, []],
    [
      'a localization',
      { 'de.lproj/InfoPlist.strings': 'x' },
      ['resource-changed de.lproj/InfoPlist.strings'],
    ],
    ['a localization that was added', { 'fr.lproj/a.strings': 'x' }, ['resource-added fr.lproj/a.strings']],
    ['the profile', { 'embedded.mobileprovision': null }, ['resource-removed embedded.mobileprovision']],
    ['PkgInfo, which no seal holds', { PkgInfo: 'x' }, []],
    ['a .DS_Store, which no seal holds', { '.DS_Store': 'x', 'Art/.DS_Store': 'x' }, []],
    ['Info.plist', { 'Info.plist': reworded }, ['special-slot-mismatch Info.plist']],
    ['the seal', { [SEAL]: appended }, [`special-slot-mismatch ${SEAL}`]],
    ['the seal, so that it cannot be read', { [SEAL]: 'x' }, [`special-slot-mismatch ${SEAL}`]],
    ['the seal that is gone', { [SEAL]: null }, [`no-seal ${SEAL}`]],
    ['a page of code', { Orbit: changedAt(5000) }, ['page-changed Orbit']],
    ['the last byte of code', { Orbit: changedAt(16_399) }, ['page-changed Orbit']],
    ['an executable that is gone', { Orbit: null }, ['no-executable Orbit']],
    ['an executable that is none', { Orbit: 'x' }, ['damaged-executable Orbit']],
    ['an executable cut off', { Orbit: (bytes) => bytes.subarray(0, 18_000) }, ['damaged-executable Orbit']],
    ['bytes behind the executable', { Orbit: appended }, ['damaged-executable Orbit']],
    [
      'several at once',
      { 'Terms.txt': null, 'A.txt': 'x', Orbit: changedAt(100) },
      ['page-changed Orbit', 'resource-removed Terms.txt', 'resource-added A.txt'],
    ],
    [
      'a page of each slice',
      { Orbit: (bytes) => changedAt(20_000)(changedAt(60_000)(bytes)) },
      ['page-changed Orbit', 'page-changed Orbit'],
      both,
    ],
    ['Info.plist of a fat app', { 'Info.plist': reworded }, ['special-slot-mismatch Info.plist'], both],
    [
      'a slice that announces another architecture',
      { Orbit: changedAt(15) },
      ['damaged-executable Orbit'],
      both,
    ],
    ['a slice that reaches beyond the file', { Orbit: changedAt(21) }, ['damaged-executable Orbit'], both],
    [
      'a slice that ends before its signature',
      { Orbit: (bytes) => Uint8Array.from(bytes).with(22, 0) },
      ['damaged-signature Orbit'],
      both,
    ],
    [
      'Info.plist of a test bundle',
      { 'PlugIns/OrbitTests.xctest/Info.plist': reworded },
      ['special-slot-mismatch PlugIns/OrbitTests.xctest/Info.plist'],
      { files: testBundle() },
    ],
    ['bytes between slices', { Orbit: changedAt(16_383) }, ['damaged-executable Orbit'], both],
    [
      'a file of a framework',
      { [`${FRAMEWORK}/Kit.txt`]: 'x' },
      [`resource-changed ${FRAMEWORK}/Kit.txt`],
      { nested },
    ],
    [
      'a file of a framework that is gone',
      { [`${FRAMEWORK}/Kit.txt`]: null },
      [`resource-removed ${FRAMEWORK}/Kit.txt`],
      { nested },
    ],
    [
      'a file that was added to a framework',
      { [`${FRAMEWORK}/New.txt`]: 'x' },
      [`resource-added ${FRAMEWORK}/New.txt`],
      { nested },
    ],
    [
      'Info.plist of an extension',
      { [`${EXTENSION}/Info.plist`]: reworded },
      [`special-slot-mismatch ${EXTENSION}/Info.plist`],
      { nested },
    ],
    [
      'code of a framework',
      { [`${FRAMEWORK}/ExampleKit`]: changedAt(9000) },
      [`page-changed ${FRAMEWORK}/ExampleKit`],
      { nested },
    ],
    ['code of a library', { [LIBRARY]: changedAt(9000) }, [`page-changed ${LIBRARY}`], { nested }],
    ['a library that is gone', { [LIBRARY]: null }, [`resource-removed ${LIBRARY}`], { nested }],
    [
      'the seal of a framework',
      { [`${FRAMEWORK}/${SEAL}`]: appended },
      [`special-slot-mismatch ${FRAMEWORK}/${SEAL}`],
      { nested },
    ],
    [
      'the padding behind a framework’s signature, which the app seals',
      { [`${FRAMEWORK}/ExampleKit`]: changedAt(-1) },
      [`resource-changed ${FRAMEWORK}/ExampleKit`],
      { nested },
    ],
    ['the padding behind the app’s signature, which nothing seals', { Orbit: changedAt(-1) }, []],
    [
      'a file of a framework sealed as code',
      { [`${FRAMEWORK}/Kit.txt`]: 'x' },
      [`resource-changed ${FRAMEWORK}/Kit.txt`],
      { nested, ...asEntry },
    ],
    [
      'code of a framework sealed as code',
      { [`${FRAMEWORK}/ExampleKit`]: changedAt(9000) },
      [`page-changed ${FRAMEWORK}/ExampleKit`],
      { nested, ...asEntry },
    ],
    [
      'a library sealed as code that is gone',
      { [LIBRARY]: null },
      [`resource-removed ${LIBRARY}`],
      { nested, ...asEntry },
    ],
    [
      'a library sealed as code that is none',
      { [LIBRARY]: 'x' },
      [`nested-code-changed ${LIBRARY}`],
      { nested, ...asEntry },
    ],
    [
      'a framework sealed as code that is gone',
      Object.fromEntries(
        ['ExampleKit', 'Info.plist', 'Kit.txt', SEAL].map((file) => [`${FRAMEWORK}/${file}`, null]),
      ),
      [`resource-removed ${FRAMEWORK}`],
      { nested, ...asEntry },
    ],
    [
      'a library sealed as code that was signed anew',
      { [LIBRARY]: libraryOf('com.example.other') },
      [`nested-code-changed ${LIBRARY}`],
      { nested, ...asEntry },
    ],
    [
      'a library sealed as a file that was signed anew',
      { [LIBRARY]: libraryOf('com.example.other') },
      [`resource-changed ${LIBRARY}`],
      { nested },
    ],
  ];
  for (const [what, tamper, expected, recipe = {}] of cases) {
    it(`is told by exactly what was changed: ${what}`, async () => {
      const files = { 'Terms.txt': 'old' };
      const infoFormat = 'xml';
      const localizations = { de: { CFBundleDisplayName: 'Umlaufbahn' } };
      assert.deepEqual(
        brief(await faultsOf({ infoFormat, files, localizations, ...recipe, tamper })),
        expected,
      );
    });
  }

  it('names the bundle whose seal is broken, and the file in a sentence', async () => {
    const path = `${FRAMEWORK}/Kit.txt`;
    assert.deepEqual(await faultsOf({ nested, tamper: { [path]: 'x' } }), [
      {
        bundle: `${APP}${FRAMEWORK}/`,
        path: APP + path,
        code: 'resource-changed',
        message: `${APP}${path} was changed after signing.`,
      },
    ] satisfies SealFault[]);
  });

  it('says where code was changed', async () => {
    const [fault] = await faultsOf({
      executable: { size: 40_000 },
      tamper: { Orbit: (bytes) => changedAt(30_000)(changedAt(9000)(bytes)) },
    });
    assert.equal(
      fault?.message,
      `${APP}Orbit (arm64) was changed after signing: 2 pages are not as signed, the first at byte 8192.`,
    );
  });

  it('names a hundred faults and counts the others', async () => {
    const tamper = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`${index}.txt`, 'x']));
    const faults = await faultsOf({ tamper });
    assert.equal(faults.length, 101);
    assert.equal(faults.at(-1)?.message, 'And 30 more.');
  });
});

describe('code that is not signed as it must be', () => {
  const unsigned = { signature: { form: 'unsigned' } } as const;
  const adHoc = { signature: { form: 'ad-hoc' } } as const;
  const cases: [what: string, recipe: IpaRecipe, expected: string[]][] = [
    [
      'an app without signature and seal',
      { signing: { kind: 'none' } },
      ['unsigned Orbit', `no-seal ${SEAL}`],
    ],
    ['an unsigned library', { nested: [{ kind: 'library', signing: unsigned }] }, [`unsigned ${LIBRARY}`]],
    [
      'an unsigned framework',
      { nested: [{ kind: 'framework', signing: unsigned }] },
      [`unsigned ${FRAMEWORK}/ExampleKit`, `no-seal ${FRAMEWORK}/${SEAL}`],
    ],
    [
      'ad hoc signed code in an app that somebody signed',
      {
        nested: [
          { kind: 'framework', signing: adHoc },
          { kind: 'library', signing: adHoc },
        ],
      },
      [`ad-hoc-signature ${FRAMEWORK}/ExampleKit`, `ad-hoc-signature ${LIBRARY}`],
    ],
    [
      'a framework without an executable',
      { nested: [{ kind: 'framework', executable: null }] },
      [`no-executable ${FRAMEWORK}/ExampleKit`],
    ],
    [
      'a framework whose Info.plist names no executable',
      { nested: [{ kind: 'framework', info: { CFBundleExecutable: undefined } }] },
      [`no-executable ${FRAMEWORK}/Info.plist`],
    ],
    [
      'a framework whose Info.plist is none',
      { nested: [{ kind: 'framework', info: Buffer.from('<plist') }] },
      [`no-executable ${FRAMEWORK}/Info.plist`],
    ],
    [
      'a framework without an Info.plist',
      { nested: [{ kind: 'framework', info: null }] },
      [`no-executable ${FRAMEWORK}/Info.plist`],
    ],
    [
      'an alternate code directory that the signature does not name',
      { signing: { signature: { hashes: 'both', directoryHashAttributes: false } } },
      ['bad-cms Orbit'],
    ],
  ];
  for (const [what, recipe, expected] of cases) {
    it(what, async () => assert.deepEqual(brief(await faultsOf(recipe)), expected));
  }
});

describe('a seal that the signature vouches for', () => {
  const files = { 'Terms.txt': 'Terms', Link: link('Terms.txt') };
  const replaced = (pattern: RegExp, by: string) => (seal: string) => {
    assert.match(seal, pattern);
    return seal.replace(pattern, by);
  };
  const listed = (name: string, entry: string) =>
    replaced(/<key>files2<\/key>\s*<dict>/, `$&<key>${name}</key>${entry}`);
  const ruled = (rules: string) => replaced(/<key>rules2<\/key>\s*<dict>/, `$&${rules}`);
  const rule = (pattern: string, weight: number, omit = '') =>
    `<key>${pattern}</key><dict><key>weight</key><real>${weight}</real>${omit}</dict>`;
  const omit = (pattern: string) => ruled(rule(pattern, 5000, '<key>omit</key><true/>'));
  const TERMS = /<key>Terms.txt<\/key>\s*<dict>\s*<key>hash2[\s\S]*?<\/dict>/;
  const library = { nested: [{ kind: 'library' }] } satisfies IpaRecipe;
  const asEntry = { ...library, signing: { seal: { nestedCode: 'entry' } } } satisfies IpaRecipe;
  const hash2 = (byte: number) => `<key>hash2</key><data>${Buffer.alloc(32, byte).toString('base64')}</data>`;

  const cases: [
    what: string,
    edit: (seal: string) => string | Uint8Array,
    expected: string[],
    recipe?: IpaRecipe,
  ][] = [
    ['is read as it is', (seal) => seal, []],
    [
      'may list what is not there, when that is optional',
      listed('Gone', `<dict>${hash2(0)}<key>optional</key><true/></dict>`),
      [],
    ],
    [
      'may not list what is not there otherwise',
      listed('Gone', `<dict>${hash2(0)}</dict>`),
      ['resource-removed Gone'],
    ],
    [
      'holds a file against its SHA-1 too',
      replaced(
        /(<key>Terms.txt<\/key>\s*<dict>)(?=\s*<key>hash2)/,
        `$1<key>hash</key><data>${Buffer.alloc(20).toString('base64')}</data>`,
      ),
      ['resource-changed Terms.txt'],
    ],
    [
      'wants a link where a link was',
      replaced(TERMS, '<key>Terms.txt</key><dict><key>symlink</key><string>a</string></dict>'),
      ['resource-changed Terms.txt'],
    ],
    [
      'wants a file where a file was',
      replaced(/<key>symlink<\/key>\s*<string>Terms.txt<\/string>/, hash2(0)),
      ['resource-changed Link'],
    ],
    [
      'wants the same target of a link',
      replaced(/<string>Terms.txt<\/string>/, '<string>Other.txt</string>'),
      ['resource-changed Link'],
    ],
    [
      'wants code where code was',
      listed(
        'PkgInfo',
        '<dict><key>cdhash</key><data>AAAA</data><key>requirement</key><string>a</string></dict>',
      ),
      ['nested-code-changed PkgInfo'],
    ],
    [
      'must say which code it was',
      replaced(/<key>requirement<\/key>\s*<string>[\s\S]*?<\/string>/, ''),
      [`nested-code-changed ${LIBRARY}`],
      asEntry,
    ],
    [
      'may name code by its requirement alone',
      replaced(/<key>cdhash<\/key>\s*<data>[\s\S]*?<\/data>/, ''),
      [],
      asEntry,
    ],
    ['may omit a file', (seal) => omit('^Terms')(replaced(TERMS, '')(seal)), []],
    ['must list a file that no rule omits', replaced(TERMS, ''), ['resource-added Terms.txt']],
    ['must be a property list', () => 'hash', [`damaged-seal ${SEAL}`]],
    ['must have rules', replaced(/<key>rules2<\/key>/, '<key>rules3</key>'), [`damaged-seal ${SEAL}`]],
    ['must have rules that can be read', omit('('), [`damaged-seal ${SEAL}`]],
    ['must say something of each file', listed('PkgInfo', '<dict/>'), [`damaged-seal ${SEAL}`]],
    ['may be written in binary', (seal) => buildBinary(parse(seal)), []],
  ];
  for (const [what, edit, expected, recipe = {}] of cases) {
    it(what, async () => {
      const entries = sealedAnew({ files, ...recipe }, edit);
      assert.deepEqual(brief(await faultsOfEntries(entries)), expected);
    });
  }

  it('cannot keep verification busy with its rules', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `${index}${'a'.repeat(900)}`);
    const archive = { extra: names.map((name) => ({ name: APP + name, content: Buffer.of() })) };
    const costly = Array.from({ length: 190 }, (_, index) =>
      rule(`((a*)*)*${'.*'.repeat(20)}b${index}`, 10_000),
    );
    const entries = sealedAnew({ archive }, (seal) => ruled(costly.join(''))(omit('^[0-9]')(seal)));
    assert.deepEqual(brief(await faultsOfEntries(entries)), [`damaged-seal ${SEAL}`]);
  });
});

describe('a hostile archive', () => {
  const extra = (name: string, content: FileContent = Buffer.from('x')) => ({ name: APP + name, content });

  it('with the same file twice is told from an honest one', async () => {
    const faults = await faultsOf({ files: { 'a.txt': 'x' }, archive: { extra: [extra('a.txt')] } });
    assert.deepEqual(brief(faults), ['duplicate-file a.txt']);
  });

  it('with a path that is too long for iOS is told from an honest one', async () => {
    const long = 'a/'.repeat(600);
    assert.deepEqual(brief(await faultsOf({ archive: { extra: [extra(`${long}b`)] } })), [
      `path-too-long ${long}b`,
    ]);
  });

  it('that climbs out of the app is told from an honest one', async () => {
    const faults = await faultsOf({ archive: { extra: [extra('Art/../../Other.app/x')] } });
    assert.deepEqual(brief(faults), ['resource-added Art/../../Other.app/x']);
  });

  it('that claims to unpack to terabytes is not unpacked', async () => {
    const claims = { size: 2 ** 40, compressedSize: 1 };
    const archive = { extra: [{ ...extra('bomb'), zip64: true, claims }] };
    assert.deepEqual(
      (await faultsOf({ archive })).map(({ code }) => code),
      ['too-large'],
    );
  });

  for (const name of ['.framework/Info.plist', '.dylib']) {
    it(`with more code than any real one is not followed into all of it: ${name}`, async () => {
      const code = Array.from({ length: 1001 }, (_, index) => extra(`${index}${name}`));
      const faults = await faultsOf({ archive: { extra: code } });
      assert.equal(faults[0]?.code, 'too-much-code');
    });
  }

  const claims: [what: string, entry: object, code: string][] = [
    ['a file that is encrypted', { encrypted: true }, 'damaged-entry'],
    ['a file packed by an unknown method', { method: 99 }, 'damaged-entry'],
    ['a file that is shorter than it says', { claims: { size: 1000 } }, 'damaged-entry'],
  ];
  for (const [what, change, code] of claims) {
    for (const file of ['Terms.txt', 'Orbit', 'Info.plist', SEAL]) {
      it(`with ${what} has a fault in it: ${file}`, async () => {
        const edit = (entries: ReturnType<typeof ipaEntries>) =>
          entries.map((entry) => (entry.name === APP + file ? { ...entry, ...change } : entry));
        const faults = await faultsOf({ files: { 'Terms.txt': 'x' }, archive: { edit } });
        assert(brief(faults).includes(`${code} ${file}`), JSON.stringify(faults));
      });
    }
  }

  it('without an app is refused', async () => {
    await assert.rejects(faultsOfEntries([{ name: 'a', content: Buffer.of() }]), IpaError);
  });
});

describe('reading', () => {
  const SIZE = 6 * 1024 * 1024;

  it('takes small pieces, and no byte more than twice', async () => {
    const bytes = buildIpa({
      executable: { size: SIZE },
      largeFile: SIZE,
      nested: [{ kind: 'framework', executable: { size: SIZE } }],
    });
    const inMemory = bytesSource(bytes);
    const seen = { largest: 0, total: 0 };
    const source: Source = {
      ...inMemory,
      read(offset, length, into) {
        seen.largest = Math.max(seen.largest, length);
        seen.total += length;
        return inMemory.read(offset, length, into);
      },
    };
    assert.deepEqual(await verifySeals(await Archive.open(source)), []);
    assert(seen.largest <= 512 * 1024, `a read of ${seen.largest} bytes`);
    assert(seen.total <= 2.2 * bytes.length, `${seen.total} bytes read of ${bytes.length}`);
  });
});

/** A library of another identity, signed as well. */
function libraryOf(identifier: string): Uint8Array {
  const entries = ipaEntries({ nested: [{ kind: 'library', identifier }] });
  return entries.find(({ name }) => name === APP + LIBRARY)?.content as Uint8Array;
}
