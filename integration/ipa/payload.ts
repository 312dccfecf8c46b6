import type { ArchiveEntry } from './archive.ts';
import { IpaError } from './problem.ts';

/**
 * Finds the app inside the archive: the one folder `Payload/<name>.app/` that holds an `Info.plist`. An app
 * deeper inside (a Watch app, an extension) is never taken for it.
 * Gives the folder's path with a `/` at its end. Throws an `IpaError` when there is none, or more than one.
 */
export function findApp(entries: ArchiveEntry[]): string {
  const roots = new Set(entries.flatMap(({ path }) => /^Payload\/[^/]+\.app\//.exec(path)?.[0] ?? []));
  const paths = new Set(entries.map((entry) => entry.path));
  const [root, another] = roots;
  if (!root) throw new IpaError(missingApp(entries));
  if (another) {
    throw new IpaError({
      code: 'several-apps',
      message: `The archive holds ${roots.size} apps: ${[...roots].slice(0, 5).join(', ')}.`,
      fix: 'Export one .ipa for each app; iOS installs exactly one from an archive.',
    });
  }
  if (!paths.has(`${root}Info.plist`)) {
    throw new IpaError({
      code: 'no-info-plist',
      message: `The app has no Info.plist: ${root}Info.plist is missing.`,
      fix: 'Export the build again; without that file iOS does not know what it is.',
    });
  }
  return root;
}

function missingApp(entries: ArchiveEntry[]) {
  const nested = entries.find(
    ({ path }) => /(^|\/)Payload\/[^/]+\.app\//i.test(path) && !path.startsWith('__MACOSX/'),
  );
  if (nested) {
    const folder = nested.path.slice(0, nested.path.toLowerCase().indexOf('payload/') + 'payload/'.length);
    return {
      code: 'payload-not-at-the-root',
      message: `The app lies in "${folder}", but iOS looks for it in "Payload/" alone.`,
      fix: 'Zip the Payload folder itself, not the folder around it: `zip -qry App.ipa Payload`.',
    };
  }
  if (entries.some(({ path }) => path.startsWith('Payload/'))) {
    return {
      code: 'no-app',
      message: 'The folder Payload holds no .app.',
      fix: 'Export the build again; Payload must hold the app as Xcode built it.',
    };
  }
  return {
    code: 'no-payload',
    message: 'The archive has no folder Payload, so there is no app in it.',
    fix: 'Put the exported .ipa here. An .xcarchive or a zipped .app is not one: export it first.',
  };
}
