/** Runs things in processes of their own and measures what they take. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A script to be run by Node. */
export interface Subject {
  /** Absolute path. */
  script: string;
  args?: string[];
  /** The folder that it runs in; this one unless told. */
  folder?: string;
  /** What has to be put in order before each run. */
  prepare?: () => void;
}

export interface Usage {
  /** Seconds of user and system time, of all threads. */
  cpu: number;
  /** Seconds from start to end. */
  wall: number;
  /** Bytes of memory at the peak (maximum resident set size). */
  peak: number;
  /** What was printed. */
  output: string;
}

/** Absolute path of one of the scripts that are run to be measured. */
export function subject(name: string): string {
  return fileURLToPath(new URL(`subjects/${name}.mjs`, import.meta.url));
}

/**
 * Runs each subject so many times, in turns, so that whatever else the computer does meanwhile hits all of them
 * alike, and gives the least time and the highest peak of each.
 */
export async function measure<Name extends string>(
  subjects: Record<Name, Subject>,
  rounds: number,
): Promise<Record<Name, Usage>> {
  const names = Object.keys(subjects) as Name[];
  const runs = names.map((name) => ({ name, usages: [] as Usage[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { name, usages } of runs) usages.push(await run(subjects[name]));
  }
  return Object.fromEntries(runs.map(({ name, usages }) => [name, best(usages)])) as Record<Name, Usage>;
}

function best(usages: Usage[]): Usage {
  return {
    cpu: Math.min(...usages.map(({ cpu }) => cpu)),
    wall: Math.min(...usages.map(({ wall }) => wall)),
    peak: Math.max(...usages.map(({ peak }) => peak)),
    output: usages[0]?.output ?? '',
  };
}

async function run({ script, args = [], folder, prepare }: Subject): Promise<Usage> {
  prepare?.();
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', subject('usage'), script, ...args], {
    cwd: folder,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, output, errors, usage] = child.stdio.map(collect);
  const [code] = await once(child, 'close');
  const wall = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${script} failed:\n${output?.()}${errors?.()}`);
  return { ...JSON.parse(usage?.() ?? ''), wall, output: output?.() ?? '' };
}

/** Gathers what comes out of a stream; gives a function that tells what has come. */
function collect(stream: unknown): () => string {
  const pieces: Buffer[] = [];
  (stream as NodeJS.ReadableStream | null)?.on('data', (piece) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString();
}
