/** A value that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const MAX_DEPTH = 32;

/**
 * A property list's value as JSON: dates as ISO 8601, data as base64, anything else that JSON has no form for
 * as null. What is nested more than 32 levels deep is left out.
 */
export function toJson(value: unknown, depth = 0): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1));
  // Object.fromEntries, unlike assignment, keeps a key named `__proto__` a plain key.
  const entries = Object.entries(value).map(
    ([key, item]) => [key.toWellFormed(), toJson(item, depth + 1)] as const,
  );
  return Object.fromEntries(entries);
}
