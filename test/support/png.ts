/** Writes PNG files (ISO/IEC 15948) of every colour type, depth and interlacing. */

import { crc32, deflateSync } from 'node:zlib';
import { concat, u32be } from './bytes.ts';

/** Pixels are RGBA, eight bits each, alpha not premultiplied. */
export interface Image {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** 0 none, 1 sub, 2 up, 3 average, 4 Paeth; `cycle` takes them in turn, `adaptive` the best for each row. */
export type FilterChoice = 0 | 1 | 2 | 3 | 4 | 'cycle' | 'adaptive';

export interface PngOptions {
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA (the default). */
  colorType?: 0 | 2 | 3 | 4 | 6;
  /** 1, 2, 4, 8 (the default) or 16, as the colour type allows. */
  bitDepth?: 1 | 2 | 4 | 8 | 16;
  interlaced?: boolean;
  filter?: FilterChoice;
  /** Writes tRNS for colour types 0 and 2: this RGB colour is transparent. Palettes carry their own alpha. */
  transparentColor?: [red: number, green: number, blue: number];
}

export interface ScanlineOptions {
  interlaced?: boolean;
  filter?: FilterChoice;
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Adam7: the first column and row of each pass, then its steps. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

/** What each filter type subtracts (PNG 9.2). */
const PREDICTORS: ((left: number, up: number, upLeft: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/** The bytes that every PNG starts with. */
export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The image as an ordinary PNG. Throws a TypeError when a palette would need more colours than it can hold. */
export function encodePlainPng(image: Image, options: PngOptions = {}): Uint8Array {
  const { colorType = 6, bitDepth = 8 } = options;
  const palette = colorType === 3 ? collectPalette(image, bitDepth) : [];
  const samples = (column: number, row: number): number[] => {
    const color = image.pixels.subarray(4 * (row * image.width + column)).subarray(0, 4);
    if (colorType === 3) return [palette.indexOf(colorKey(color))];
    return colorSamples(color, colorType).map((sample) => scaled(sample, bitDepth));
  };
  const packRow = (columns: number[], row: number) =>
    packSamples(
      columns.flatMap((column) => samples(column, row)),
      bitDepth,
    );
  const bytesPerPixel = Math.max(1, (CHANNELS[colorType] * bitDepth) / 8);
  return concat(
    PNG_SIGNATURE,
    headerChunk(image, bitDepth, colorType, options.interlaced ?? false),
    ...colorChunks(palette, options),
    chunk('IDAT', deflateSync(scanlines(image, bytesPerPixel, packRow, options), { level: 9 })),
    chunk('IEND'),
  );
}

/** IHDR. */
export function headerChunk(
  image: Image,
  bitDepth: number,
  colorType: number,
  interlaced: boolean,
): Uint8Array {
  const format = Uint8Array.of(bitDepth, colorType, 0, 0, interlaced ? 1 : 0);
  return chunk('IHDR', u32be(image.width, image.height), format);
}

/** A chunk: length, type, contents, checksum. */
export function chunk(type: string, ...contents: Uint8Array[]): Uint8Array {
  const body = concat(Buffer.from(type, 'ascii'), ...contents);
  return concat(u32be(body.length - 4), body, u32be(crc32(body)));
}

/**
 * The filtered rows of an image, pass by pass when interlaced: what IDAT compresses. `packRow` gives the bytes
 * of the pixels in these columns of a row.
 */
export function scanlines(
  { width, height }: Image,
  bytesPerPixel: number,
  packRow: (columns: number[], row: number) => Uint8Array,
  { interlaced, filter = 'adaptive' }: ScanlineOptions,
): Uint8Array {
  const rows: Uint8Array[] = [];
  for (const [left, top, stepX, stepY] of interlaced ? ADAM7 : WHOLE) {
    const columns = steps(left, width, stepX);
    if (columns.length === 0) continue;
    let above: Uint8Array | undefined;
    for (const [index, row] of steps(top, height, stepY).entries()) {
      const raw = packRow(columns, row);
      rows.push(filtered(raw, above ?? new Uint8Array(raw.length), bytesPerPixel, filter, index));
      above = raw;
    }
  }
  return concat(...rows);
}

function steps(from: number, end: number, step: number): number[] {
  return Array.from(
    { length: Math.max(0, Math.ceil((end - from) / step)) },
    (_, index) => from + index * step,
  );
}

function filtered(
  raw: Uint8Array,
  above: Uint8Array,
  bytesPerPixel: number,
  choice: FilterChoice,
  row: number,
): Uint8Array {
  if (choice === 'cycle') return applyFilter(row % 5, raw, above, bytesPerPixel);
  if (choice !== 'adaptive') return applyFilter(choice, raw, above, bytesPerPixel);
  const candidates = [0, 1, 2, 3, 4].map((type) => applyFilter(type, raw, above, bytesPerPixel));
  return candidates.reduce((best, candidate) =>
    unevenness(candidate) < unevenness(best) ? candidate : best,
  );
}

function applyFilter(type: number, raw: Uint8Array, above: Uint8Array, bytesPerPixel: number): Uint8Array {
  const row = new Uint8Array(raw.length + 1);
  row[0] = type;
  const predict = PREDICTORS[type] ?? (() => 0);
  for (let at = 0; at < raw.length; at++) {
    const left = raw[at - bytesPerPixel] ?? 0;
    const up = above[at] ?? 0;
    const upLeft = above[at - bytesPerPixel] ?? 0;
    row[at + 1] = (raw[at] ?? 0) - predict(left, up, upLeft);
  }
  return row;
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

/** The sum of the bytes' distances from zero: the less, the better it compresses (PNG 12.8). */
function unevenness(row: Uint8Array): number {
  return row.reduce((sum, byte) => sum + Math.min(byte, 256 - byte), 0);
}

function colorSamples(color: Uint8Array, colorType: 0 | 2 | 4 | 6): number[] {
  const [red = 0, green = 0, blue = 0, alpha = 0] = color;
  const grey = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  return { 0: [grey], 2: [red, green, blue], 4: [grey, alpha], 6: [red, green, blue, alpha] }[colorType];
}

/** An eight-bit sample at another depth. */
function scaled(sample: number, bitDepth: number): number {
  return bitDepth === 16 ? sample * 257 : sample >> (8 - bitDepth);
}

function packSamples(samples: number[], bitDepth: number): Uint8Array {
  if (bitDepth === 16) return Uint8Array.from(samples.flatMap((sample) => [sample >> 8, sample & 0xff]));
  const bytes = new Uint8Array(Math.ceil((samples.length * bitDepth) / 8));
  samples.forEach((sample, index) => {
    const bit = index * bitDepth;
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (sample << (8 - bitDepth - (bit & 7)));
  });
  return bytes;
}

function collectPalette({ pixels }: Image, bitDepth: number): number[] {
  const keys = new Set<number>();
  for (let at = 0; at < pixels.length; at += 4) keys.add(colorKey(pixels.subarray(at, at + 4)));
  if (keys.size > 2 ** bitDepth) {
    throw new TypeError(`${keys.size} colours do not fit a palette of ${bitDepth} bits.`);
  }
  return [...keys];
}

function colorKey([red = 0, green = 0, blue = 0, alpha = 0]: Uint8Array): number {
  return ((red << 24) | (green << 16) | (blue << 8) | alpha) >>> 0;
}

/** PLTE and tRNS. */
function colorChunks(
  palette: number[],
  { colorType, bitDepth = 8, transparentColor }: PngOptions,
): Uint8Array[] {
  if (colorType === 3) {
    const colors = palette.map((key) => u32be(key));
    return [
      chunk('PLTE', ...colors.map((color) => color.subarray(0, 3))),
      chunk('tRNS', ...colors.map((color) => color.subarray(3))),
    ];
  }
  if (!transparentColor || (colorType !== 0 && colorType !== 2)) return [];
  const samples = colorSamples(Uint8Array.from(transparentColor), colorType);
  return [
    chunk(
      'tRNS',
      packSamples(
        samples.map((sample) => scaled(sample, bitDepth)),
        16,
      ),
    ),
  ];
}
