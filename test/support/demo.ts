/** Writes the demo builds and their release notes into `builds/`: `npm run demo`. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoBuild } from './demo/demo-build.ts';
import { ledgerBuilds } from './demo/ledger.ts';
import { orbitBuilds } from './demo/orbit.ts';
import { trailBuilds } from './demo/trail.ts';
import { buildIpa } from './ipa.ts';

const BUILDS = fileURLToPath(new URL('../../builds/', import.meta.url));

for (const build of [...orbitBuilds(), ...ledgerBuilds(), ...trailBuilds()]) writeBuild(build);

function writeBuild({ path, recipe, date, commit, notes }: DemoBuild): void {
  const base = `${BUILDS}${path}`;
  mkdirSync(dirname(base), { recursive: true });
  const bytes = buildIpa(recipe);
  writeFileSync(`${base}.ipa`, bytes);
  for (const [index, [language, text]] of Object.entries(notes).entries()) {
    // The main notes carry the release's facts; a translation is text alone.
    const frontMatter = index === 0 ? `---\ndate: ${date}\ncommit: ${commit}\n---\n\n` : '';
    writeFileSync(`${base}${index === 0 ? '' : `.${language}`}.md`, frontMatter + text);
  }
  process.stdout.write(`builds/${path}.ipa (${Math.ceil(bytes.length / 1000)} kB)\n`);
}
