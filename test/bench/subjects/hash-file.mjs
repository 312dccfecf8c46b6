// Hashes a file as it is read, on one thread, and does nothing else: `hash-file.mjs FILE`.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const PIECE = 1024 * 1024;
const CHUNK = 10 * PIECE;

const whole = createHash('sha256');
const chunks = [];
let length = CHUNK;
for await (const piece of createReadStream(process.argv[2], { highWaterMark: PIECE })) {
  if (length === CHUNK) {
    chunks.push({ sha256: createHash('sha256'), md5: createHash('md5') });
    length = 0;
  }
  whole.update(piece);
  chunks.at(-1).sha256.update(piece);
  chunks.at(-1).md5.update(piece);
  length += piece.length;
}
const digests = chunks.map(({ sha256, md5 }) => `${sha256.digest('hex')} ${md5.digest('hex')}`);
process.stdout.write(`${[whole.digest('hex'), ...digests].join('\n')}\n`);
