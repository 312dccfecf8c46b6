/** A version with its build number, `1.4.0 (147)`; the version alone where the build number says the same. */
export function fullVersion({ version, build }: { version: string; build: string }): string {
  return version === build ? version : `${version} (${build})`;
}

/**
 * Compares two versions by their numbers: negative when `a` is older. `1.10` is newer than `1.9`, `1.0` equals
 * `1.0.0`, and what follows a number makes it older than the number alone (`2.0-rc.1` before `2.0`). Letters are
 * compared without case, and only then with it.
 */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = compareComponents(left[i] ?? '', right[i] ?? '');
    if (difference) return difference;
  }
  return 0;
}

function compareComponents(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  return compareDigits(left.digits, right.digits) || compareSuffixes(left.suffix, right.suffix);
}

function split(component: string): { digits: string; suffix: string } {
  const digits = /^\d*/.exec(component)?.[0] ?? '';
  return { digits: digits.replace(/^0+/, ''), suffix: component.slice(digits.length) };
}

// Digits of any length, compared without turning them into numbers that lose precision.
function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareSuffixes(a: string, b: string): number {
  if (a === b) return 0;
  if (!a) return 1;
  if (!b) return -1;
  return compareNaturally(toLowerCase(a), toLowerCase(b)) || compareText(a, b);
}

// Numbers within as numbers, the rest character by character. Nothing here depends on a language or on Unicode
// tables, so that an app in Swift or Dart can keep the very same order (docs/in-app-updates).
function compareNaturally(a: string, b: string): number {
  const left = a.match(PARTS) ?? [];
  const right = b.match(PARTS) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = compareParts(left[i] ?? '', right[i] ?? '');
    if (difference) return difference;
  }
  return left.length - right.length;
}

/** A number, or one UTF-16 unit of anything else. */
const PARTS = /\d+|[\s\S]/g;

function compareParts(a: string, b: string): number {
  if (/^\d/.test(a) && /^\d/.test(b)) return compareDigits(a.replace(/^0+/, ''), b.replace(/^0+/, ''));
  return compareText(a, b);
}

function toLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
