/** Joins bytes, and writes numbers as bytes in either order. */

/** Joins byte arrays. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Unsigned 16-bit numbers, little-endian. */
export function u16le(...numbers: number[]): Uint8Array {
  return written(numbers, 2, (view, at, number) => view.setUint16(at, number, true));
}

/** Unsigned 32-bit numbers, little-endian. */
export function u32le(...numbers: number[]): Uint8Array {
  return written(numbers, 4, (view, at, number) => view.setUint32(at, number, true));
}

/** Unsigned 64-bit numbers, little-endian. */
export function u64le(...numbers: number[]): Uint8Array {
  return written(numbers, 8, (view, at, number) => view.setBigUint64(at, BigInt(number), true));
}

/** Unsigned 32-bit numbers, big-endian. */
export function u32be(...numbers: number[]): Uint8Array {
  return written(numbers, 4, (view, at, number) => view.setUint32(at, number));
}

/** Unsigned 64-bit numbers, big-endian. */
export function u64be(...numbers: number[]): Uint8Array {
  return written(numbers, 8, (view, at, number) => view.setBigUint64(at, BigInt(number)));
}

function written(
  numbers: number[],
  width: number,
  write: (view: DataView, at: number, number: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(numbers.length * width);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, index) => {
    write(view, index * width, number);
  });
  return bytes;
}
