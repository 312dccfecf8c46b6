import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GLYPHS } from '../../../../integration/ipa/icon/glyphs.ts';
import { drawMonogram, monogramLetter } from '../../../../integration/ipa/icon/monogram.ts';
import type { Image } from '../../../../integration/ipa/icon/png.ts';
import { pixelAt } from './noise.ts';

const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const ORBIT = 'com.example.orbit';

/** Where the letter is drawn: wherever a pixel is more white than background, told by its darkest channel. */
function inkOf(image: Image): boolean[] {
  const background = Math.min(...pixelAt(image, 0, 0).slice(0, 3));
  return Array.from({ length: image.width * image.height }, (_, i) => {
    const darkest = Math.min(...image.pixels.subarray(i * 4, i * 4 + 3));
    return darkest > (255 + background) / 2;
  });
}

function boxOf(ink: boolean[], size: number) {
  const places = ink.flatMap((on, i) => (on ? [{ x: i % size, y: Math.floor(i / size) }] : []));
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  return {
    left: Math.min(...xs),
    right: size - 1 - Math.max(...xs),
    top: Math.min(...ys),
    bottom: size - 1 - Math.max(...ys),
  };
}

/** How many separate pieces the ink has. */
function pieces(ink: boolean[], size: number): number {
  const seen = new Set<number>();
  let count = 0;
  ink.forEach((on, start) => {
    if (!on || seen.has(start)) return;
    count++;
    const open = [start];
    seen.add(start);
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      for (const next of [i - 1, i + 1, i - size, i + size]) {
        if (!ink[next] || seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
  });
  return count;
}

/** Contrast with white by WCAG 2.2. */
function contrast(color: number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function glyph(letter: string, size: number): Image {
  return drawMonogram({ name: letter, bundleIdentifier: ORBIT }, size);
}

describe('the letter of a monogram', () => {
  const cases: [name: string, bundleIdentifier: string, letter: string | null][] = [
    ['Orbit', 'com.example.app', 'O'],
    ['orbit', 'com.example.app', 'O'],
    ['2048', 'com.example.app', '2'],
    ['  «Orbit»', 'com.example.app', 'O'],
    ['🚀 Rocket', 'com.example.app', 'R'],
    ['Éclair', 'com.example.app', 'E'],
    ['E\u0301clair', 'com.example.app', 'E'],
    ['ångström', 'com.example.app', 'A'],
    ['ßtraße', 'com.example.app', 'S'],
    ['ẞ', 'com.example.app', 'S'],
    ['Øl', 'com.example.app', 'O'],
    ['øl', 'com.example.app', 'O'],
    ['Łódź', 'com.example.app', 'L'],
    ['Æther', 'com.example.app', 'A'],
    ['œuvre', 'com.example.app', 'O'],
    ['Þór', 'com.example.app', 'T'],
    ['ðað', 'com.example.app', 'D'],
    ['ışık', 'com.example.app', 'I'],
    ['İzmir', 'com.example.app', 'I'],
    ['ﬁne', 'com.example.app', 'F'],
    ['Ｗｉｄｅ', 'com.example.app', 'W'],
    ['①', 'com.example.app', '1'],
    ['مدار', 'com.example.orbit', 'O'],
    ['軌道 Orbit', 'com.example.kidou', 'K'],
    ['Орбита', 'com.example.orbit', 'O'],
    ['٣', 'com.example.three', 'T'],
    ['🚀', 'com.example.rocket', 'R'],
    ['', 'com.example.rocket', 'R'],
    ['', 'com.example.2048', 'E'],
    ['', 'com.example.-', 'E'],
    ['', 'Orbit', 'O'],
    ['軌道', '1.2.3', null],
    ['', '', null],
  ];
  for (const [name, bundleIdentifier, letter] of cases) {
    it(`of “${name}”, ${bundleIdentifier || 'without an identifier'}, is ${letter ?? 'none'}`, () => {
      assert.equal(monogramLetter({ name, bundleIdentifier }), letter);
    });
  }
});

describe('the typeface', () => {
  it('has all capitals and digits', () => {
    assert.deepEqual(Object.keys(GLYPHS).sort(), ALPHABET.toSorted());
  });

  it('draws each differently', () => {
    const drawn = new Set(ALPHABET.map((letter) => inkOf(glyph(letter, 57)).map(Number).join('')));
    assert.equal(drawn.size, ALPHABET.length);
  });

  for (const letter of [...ALPHABET, '']) {
    it(`draws ${letter || 'the neutral mark'} in one piece, large, and in the middle`, () => {
      const size = 180;
      const label = { name: letter, bundleIdentifier: letter && ORBIT };
      const ink = inkOf(drawMonogram(label, size));
      assert.equal(pieces(ink, size), 1);
      const { left, right, top, bottom } = boxOf(ink, size);
      assert(Math.abs(top - bottom) <= 3, `${top} above, ${bottom} below`);
      assert(Math.abs(left - right) <= size * 0.08, `${left} to the left, ${right} to the right`);
      assert(top < size * 0.24 && top > size * 0.2, `${top} above`);
      assert(Math.min(left, right) > size * 0.17, `${left} to the left, ${right} to the right`);
    });
  }

  for (const letter of 'AHIMOTUVWXY08') {
    it(`draws ${letter} the same from both sides`, () => {
      for (const size of [57, 512]) {
        const { pixels } = glyph(letter, size);
        const farthest = pixels.reduce((most, value, i) => {
          const x = (i >> 2) % size;
          const opposite = pixels[i + 4 * (size - 1 - 2 * x)] as number;
          return Math.max(most, Math.abs(value - opposite));
        }, 0);
        assert(farthest <= 2, `a sample differs by ${farthest}`);
      }
    });
  }
});

describe('a monogram', () => {
  it('fills its square and is opaque', () => {
    for (const size of [57, 512]) {
      const { width, height, pixels } = glyph('Q', size);
      assert.deepEqual([width, height, pixels.length], [size, size, size * size * 4]);
      assert(pixels.every((value, i) => i % 4 !== 3 || value === 255));
    }
  });

  it('has pure white inside its strokes, and shades at their edges', () => {
    const { pixels } = glyph('O', 57);
    const darkest = Array.from({ length: 57 * 57 }, (_, i) => Math.min(...pixels.subarray(i * 4, i * 4 + 3)));
    const background = Math.max(...darkest.slice(0, 57));
    assert(darkest.filter((value) => value === 255).length > 100);
    assert(darkest.filter((value) => value > background + 20 && value < 235).length > 50);
  });

  it('keeps a contrast of 4.5 between its letter and every pixel of its background, for any app', () => {
    const names = Array.from({ length: 400 }, (_, i) => `com.example.app${i}`);
    for (const bundleIdentifier of names) {
      const image = drawMonogram({ name: 'I', bundleIdentifier }, 57);
      for (let y = 0; y < 57; y++) {
        for (let x = 0; x < 8; x++) {
          const color = pixelAt(image, x, y).slice(0, 3);
          assert(contrast(color) >= 4.5, `${bundleIdentifier}: ${color} at row ${y}`);
        }
      }
    }
  });

  it('grows darker downwards', () => {
    for (const bundleIdentifier of ['com.example.a', 'com.example.b', 'com.example.c']) {
      const image = drawMonogram({ name: 'I', bundleIdentifier }, 512);
      const contrasts = [0, 128, 256, 384, 511].map((y) => contrast(pixelAt(image, 0, y).slice(0, 3)));
      assert.deepEqual(
        contrasts,
        contrasts.toSorted((a, b) => a - b),
      );
    }
  });

  it('is the same every time, and keeps its colour when the app is renamed', () => {
    const orbit = drawMonogram({ name: 'Orbit', bundleIdentifier: ORBIT }, 57);
    assert.deepEqual(drawMonogram({ name: 'Orbit', bundleIdentifier: ORBIT }, 57), orbit);
    const renamed = drawMonogram({ name: 'Transit', bundleIdentifier: ORBIT }, 57);
    assert.notDeepEqual(renamed, orbit);
    assert.deepEqual(pixelAt(renamed, 0, 0), pixelAt(orbit, 0, 0));
  });

  it('has many colours, so that apps are told apart', () => {
    const labels = Array.from({ length: 40 }, (_, i) => ({
      name: 'A',
      bundleIdentifier: `com.example.app${i}`,
    }));
    assert(new Set(labels.map((label) => String(pixelAt(drawMonogram(label, 8), 0, 0)))).size >= 30);
  });
});
