import QRCode from 'qrcode';

/**
 * A QR code of an address as SVG, without a fixed size, dark on light with the quiet zone that scanners need.
 * Holds the page's `https` address, which every camera app opens, not the longer install link.
 */
export function qrCode(address: string): Promise<string> {
  return QRCode.toString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
}
