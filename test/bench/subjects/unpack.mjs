// Unpacks files of deflated bytes so many times, and does nothing else: `unpack.mjs TIMES FILES…`.

import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const [, , times, ...files] = process.argv;

for (let time = 0; time < times; time++) {
  for (const file of files) inflateRawSync(readFileSync(file));
}
