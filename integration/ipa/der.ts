/** One element of ASN.1 data: its identifier and its contents. ITU-T X.690, BER and so DER too. */
export interface DerElement {
  /** Identifier octet, with class and the constructed bit: 0x30 SEQUENCE, 0x31 SET, 0x04 OCTET STRING, 0xa0 [0] … */
  tag: number;
  /** Contents; of an indefinite-length element without its end mark. */
  contents: Uint8Array;
  /** The element as written, identifier and length included. */
  raw: Uint8Array;
}

const CONSTRUCTED = 0x20;
const MAX_DEPTH = 16;

/** Reads the element that starts at `offset`. Throws a `RangeError` when it is cut off or malformed. */
export function readElement(bytes: Uint8Array, offset = 0, depth = 0): DerElement {
  if (depth > MAX_DEPTH) throw new RangeError('ASN.1 data is nested too deeply');
  const tag = byteAt(bytes, offset);
  if ((tag & 0x1f) === 0x1f) throw new RangeError('ASN.1 tags above 30 are not used here');
  const first = byteAt(bytes, offset + 1);
  let start = offset + 2;
  if (first === 0x80) {
    if (!(tag & CONSTRUCTED)) throw new RangeError('ASN.1 element of indefinite length is not constructed');
    let end = start;
    while (byteAt(bytes, end) !== 0 || byteAt(bytes, end + 1) !== 0) {
      end += readElement(bytes, end, depth + 1).raw.length;
    }
    return { tag, contents: bytes.subarray(start, end), raw: bytes.subarray(offset, end + 2) };
  }
  let length = first;
  if (first & 0x80) {
    const size = first & 0x7f;
    if (size > 6) throw new RangeError('ASN.1 length is too large');
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + byteAt(bytes, start + i);
    start += size;
  }
  if (start + length > bytes.length) throw new RangeError('ASN.1 data is cut off');
  return {
    tag,
    contents: bytes.subarray(start, start + length),
    raw: bytes.subarray(offset, start + length),
  };
}

/** The elements inside a constructed one, in order. Throws a `RangeError` when they are malformed. */
export function children(element: DerElement): DerElement[] {
  if (!(element.tag & CONSTRUCTED)) throw new RangeError('ASN.1 element has no parts');
  const parts: DerElement[] = [];
  for (let offset = 0; offset < element.contents.length; ) {
    const part = readElement(element.contents, offset);
    parts.push(part);
    offset += part.raw.length;
  }
  return parts;
}

/** The bytes of an OCTET STRING, whether in one piece or, as BER allows, in several. */
export function octets(element: DerElement, depth = 0): Uint8Array {
  if (!(element.tag & CONSTRUCTED)) return element.contents;
  if (depth > MAX_DEPTH) throw new RangeError('ASN.1 data is nested too deeply');
  return Buffer.concat(children(element).map((piece) => octets(piece, depth + 1)));
}

/** An OBJECT IDENTIFIER in dotted form. */
export function objectIdentifier(element: DerElement): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of element.contents) {
    arc = arc * 128 + (byte & 0x7f);
    if (!(byte & 0x80)) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const first = arcs[0] ?? 0;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...arcs.slice(1)].join('.');
}

/** A UTCTime or GeneralizedTime as a date, or null when it is neither. */
export function time(element: DerElement): Date | null {
  const text = Buffer.from(element.contents).toString('latin1');
  const parts = /^(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return null;
  const [, century, year, month, day, hour, minute, second] = parts;
  // RFC 5280, 4.1.2.5.1: two-digit years from 50 on are of the 20th century.
  const fullYear = (century ?? (Number(year) < 50 ? '20' : '19')) + year;
  const date = new Date(`${fullYear}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function byteAt(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw new RangeError('ASN.1 data is cut off');
  return byte;
}
