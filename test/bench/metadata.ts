import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Archive } from '../../integration/ipa/archive.ts';
import { readIpa } from '../../integration/ipa/ipa.ts';
import { openFile } from '../../integration/ipa/source.ts';
import { fixtureIpas, fixturesMissing } from '../support/fixtures.ts';
import { measure, subject } from './measure.ts';
import { tableAboveNode } from './table.ts';
import type { Workshop } from './workshop.ts';

const TIMES = [1, 10];
const ROUNDS = 7;
const BASE = 'app-info-parser';
const FLOOR = 'their executables unpacked, no more';
const DEFLATED = 8;
const LOCAL_HEADER_BYTES = 30;
const DEMO = fileURLToPath(new URL('../../builds/', import.meta.url));

/**
 * Compares reading the metadata of builds with app-info-parser, on the builds that both can read: what that reads,
 * which is what the app says of itself, and all that is read of a new build. Whoever wants to know how an app is
 * signed has to unpack its executable whole; what this takes alone stands beside.
 */
export async function* compareMetadata({ folder, integration }: Workshop): AsyncGenerator<string> {
  if (fixturesMissing) yield `Demo builds stand in for real ones: ${fixturesMissing}.`;
  const kind = fixturesMissing ? 'demo builds' : 'real builds';
  const files = await readableByBoth(fixturesMissing ? demoBuilds() : fixtureIpas(), integration);
  const executables = await packedExecutables(files, join(folder, 'executables'));
  for (const times of TIMES) {
    const { node, ...usages } = await measure(
      {
        node: { script: subject('nothing') },
        ...readers(files, times, integration),
        [FLOOR]: { script: subject('unpack'), args: [String(times), ...executables] },
      },
      ROUNDS,
    );
    const often = times === 1 ? 'once' : `${times} times`;
    yield tableAboveNode(`Metadata of ${files.length} ${kind}, ${often}`, usages, BASE, node);
  }
}

/** Copies the executable of each build, as it lies in the archive, into a file of its own; gives their paths. */
async function packedExecutables(builds: string[], folder: string): Promise<string[]> {
  mkdirSync(folder);
  const copies: string[] = [];
  for (const build of builds) {
    const source = await openFile(build);
    const archive = await Archive.open(source);
    const { ipa } = await readIpa(archive);
    const path = ipa.root + ipa.executable;
    const entry = (await archive.entries()).find((entry) => entry.path === path);
    if (entry?.method === DEFLATED) {
      const { headerOffset, packedSize } = entry;
      const header = Buffer.from(await source.read(headerOffset, LOCAL_HEADER_BYTES));
      // The header ends with the name and the extra field (APPNOTE.TXT, 4.3.7).
      const length = LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
      const copy = join(folder, String(copies.length));
      writeFileSync(copy, await source.read(headerOffset + length, packedSize));
      copies.push(copy);
    }
    await source.close();
  }
  return copies;
}

function readers(files: string[], times: number, integration: string) {
  return {
    [BASE]: { script: subject('app-info-parser'), args: [String(times), ...files] },
    'astro-ota, the same': {
      script: subject('read-metadata'),
      args: [integration, 'app', String(times), ...files],
    },
    'astro-ota, all it reads': {
      script: subject('read-metadata'),
      args: [integration, 'all', String(times), ...files],
    },
  };
}

async function readableByBoth(files: string[], integration: string): Promise<string[]> {
  const usages = Object.values(await measure(readers(files, 1, integration), 1));
  return files.filter((file) => usages.every(({ output }) => output.split('\n').includes(file)));
}

function demoBuilds(): string[] {
  const names = readdirSync(DEMO, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ipa')).map((name) => join(DEMO, name));
}
