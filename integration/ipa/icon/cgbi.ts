/*
 * Xcode's "Compress PNG Files" writes loose PNGs in a form of Apple's own, named after its first chunk, CgBI:
 * the deflate stream lacks the zlib header and checksum, pixels are BGRA, and colours are premultiplied by alpha.
 * Described in The Apple Wiki, "PNG CgBI Format".
 */

/**
 * Turns pixels as a CgBI file stores them, BGRA with premultiplied alpha, into RGBA with straight alpha, in place.
 * A colour is round(stored x 255 / alpha), halves up: the nearest inverse of the way it was premultiplied, and
 * what stb_image computes. A stored colour greater than its alpha cannot come from premultiplying and
 * is taken as full; a wholly transparent pixel has no colour and becomes 0, 0, 0, 0.
 */
export function uncrush(pixels: Uint8Array): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const blue = pixels[i] as number;
    const green = pixels[i + 1] as number;
    const red = pixels[i + 2] as number;
    const alpha = pixels[i + 3] as number;
    pixels[i] = straight(red, alpha);
    pixels[i + 1] = straight(green, alpha);
    pixels[i + 2] = straight(blue, alpha);
  }
}

function straight(stored: number, alpha: number): number {
  if (alpha === 255) return stored;
  if (alpha === 0) return 0;
  if (stored >= alpha) return 255;
  return Math.floor((stored * 255 + (alpha >> 1)) / alpha);
}
