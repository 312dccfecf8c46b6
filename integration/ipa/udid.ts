/**
 * A device identifier in the one form that is hashed: `00008030-001544522E60802E` (chip and ECID, since 2018) or
 * 40 hexadecimal digits in lower case (before). Takes what people paste: in either case, with spaces or a label
 * around it, with any hyphen or none. Null for anything else. Runs in browsers too.
 */
export function normalizeUdid(text: string): string | null {
  const digits = text
    .normalize('NFKC')
    .replace(/^\W*udid/i, '')
    .replace(/[^0-9a-z]/gi, '');
  if (/^[0-9a-f]{40}$/i.test(digits)) return digits.toLowerCase();
  if (/^[0-9a-f]{24}$/i.test(digits)) return `${digits.slice(0, 8)}-${digits.slice(8)}`.toUpperCase();
  return null;
}
