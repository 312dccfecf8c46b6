import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAddresses, type SiteSettings } from '../../../integration/catalog/addresses.ts';
import type { SiteLanguage } from '../../../integration/languages.ts';
import { CATALOG_SITE, createBuilds } from '../../support/catalog.ts';
import { buildIpa } from '../../support/ipa.ts';
import { buildPkg } from '../../support/pkg.ts';

/** German pages below `prefix`. */
const german = (prefix: string, site: Partial<SiteSettings>): SiteLanguage => ({
  tag: 'de',
  prefix,
  messages: {},
  addresses: createAddresses({ ...CATALOG_SITE, ...site, prefix }),
});

/** File and code of every error of a site with these builds. */
async function errors(
  files: Record<string, string | Uint8Array>,
  site: Partial<SiteSettings> = {},
  prefix = 'de',
): Promise<string[]> {
  const folder = await createBuilds(files);
  const { findings } = await folder.read({ site, languages: [german(prefix, site)] });
  await folder.remove();
  return findings.filter(({ severity }) => severity === 'error').map(({ file, code }) => `${file}: ${code}`);
}

const app = (identifier: string, build = '1') => buildIpa({ identifier, build });
const file = { format: 'file' } as const;

describe('an identifier', () => {
  const TAKEN: [identifier: string, site?: Partial<SiteSettings>, prefix?: string][] = [
    ['feed.xml'],
    ['Releases.JSON'],
    ['source.json'],
    ['about'],
    ['collections'],
    ['index.html'],
    ['Index.html', { path: '/install' }],
    ['index', file],
    ['404'],
    ['404.html'],
    ['500', file],
    ['de'],
    ['DE', file],
    ['zh-hans', {}, 'zh-Hans'],
    ['de.html', file],
  ];
  for (const [identifier, site, prefix] of TAKEN) {
    const how = [site?.format, site?.path].filter(Boolean).map((each) => ` with ${each}`);
    it(`is refused where the site has ${identifier} itself${how.join()}`, async () => {
      const files = { 'A.ipa': app(identifier), 'B.pkg': buildPkg({ identifier }) };
      assert.deepEqual(await errors(files, site, prefix), [
        'builds/A.ipa: invalid-bundle-identifier',
        'builds/B.pkg: invalid-pkg-identifier',
      ]);
    });
  }

  const FREE: [identifier: string, site?: Partial<SiteSettings>][] = [
    ['index'],
    ['latest'],
    ['mdm'],
    ['com.example.html'],
    ['404', { path: '/install' }],
    ['404.html', { path: '/install' }],
    ['de', { path: '/install' }],
  ];
  for (const [identifier, site] of FREE) {
    it(`may be ${identifier} where nothing else is${site?.path ? ` with ${site.path}` : ''}`, async () => {
      assert.deepEqual(await errors({ 'A.ipa': app(identifier) }, site), []);
    });
  }

  it('is refused where upper and lower case alone tell it from another one', async () => {
    const files = {
      'A.ipa': app('com.example.Orbit'),
      'B.ipa': app('com.example.orbit'),
      'C.pkg': buildPkg({ identifier: 'com.example.ORBIT' }),
      'D.pkg': buildPkg({ identifier: 'com.example.Mac' }),
      'E.pkg': buildPkg({ identifier: 'com.example.mac' }),
    };
    assert.deepEqual(await errors(files), [
      'builds/B.ipa: invalid-bundle-identifier',
      'builds/C.pkg: invalid-pkg-identifier',
      'builds/E.pkg: invalid-pkg-identifier',
    ]);
  });

  it('is refused where its folder would be the page of another one', async () => {
    const files = { 'A.ipa': app('com.example.orbit'), 'B.ipa': app('com.example.orbit.html') };
    assert.deepEqual(await errors(files, file), ['builds/B.ipa: invalid-bundle-identifier']);
    assert.deepEqual(await errors(files), []);
  });

  it('may be that of an app and of a package', async () => {
    const files = {
      'A.ipa': app('com.example.orbit'),
      'B.pkg': buildPkg({ identifier: 'com.example.orbit' }),
    };
    assert.deepEqual(await errors(files), []);
  });
});

describe('a channel', () => {
  for (const name of ['beta.json', 'beta.html', 'index.html', 'INDEX.HTML']) {
    it(`is not called ${name}, as a page or document can be`, async () => {
      const files = { [`${name}/A.ipa`]: app('com.example.a'), [`${name}/B.pkg`]: buildPkg() };
      assert.deepEqual(await errors(files), [
        `builds/${name}/A.ipa: bad-channel-name`,
        `builds/${name}/B.pkg: bad-channel-name`,
      ]);
    });
  }

  it('is not told from another one of its app by upper and lower case alone', async () => {
    const files = {
      'A.ipa': app('com.example.a'),
      'A.md': '---\nchannel: Beta\n---\n',
      'B.ipa': app('com.example.a', '2'),
      'B.md': '---\nchannel: beta\n---\n',
      'C.ipa': app('com.example.c'),
      'C.md': '---\nchannel: BETA\n---\n',
      'D.pkg': buildPkg({ version: '1' }),
      'D.md': '---\nchannel: Beta\n---\n',
      'E.pkg': buildPkg({ version: '2' }),
      'E.md': '---\nchannel: beta\n---\n',
    };
    assert.deepEqual(await errors(files), [
      'builds/B.ipa: bad-channel-name',
      'builds/E.pkg: bad-channel-name',
    ]);
  });
});
