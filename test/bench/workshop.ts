import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A temporary folder to measure in, laid out like the published package. */
export interface Workshop {
  /** Absolute path. */
  folder: string;
  /** Absolute path of the integration, compiled as `npm pack` does. */
  integration: string;
  remove(): void;
}

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Makes the folder. Users run JavaScript, so that is what is measured. Throws when it does not compile. */
export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'astro-ota-bench-'));
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
  for (const name of ['integration', 'src', 'node_modules']) {
    symlinkSync(join(PROJECT, name), join(folder, name), 'junction');
  }
  return { folder, integration, remove: () => rmSync(folder, { recursive: true }) };
}
