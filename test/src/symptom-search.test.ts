import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { rankSymptoms } from '../../src/symptom-search.ts';

const i18n = new URL('../../src/i18n/', import.meta.url);
const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`${language}.json`, i18n), 'utf8'));
const languages = readdirSync(i18n)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));
const english = read('en');
const names = Object.keys(english).filter((name) => name.startsWith('symptom'));

/** What the page of each kind of build has. */
const PAGES: [kind: string, symptoms: string[]][] = [
  ['ad hoc', names.filter((name) => !['symptomUntrusted', 'symptomUnverified'].includes(name))],
  ['enterprise', names.filter((name) => name !== 'symptomDeveloperMode')],
  ['expired', ['symptomGone']],
];

/** The texts of symptoms as a page in that language gives them to the search. */
function textsOf(symptoms: string[], language: string): string[] {
  const texts = read(language);
  const own = symptoms.map((name) => texts[name]?.replace('{host}', 'ota.example.com') ?? '');
  return language === 'en' ? own : own.map((text, at) => `${text}\n${english[symptoms[at] ?? '']}`);
}

type Search = (query: string) => string | undefined;

/** Finds the symptom that fits best on a page with these symptoms; undefined when none does. */
function searchOn(symptoms: string[], language = 'en'): Search {
  const others = names.filter((name) => !symptoms.includes(name));
  const texts = textsOf(symptoms, language);
  const otherTexts = textsOf(others, language);
  return (query) => {
    const ranks = rankSymptoms(query, texts, otherTexts);
    const best = Math.max(...ranks);
    return best > 0 ? symptoms[ranks.indexOf(best)] : undefined;
  };
}

// As iOS words them, in several versions.
const SAID: Record<string, [symptom: string, ...messages: string[]][]> = {
  en: [
    ['symptomNothing', 'Nothing happens when I tap Install'],
    [
      'symptomIntegrity',
      'Unable to Install “Orbit”',
      'This app cannot be installed because its integrity could not be verified.',
      'Unable to Install “Orbit”\nThis app cannot be installed because its integrity could not be verified.',
    ],
    [
      'symptomUntrusted',
      'Untrusted Enterprise Developer',
      'Untrusted Enterprise Developer. “iPhone Distribution: Example Corp” has not been trusted on this iPhone. Until this developer has been trusted, their enterprise apps will not be available for use.',
    ],
    [
      'symptomUnverified',
      'Unable to Verify App',
      'An internet connection is required to verify trust of the developer “iPhone Distribution: Example Corp”. This app will not be available until verified.',
      'Unable to Verify App. An internet connection is required to verify trust of the developer. This app will not be available until verified.',
    ],
    [
      'symptomDeveloperMode',
      'Developer Mode Required',
      'Developer Mode Required. “Orbit” requires Developer Mode to run. Until Developer Mode has been enabled this app will not be available for use.',
    ],
    [
      'symptomDownload',
      'Unable to Download App',
      'Unable to Download App. “Orbit” could not be downloaded at this time. Please try again later.',
      '“Orbit” could not be installed at this time.',
    ],
    ['symptomConnect', 'Cannot connect to ota.example.com', 'Cannot connect to another.host.example'],
    ['symptomStuck', 'Waiting…', 'Loading…', 'Installing…'],
    [
      'symptomCompatible',
      'This app is not compatible with this device.',
      'This application is not compatible with this iPhone.',
      '“Orbit” requires iOS 18.0 or later',
    ],
    [
      'symptomUpdate',
      '“Orbit” Needs to Be Updated',
      '“Orbit” Needs to Be Updated. The developer of this app needs to update it to work with this version of iOS.',
      'This app needs to be updated by the developer to work on this version of iOS.',
    ],
    ['symptomGone', '“Orbit” Is No Longer Available'],
    ['symptomInstalled', '“Orbit” is Already Installed'],
    ['symptomAddress', 'Safari cannot open the page because the address is invalid.'],
    ['symptomFile', 'Do you want to download “manifest.plist”?', 'Do you want to download “Orbit.ipa”?'],
    ['symptomQuestion', 'Open this page in “App Store”?', 'Open this page in “iTunes”?'],
  ],
  de: [
    ['symptomNothing', 'Es passiert nichts, wenn ich auf „Installieren“ tippe'],
    [
      'symptomIntegrity',
      '„Orbit“ kann nicht installiert werden. Diese App kann nicht installiert werden, da ihre Integrität nicht überprüft werden konnte.',
    ],
    [
      'symptomUntrusted',
      'Nicht vertrauenswürdiger Unternehmensentwickler. „iPhone Distribution: Example Corp“ wird auf diesem iPhone nicht vertraut.',
    ],
    [
      'symptomUnverified',
      'App kann nicht überprüft werden. Eine Internetverbindung ist erforderlich, um die Vertrauenswürdigkeit des Entwicklers zu überprüfen. Diese App ist bis zur Überprüfung nicht verfügbar.',
    ],
    [
      'symptomDeveloperMode',
      'Entwicklermodus erforderlich. Für „Orbit“ ist der Entwicklermodus erforderlich. Bis der Entwicklermodus aktiviert wurde, kann diese App nicht verwendet werden.',
    ],
    [
      'symptomDownload',
      'App kann nicht geladen werden. „Orbit“ konnte derzeit nicht geladen werden. Versuche es später erneut.',
      '„Orbit“ konnte derzeit nicht installiert werden',
    ],
    ['symptomConnect', 'Verbindung zu ota.example.com nicht möglich'],
    ['symptomStuck', 'Warten …'],
    [
      'symptomCompatible',
      'Diese App ist nicht mit diesem iPhone kompatibel.',
      'Diese App erfordert iOS 18.0 oder neuer.',
    ],
    [
      'symptomUpdate',
      '„Orbit“ muss aktualisiert werden. Der Entwickler dieser App muss sie aktualisieren, damit sie mit dieser iOS-Version funktioniert.',
    ],
    ['symptomGone', '„Orbit“ ist nicht mehr verfügbar'],
    ['symptomInstalled', '„Orbit“ ist bereits installiert'],
    ['symptomAddress', 'Safari kann die Seite nicht öffnen, da die Adresse ungültig ist.'],
    ['symptomFile', 'Möchtest du „manifest.plist“ laden?'],
    ['symptomQuestion', 'Diese Seite in „App Store“ öffnen?'],
  ],
  ja: [
    ['symptomNothing', 'インストールをタップしても何も起こりません'],
    [
      'symptomIntegrity',
      '「Orbit」をインストールできません。整合性を確認できなかったため、このAppをインストールできません。',
    ],
    [
      'symptomUntrusted',
      '信頼されていないエンタープライズデベロッパ。「iPhone Distribution: Example Corp」はこのiPhoneで信頼されていません。',
    ],
    [
      'symptomUnverified',
      'Appを検証できません。デベロッパの信用を確認するには、インターネット接続が必要です。このAppは検証されるまで使用できません。',
    ],
    [
      'symptomDeveloperMode',
      'デベロッパモードが必要です。「Orbit」を実行するにはデベロッパモードが必要です。デベロッパモードが有効になるまで、このAppは使用できません。',
    ],
    ['symptomDownload', 'Appをダウンロードできません。現在「Orbit」をダウンロードできません。'],
    ['symptomConnect', 'ota.example.comに接続できません'],
    ['symptomStuck', '待機中…'],
    ['symptomCompatible', 'このデバイスには対応していません。', 'iOS 18.0以降が必要です'],
    [
      'symptomUpdate',
      '「Orbit」をアップデートする必要があります。このバージョンのiOSで動作させるには、このAppのデベロッパによるアップデートが必要です。',
    ],
    ['symptomGone', '「Orbit」は利用できなくなりました'],
    ['symptomInstalled', '「Orbit」はすでにインストールされています'],
    ['symptomAddress', 'アドレスが無効なため、Safariはページを開けません。'],
    ['symptomFile', '“manifest.plist”をダウンロードしますか？'],
    ['symptomQuestion', '“App Store”で開きますか？'],
  ],
};

/** How else the same message may be typed or pasted. */
const ALIKE: ((message: string) => string)[] = [
  (message) => message,
  (message) => message.toLowerCase(),
  (message) => message.toUpperCase(),
  (message) => message.replace(/[“”„]/g, '"').replaceAll('’', "'"),
  (message) => message.replace(/[“”„「」.:]/g, ''),
  (message) => message.replaceAll(' ', '\u00a0'),
  (message) => message.replaceAll('cannot', 'can’t').replaceAll('could not', "couldn't"),
];

/** More of it, or less: what is left may say nothing, but never something else. */
const DISTORTED: ((message: string) => string)[] = [
  (message) => message.slice(0, Math.ceil(message.length / 2)),
  (message) => message.slice(Math.ceil(message.length / 2)),
  (message) => `Hi, I tapped Install on my iPhone and got this: ${message} What should I do now?`,
];

/** Half of less is a word or two. */
const LONG = 14;

// As people word what they see.
const TYPED: [query: string, symptom: string][] = [
  ['INTEGRITY', 'symptomIntegrity'],
  ['waiting', 'symptomStuck'],
  ['stuck', 'symptomStuck'],
  ['stuck on loading', 'symptomStuck'],
  ['gray icon', 'symptomStuck'],
  ['two grey icons', 'symptomStuck'],
  ['nothing happens', 'symptomNothing'],
  ['needs to be updated', 'symptomUpdate'],
  ['crash', 'symptomGone'],
  ['the app closes', 'symptomGone'],
  ['opens and closes', 'symptomGone'],
  ['XML', 'symptomFile'],
  ['manifest.plist', 'symptomFile'],
  ['a .plist is saved', 'symptomFile'],
  ['.ipa', 'symptomFile'],
  ['another site', 'symptomPrompt'],
  ['works on one Wi-Fi but not on another', 'symptomConnect'],
  ['my phone says Developer Mode Required, what now', 'symptomDeveloperMode'],
];

describe('rankSymptoms', () => {
  for (const [language, messages] of Object.entries(SAID)) {
    for (const [kind, symptoms] of PAGES) {
      const find = searchOn(symptoms, language);
      it(`finds what iOS says in ${language} of a build that is ${kind}, and nothing by what it does not say`, () => {
        for (const [symptom, ...all] of messages) {
          const expected = symptoms.includes(symptom) ? symptom : undefined;
          for (const said of all) {
            for (const alike of ALIKE) assert.equal(find(alike(said)), expected, alike(said));
            if (said.length < LONG) continue;
            for (const distorted of DISTORTED.map((distort) => distort(said)))
              assert([expected, undefined].includes(find(distorted)), distorted);
          }
        }
      });
    }
  }

  for (const language of languages) {
    it(`finds in ${language} what the page itself says, and what iOS says in English`, () => {
      for (const [, symptoms] of PAGES) {
        const find = searchOn(symptoms, language);
        for (const [at, own] of textsOf(names, language).entries()) {
          const expected = symptoms.includes(names[at] ?? '') ? names[at] : undefined;
          for (const text of own.split('\n')) assert.equal(find(text), expected, text);
        }
        for (const [symptom, ...all] of SAID['en'] ?? [])
          for (const said of all)
            assert.equal(find(said), symptoms.includes(symptom) ? symptom : undefined, said);
      }
    });
  }

  for (const [query, symptom] of TYPED) {
    it(`finds ${symptom} by “${query}”`, () => assert.equal(searchOn(names)(query), symptom));
  }

  const nothing = ['', ' ', 'a', '…', '\u0301', '🙂🙂🙂🙂', 'pizza recipe', 'hello world what is this'];
  for (const query of [...nothing, 'sh', 'how are you', 'my iPad', 'Unable to', 'Face ID does not work']) {
    it(`finds nothing by ${JSON.stringify(query)}`, () => assert.equal(searchOn(names)(query), undefined));
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
      const ranks = rankSymptoms(query, others);
      assert.equal(ranks.indexOf(Math.max(...ranks)), at);
    }
  });

  it('gives one rank for each symptom, also without any', () => {
    assert.equal(rankSymptoms('install', textsOf(names, 'en')).length, names.length);
    assert.deepEqual(rankSymptoms('install', []), []);
  });
});
