import { drawMonogram } from '../ipa/icon/monogram.ts';
import { encodePng, type Image } from '../ipa/icon/png.ts';
import { resize } from '../ipa/icon/resize.ts';
import type { Ipa } from '../ipa/ipa.ts';

/** An app's icon as a PNG file of so many pixels on each side, or a monogram where it has none. */
export function drawIcon(ipa: Ipa, image: Image | null, size: number): Uint8Array {
  const icon = image
    ? resize(image, size)
    : drawMonogram({ name: ipa.name, bundleIdentifier: ipa.bundleId }, size);
  return encodePng(icon);
}
