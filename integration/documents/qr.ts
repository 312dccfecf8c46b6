import QRCode from 'qrcode';

// ISO/IEC 18004 leaves the mask to the encoder. The one that is best for most addresses is taken for all, since
// trying out all eight costs ten times the rest of the work.
const MASK = 2;

/**
 * A QR code of an address as SVG, without a fixed size, dark on light with the quiet zone that scanners need.
 * Holds the page's `https` address, which every camera app opens, not the longer install link.
 */
export function qrCode(address: string): Promise<string> {
  // One segment of bytes: to look for runs of digits that would pack tighter costs more than it saves.
  return QRCode.toString([{ data: Buffer.from(address), mode: 'byte' }], {
    type: 'svg',
    errorCorrectionLevel: 'M',
    margin: 4,
    maskPattern: MASK,
  });
}
