import { constants, deflateSync, inflateRawSync, inflateSync } from 'node:zlib';
import { uncrush } from './cgbi.ts';
import { type Chunk, isCritical, PngError, readChunks, writeChunks } from './png-chunks.ts';
import { filterAdaptively, requireFilter, unfilter } from './png-filters.ts';

export { PngError };

export interface Image {
  /** Pixels. */
  width: number;
  height: number;
  /** RGBA, 8 bits each, straight alpha; rows from the top without padding. */
  pixels: Uint8Array;
}

export interface PngHeader {
  /** Pixels, 1 to 4096. */
  width: number;
  height: number;
  /** Bits of one sample: 1, 2, 4, 8 or 16. */
  bitDepth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  colorType: number;
  /** Whether pixels come in the seven passes of Adam7. */
  interlaced: boolean;
  /** Whether the file is in Apple's form for iOS bundles, which is no valid PNG. */
  cgbi: boolean;
}

/** An icon is 1024 pixels at most; a larger image is decoded up to what fits into memory with ease. */
const MAX_SIDE = 4096;

const GREY = 0;
const RGB = 2;
const PALETTE = 3;
const GREY_ALPHA = 4;
const RGBA = 6;

/** The bit depths and the samples of a pixel, by colour type (W3C PNG, 11.2.1 IHDR). */
const COLOR_TYPES = new Map([
  [GREY, { depths: [1, 2, 4, 8, 16], channels: 1 }],
  [RGB, { depths: [8, 16], channels: 3 }],
  [PALETTE, { depths: [1, 2, 4, 8], channels: 1 }],
  [GREY_ALPHA, { depths: [8, 16], channels: 2 }],
  [RGBA, { depths: [8, 16], channels: 4 }],
]);

/** The pixels of a pass: every `dx`th from `x` in every `dy`th row from `y`. */
interface Pass {
  x: number;
  y: number;
  dx: number;
  dy: number;
}

const WHOLE: Pass[] = [{ x: 0, y: 0, dx: 1, dy: 1 }];
const ADAM7: Pass[] = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];

/** What the chunks before and beside the pixels say of colours. */
interface Colors {
  /** Three bytes for each entry. */
  palette: Uint8Array;
  /** Alpha for the first entries of the palette. */
  paletteAlpha: Uint8Array;
  /** The samples of the one colour that is transparent, or null. */
  transparent: number[] | null;
}

/**
 * Reads the header of a PNG, ordinary or CgBI; the first 49 bytes of the file are enough.
 * Throws PngError when the bytes are no PNG, or one that is out of bounds: a side of 0 or above 4096 pixels.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  return readHeader(readChunks(bytes));
}

/**
 * Decodes a PNG of any colour type and depth, interlaced or not, ordinary or CgBI, into 8 bits a sample. Colour
 * profiles and gamma are passed over. The pixels are made when they are first asked for, which takes most of the
 * time; whatever could be wrong with them is found before.
 * Throws PngError when it is damaged, cut short, out of bounds, or holds more pixels than its header says.
 */
export function openPng(bytes: Uint8Array): Image {
  const chunks = readChunks(bytes);
  const header = readHeader(chunks);
  const { colors, data } = readBody(header, chunks);
  const rows = inflate(header, data);
  requireFilters(header, rows);
  // Whether every colour is in the palette shows in the pixels alone.
  let pixels = header.colorType === PALETTE ? paintAll(header, colors, rows) : null;
  const { width, height } = header;
  return {
    width,
    height,
    get pixels() {
      pixels ??= paintAll(header, colors, rows);
      return pixels;
    },
  };
}

/** Turns filtered rows, which are spent by it, into pixels. */
function paintAll(header: PngHeader, colors: Colors, rows: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(header.width * header.height * 4);
  let offset = 0;
  for (const pass of passesOf(header)) {
    const size = passSize(header, pass);
    const passRows = rows.subarray(offset, offset + size.bytes);
    unfilter(passRows, size.rows, size.rowBytes, Math.max(1, bitsPerPixel(header) >> 3));
    paint(header, colors, pass, passRows, pixels);
    offset += size.bytes;
  }
  if (isCrushed(header)) uncrush(pixels);
  return pixels;
}

function requireFilters(header: PngHeader, rows: Uint8Array): void {
  let offset = 0;
  for (const pass of passesOf(header)) {
    const size = passSize(header, pass);
    for (let row = 0; row < size.rows; row++) requireFilter(byte(rows, offset + row * (size.rowBytes + 1)));
    offset += size.bytes;
  }
}

/** Encodes an image as a small PNG: RGB when it is wholly opaque, RGBA otherwise. The same bytes every time. */
export function encodePng({ width, height, pixels }: Image): Uint8Array {
  const opaque = isOpaque(pixels);
  const channels = opaque ? 3 : 4;
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  ihdr.set([8, opaque ? RGB : RGBA], 8);
  const rows = filterAdaptively(opaque ? withoutAlpha(pixels) : pixels, width * channels, channels);
  return writeChunks([
    { type: 'IHDR', data: ihdr },
    { type: 'IDAT', data: deflateSync(rows, { level: 7, memLevel: 9, strategy: constants.Z_FILTERED }) },
    { type: 'IEND', data: new Uint8Array() },
  ]);
}

function isOpaque(pixels: Uint8Array): boolean {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 255) return false;
  return true;
}

function withoutAlpha(pixels: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((pixels.length / 4) * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    rgb[to] = byte(pixels, from);
    rgb[to + 1] = byte(pixels, from + 1);
    rgb[to + 2] = byte(pixels, from + 2);
  }
  return rgb;
}

/** Whether a file stores BGR instead of RGB; other kinds of CgBI differ in their deflate stream alone. */
function isCrushed({ cgbi, bitDepth, colorType }: PngHeader): boolean {
  return cgbi && bitDepth === 8 && (colorType === RGB || colorType === RGBA);
}

function readHeader(chunks: Iterator<Chunk, undefined>): PngHeader {
  let chunk = chunks.next().value;
  const cgbi = chunk?.type === 'CgBI';
  if (cgbi) chunk = chunks.next().value;
  if (chunk?.type !== 'IHDR' || chunk.data.length !== 13) throw new PngError('It has no proper header.');
  const view = new DataView(chunk.data.buffer, chunk.data.byteOffset, chunk.data.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const bitDepth = view.getUint8(8);
  const colorType = view.getUint8(9);
  const interlace = view.getUint8(12);
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
    throw new PngError(`It is ${width} x ${height} pixels; each side may have 1 to ${MAX_SIDE}.`);
  }
  if (!COLOR_TYPES.get(colorType)?.depths.includes(bitDepth)) {
    throw new PngError(
      `Its header names colour type ${colorType} at ${bitDepth} bits, which does not exist.`,
    );
  }
  if (view.getUint8(10) !== 0 || view.getUint8(11) !== 0 || interlace > 1) {
    throw new PngError(
      'Its header names a method of compression, filtering or interlacing that does not exist.',
    );
  }
  return { width, height, bitDepth, colorType, interlaced: interlace === 1, cgbi };
}

function readBody(header: PngHeader, chunks: Iterable<Chunk>): { colors: Colors; data: Uint8Array } {
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  const data: Uint8Array[] = [];
  let ended = false;
  for (const chunk of chunks) {
    if (chunk.type === 'PLTE') palette ??= chunk.data;
    else if (chunk.type === 'tRNS') transparency ??= chunk.data;
    else if (chunk.type === 'IDAT') data.push(chunk.data);
    else if (chunk.type === 'IEND') ended = true;
    else if (isCritical(chunk.type)) throw new PngError(`It has an unexpected ${chunk.type} chunk.`);
    if (ended) break;
  }
  if (!ended) throw new PngError('It ends without an IEND chunk.');
  if (data.length === 0) throw new PngError('It has no IDAT chunk.');
  if (header.colorType === PALETTE && (!palette || palette.length === 0 || palette.length % 3 !== 0)) {
    throw new PngError('It has no proper PLTE chunk.');
  }
  return {
    colors: {
      palette: palette ?? new Uint8Array(),
      paletteAlpha: transparency ?? new Uint8Array(),
      transparent: transparency && transparentColor(header, transparency),
    },
    data: Buffer.concat(data),
  };
}

/** The colour that tRNS makes transparent, as samples in the order in which pixels are stored. */
function transparentColor(header: PngHeader, data: Uint8Array): number[] | null {
  const { colorType } = header;
  const length = colorType === GREY ? 1 : colorType === RGB ? 3 : 0;
  if (length === 0 || data.length < length * 2) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const color = Array.from({ length }, (_, i) => view.getUint16(i * 2));
  return isCrushed(header) ? color.reverse() : color;
}

/** Inflates no further than the size that the header asks for, so that no deflate bomb can go off. */
function inflate(header: PngHeader, data: Uint8Array): Uint8Array {
  const size = passesOf(header).reduce((sum, pass) => sum + passSize(header, pass).bytes, 0);
  const inflateData = header.cgbi ? inflateRawSync : inflateSync;
  let rows: Uint8Array;
  try {
    rows = inflateData(data, { maxOutputLength: size });
  } catch (cause) {
    throw new PngError('Its pixels cannot be decompressed.', { cause });
  }
  if (rows.length !== size) throw new PngError('It has fewer pixels than its header says.');
  return rows;
}

function passesOf(header: PngHeader): Pass[] {
  return header.interlaced ? ADAM7 : WHOLE;
}

/** The size of a pass: pixels across, rows, the bytes of a row without its filter byte, and of all. */
function passSize(header: PngHeader, { x, y, dx, dy }: Pass) {
  const columns = Math.ceil((header.width - x) / dx);
  const rows = columns > 0 ? Math.max(0, Math.ceil((header.height - y) / dy)) : 0;
  const rowBytes = Math.ceil((columns * bitsPerPixel(header)) / 8);
  return { columns, rows, rowBytes, bytes: rows * (rowBytes + 1) };
}

function bitsPerPixel({ colorType, bitDepth }: PngHeader): number {
  return channelsOf(colorType) * bitDepth;
}

function channelsOf(colorType: number): number {
  return COLOR_TYPES.get(colorType)?.channels ?? 0;
}

/** Puts the pixels of a pass, unfiltered, where they belong. */
function paint(
  header: PngHeader,
  colors: Colors,
  pass: Pass,
  passRows: Uint8Array,
  pixels: Uint8Array,
): void {
  const { columns, rows, rowBytes } = passSize(header, pass);
  const samples = new Uint16Array(columns * channelsOf(header.colorType));
  for (let row = 0; row < rows; row++) {
    const start = row * (rowBytes + 1) + 1;
    unpack(passRows.subarray(start, start + rowBytes), header.bitDepth, samples);
    const target = ((pass.y + row * pass.dy) * header.width + pass.x) * 4;
    paintRow(header, colors, samples, pixels, target, pass.dx * 4);
  }
}

/** Spreads packed samples of 1 to 16 bits, the leftmost in the highest bits. */
function unpack(row: Uint8Array, bitDepth: number, samples: Uint16Array): void {
  if (bitDepth === 8) {
    samples.set(row);
  } else if (bitDepth === 16) {
    for (let i = 0; i < samples.length; i++) samples[i] = (byte(row, 2 * i) << 8) | byte(row, 2 * i + 1);
  } else {
    const mask = (1 << bitDepth) - 1;
    for (let i = 0; i < samples.length; i++) {
      const bit = i * bitDepth;
      samples[i] = (byte(row, bit >> 3) >> (8 - bitDepth - (bit & 7))) & mask;
    }
  }
}

/** Turns the samples of a row into RGBA, written at `target` and every `step` bytes from there. */
function paintRow(
  { colorType, bitDepth }: PngHeader,
  { palette, paletteAlpha, transparent }: Colors,
  samples: Uint16Array,
  pixels: Uint8Array,
  target: number,
  step: number,
): void {
  const channels = channelsOf(colorType);
  const max = 2 ** bitDepth - 1;
  const isGrey = colorType === GREY || colorType === GREY_ALPHA;
  const hasAlpha = colorType === GREY_ALPHA || colorType === RGBA;
  /** A sample in 8 bits, rounded. */
  const sample = (i: number): number => Math.floor(((samples[i] as number) * 255 + (max >> 1)) / max);
  let o = target;
  for (let i = 0; i < samples.length; i += channels) {
    if (colorType === PALETTE) {
      const index = samples[i] as number;
      if (index * 3 >= palette.length) throw new PngError('It uses a colour that is not in its palette.');
      pixels[o] = byte(palette, index * 3);
      pixels[o + 1] = byte(palette, index * 3 + 1);
      pixels[o + 2] = byte(palette, index * 3 + 2);
      pixels[o + 3] = paletteAlpha[index] ?? 255;
    } else {
      pixels[o] = sample(i);
      pixels[o + 1] = sample(isGrey ? i : i + 1);
      pixels[o + 2] = sample(isGrey ? i : i + 2);
      pixels[o + 3] = hasAlpha ? sample(i + channels - 1) : 255;
      if (transparent?.every((value, channel) => samples[i + channel] === value)) pixels[o + 3] = 0;
    }
    o += step;
  }
}

/** A byte that is known to be there. */
function byte(bytes: Uint8Array, i: number): number {
  return bytes[i] as number;
}
