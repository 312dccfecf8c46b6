// Reads the metadata of builds so many times: `read-metadata.mjs INTEGRATION WHAT TIMES FILES…`, of which WHAT is
// `app` for what the app says of itself, or `all`. Prints the files that could be read.

const [, , integration, what, times, ...files] = process.argv;
const { openFile } = await import(`${integration}/ipa/source.js`);
const { Archive } = await import(`${integration}/ipa/archive.js`);
const read =
  what === 'app'
    ? (await import(`${integration}/ipa/app.js`)).readApp
    : (await import(`${integration}/ipa/ipa.js`)).readIpa;

const readable = new Set();
for (let time = 0; time < times; time++) {
  for (const file of files) {
    const source = await openFile(file);
    try {
      await read(await Archive.open(source));
      readable.add(file);
    } catch {
      // It is left out of what is printed.
    } finally {
      await source.close();
    }
  }
}
process.stdout.write([...readable].join('\n'));
