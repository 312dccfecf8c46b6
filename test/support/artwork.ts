/** The icons of the demo apps, drawn anew at each size. */

import {
  below,
  capsule,
  circle,
  color,
  ellipse,
  everywhere,
  flat,
  intersection,
  type Layer,
  linear,
  moved,
  outline,
  radial,
  render,
  roundedBox,
  type Shape,
  turned,
  union,
} from './drawing.ts';
import type { Image } from './png.ts';

export type Artwork = 'orbit' | 'ledger' | 'trail';

/** The icon, square and opaque, of so many pixels. */
export function drawIcon(artwork: Artwork, size: number): Image {
  return render(LAYERS[artwork](), size);
}

const LAYERS: Record<Artwork, () => Layer[]> = { orbit, ledger, trail };

/** A planet with a tilted ring and a moon, in a violet night. */
function orbit(): Layer[] {
  const tilt = -24;
  const planet = circle(0.5, 0.5, 0.235);
  const ring = turned(outline(ellipse(0.5, 0.5, 0.4, 0.125), 0.034), tilt);
  const front = turned((_x, y) => 0.5 - y, tilt);
  const ringPaint = linear([0.1, 0.7], [0.9, 0.3], color('#7fd6ff'), color('#f4fbff'), color('#ffd9a8'));
  const stars: [number, number, number][] = [
    [0.17, 0.2, 0.011],
    [0.33, 0.11, 0.007],
    [0.84, 0.15, 0.008],
    [0.13, 0.45, 0.006],
    [0.88, 0.56, 0.007],
    [0.72, 0.86, 0.011],
    [0.27, 0.86, 0.007],
    [0.5, 0.93, 0.006],
  ];
  return [
    {
      shape: everywhere,
      paint: linear([0.2, 0], [0.8, 1], color('#3a1d8a'), color('#23145e'), color('#0d0b2e')),
    },
    { shape: circle(0.5, 0.5, 0.22), blur: 0.5, paint: flat('#a14bff', 0.75) },
    { shape: union(...stars.map(([x, y, radius]) => circle(x, y, radius))), paint: flat('#ffffff', 0.85) },
    { shape: ring, paint: ringPaint },
    {
      shape: planet,
      paint: radial(
        [0.41, 0.39],
        0.4,
        color('#ffe3a3'),
        color('#ff9a62'),
        color('#e0457b'),
        color('#7a1f74'),
      ),
    },
    { shape: intersection(planet, front, moved(ring, 0, 0.04)), blur: 0.03, paint: flat('#4a0d4f', 0.4) },
    { shape: intersection(ring, front), paint: ringPaint },
    { shape: circle(0.82, 0.31, 0.05), paint: radial([0.8, 0.29], 0.08, color('#ffffff'), color('#9fdcff')) },
  ];
}

/** A page with two lines of writing over rising bars, the last one golden. */
function ledger(): Layer[] {
  const page = roundedBox(0.19, 0.15, 0.81, 0.85, 0.1);
  const bar = (left: number, top: number) => roundedBox(left, top, left + 0.095, 0.755, 0.03);
  const line = (y: number, end: number) => capsule([0.305, y], [end, y], 0.023);
  const green = linear([0, 0.45], [0, 0.75], color('#2fd6a3'), color('#0b8f7c'));
  return [
    {
      shape: everywhere,
      paint: linear([0.2, 0], [0.8, 1], color('#34dca9'), color('#0c9c83'), color('#06596b')),
    },
    { shape: moved(page, 0, 0.035), blur: 0.16, paint: flat('#02393c', 0.5) },
    { shape: page, paint: linear([0.5, 0.17], [0.5, 0.83], color('#ffffff'), color('#e3f4ef')) },
    { shape: line(0.265, 0.6), paint: flat('#0b7f76') },
    { shape: line(0.355, 0.46), paint: flat('#bfe3da') },
    { shape: union(bar(0.28, 0.625), bar(0.4025, 0.55)), paint: green },
    { shape: bar(0.525, 0.485), paint: green },
    { shape: bar(0.6475, 0.4), paint: linear([0, 0.4], [0, 0.75], color('#ffd25e'), color('#ff9f2e')) },
  ];
}

/** A path that winds through the hills to the mountains, under a low sun. */
function trail(): Layer[] {
  const far = below([
    [0, 0.5],
    [0.14, 0.4],
    [0.27, 0.5],
    [0.47, 0.25],
    [0.66, 0.49],
    [0.8, 0.36],
    [1, 0.54],
  ]);
  const snowLine = below(
    [
      [0, 0.35],
      [0.38, 0.35],
      [0.42, 0.4],
      [0.455, 0.36],
      [0.49, 0.405],
      [0.53, 0.355],
      [0.57, 0.395],
      [0.6, 0.35],
      [1, 0.35],
    ],
    true,
  );
  const hill =
    (rise: number, height: number, shift: number): Shape =>
    (x, y) =>
      0.9 * (height - rise * Math.sin(Math.PI * (x * 1.3 + shift)) - y);
  const nearHill = hill(0.07, 0.57, 0.25);
  const meadow = hill(0.05, 0.7, 0.95);
  return [
    {
      shape: everywhere,
      paint: linear([0.5, 0], [0.5, 0.6], color('#ff7d6b'), color('#ffb067'), color('#ffe2a6')),
    },
    { shape: circle(0.74, 0.25, 0.1), blur: 0.34, paint: flat('#fff3c4', 0.7) },
    { shape: circle(0.74, 0.25, 0.085), paint: flat('#fffbe8') },
    { shape: far, paint: linear([0.2, 0.3], [0.7, 0.65], color('#5b7f95'), color('#3a5c78')) },
    { shape: intersection(far, snowLine), paint: flat('#ffffff', 0.92) },
    { shape: nearHill, paint: linear([0, 0.5], [0, 0.8], color('#2f8f7a'), color('#1c6b64')) },
    { shape: meadow, paint: linear([0, 0.6], [0, 1], color('#2aa56f'), color('#0f5a52')) },
    {
      shape: intersection(union(nearHill, meadow), windingPath),
      paint: linear([0, 0.6], [0, 1], color('#ffe9b8'), color('#fffaf0')),
    },
  ];
}

/** Narrow where it is far, wide where it is near. */
const windingPath: Shape = (x, y) => {
  const near = Math.max(0, (y - 0.5) / 0.5);
  const center = 0.56 + 0.2 * Math.sin(7.4 * near ** 0.62) * (0.25 + 0.75 * near);
  return (Math.abs(x - center) - 0.01 - 0.085 * near ** 1.4) * 0.75;
};
