import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSite, isExampleAddress, siteFromEnvironment } from '../../integration/site.ts';

const github = (repository: string) => ({ GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: repository });
const netlify = (context?: string, preview?: string) => ({
  NETLIFY: 'true',
  URL: 'https://builds.example.com',
  CONTEXT: context,
  DEPLOY_PRIME_URL: preview,
});
const PREVIEW = 'https://deploy-preview-7--orbit.netlify.app';

describe('siteFromEnvironment', () => {
  const cases: [name: string, environment: Record<string, string | undefined>, site: unknown][] = [
    [
      'a GitHub project site',
      github('Example/orbit-builds'),
      { site: 'https://example.github.io', base: '/orbit-builds' },
    ],
    [
      'a GitHub project site in capitals',
      github('Example/Orbit'),
      { site: 'https://example.github.io', base: '/Orbit' },
    ],
    [
      'a GitHub user site',
      github('Example/example.github.io'),
      { site: 'https://example.github.io', base: '/' },
    ],
    [
      'a GitHub user site in capitals',
      github('Example/Example.GitHub.io'),
      { site: 'https://example.github.io', base: '/' },
    ],
    ['Netlify, production', netlify('production', PREVIEW), { site: 'https://builds.example.com' }],
    ['Netlify, a preview', netlify('deploy-preview', PREVIEW), { site: PREVIEW }],
    ['Netlify, a branch', netlify('branch-deploy', PREVIEW), { site: PREVIEW }],
    ['Netlify, a preview without an address', netlify('dev'), { site: 'https://builds.example.com' }],
    ['Netlify, no context', netlify(undefined, PREVIEW), { site: 'https://builds.example.com' }],
    ['Netlify without an address', { NETLIFY: 'true' }, undefined],
    ['GitHub without a repository', { GITHUB_ACTIONS: 'true' }, undefined],
    ['GitHub with an odd repository', github('orbit'), undefined],
    ['a repository outside GitHub Actions', { GITHUB_REPOSITORY: 'example/orbit' }, undefined],
    ['a URL that is not Netlify’s', { URL: 'https://example.com' }, undefined],
    ['nothing', {}, undefined],
  ];
  for (const [name, environment, site] of cases) {
    it(`knows the site of ${name}`, () => assert.deepEqual(siteFromEnvironment(environment), site));
  }
});

describe('checkSite', () => {
  it('finds nothing wrong with an https: site', () => {
    assert.equal(checkSite('https://builds.example.com', {}), null);
    assert.equal(checkSite('https://example.github.io', github('example/orbit')), null);
  });

  const refused: [site: string | undefined, reason: RegExp][] = [
    [undefined, /but it is not set\.$/],
    ['', /but it is not set\.$/],
    ['builds.example.com', /but it is no absolute address\.$/],
    ['http://builds.example.com', /but it begins with http: and iOS installs over https: alone\.$/],
    ['https://localhost:4321', /but localhost is this computer or a private network/],
  ];
  for (const [site, reason] of refused) {
    it(`says why "${site}" will not do`, () => assert.match(checkSite(site, {})?.message ?? '', reason));
  }

  const hints: [name: string, environment: Record<string, string | undefined>, ...lines: RegExp[]][] = [
    [
      'GitHub Pages',
      github('example/orbit'),
      /^ {2}site: 'https:\/\/example\.github\.io',$/m,
      /^ {2}base: '\/orbit',$/m,
      /siteFromEnvironment\(\)/,
    ],
    [
      'Netlify',
      netlify('deploy-preview', PREVIEW),
      /^ {2}site: 'https:\/\/deploy-preview-7--orbit\.netlify\.app',$/m,
      /siteFromEnvironment\(\)/,
    ],
    [
      'Netlify where its own address would be refused too',
      { ...netlify('production'), URL: 'http://builds.example.org' },
      /^ {2}site: 'https:\/\/builds\.example\.com',\nor pass it on the command line: astro build --site https:/m,
    ],
    ['any other computer', {}, /^ {2}site: 'https:\/\/builds\.example\.com',$/m, /astro build --site https:/],
  ];
  for (const [name, environment, ...lines] of hints) {
    it(`names the values to set on ${name}`, () => {
      const hint = checkSite('http://wrong.example.com', environment)?.hint ?? '';
      for (const line of lines) assert.match(hint, line);
    });
  }
});

describe('isExampleAddress', () => {
  for (const site of ['https://builds.example.com', 'https://example.org/x', 'https://ota.example']) {
    it(`knows ${site}`, () => assert(isExampleAddress(site)));
  }
  for (const site of ['https://example.company.com', 'https://myexample.com']) {
    it(`takes ${site} for a real one`, () => assert(!isExampleAddress(site)));
  }
});
