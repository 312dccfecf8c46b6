import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { newestFirst } from '../../integration/catalog/order.ts';
import { latestSchema } from '../../integration/documents/latest.ts';
import { itmsLink } from '../../integration/documents/link.ts';
import { compareVersions } from '../../integration/ipa/version.ts';
import { readFunctions } from '../support/plain-code.ts';
import { schemaCheck } from '../support/schema.ts';

const read = (name: string) =>
  readFileSync(new URL(`../../docs/in-app-updates/${name}`, import.meta.url), 'utf8');
const guide = read('README.md');
const swift = read('AstroOTAUpdates.swift');
const table: { a: string; b: string; order: number }[] = JSON.parse(read('version-pairs.json')).pairs;

/** The code of the guide that is to be put into a file of this name. */
function codeOf(name: string): string {
  const [, code] = new RegExp(`^\`${name}\`:\n\n\`\`\`\\w+\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(guide) ?? [];
  assert(code, name);
  return code;
}

/** Runs TypeScript of the guide as a module of CommonJS, as apps bundle it. */
function runTypeScript(
  name: string,
  modules: Record<string, unknown> = {},
  globals: Record<string, unknown> = {},
) {
  const { outputText, diagnostics } = ts.transpileModule(codeOf(name), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2020, strict: true },
    reportDiagnostics: true,
  });
  assert.deepEqual(diagnostics, []);
  const exports: Record<string, unknown> = {};
  const require = (id: string) => {
    assert(Object.hasOwn(modules, id), `the guide requires ${id}`);
    return modules[id];
  };
  new Function('exports', 'require', ...Object.keys(globals), outputText)(
    exports,
    require,
    ...Object.values(globals),
  );
  return exports;
}

type Compare = (a: string, b: string) => number;

const [, swiftOrder = ''] = /^enum OTAVersionOrder \{\n([\s\S]*?)^\}$/m.exec(swift) ?? [];
const inSwift = readFunctions(swiftOrder, 'swift');
const inDart = readFunctions(codeOf('lib/version_order.dart'), 'dart');
const inTypeScript = runTypeScript('versionOrder.ts');
const clients: Record<string, Compare> = {
  Swift: inSwift['compare'] as Compare,
  'React Native': inTypeScript['compareVersions'] as Compare,
  Flutter: inDart['compareVersions'] as Compare,
};

describe('the order of versions', () => {
  for (const [client, compare] of Object.entries({ 'the site': compareVersions, ...clients })) {
    it(`is that of the table, in ${client}`, () => {
      for (const { a, b, order } of table) {
        assert.equal(Math.sign(compare(a, b)), order, `${a} against ${b}`);
        assert.equal(Math.sign(compare(b, a)) + order, 0, `${b} against ${a}`);
      }
    });
  }

  for (const [client, compare] of Object.entries(clients)) {
    it(`is the site's for any versions, in ${client}`, () => {
      const versions = oddVersions();
      for (const a of versions) {
        for (const b of versions) {
          assert.equal(Math.sign(compare(a, b)), Math.sign(compareVersions(a, b)), JSON.stringify([a, b]));
        }
      }
    });
  }

  for (const [client, compare] of Object.entries({
    Swift: inSwift['compareReleases'],
    Flutter: inDart['compareReleases'],
  })) {
    it(`goes on to build numbers, in ${client}`, () => {
      assert(compare);
      const releases = ['1.0', '1.0.0', '1.1'].flatMap((version) =>
        ['1', '9', '10', '10b'].map((build) => ({ version, build })),
      );
      for (const a of releases) {
        for (const b of releases) {
          const date = '2026-01-01T00:00:00Z';
          const expected = Math.sign(newestFirst('version')({ ipa: b, date }, { ipa: a, date }));
          assert.equal(Math.sign(compare(a.version, a.build, b.version, b.build)), expected);
        }
      }
    });
  }
});

/** Every text of a few signs, and some that are longer. */
function oddVersions(): string[] {
  const signs = ['.', '-', '0', '1', '10', 'a', 'B', 'é'];
  const short = signs.flatMap((a) => [a, ...signs.flatMap((b) => [a + b, ...signs.map((c) => a + b + c)])]);
  return [
    '',
    ...short.filter((_text, i) => i % 3 === 0),
    '1.0-rc.10',
    '1.0-RC.2',
    '2.0b01',
    '2.0b1',
    '🚀1',
    '🚀01',
  ];
}

describe('the reader of Swift and Dart', () => {
  const good = 'static func f(_ a: [Int], _ i: Int) -> Int {\nreturn a[i] + a.count\n}';

  it('runs what it knows', () => {
    assert.equal(readFunctions(good, 'swift')['f']?.([5, 6], 1), 8);
  });

  it('stops beyond the end of a list, as these languages do', () => {
    assert.throws(() => readFunctions(good, 'swift')['f']?.([5, 6], 2), RangeError);
  });

  it('does not let a constant change', () => {
    const source = 'static func f(_ i: Int) -> Int {\nlet j = i\nj = 2\nreturn j\n}';
    assert.throws(() => readFunctions(source, 'swift')['f']?.(1), TypeError);
  });

  const unknown = [
    'return a.first',
    'return a[i + 1]',
    'return b',
    'return i * 2',
    'return i &- 1',
    'return i == 1 ? 2 : 3',
    'for x in a {',
    'guard i > 0 else { return 1 }',
    'j = 1',
    'let j: Int = 1',
    'i += 1',
    'return "a"',
    'return eval(i)',
    'return i;',
    'import Foundation',
  ];
  for (const line of unknown) {
    it(`refuses what it does not know: ${line}`, () => {
      assert.throws(() => readFunctions(good.replace('return a[i] + a.count', line), 'swift'), SyntaxError);
    });
  }

  it('refuses Dart without its semicolons', () => {
    assert.throws(() => readFunctions('int f(int i) {\nreturn i\n}', 'dart'), SyntaxError);
  });
});

describe('AstroOTAUpdates.swift', () => {
  it('is wholly within its condition, so that a build without it has nothing of it', () => {
    const [outside, inside, after] = swift.split(/^#if OTA_UPDATES$|^#endif$/m);
    assert.match(outside ?? '', /^(\/\/.*\n|\n)*$/);
    assert.match(inside ?? '', /extension View/);
    assert.equal(after?.trim(), '');
  });

  it('needs no package', () => {
    assert.deepEqual(
      [...swift.matchAll(/^import (.*)$/gm)].map(([, name]) => name),
      ['Foundation', 'SwiftUI'],
    );
  });
});

const DAY = 24 * 60 * 60 * 1000;
const example = JSON.parse(/^```json\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? '');

interface AlertButton {
  text: string;
  onPress?: () => void;
}

/** Plays an iPhone with React Native on which the guide's code runs. */
function createPhone({
  installed = {},
  system = '17.2',
  os = 'ios',
  now = Date.parse('2026-10-01T00:00:00Z'),
} = {}) {
  const kept = new Map<string, string>();
  const phone = {
    now,
    system,
    asked: [] as string[],
    opened: [] as string[],
    alerts: [] as { title: string; message: string; buttons: AlertButton[] }[],
    answer: { status: 200, body: example as unknown },
    appear: (_state: string) => {},
    async start(site = 'https://builds.example.com', channel = 'default') {
      const build = { bundleId: 'com.example.orbit', version: '1.3.0', build: '131', ...installed };
      const storage = {
        getItem: async (key: string) => kept.get(key) ?? null,
        setItem: async (key: string, value: string) => void kept.set(key, value),
      };
      (offerUpdates as (...values: unknown[]) => void)(site, channel, build, storage);
      await settled();
    },
    async comeBack() {
      phone.appear('active');
      await settled();
    },
    press(text: string) {
      phone.alerts
        .at(-1)
        ?.buttons.find((button) => button.text === text)
        ?.onPress?.();
    },
  };
  const reactNative = {
    Platform: { OS: os, Version: system },
    Linking: { openURL: (url: string) => phone.opened.push(url) },
    Alert: {
      alert: (title: string, message: string, buttons: AlertButton[]) =>
        phone.alerts.push({ title, message, buttons }),
    },
    AppState: {
      addEventListener: (_event: string, listener: (state: string) => void) => {
        phone.appear = listener;
        return { remove: () => {} };
      },
    },
  };
  const fetch = async (url: string) => {
    phone.asked.push(url);
    const { status, body } = phone.answer;
    if (status === 0) throw new TypeError('Network request failed');
    return { ok: status === 200, json: async () => structuredClone(body) };
  };
  class Clock extends Date {
    static override now = () => phone.now;
  }
  const { offerUpdates } = runTypeScript(
    'updates.ts',
    { 'react-native': reactNative, './versionOrder': inTypeScript },
    { fetch, Date: Clock },
  );
  return phone;
}

/** Every answer of a phone comes without waiting, so that one turn of the loop is enough. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the guide for React Native', () => {
  it('asks the document of the channel, and offers what is newer', async () => {
    const phone = createPhone();
    await phone.start('https://builds.example.com/team/');
    assert.deepEqual(phone.asked, ['https://builds.example.com/team/com.example.orbit/latest/default.json']);
    assert.equal(phone.alerts[0]?.title, 'Orbit 1.4.0 (147)');
    assert.equal(phone.alerts[0]?.message, '- Live sky view with the camera.');
    assert.deepEqual(
      phone.alerts[0]?.buttons.map(({ text }) => text),
      ['Update', 'Skip this version', 'Later'],
    );
    assert.deepEqual(phone.opened, []);
    phone.press('Update');
    assert.deepEqual(phone.opened, [example.release.install]);
  });

  it('asks once a day at most, however often the app comes to the front', async () => {
    const phone = createPhone();
    await phone.start();
    phone.press('Later');
    for (let i = 0; i < 3; i++) await phone.comeBack();
    assert.equal(phone.asked.length, 1);
    phone.now += DAY - 1;
    await phone.comeBack();
    assert.equal(phone.asked.length, 1);
    phone.now += 1;
    await phone.comeBack();
    assert.equal(phone.asked.length, 2);
    assert.equal(phone.alerts.length, 2);
  });

  it('asks again when no answer came, or when the clock was put back', async () => {
    const phone = createPhone();
    phone.answer.status = 0;
    await phone.start();
    phone.answer.status = 200;
    await phone.comeBack();
    assert.equal(phone.asked.length, 2);
    phone.now -= 1;
    await phone.comeBack();
    assert.equal(phone.asked.length, 3);
  });

  it('offers a skipped release never again, but the next one', async () => {
    const phone = createPhone();
    await phone.start();
    phone.press('Skip this version');
    phone.now += DAY;
    await phone.comeBack();
    assert.equal(phone.alerts.length, 1);
    phone.answer.body = {
      ...example,
      release: { ...example.release, id: '1.4.1-148-aaaaaaaa', build: '148' },
    };
    phone.now += DAY;
    await phone.comeBack();
    assert.equal(phone.alerts.length, 2);
  });

  const release = (change: object) => ({ ...example, release: { ...example.release, ...change } });
  const refused: [string, Parameters<typeof createPhone>[0], unknown][] = [
    ['is the one installed', { installed: { version: '1.4.0', build: '147' } }, example],
    ['is older', { installed: { version: '1.10', build: '1' } }, example],
    ['has an older build number', { installed: { version: '1.4.0', build: '148' } }, example],
    ['needs a newer iOS', { system: '15.9' }, example],
    ['has expired', { now: Date.parse(example.release.expires) }, example],
    ['is of another app', {}, { ...example, bundleId: 'com.example.trail' }],
    ['is described in a way that is not known', {}, { ...example, schema: 2 }],
    ['does not exist', {}, { ...example, release: null }],
    ['has another kind of link', {}, release({ install: 'https://builds.example.com/' })],
    ['would be on Android', { os: 'android' }, example],
  ];
  for (const [title, device, body] of refused) {
    it(`offers nothing that ${title}`, async () => {
      const phone = createPhone(device);
      phone.answer.body = body;
      await phone.start();
      assert.deepEqual(phone.alerts, []);
    });
  }

  it('offers what says nothing of iOS, of an end or of notes', async () => {
    const phone = createPhone();
    phone.answer.body = release({ minimumOSVersion: null, expires: null, notes: null });
    await phone.start();
    assert.equal(phone.alerts.length, 1);
  });

  for (const body of [null, 'text', {}, { schema: 1, bundleId: 'com.example.orbit', release: {} }]) {
    it(`goes on without a word where the answer is ${JSON.stringify(body)}`, async () => {
      const phone = createPhone();
      phone.answer.body = body;
      await phone.start();
      assert.deepEqual(phone.alerts, []);
    });
  }
});

describe('the guide for Flutter', () => {
  const dart = codeOf('lib/updates.dart');

  it('asks after the first frame, and whenever the app comes to the front', () => {
    assert.match(dart, / with WidgetsBindingObserver \{/);
    assert.match(
      dart,
      /void initState\(\) \{[^}]*addObserver\(this\);[^}]*addPostFrameCallback\(\(_\) => _check\(\)\)/,
    );
    assert.match(dart, /void dispose\(\) \{[^}]*removeObserver\(this\);/);
    assert.match(
      dart,
      /void didChangeAppLifecycleState\(AppLifecycleState state\) \{\s*if \(state == AppLifecycleState\.resumed\) _check\(\);/,
    );
  });

  it('makes what asks only where the flag is set', () => {
    assert.deepEqual(
      dart.split('\n').filter((line) => /return _UpdateOffer\(/.test(line)),
      [
        '  if (offersUpdates && Platform.isIOS) return _UpdateOffer(site: site, channel: channel, page: page);',
      ],
    );
  });
});

describe('the document in the guide', () => {
  it('obeys the schema that the site publishes', () => {
    schemaCheck(JSON.parse(latestSchema('https://ota.example.com/latest.schema.json')))(example);
  });

  it('has the link that its page would have', () => {
    const { page, install } = example.release;
    assert.equal(install, itmsLink(`${page}manifest.plist`));
  });
});
