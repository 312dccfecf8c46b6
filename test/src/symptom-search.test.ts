import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { rankSymptoms } from '../../src/symptom-search.ts';

const texts: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../src/i18n/en.json', import.meta.url), 'utf8'),
);
const names = Object.keys(texts).filter((name) => name.startsWith('symptom'));
const symptoms = names.map((name) => texts[name]?.replace('{host}', 'ota.example.com') ?? '');

/** The symptom that fits best; undefined when none does. */
function bestFor(query: string, among = symptoms): string | undefined {
  const ranks = rankSymptoms(query, among);
  const best = Math.max(...ranks);
  return best > 0 ? names[ranks.indexOf(best)] : undefined;
}

// As iOS words them, in several versions, and as people do.
const FOUND: [query: string, symptom: string][] = [
  [
    'Unable to Install “Orbit”\nThis app cannot be installed because its integrity could not be verified.',
    'symptomIntegrity',
  ],
  ['"Orbit" couldn\'t be installed because its integrity couldn’t be verified', 'symptomIntegrity'],
  ['INTEGRITY', 'symptomIntegrity'],
  [
    'Untrusted Enterprise Developer. “iPhone Distribution: Example Corp” has not been trusted on this iPhone. Until this developer has been trusted, their enterprise apps will not be available for use.',
    'symptomUntrusted',
  ],
  [
    'Unable to Verify App. An internet connection is required to verify trust of the developer. This app will not be available until verified.',
    'symptomUnverified',
  ],
  [
    'Developer Mode Required. “Orbit” requires Developer Mode to run. Until Developer Mode has been enabled this app is not available for use.',
    'symptomDeveloperMode',
  ],
  ['Unable to Download App. “Orbit” could not be downloaded at this time.', 'symptomDownload'],
  ['Unable to install Orbit: could not be installed at this time. Try again later', 'symptomDownload'],
  ['Cannot connect to ota.example.com', 'symptomConnect'],
  ['cannot connect to another.host.example', 'symptomConnect'],
  ['waiting…', 'symptomStuck'],
  ['stuck on loading', 'symptomStuck'],
  ['nothing happens', 'symptomNothing'],
  ['This app is not compatible with this iPhone.', 'symptomCompatible'],
  ['This application requires iOS 18.0 or later', 'symptomCompatible'],
  ['“Orbit” Needs to Be Updated by the developer to work on this version of iOS.', 'symptomUpdate'],
  ['“Orbit” Is No Longer Available', 'symptomGone'],
  ['the app closes', 'symptomGone'],
  ['Orbit is already installed', 'symptomInstalled'],
  ['Safari can’t open the page because the address is invalid.', 'symptomAddress'],
  ['Open this page in “iTunes”?', 'symptomQuestion'],
];

describe('rankSymptoms', () => {
  for (const [query, symptom] of FOUND) {
    it(`finds ${symptom} by “${query.slice(0, 60)}”`, () => assert.equal(bestFor(query), symptom));
  }

  for (const query of ['', ' ', 'a', '…', 'pizza recipe', 'hello world what is this', '\u0301', '🙂🙂🙂🙂']) {
    it(`finds nothing by ${JSON.stringify(query)}`, () => assert.equal(bestFor(query), undefined));
  }

  it('finds in languages that have no spaces, other letters, or marks on them', () => {
    const others = [
      'Appをインストールできません',
      'Невозможно загрузить приложение',
      'Überprüfung nicht möglich',
    ];
    for (const [at, query] of [
      '「Orbit」をインストールできません',
      'невозможно загрузить',
      'uberprufung',
    ].entries()) {
      assert.equal(bestFor(query, others), names[at]);
    }
  });

  it('gives one rank for each symptom, also without any', () => {
    assert.equal(rankSymptoms('install', symptoms).length, symptoms.length);
    assert.deepEqual(rankSymptoms('install', []), []);
  });
});
