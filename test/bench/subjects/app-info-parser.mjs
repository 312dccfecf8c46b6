// Reads the metadata of builds with app-info-parser so many times: `app-info-parser.mjs TIMES FILES…`. Prints the
// files that could be read.

import AppInfoParser from 'app-info-parser';

const [, , times, ...files] = process.argv;

const readable = new Set();
for (let time = 0; time < times; time++) {
  for (const file of files) {
    try {
      await new AppInfoParser(file).parse();
      readable.add(file);
    } catch {
      // It is left out of what is printed.
    }
  }
}
process.stdout.write([...readable].join('\n'));
