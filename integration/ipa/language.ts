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
