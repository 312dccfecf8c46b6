/**
 * Draws an SVG made of horizontal runs (`M`, `m`, `h` with a stroke of one unit, as QR codes are written) into
 * RGBA pixels, for a scanner to read. `size` is the edge length in pixels.
 */
export function rasterizeQr(svg: string, scale = 4): { pixels: Uint8ClampedArray; size: number } {
  const modules = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const path = /stroke="#000000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const size = modules * scale;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  let x = 0;
  let y = 0;
  for (const [, command, first, second] of path.matchAll(/([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    if (command === 'M') [x, y] = [Number(first), Math.floor(Number(second))];
    else if (command === 'm') x += Number(first);
    else {
      fill(x * scale, y * scale, Number(first) * scale);
      x += Number(first);
    }
  }
  return { pixels, size };

  function fill(left: number, top: number, width: number): void {
    for (let row = top; row < top + scale; row++) {
      for (let column = left; column < left + width; column++) {
        pixels.fill(0, (row * size + column) * 4, (row * size + column) * 4 + 3);
      }
    }
  }
}
