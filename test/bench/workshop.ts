import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A temporary folder to measure in, laid out like the published package. In memory where the system has that. */
export interface Workshop {
  /** Absolute path. */
  folder: string;
  /** Absolute path of the integration, compiled as `npm pack` does. */
  integration: string;
  remove(): void;
}

const IN_MEMORY = '/dev/shm';
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Makes the folder. Users run JavaScript, so that is what is measured. Throws when it does not compile. */
export function openWorkshop(): Workshop {
  // What a disk takes to create thousands of files varies manyfold from one run to the next.
  const folder = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'astro-ota-bench-'));
  const integration = join(folder, 'lib');
  const typescript = dirname(fileURLToPath(import.meta.resolve('typescript/package.json')));
  execFileSync(
    process.execPath,
    [join(typescript, 'bin/tsc'), '-p', 'integration', '--outDir', integration],
    {
      cwd: PROJECT,
      stdio: 'inherit',
    },
  );
  for (const name of ['integration', 'src']) {
    cpSync(join(PROJECT, name), join(folder, name), { recursive: true, filter: isPublished });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, integration, remove: () => rmSync(folder, { recursive: true }) };
}

/** As `files` in `package.json` says. */
function isPublished(path: string): boolean {
  return basename(path) !== 'tsconfig.json';
}
