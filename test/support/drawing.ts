/** Draws smooth pictures from shapes: signed distances for the edges, gradients for the fill. */

import type { Image } from './png.ts';

/** Red, green, blue from 0 to 255 and alpha from 0 to 1. */
export type Color = [red: number, green: number, blue: number, alpha: number];

/** Distance from the shape's edge, negative inside; the picture spans 0 to 1 both ways, y downwards. */
export type Shape = (x: number, y: number) => number;

export type Paint = (x: number, y: number) => Color;

export interface Layer {
  shape: Shape;
  paint: Paint;
  /** Width over which the edge fades, for shadows and glows; sharp unless told. */
  blur?: number;
}

/** The layers painted one over another, with edges smoothed to the pixel. */
export function render(layers: Layer[], size: number): Image {
  const pixels = new Uint8Array(4 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      let color: Color = [0, 0, 0, 0];
      for (const { shape, paint, blur } of layers) {
        const softness = Math.max(blur ?? 0, 1 / size);
        const coverage = smooth(0.5 - shape(x, y) / softness);
        if (coverage > 0) color = over(paint(x, y), coverage, color);
      }
      pixels.set([color[0], color[1], color[2], 255 * color[3]].map(Math.round), 4 * (row * size + column));
    }
  }
  return { width: size, height: size, pixels };
}

function smooth(coverage: number): number {
  return Math.min(1, Math.max(0, coverage));
}

function over(color: Color, coverage: number, below: Color): Color {
  const top = color[3] * coverage;
  const alpha = top + below[3] * (1 - top);
  const mix = (channel: 0 | 1 | 2) =>
    (color[channel] * top + below[channel] * below[3] * (1 - top)) / (alpha || 1);
  return [mix(0), mix(1), mix(2), alpha];
}

/** `#rrggbb` with an opacity. */
export function color(hex: string, alpha = 1): Color {
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 0xff, number & 0xff, alpha];
}

/** One colour throughout. */
export function flat(hex: string, alpha = 1): Paint {
  const fixed = color(hex, alpha);
  return () => fixed;
}

/** Colours at even distances along the line between two points. */
export function linear(from: [number, number], to: [number, number], ...stops: Color[]): Paint {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return (x, y) => blend(stops, ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy));
}

/** Colours at even distances from a centre to a radius. */
export function radial(center: [number, number], radius: number, ...stops: Color[]): Paint {
  return (x, y) => blend(stops, Math.hypot(x - center[0], y - center[1]) / radius);
}

function blend(stops: Color[], at: number): Color {
  const place = Math.min(1, Math.max(0, at)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[index], stops[index + 1]];
  if (!from || !to) throw new RangeError('A gradient has at least two colours.');
  const share = place - index;
  return from.map((channel, which) => channel + ((to[which] ?? 0) - channel) * share) as Color;
}

/** The whole picture. */
export const everywhere: Shape = () => -1;

/** A circle by its centre and radius. */
export function circle(cx: number, cy: number, radius: number): Shape {
  return (x, y) => Math.hypot(x - cx, y - cy) - radius;
}

/** An ellipse, its distance approximated by the gradient; good near the edge. */
export function ellipse(cx: number, cy: number, rx: number, ry: number): Shape {
  return (x, y) => {
    const [u, v] = [(x - cx) / rx, (y - cy) / ry];
    const slope = Math.hypot(u / rx, v / ry) || 1;
    return (u * u + v * v - 1) / (2 * slope);
  };
}

/** A box by its sides, with corners of this radius. */
export function roundedBox(left: number, top: number, right: number, bottom: number, radius: number): Shape {
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
  return (x, y) => {
    const dx = Math.abs(x - cx) - (right - left) / 2 + radius;
    const dy = Math.abs(y - cy) - (bottom - top) / 2 + radius;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

/** A line with round ends. */
export function capsule(from: [number, number], to: [number, number], radius: number): Shape {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return (x, y) => {
    const along = ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy);
    const share = Math.min(1, Math.max(0, along));
    return Math.hypot(x - from[0] - share * dx, y - from[1] - share * dy) - radius;
  };
}

/** Everything below a line that is drawn from the left edge to the right; everything above, when `inverted`. */
export function below(points: [number, number][], inverted = false): Shape {
  return (x, y) => {
    const index = Math.max(
      1,
      points.findIndex(([px]) => px >= x),
    );
    const from: [number, number] = points[index - 1] ?? [0, 0];
    const to: [number, number] = points[index] ?? [1, 0];
    const slope = (to[1] - from[1]) / (to[0] - from[0]);
    const depth = (y - from[1] - (x - from[0]) * slope) / Math.hypot(1, slope);
    return inverted ? depth : -depth;
  };
}

/** What is within any of the shapes. */
export function union(...shapes: Shape[]): Shape {
  return (x, y) => Math.min(...shapes.map((shape) => shape(x, y)));
}

/** What is within all of the shapes. */
export function intersection(...shapes: Shape[]): Shape {
  return (x, y) => Math.max(...shapes.map((shape) => shape(x, y)));
}

/** The shape's outline. */
export function outline(shape: Shape, width: number): Shape {
  return (x, y) => Math.abs(shape(x, y)) - width / 2;
}

/** The shape, shifted. */
export function moved(shape: Shape, dx: number, dy: number): Shape {
  return (x, y) => shape(x - dx, y - dy);
}

/** Turned clockwise about the middle of the picture. */
export function turned(shape: Shape, degrees: number): Shape {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return (x, y) => {
    const [dx, dy] = [x - 0.5, y - 0.5];
    return shape(0.5 + dx * cosine + dy * sine, 0.5 - dx * sine + dy * cosine);
  };
}
