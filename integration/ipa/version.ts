/**
 * Compares two versions by their numbers: negative when `a` is older. `1.10` is newer than `1.9`, `1.0` equals
 * `1.0.0`, and what follows a number makes it older than the number alone (`2.0-rc.1` before `2.0`).
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
  return a.localeCompare(b, 'en', { numeric: true }) || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
