import { languageOf } from './language.ts';
import { dictAt, type PlistDict, parsePlistDict } from './plist.ts';
import { cleanText } from './text.ts';

/** The app's name in a localized `InfoPlist.strings`; null when it names none. Throws when it cannot be read. */
export function nameInStrings(bytes: Uint8Array): string | null {
  return appName(parsePlistDict(bytes));
}

/** The app's names by language in an `InfoPlist.loctable`, one file for all languages. Throws when it cannot be read. */
export function namesInLoctable(bytes: Uint8Array): Record<string, string> {
  const table = parsePlistDict(bytes);
  const names: Record<string, string> = {};
  for (const key of Object.keys(table)) {
    const language = languageOf(key);
    const strings = dictAt(table, key);
    const name = language && strings && appName(strings);
    if (name) names[language] = name;
  }
  return names;
}

/** The name that iOS shows under the icon: the display name, else the bundle's name. */
export function appName(info: PlistDict): string | null {
  return cleanText(info['CFBundleDisplayName']) ?? cleanText(info['CFBundleName']);
}
