import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CHART_HEIGHT,
  type ChartLabel,
  chartedChannels,
  layOutSizes,
  type SizeChart,
} from '../../src/size-chart.ts';

const entries = (...sizes: number[]) => sizes.map((size) => ({ size, text: `${size} MB`, series: 0 }));
const layOut = (...sizes: number[]): SizeChart => {
  const chart = layOutSizes(entries(...sizes));
  assert(chart);
  return chart;
};
const textsOf = ({ labels }: SizeChart) => labels.map(({ text }) => text);

/** From where to where a label reaches on a screen 320 pixels wide, with letters seven wide. */
const extent = ({ x, text, anchor }: ChartLabel): [number, number] => {
  const width = text.length * 7;
  const start = (x / 100) * 264 - { start: 0, middle: width / 2, end: width }[anchor];
  return [start, start + width];
};

describe('chartedChannels', () => {
  const cases: [why: string, channels: string, releases: string, charted: string][] = [
    ['has them all where they are four', 'd a b c', 'a b c d', 'd a b c'],
    ['leaves out those without a release', 'd a b', 'b b d', 'd b'],
    ['has the four with most releases, in the order given', 'd a b c e', 'a b b c c d d e e', 'd b c e'],
    ['has the first ones where several have as many', 'd a b c e', 'e c b a d', 'd a b c'],
    ['is empty without a release', 'd', '', ''],
  ];
  const words = (text: string) => text.split(' ').filter(Boolean);
  for (const [why, channels, releases, charted] of cases) {
    it(why, () => {
      const found = chartedChannels(
        words(channels),
        words(releases).map((channel) => ({ channel })),
      );
      assert.deepEqual(found, words(charted));
    });
  }
});

describe('layOutSizes', () => {
  const nothing: [name: string, sizes: number[]][] = [
    ['no release', []],
    ['one release', [1]],
    ['two releases', [1, 2]],
    ['releases of one size', [7, 7, 7, 7]],
  ];
  for (const [name, sizes] of nothing) {
    it(`draws nothing for ${name}`, () => assert.equal(layOutSizes(entries(...sizes)), null));
  }

  it('draws nothing where people read one size everywhere', () => {
    const alike = [1_000_001, 1_000_002, 1_000_003].map((size) => ({ size, text: '1 MB', series: 0 }));
    assert.equal(layOutSizes(alike), null);
  });

  const places: [sizes: number[], x: number[], ranks: string][] = [
    [[1, 2, 3], [0, 50, 100], 'rises'],
    [[3, 2, 1], [0, 50, 100], 'falls'],
    [[1, 2, 3, 4, 5], [0, 25, 50, 75, 100], 'rises'],
  ];
  for (const [sizes, x, way] of places) {
    it(`spreads ${sizes.length} releases over the whole width, and ${way} with ${sizes}`, () => {
      const { points, levels } = layOut(...sizes);
      assert.deepEqual(
        points.map((point) => point.x),
        x,
      );
      const heights = points.map(({ y }) => y);
      // Down is up in SVG.
      assert.deepEqual(
        heights,
        heights.toSorted((a, b) => (way === 'rises' ? b - a : a - b)),
      );
      assert.deepEqual([Math.min(...heights), Math.max(...heights)], levels);
    });
  }

  it('runs from right to left where writing does', () => {
    const chart = layOutSizes(entries(1, 2, 4), 'rtl');
    assert.deepEqual(
      chart?.points.map(({ x }) => x),
      [100, 50, 0],
    );
    const [last] = chart?.labels ?? [];
    assert.deepEqual([last?.text, last?.x, last?.anchor], ['4 MB', 0, 'end']);
  });

  it('joins only what belongs to one line', () => {
    const mixed = entries(1, 5, 2, 6, 3).map((entry, i) => ({ ...entry, series: i % 2 }));
    const lines = layOutSizes(mixed)?.lines.map(({ from, to, series }) => [series, from.x, to.x]);
    assert.deepEqual(lines, [
      [0, 0, 50],
      [1, 25, 75],
      [0, 50, 100],
    ]);
  });

  const labelled: [name: string, sizes: number[], labels: string[]][] = [
    ['last, largest, smallest and first', [5, 1, 9, 3, 9, 6], ['6 MB', '9 MB', '1 MB', '5 MB']],
    ['each point once', [1, 5, 9], ['9 MB', '1 MB']],
    ['the first of several that are largest', [1, 8, 8, 8, 4], ['4 MB', '8 MB', '1 MB']],
  ];
  for (const [name, sizes, labels] of labelled) {
    it(`labels ${name}`, () => assert.deepEqual(textsOf(layOut(...sizes)), labels));
  }

  it('marks exactly the points that labels may stand at', () => {
    assert.deepEqual(
      layOut(5, 1, 9, 3, 9, 6).points.map(({ notable }) => notable),
      [true, true, true, false, false, true],
    );
  });

  it('puts labels inside the chart, and on the side of their point where no line is', () => {
    const { labels, points } = layOut(4, 9, 1, 5);
    const at = (text: string) => labels.find((label) => label.text === text);
    assert.equal(at('4 MB')?.anchor, 'start');
    assert.equal(at('5 MB')?.anchor, 'end');
    assert.equal(at('9 MB')?.anchor, 'middle');
    const sides = ['4 MB', '9 MB', '1 MB', '5 MB'].map((text, i) =>
      (at(text)?.y ?? 0) < (points[i]?.y ?? 0) ? 'above' : 'below',
    );
    assert.deepEqual(sides, ['below', 'above', 'below', 'above']);
  });

  it('leaves out the lesser label where two would cover each other, however many releases there are', () => {
    for (let count = 3; count <= 40; count++) {
      const sizes = Array.from({ length: count }, (_, i) => 100 + ((i * 37) % 11));
      const { labels } = layOut(...sizes);
      assert.equal(labels[0]?.text, `${sizes.at(-1)} MB`);
      for (const [i, a] of labels.entries()) {
        assert(a.y > 10 && a.y < CHART_HEIGHT, `${count}: ${a.y}`);
        for (const b of labels.slice(i + 1)) {
          const beside = extent(a)[1] <= extent(b)[0] || extent(b)[1] <= extent(a)[0];
          assert(beside || Math.abs(a.y - b.y) >= 13, `${count}: ${a.text} ${b.text}`);
        }
      }
    }
  });

  it('leaves out a label that would cover a point of another line, on either side', () => {
    const noisy = (count: number, lines: number) =>
      Array.from({ length: count }, (_, i) => {
        const size = 100 + ((i * 37) % 11);
        return { size, text: `${size} MB`, series: i % lines };
      });
    for (const direction of ['ltr', 'rtl'] as const) {
      for (let count = 3; count <= 40; count++) {
        const { points, labels } = layOutSizes(noisy(count, 4), direction) ?? assert.fail();
        for (const { text, ...label } of labels) {
          const own = points.findLast(({ x, notable }) => notable && x === label.x);
          const along = direction === 'rtl' ? 100 - label.x : label.x;
          const [start, end] = extent({ ...label, text, x: along });
          const covered = points.filter(({ x, y, series }) => {
            const at = ((direction === 'rtl' ? 100 - x : x) / 100) * 264;
            return series !== own?.series && at > start && at < end && y < label.y && y > label.y - 13;
          });
          assert.deepEqual(covered, [], `${count} ${direction}: ${text}`);
        }
      }
    }
  });

  it('is not thrown off by sizes that are huge or hardly differ', () => {
    for (const sizes of [
      [0, 1, 0],
      [1e12, 1, 1e6],
      [1e9, 1e9 + 1, 1e9],
    ]) {
      for (const { x, y } of layOut(...sizes).points)
        assert(x >= 0 && x <= 100 && y >= 0 && y <= CHART_HEIGHT);
    }
  });
});
