import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLargeIpa } from '../support/ipa.ts';
import { measure, subject } from './measure.ts';
import { table } from './table.ts';
import type { Workshop } from './workshop.ts';

const SIZES = [
  { name: '200 MB', bytes: 200e6, rounds: 7 },
  { name: '2 GB', bytes: 2e9, rounds: 3 },
];
const BASE = 'its digests alone, on one thread';

/** Compares reading a large build, as the catalog reads a new one, with computing the same digests alone. */
export async function* compareReading({ integration }: Workshop): AsyncGenerator<string> {
  const folder = mkdtempSync(join(tmpdir(), 'astro-ota-bench-'));
  try {
    for (const { name, bytes, rounds } of SIZES) {
      const { bavail, bsize } = statfsSync(folder);
      if (bavail * bsize < bytes * 1.1) {
        yield `An .ipa of ${name} is left out: there is no room for it in ${folder}.`;
        continue;
      }
      const file = join(folder, 'Large.ipa');
      writeLargeIpa(file, bytes);
      const { node, ...usages } = await measure(
        {
          node: { script: subject('nothing') },
          [BASE]: { script: subject('hash-file'), args: [file] },
          'digests and metadata': { script: subject('read-build'), args: [integration, file] },
          'and its seal verified': { script: subject('read-build'), args: [integration, file, 'verify'] },
        },
        rounds,
      );
      rmSync(file);
      const outputs = new Set(Object.values(usages).map(({ output }) => output));
      assert.equal(outputs.size, 1, 'The digests differ.');
      yield table(`An .ipa of ${name}`, usages, BASE, node);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
