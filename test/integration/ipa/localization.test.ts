import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languageOf } from '../../../integration/ipa/language.ts';
import { appName, nameInStrings, namesInLoctable } from '../../../integration/ipa/localization.ts';
import { encodePropertyList, encodeStrings } from '../../support/property-list.ts';

describe('languageOf', () => {
  const cases: [name: string, language: string | null][] = [
    ['en', 'en'],
    ['DE', 'de'],
    ['pt-BR', 'pt-BR'],
    ['pt_BR', 'pt-BR'],
    ['zh-Hans', 'zh-Hans'],
    ['zh_hant_HK', 'zh-Hant-HK'],
    ['es-419', 'es-419'],
    ['English', 'en'],
    ['german', 'de'],
    ['Base', null],
    ['base', null],
    ['', null],
    ['3', null],
    ['a', null],
    ['../de', null],
    ['__proto__', null],
    ['constructor', null],
    ['LocProvenance', null],
    ['de.lproj', null],
  ];
  for (const [name, language] of cases) {
    it(`"${name}" is ${language}`, () => assert.equal(languageOf(name), language));
  }
});

describe('appName', () => {
  const cases: [info: Record<string, unknown>, name: string | null][] = [
    [{ CFBundleDisplayName: 'Orbit', CFBundleName: 'OrbitApp' }, 'Orbit'],
    [{ CFBundleName: 'OrbitApp' }, 'OrbitApp'],
    [{ CFBundleDisplayName: '  ', CFBundleName: 'OrbitApp' }, 'OrbitApp'],
    [{ CFBundleDisplayName: 7, CFBundleName: ['a'] }, null],
    [{}, null],
  ];
  for (const [info, name] of cases) {
    it(`${JSON.stringify(info)} is ${name}`, () => assert.equal(appName(info), name));
  }
});

describe('nameInStrings', () => {
  for (const format of ['utf-8', 'utf-16', 'binary'] as const) {
    it(`finds the name in ${format}`, () => {
      const bytes = encodeStrings(
        { NSCameraUsageDescription: 'a', CFBundleDisplayName: 'Umlaufbahn' },
        format,
      );
      assert.equal(nameInStrings(bytes), 'Umlaufbahn');
    });
  }

  it('finds none where there is none', () => {
    assert.equal(nameInStrings(encodeStrings({ NSCameraUsageDescription: 'a' }, 'utf-16')), null);
  });

  it('refuses what is no property list', () => {
    for (const bytes of ['', 'hello', '<html>', '(a, b)'])
      assert.throws(() => nameInStrings(Buffer.from(bytes)));
  });
});

describe('namesInLoctable', () => {
  it('finds the name in each language that has one', () => {
    const table = {
      en: { CFBundleDisplayName: 'Orbit' },
      de: { CFBundleName: 'Umlaufbahn' },
      zh_CN: { CFBundleDisplayName: '轨道' },
      fr: { NSCameraUsageDescription: 'a' },
      it: 'Orbita',
      Base: { CFBundleDisplayName: 'Base' },
      LocProvenance: { CFBundleDisplayName: 'none' },
    };
    const names = { en: 'Orbit', de: 'Umlaufbahn', 'zh-CN': '轨道' };
    for (const format of ['binary', 'xml', 'openstep'] as const) {
      assert.deepEqual(namesInLoctable(encodePropertyList(table, format)), names);
    }
  });

  it('finds none in an empty table', () =>
    assert.deepEqual(namesInLoctable(encodePropertyList({}, 'binary')), {}));

  it('refuses what is no dictionary', () => {
    assert.throws(() => namesInLoctable(encodePropertyList(['en'], 'binary')));
  });
});
