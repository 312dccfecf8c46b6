import { dictAt, type PlistDict, parsePlistDict } from './plist.ts';
import { cleanText } from './text.ts';

// The language names of folders made before Xcode 3; still accepted by iOS.
const LEGACY_LANGUAGES = new Map([
  ['english', 'en'],
  ['french', 'fr'],
  ['german', 'de'],
  ['italian', 'it'],
  ['japanese', 'ja'],
  ['spanish', 'es'],
  ['dutch', 'nl'],
]);

/** The language of a `.lproj` folder's name as a BCP 47 tag; null for `Base` and what is no language. */
export function languageOf(name: string): string | null {
  if (name.toLowerCase() === 'base') return null;
  const legacy = LEGACY_LANGUAGES.get(name.toLowerCase());
  if (legacy) return legacy;
  try {
    return Intl.getCanonicalLocales(name.replaceAll('_', '-'))[0] ?? null;
  } catch {
    return null;
  }
}

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
