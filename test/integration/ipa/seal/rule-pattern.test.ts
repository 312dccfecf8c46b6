import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compilePattern } from '../../../../integration/ipa/seal/rule-pattern.ts';

const steps = () => ({ steps: 1_000_000 });
const matches = (pattern: string, path: string) => compilePattern(pattern)(path, steps());

/** Everything that Xcode, codesign and iTunes write into seals, and the corners of the language. */
const PATTERNS = [
  '^',
  '^.*',
  '.*',
  '^.*\\.lproj/',
  '^.*\\.lproj/locversion.plist$',
  '^Base\\.lproj/',
  '^version.plist$',
  '.*\\.dSYM($|/)',
  '^(.*/)?\\.DS_Store$',
  '^Info\\.plist$',
  '^PkgInfo$',
  '^embedded\\.provisionprofile$',
  '^(Frameworks|SharedFrameworks|PlugIns|Plug-ins|XPCServices|Helpers|MacOS|Library/(Automator|Spotlight|LoginItems))/',
  '^[^/]+$',
  '^Watch/[^/]+\\.app/(Frameworks/[^/]+\\.framework/|PlugIns/[^/]+\\.appex/|())SC_Info/[^/]+\\.sinf$',
  '^Frameworks/[^/]+\\.framework/SC_Info/[^/]+\\.(supf|supp)$',
  'a|bc|',
  '(a|b)*c',
  '(ab?)+$',
  '[]a]',
  '[^]a-c/]',
  '[a-]',
  '[\\.]',
  'x$|^y',
  '((a*)*)*b',
];
const PATHS = [
  '',
  'a',
  'b',
  'c',
  'ab',
  'abab',
  'aac',
  ']',
  '-',
  '\\',
  '.',
  'x',
  'y',
  'xy',
  'yx',
  'Info.plist',
  'Info-plist',
  'de.lproj/Info.plist',
  'PkgInfo',
  'PkgInfo2',
  '.DS_Store',
  'a/.DS_Store',
  'a.DS_Store',
  'Base.lproj/Main.nib',
  'de.lproj/locversion.plist',
  'Orbit.app.dSYM',
  'Orbit.app.dSYM/Contents',
  'Orbit.app.dSYMs',
  'version.plist',
  'versionXplist',
  'Library/LoginItems/x',
  'Frameworks/A.framework/SC_Info/A.supp',
  'Watch/W.app/SC_Info/W.sinf',
  'Watch/W.app/PlugIns/E.appex/SC_Info/E.sinf',
  'Grüße.lproj/🚀.strings',
];

describe('compilePattern', () => {
  for (const pattern of PATTERNS) {
    it(`${pattern} matches what it matches as an ECMAScript expression`, () => {
      // The two languages differ here alone: POSIX has no escapes within brackets, and a first `]` is a plain one.
      const script = pattern
        .replace('[]a]', '[\\]a]')
        .replace('[^]a-c/]', '[^\\]a-c/]')
        .replace('[\\.]', '[\\\\.]');
      const expected = PATHS.filter((path) => new RegExp(script, 's').test(path));
      assert.deepEqual(
        PATHS.filter((path) => matches(pattern, path)),
        expected,
      );
    });
  }

  const unreadable = [
    '(',
    ')',
    'a)',
    '(a',
    '[',
    '[a',
    '[]',
    '[^]',
    '*',
    '+a',
    '?',
    'a{2}',
    '\\',
    '[[:alpha:]]',
    '(*)',
  ];
  for (const pattern of [...unreadable, 'a'.repeat(1001)]) {
    it(`refuses ${pattern.slice(0, 20)}`, () => assert.throws(() => compilePattern(pattern), SyntaxError));
  }

  it('reads the deepest nesting that fits', () => {
    assert.equal(matches(`${'('.repeat(499)}ab${')'.repeat(499)}`, 'xabx'), true);
  });

  for (const pattern of ['(a*)*b', '(a|a)*b', '(a|aa)+$', '^(.*)*(.*)*(.*)*x$', '(((a+)+)+)+b']) {
    it(`answers for ${pattern} in steps proportional to the path`, () => {
      const cost = (length: number) => {
        const budget = steps();
        assert.equal(compilePattern(pattern)(`${'a'.repeat(length)}!`, budget), false);
        return 1_000_000 - budget.steps;
      };
      assert(cost(1000) <= cost(100) * 11, `${cost(100)} and ${cost(1000)}`);
    });
  }

  it('stops when the budget is spent', () => {
    const budget = { steps: 50 };
    const match = compilePattern('.*x');
    assert.throws(() => match('a'.repeat(100), budget), RangeError);
    assert.throws(() => match('x', budget), RangeError);
  });
});
