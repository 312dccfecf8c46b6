import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../../shared/fixtures/', import.meta.url);

/** Why tests on real builds are skipped, or false where the builds are present. */
export const fixturesMissing = existsSync(folder)
  ? false
  : 'the real builds are not here: expected a folder ../shared/fixtures beside the project';

/** The path of a file among the real builds. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

/** The paths of all real builds. */
export function fixtureIpas(): string[] {
  return fixturesMissing ? [] : readdirSync(fixture('ipas')).map((name) => fixture(`ipas/${name}`));
}

/** What independent tools read out of the real builds. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is the other tools' own.
export function groundTruth(): any[] {
  return fixturesMissing ? [] : JSON.parse(readFileSync(fixture('ground-truth.json'), 'utf8'));
}
