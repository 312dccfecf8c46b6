/** Reads archives back with a ZIP reader that is not ours. */

import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { fromBufferPromise, type ZipFile } from 'yauzl';

/** The files of an archive by name, folders left out. Rejects when the archive or a checksum is faulty. */
export async function openIpa(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  const zip: ZipFile = await fromBufferPromise(Buffer.from(bytes));
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const contents = await buffer(await zip.openReadStreamPromise(entry));
    if (crc32(contents) !== entry.crc32) throw new Error(`The checksum of ${entry.fileName} is wrong.`);
    files.set(entry.fileName, contents);
  }
  return files;
}

/** The file of this name; throws when there is none. */
export function fileOf(files: Map<string, Buffer>, name: string): Buffer {
  const contents = files.get(name);
  if (!contents) throw new Error(`There is no ${name} among ${[...files.keys()].join(', ')}.`);
  return contents;
}
