import en from './en.json' with { type: 'json' };

/** The text of the pages in one language. English is the measure: every language has its keys, no others. */
export type Messages = { [Key in keyof typeof en]: (typeof en)[Key] extends string ? string : Plural };

/** One text for each plural category that the language has, by its name in Unicode CLDR. */
export type Plural = { [Category in Intl.LDMLPluralRule]?: string } & { other: string };

export type MessageKey = keyof Messages;
type PluralKey = { [Key in MessageKey]: Messages[Key] extends string ? never : Key }[MessageKey];
type TextKey = Exclude<MessageKey, PluralKey>;

const LANGUAGES = { en } satisfies Record<string, Messages>;

/** BCP 47 tag of the language of the pages. */
export const LOCALE: keyof typeof LANGUAGES = 'en';

/** How the language is written. */
export const DIRECTION: 'ltr' | 'rtl' = /^(ar|fa|he|ur)\b/.test(LOCALE) ? 'rtl' : 'ltr';

const messages: Messages = LANGUAGES[LOCALE];
const plurals = new Intl.PluralRules(LOCALE);
const numbers = new Intl.NumberFormat(LOCALE);

/**
 * The text of that name, with each `{placeholder}` replaced by the value of its name.
 * Throws where a value is missing.
 */
export function t(key: TextKey, values: Record<string, string> = {}): string {
  return fill(messages[key], values);
}

/** The text of that name in the form for `count`, which replaces `{count}`. */
export function tCount(key: PluralKey, count: number): string {
  const forms = messages[key];
  return fill(forms[plurals.select(count)] ?? forms.other, { count: numbers.format(count) });
}

/** Whether a text of that name exists, for names that a build decides. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(messages, key) && typeof messages[key as MessageKey] === 'string';
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`The text "${text}" needs a value for "${name}".`);
    return value;
  });
}
