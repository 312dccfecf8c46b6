import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixtureIpas, fixturesMissing } from '../support/fixtures.ts';
import { measure, subject } from './measure.ts';
import { table } from './table.ts';
import type { Workshop } from './workshop.ts';

const TIMES = [1, 10];
const ROUNDS = 7;
const BASE = 'app-info-parser';
const DEMO = fileURLToPath(new URL('../../builds/', import.meta.url));

/** Compares reading the metadata of builds with app-info-parser, on the builds that both can read. */
export async function* compareMetadata({ integration }: Workshop): AsyncGenerator<string> {
  if (fixturesMissing) yield `Demo builds stand in for real ones: ${fixturesMissing}.`;
  const kind = fixturesMissing ? 'demo builds' : 'real builds';
  const files = await readableByBoth(fixturesMissing ? demoBuilds() : fixtureIpas(), integration);
  for (const times of TIMES) {
    const { node, ...usages } = await measure(
      { node: { script: subject('nothing') }, ...readers(files, times, integration) },
      ROUNDS,
    );
    const often = times === 1 ? 'once' : `${times} times`;
    yield table(`Metadata of ${files.length} ${kind}, ${often}`, usages, BASE, node);
  }
}

function readers(files: string[], times: number, integration: string) {
  return {
    [BASE]: { script: subject('app-info-parser'), args: [String(times), ...files] },
    'astro-ota': { script: subject('read-metadata'), args: [integration, String(times), ...files] },
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
