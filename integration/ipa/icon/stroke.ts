/** A straight piece of a stroke, from one point to another. */
export interface Segment {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Where a drawing's origin goes, in pixels, and how many pixels one of its units has. */
export interface Placement {
  x: number;
  y: number;
  scale: number;
}

type Point = [x: number, y: number];

/** Pieces per curve: enough to look smooth at 1024 pixels. */
const PIECES = 96;

/** Turns a glyph's strokes (for the notation see `glyphs.ts`) into straight pieces. */
export function flatten(glyph: string): Segment[] {
  return glyph.split('|').flatMap((stroke) => {
    const points: Point[] = [];
    for (const [, command, numbers = ''] of stroke.matchAll(/([LCA])([^LCA]*)/g)) {
      const values = numbers.trim().split(/\s+/).map(Number);
      if (command === 'C') points.push(...curve(points.at(-1) as Point, values));
      else if (command === 'A') points.push(...arc(values));
      else points.push(values as Point);
    }
    return points.slice(1).map(([x1, y1], i) => {
      const [x0, y0] = points[i] as Point;
      return { x0, y0, x1, y1 };
    });
  });
}

function curve([x0, y0]: Point, values: number[]): Point[] {
  const [x1, y1, x2, y2, x3, y3] = values as [number, number, number, number, number, number];
  return Array.from({ length: PIECES }, (_, i) => {
    const t = (i + 1) / PIECES;
    const u = 1 - t;
    const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    return [a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3];
  });
}

function arc(values: number[]): Point[] {
  const [cx, cy, rx, ry, from, to] = values as [number, number, number, number, number, number];
  return Array.from({ length: PIECES + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / PIECES) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

/**
 * How much of each pixel of a square is under a round pen of the given width (in the segments' units) that is drawn
 * along the segments: 0 to 1, by the distance of the pixel's centre from the nearest segment. Round ends and joins
 * come of themselves, and overlaps do not add up.
 */
export function coverage(
  segments: Segment[],
  penWidth: number,
  { x, y, scale }: Placement,
  size: number,
): Float32Array {
  const radius = (penWidth * scale) / 2;
  const covered = new Float32Array(size * size);
  for (const segment of segments) {
    const x0 = x + segment.x0 * scale;
    const y0 = y + segment.y0 * scale;
    const dx = (segment.x1 - segment.x0) * scale;
    const dy = (segment.y1 - segment.y0) * scale;
    const squared = dx * dx + dy * dy || 1;
    const reach = radius + 1;
    const top = Math.max(0, Math.floor(Math.min(y0, y0 + dy) - reach));
    const bottom = Math.min(size, Math.ceil(Math.max(y0, y0 + dy) + reach));
    const left = Math.max(0, Math.floor(Math.min(x0, x0 + dx) - reach));
    const right = Math.min(size, Math.ceil(Math.max(x0, x0 + dx) + reach));
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const px = column + 0.5 - x0;
        const py = row + 0.5 - y0;
        const along = Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
        const distance = Math.hypot(px - along * dx, py - along * dy);
        const share = Math.min(1, radius + 0.5 - distance);
        const at = row * size + column;
        if (share > (covered[at] as number)) covered[at] = share;
      }
    }
  }
  return covered;
}
