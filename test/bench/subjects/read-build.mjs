// Reads an .ipa as the catalog does: `read-build.mjs INTEGRATION FILE`. Prints the same digests as `hash-file.mjs`.

const [, , integration, file] = process.argv;
const { openFile } = await import(`${integration}/ipa/source.js`);
const { Archive } = await import(`${integration}/ipa/archive.js`);
const { readIpa } = await import(`${integration}/ipa/ipa.js`);
const { digest } = await import(`${integration}/ipa/hash.js`);

const source = await openFile(file);
await readIpa(await Archive.open(source));
const { sha256, sha256s, md5s } = await digest(source);
await source.close();
process.stdout.write(`${[sha256, ...sha256s.map((each, index) => `${each} ${md5s[index]}`)].join('\n')}\n`);
