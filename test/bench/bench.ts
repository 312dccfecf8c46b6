/**
 * Measures in one run what our work costs beside the least that it could cost, and prints the ratios as Markdown:
 * `npm run bench`, or `npm run bench -- sites` for one comparison of the three. Takes some minutes, and two
 * gigabytes in the folder for temporary files.
 */

import { availableParallelism, cpus } from 'node:os';
import { compareMetadata } from './metadata.ts';
import { compareReading } from './reading.ts';
import { compareSites } from './sites.ts';
import { openWorkshop } from './workshop.ts';

const COMPARISONS = { sites: compareSites, reading: compareReading, metadata: compareMetadata };

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(COMPARISONS, name));
if (unknown.length) {
  process.stderr.write(
    `There is no comparison ${unknown.join(', ')}; there are ${Object.keys(COMPARISONS).join(', ')}.\n`,
  );
  process.exit(2);
}

const workshop = openWorkshop();
try {
  const computer = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;
  process.stdout.write(`Node ${process.version}, ${process.platform} ${process.arch}, ${computer}\n`);
  for (const [name, compare] of Object.entries(COMPARISONS)) {
    if (chosen.length && !chosen.includes(name)) continue;
    for await (const paragraph of compare(workshop)) process.stdout.write(`\n${paragraph}\n`);
  }
} finally {
  workshop.remove();
}
