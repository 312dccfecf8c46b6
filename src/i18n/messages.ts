import { directionOf, isolate } from './direction.ts';
import type en from './en.json';

/** The text of the pages in one language. English is the measure: every language has its keys, no others. */
export type Messages = { [Key in keyof typeof en]: (typeof en)[Key] extends string ? string : Plural };

/** One text for each plural category that the language has, by its name in Unicode CLDR. */
export type Plural = { [Category in Intl.LDMLPluralRule]?: string } & { other: string };

type MessageKey = keyof Messages;
type PluralKey = { [Key in MessageKey]: Messages[Key] extends string ? never : Key }[MessageKey];

/** Name of a text that does not count anything. */
export type TextKey = Exclude<MessageKey, PluralKey>;

/** Gives the texts of one language. */
export interface Translator {
  /**
   * The text of that name, with each `{placeholder}` replaced by the value of its name, which is set apart where
   * it runs the other way.
   * Throws where a value is missing.
   */
  t(key: TextKey, values?: Record<string, string>): string;
  /** The text of that name in the form for `count`, which replaces `{count}`, with other values as for `t`. */
  tCount(key: PluralKey, count: number, values?: Record<string, string>): string;
  /** Whether a text of that name exists, for names that a build decides. */
  isTextKey(key: string): key is TextKey;
}

/** Makes the translator of a language, BCP 47, from its texts. */
export function createTranslator(tag: string, messages: Messages): Translator {
  const plurals = new Intl.PluralRules(tag);
  const numbers = new Intl.NumberFormat(tag);
  const direction = directionOf(tag);
  const fill = (text: string, values: Record<string, string>) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new RangeError(`The text "${text}" needs a value for "${name}".`);
      return isolate(value, direction);
    });
  return {
    t: (key, values = {}) => fill(messages[key], values),
    tCount(key, count, values = {}) {
      const forms = messages[key];
      return fill(forms[plurals.select(count)] ?? forms.other, { ...values, count: numbers.format(count) });
    },
    isTextKey: (key): key is TextKey =>
      Object.hasOwn(messages, key) && typeof messages[key as MessageKey] === 'string',
  };
}
