import { PngError } from './png-chunks.ts';

/*
 * Each row of a PNG starts with the number of a filter that foretells every byte from its neighbours: the one
 * to the left (a), above (b) and above left (c), a pixel apart. What is stored is the difference.
 * W3C Portable Network Graphics, 9 Filtering.
 */
const NONE = 0;
const SUB = 1;
const UP = 2;
const AVERAGE = 3;
const PAETH = 4;

/**
 * Turns filtered rows into plain ones, in place; the filter bytes stay where they are.
 * `rows` holds `height` rows of one filter byte and `rowBytes` bytes each; `step` is a pixel's size in bytes, at
 * least 1. Throws PngError when a row names an unknown filter.
 */
export function unfilter(rows: Uint8Array, height: number, rowBytes: number, step: number): void {
  const stride = rowBytes + 1;
  const zeros = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const start = y * stride + 1;
    const row = rows.subarray(start, start + rowBytes);
    const above = y === 0 ? zeros : rows.subarray(start - stride, start - 1);
    unfilterRow(rows[start - 1] as number, row, above, step);
  }
}

/** Throws PngError when the number is of no filter. */
export function requireFilter(filter: number): void {
  if (filter > PAETH) throw new PngError(`It uses filter ${filter}, which does not exist.`);
}

function unfilterRow(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  const length = row.length;
  const first = Math.min(step, length);
  switch (filter) {
    case NONE:
      return;
    case SUB:
      for (let i = step; i < length; i++) row[i] = at(row, i) + at(row, i - step);
      return;
    case UP:
      for (let i = 0; i < length; i++) row[i] = at(row, i) + at(above, i);
      return;
    case AVERAGE:
      for (let i = 0; i < first; i++) row[i] = at(row, i) + (at(above, i) >> 1);
      for (let i = step; i < length; i++) row[i] = at(row, i) + ((at(row, i - step) + at(above, i)) >> 1);
      return;
    case PAETH:
      for (let i = 0; i < first; i++) row[i] = at(row, i) + at(above, i);
      for (let i = step; i < length; i++) {
        row[i] = at(row, i) + paeth(at(row, i - step), at(above, i), at(above, i - step));
      }
      return;
    default:
      requireFilter(filter);
  }
}

/**
 * Filters rows so that they compress well: each with the filter that leaves the smallest differences, the rule
 * that the PNG specification recommends (12.7 Filter selection).
 * `pixels` holds plain rows of `rowBytes` each; the result has a filter byte before each.
 */
export function filterAdaptively(pixels: Uint8Array, rowBytes: number, step: number): Uint8Array {
  const height = pixels.length / rowBytes;
  const filtered = new Uint8Array(pixels.length + height);
  let above: Uint8Array = new Uint8Array(rowBytes);
  const attempt = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * rowBytes, (y + 1) * rowBytes);
    const start = y * (rowBytes + 1);
    let least = Number.POSITIVE_INFINITY;
    for (const filter of [NONE, SUB, UP, AVERAGE, PAETH]) {
      const sum = filterRow(filter, row, above, step, attempt);
      if (sum < least) {
        least = sum;
        filtered[start] = filter;
        filtered.set(attempt, start + 1);
      }
    }
    above = row;
  }
  return filtered;
}

/** Writes the filtered row to `out`, and returns the sum of its differences, each taken as a signed byte. */
function filterRow(
  filter: number,
  row: Uint8Array,
  above: Uint8Array,
  step: number,
  out: Uint8Array,
): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    const a = i < step ? 0 : at(row, i - step);
    const b = at(above, i);
    const c = i < step ? 0 : at(above, i - step);
    const difference = (at(row, i) - foretell(filter, a, b, c)) & 0xff;
    out[i] = difference;
    sum += difference < 128 ? difference : 256 - difference;
  }
  return sum;
}

function foretell(filter: number, a: number, b: number, c: number): number {
  if (filter === NONE) return 0;
  if (filter === SUB) return a;
  if (filter === UP) return b;
  if (filter === AVERAGE) return (a + b) >> 1;
  return paeth(a, b, c);
}

/** Whichever of the three neighbours is nearest to a + b - c; on a tie the first. */
function paeth(a: number, b: number, c: number): number {
  const toA = Math.abs(b - c);
  const toB = Math.abs(a - c);
  const toC = Math.abs(a + b - 2 * c);
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

/** A byte that is known to be there. */
function at(bytes: Uint8Array, i: number): number {
  return bytes[i] as number;
}
