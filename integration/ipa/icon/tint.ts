import { createHash } from 'node:crypto';

/** Red, green and blue of sRGB, 0 to 255, not rounded. */
export type Rgb = [red: number, green: number, blue: number];

const CHROMA = 0.15;
/** Contrast of white text that WCAG 2.2 (1.4.3) asks for, and a little more for rounding and dithering. */
const CONTRAST = 4.6;
const LIGHTEST = 0.6;
const FALL = 0.11;
/** How far the hue turns towards blue from top to bottom, as colours do in shadow; in degrees, at most. */
const DRIFT = 20;
const BLUE = 264;
/** Yellows so dark that white can be read on them are olive and brown; no app gets one. */
const FIRST_HUE = 148;
const HUES = 262;

/** An app's own hue, in degrees of OKLCH, 0 to 360: the same on every machine and for every version of the app. */
export function hueOf(bundleIdentifier: string): number {
  const hash = createHash('sha256').update(bundleIdentifier).digest();
  return (FIRST_HUE + (hash.readUInt32BE() / 2 ** 32) * HUES) % 360;
}

/**
 * A calm gradient of `steps` colours of one hue, from light to dark, on all of which white can be read (contrast of
 * 4.5 : 1 and more). Hues are those of OKLCH, where all look equally strong.
 */
export function tints(hue: number, steps: number): Rgb[] {
  let light = LIGHTEST;
  while (contrastWithWhite(oklch(light, CHROMA, hue)) < CONTRAST) light -= 0.005;
  const drift = DRIFT * Math.sin(((BLUE - hue) * Math.PI) / 180);
  return Array.from({ length: steps }, (_, i) => {
    const t = i / steps;
    return oklch(light - FALL * t, CHROMA, hue + drift * t);
  });
}

/** The contrast ratio of white with a colour, 1 to 21, as WCAG 2.2 defines it. */
function contrastWithWhite([red, green, blue]: Rgb): number {
  const luminance = 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);
  return 1.05 / (luminance + 0.05);
}

/** A colour of OKLCH in sRGB; of a chroma that sRGB does not have, as much as it has. */
function oklch(lightness: number, chroma: number, hue: number): Rgb {
  let low = isInGamut(oklchToLinear(lightness, chroma, hue)) ? chroma : 0;
  let high = chroma;
  while (high - low > 0.0001) {
    const middle = (low + high) / 2;
    if (isInGamut(oklchToLinear(lightness, middle, hue))) low = middle;
    else high = middle;
  }
  return oklchToLinear(lightness, low, hue).map(fromLinear) as Rgb;
}

function isInGamut(linear: Rgb): boolean {
  return linear.every((value) => value >= 0 && value <= 1);
}

/** Björn Ottosson, A perceptual color space for image processing (bottosson.github.io/posts/oklab). */
function oklchToLinear(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function fromLinear(value: number): number {
  const clipped = Math.min(1, Math.max(0, value));
  return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055);
}

function toLinear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
