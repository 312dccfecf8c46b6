import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AstroInlineConfig, build } from 'astro';
import ota, { type Options } from '../../integration/index.ts';

/** A project in a folder of its own that is gone after the test. */
export interface Project {
  /** Absolute path. */
  root: string;
  /** Absolute path of what `build` writes. */
  output: string;
  /** Puts files into the project, by path relative to it. */
  write(files: Record<string, string | Uint8Array>): Promise<void>;
  /** Puts these files into the project after all builds that were there are removed. */
  replaceBuilds(files: Record<string, string | Uint8Array>): Promise<void>;
  /** Runs `astro build` in this process. Throws what Astro throws. */
  build(config?: AstroInlineConfig, options?: Options): Promise<void>;
  remove(): Promise<void>;
}

// Inside the repository, so that projects find its packages as an installed package is found.
const folder = fileURLToPath(new URL('../../.cache/tests/', import.meta.url));

/** Where test sites are said to be deployed. */
export const SITE = 'https://ota.example.com';

/** Makes a project with the given files and nothing else. */
export async function createProject(files: Record<string, string | Uint8Array> = {}): Promise<Project> {
  await mkdir(folder, { recursive: true });
  const root = await mkdtemp(join(folder, 'site-'));
  const project: Project = {
    root,
    output: join(root, 'dist'),
    async write(files) {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      }
    },
    async replaceBuilds(files) {
      await rm(join(root, 'builds'), { recursive: true, force: true });
      await project.write(files);
    },
    async build(config = {}, options = {}) {
      await build({
        root,
        configFile: false,
        site: SITE,
        logLevel: 'silent',
        integrations: [ota(options)],
        ...config,
      });
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
  await project.write(files);
  return project;
}
