/** Builds that would command the terminal, or the CI, in which their contents are named. */

import { buildIpa, type IpaRecipe } from './ipa.ts';

/** Clears a terminal, turns the reading direction, and begins lines with commands of GitHub Actions. */
export const COMMANDS = '\u001B[2J\u009B31m\u202E\n::add-mask::Orbit\r\n::stop-commands::x';

/** What COMMANDS is made of, but for the printable parts. */
export const CONTROLS = /[\p{Cc}\u202E]/u;

/** What would be a command in what was printed: a control, or a line of GitHub's that is no annotation; else null. */
export function commandsIn(text: string): string | null {
  const controls = CONTROLS.exec(text.replaceAll('\n', ''))?.[0];
  return controls ?? /^\s*::(?!(error|warning|notice) file=).*/m.exec(text)?.[0] ?? null;
}

/** Builds of that kind, by the code of the finding to expect. */
export function hostileBuilds(): Record<string, Uint8Array> {
  const extra = { name: `Payload/Orbit.app/${COMMANDS}`, content: Buffer.from('not sealed') };
  const extension = { kind: 'app-extension', name: 'Widget', info: Buffer.from('<plist') } as const;
  return {
    'no-info-plist': renamed('Orbit', { info: null }),
    'unreadable-info-plist': renamed('Orbit', { info: Buffer.from('<plist') }),
    'several-apps': renamed('Orbit', { archive: { moreApps: [{ name: 'Second' }] } }),
    'unreadable-profile': renamed('Orbit', { signing: { profile: Buffer.from('none') } }),
    'unreadable-nested-bundle': renamed('Widget', { nested: [extension] }),
    'damaged-archive': renamed('Orbit', { tamper: { 'Info.plist': Buffer.alloc(5_000_000) } }),
    'no-executable': buildIpa({ info: { CFBundleExecutable: COMMANDS } }),
    'broken-seal': buildIpa({ archive: { extra: [extra] } }),
    'app-store-profile': buildIpa({ displayName: '::add-mask::Orbit', signing: { kind: 'app-store' } }),
  };
}

/** A build in whose archive a bundle's folder has commands for a name. */
function renamed(bundle: string, recipe: IpaRecipe): Uint8Array {
  const edit: NonNullable<IpaRecipe['archive']>['edit'] = (entries) =>
    entries.map((entry) => ({ ...entry, name: String(entry.name).replace(`${bundle}.`, `${COMMANDS}.`) }));
  return buildIpa({ ...recipe, archive: { ...recipe.archive, edit } });
}
