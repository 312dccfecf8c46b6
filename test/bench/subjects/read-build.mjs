// Reads an .ipa as the catalog does: `read-build.mjs INTEGRATION FILE`, and with a third argument, `verify`, its
// seal. Prints the same digests as `hash-file.mjs`.

const [, , integration, file, verify] = process.argv;
const { openFile } = await import(`${integration}/ipa/source.js`);
const { Archive } = await import(`${integration}/ipa/archive.js`);
const { readIpa } = await import(`${integration}/ipa/ipa.js`);

const source = await openFile(file);
const archive = await Archive.open(source);
await readIpa(archive);
const { sha256, sha256s, md5s } = verify ? await verified() : await digested();
await source.close();
process.stdout.write(`${[sha256, ...sha256s.map((each, index) => `${each} ${md5s[index]}`)].join('\n')}\n`);

async function digested() {
  const { digest } = await import(`${integration}/ipa/hash.js`);
  return digest(source);
}

async function verified() {
  const { verifySeals } = await import(`${integration}/ipa/seal/verify.js`);
  const [digests, seal] = await Promise.all([digested(), verifySeals(archive)]);
  if (seal.length) throw new Error(seal[0].message);
  return digests;
}
