import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { preferredTranslation } from '../../../src/scripts/other-language.ts';

const CASES: [wanted: string[], own: string, others: string[], found: string | undefined][] = [
  [['de'], 'en', ['de', 'ja'], 'de'],
  [['de-AT', 'en'], 'en', ['de', 'ja'], 'de'],
  [['fr', 'ja'], 'en', ['de', 'ja'], 'ja'],
  [['en-GB', 'de'], 'en', ['de', 'ja'], undefined],
  [['fr', 'en', 'de'], 'en', ['de', 'ja'], undefined],
  [['de', 'en'], 'de', ['en'], undefined],
  [['zh-TW'], 'zh-Hans', ['zh-Hant', 'en'], 'zh-Hant'],
  [['zh-CN'], 'zh-Hans', ['zh-Hant', 'en'], undefined],
  [['zh'], 'en', ['zh-Hant', 'zh-Hans'], 'zh-Hans'],
  [['pt-PT'], 'en', ['pt-BR'], 'pt-BR'],
  [['fr'], 'en', ['de'], undefined],
  [['de'], 'en', [], undefined],
  [[], 'en', ['de'], undefined],
];

describe('the translation that a reader would rather have', () => {
  for (const [wanted, own, others, found] of CASES) {
    it(`of ${own} and ${others.join(', ') || 'nothing else'} for ${wanted.join(', ') || 'nobody'}`, () => {
      assert.equal(others[preferredTranslation(wanted, own, others)], found);
    });
  }
});
