import type { Direction } from './i18n/direction.ts';

/** One release in the chart of sizes. */
export interface ChartEntry {
  /** Bytes. */
  size: number;
  /** The size as people read it. */
  text: string;
  /** Which line it belongs to, from 0 on. */
  series: number;
}

/** Where something is in the chart: `x` in percent of its width, `y` in CSS pixels from its top. */
export interface ChartPlace {
  x: number;
  y: number;
}

export interface ChartPoint extends ChartPlace {
  series: number;
  /** Whether it is the first, the last, the smallest or the largest. */
  notable: boolean;
}

export interface ChartLine {
  from: ChartPlace;
  to: ChartPlace;
  series: number;
}

/** A size beside its point. */
export interface ChartLabel extends ChartPlace {
  text: string;
  /** As SVG's `text-anchor`, for text in the direction of the chart. */
  anchor: 'start' | 'middle' | 'end';
}

export interface SizeChart {
  points: ChartPoint[];
  lines: ChartLine[];
  labels: ChartLabel[];
  /** Heights of the largest and of the smallest size. */
  levels: [largest: number, smallest: number];
}

/** Lines that are told apart at a glance, each by its dashes and the shape of its points. */
const MOST_LINES = 4;

/** The channels that have a line in the chart, in the order given: those with most of the releases. */
export function chartedChannels(channels: string[], releases: { channel: string }[]): string[] {
  const byChannel = Map.groupBy(releases, ({ channel }) => channel);
  const countOf = (channel: string) => byChannel.get(channel)?.length ?? 0;
  const most = channels.toSorted((a, b) => countOf(b) - countOf(a)).slice(0, MOST_LINES);
  return channels.filter((channel) => byChannel.has(channel) && most.includes(channel));
}

/** CSS pixels. Between the plot and both edges is room for a line of labels. */
export const CHART_HEIGHT = 168;
const TOP = 30;
const BOTTOM = CHART_HEIGHT - 30;

/** What a chart measures at least, in CSS pixels: on a screen 320 wide, less the page's margins. */
const NARROWEST = 264;

/** Estimates for labels in CSS pixels, on the safe side. */
const LETTER = 7.5;
const LINE = 18;
const ABOVE = -11;
const BELOW = 21;
/** How far a point reaches. */
const REACH = 3;

/** Percent of the width within which a label at an edge begins or ends at its point. */
const EDGE = 15;

/**
 * Lays out how a size moved from release to release, the first on the left, or on the right for `rtl`. Widths are
 * in percent, so that text keeps its size on every screen. A label that would cover another, or a point of another
 * line, is left out; the last size comes first, then the largest, the smallest and the first one.
 * Null for fewer than three entries, and where all sizes read the same.
 */
export function layOutSizes(entries: ChartEntry[], direction: Direction = 'ltr'): SizeChart | null {
  if (entries.length < 3 || new Set(entries.map(({ text }) => text)).size === 1) return null;
  const sizes = entries.map(({ size }) => size);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const last = entries.length - 1;
  const notable = [last, sizes.indexOf(largest), sizes.indexOf(smallest), 0];
  const yOf = (size: number) => round(BOTTOM - ((size - smallest) / (largest - smallest)) * (BOTTOM - TOP));
  const points = entries.map(({ size, series }, i) => {
    const x = round((i / last) * 100);
    return {
      x: direction === 'rtl' ? round(100 - x) : x,
      y: yOf(size),
      series,
      notable: notable.includes(i),
    };
  });
  const lines = toLines(points);
  const wishes = [...new Set(notable)].map((i) => {
    const point = points[i] as ChartPoint;
    return { point, text: entries[i]?.text ?? '', below: hangs(point, lines) };
  });
  return { points, lines, labels: placeLabels(wishes, points, direction), levels: [TOP, BOTTOM] };
}

/** Whether all lines of a point come from above, so that there is room for its label below it. */
function hangs(point: ChartPoint, lines: ChartLine[]): boolean {
  const ends = lines.flatMap(({ from, to }) => (from === point ? [to] : to === point ? [from] : []));
  return ends.length ? ends.every(({ y }) => y <= point.y) : point.y === BOTTOM;
}

/** Joins each point with the one before it in its own line. */
function toLines(points: ChartPoint[]): ChartLine[] {
  const before = new Map<number, ChartPoint>();
  return points.flatMap((to) => {
    const from = before.get(to.series);
    before.set(to.series, to);
    return from ? [{ from, to, series: to.series }] : [];
  });
}

interface Wish {
  point: ChartPoint;
  text: string;
  /** Whether it would rather stand below its point. */
  below: boolean;
}

function placeLabels(wishes: Wish[], points: ChartPoint[], direction: Direction): ChartLabel[] {
  const placed: ChartLabel[] = [];
  for (const { point, text, below } of wishes) {
    const { x, series } = point;
    const taken = [
      ...placed.map((label) => boxOf(label, direction)),
      ...points.filter((other) => other.series !== series).map((other) => boxAround(other, direction)),
    ];
    const sides = below ? [BELOW, ABOVE] : [ABOVE, BELOW];
    const label = sides
      .map((side) => ({ x, y: round(point.y + side), text, anchor: anchorOf(x, direction) }))
      .find((label) => !taken.some((box) => overlap(boxOf(label, direction), box)));
    if (label) placed.push(label);
  }
  return placed;
}

function anchorOf(x: number, direction: Direction): ChartLabel['anchor'] {
  const along = alongOf(x, direction);
  if (along < EDGE) return 'start';
  return along > 100 - EDGE ? 'end' : 'middle';
}

type Box = [left: number, right: number, top: number, bottom: number];

function boxOf({ x, y, text, anchor }: ChartLabel, direction: Direction): Box {
  const width = text.length * LETTER;
  const start = pixelsAlong(x, direction) - { start: 0, middle: width / 2, end: width }[anchor];
  return [start, start + width, y - LINE, y];
}

function boxAround({ x, y }: ChartPlace, direction: Direction): Box {
  const middle = pixelsAlong(x, direction);
  return [middle - REACH, middle + REACH, y - REACH, y + REACH];
}

/** How far a place is from where the chart begins, in CSS pixels. */
function pixelsAlong(x: number, direction: Direction): number {
  return (alongOf(x, direction) / 100) * NARROWEST;
}

/** The same in percent. */
function alongOf(x: number, direction: Direction): number {
  return direction === 'rtl' ? 100 - x : x;
}

function overlap([left, right, top, bottom]: Box, [left2, right2, top2, bottom2]: Box): boolean {
  return left < right2 && left2 < right && top < bottom2 && top2 < bottom;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
