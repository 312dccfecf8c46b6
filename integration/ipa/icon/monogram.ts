import { GLYPHS, NEUTRAL_GLYPH, PEN_WIDTH } from './glyphs.ts';
import type { Image } from './png.ts';
import { coverage, flatten, type Placement, type Segment } from './stroke.ts';
import { hueOf, type Rgb, tints } from './tint.ts';

/** What a monogram is drawn for. */
interface Label {
  name: string;
  bundleIdentifier: string;
}

/** The height of a capital between the middles of its strokes, as a share of the icon. */
const CAPITAL = 0.47;
/** How far a glyph is moved from the middle of its box towards its centre of gravity. */
const BALANCE = 0.35;

/** Ordered dither (Bayer): rounds neighbours differently, so that the gradient shows no bands. */
const DITHER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((rank) => (rank + 0.5) / 16);

/** Latin letters that do not decompose into a plain one and marks. */
const FOLDED: Record<string, string> = {
  Æ: 'A',
  Đ: 'D',
  Ð: 'D',
  Ħ: 'H',
  ı: 'I',
  Ł: 'L',
  Ŋ: 'N',
  Ø: 'O',
  Œ: 'O',
  ẞ: 'S',
  Þ: 'T',
  Ŧ: 'T',
};

/**
 * Draws an icon for an app that has no loose one: a white letter on a gradient of the app's own hue, square and
 * opaque, since iOS rounds the corners itself. `size` is in pixels. The same label always gives the same pixels.
 */
export function drawMonogram(label: Label, size: number): Image {
  const letter = monogramLetter(label);
  const strokes = flatten((letter && GLYPHS[letter]) || NEUTRAL_GLYPH);
  const covered = coverage(strokes, PEN_WIDTH, place(strokes, size), size);
  const rows = tints(hueOf(label.bundleIdentifier), size);
  const pixels = new Uint8Array(size * size * 4);
  covered.forEach((share, i) => {
    const y = Math.floor(i / size);
    const background = rows[y] as Rgb;
    const threshold = DITHER[(y % 4) * 4 + ((i % size) % 4)] as number;
    for (let channel = 0; channel < 3; channel++) {
      const value = background[channel] as number;
      pixels[i * 4 + channel] = Math.floor(value + (255 - value) * share + threshold);
    }
    pixels[i * 4 + 3] = 255;
  });
  return { width: size, height: size, pixels };
}

/**
 * The letter or digit that stands for an app: the first of its name, without diacritics; when that is of another
 * script, or there is none, the first letter of the last part of the bundle identifier that starts with one; else
 * null. A to Z or 0 to 9.
 */
export function monogramLetter({ name, bundleIdentifier }: Label): string | null {
  const [first] = /[\p{L}\p{N}]/u.exec(name) ?? [''];
  const capital = FOLDED[first] ?? FOLDED[first.toUpperCase()] ?? first;
  const [ofName] = /[A-Z0-9]/.exec(capital.normalize('NFKD').toUpperCase()) ?? [];
  const ofIdentifier = bundleIdentifier.split('.').findLast((part) => /^[a-z]/i.test(part))?.[0];
  return ofName ?? ofIdentifier?.toUpperCase() ?? null;
}

/** Capitals stand centred by their height; across, by eye: between the middle of the box and of the ink. */
function place(strokes: Segment[], size: number): Placement {
  const scale = (CAPITAL * size) / 100;
  const xs = strokes.flatMap(({ x0, x1 }) => [x0, x1]);
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2;
  const ink = strokes.map(({ x0, y0, x1, y1 }) => ({
    x: (x0 + x1) / 2,
    length: Math.hypot(x1 - x0, y1 - y0),
  }));
  const total = ink.reduce((sum, { length }) => sum + length, 0);
  const gravity = ink.reduce((sum, { x, length }) => sum + x * length, 0) / total;
  const centre = middle + (gravity - middle) * BALANCE;
  return { x: size / 2 - centre * scale, y: size / 2 - 50 * scale, scale };
}
