import type { Digests } from '../ipa/hash.ts';
import type { FileFinding } from '../preflight/finding.ts';

/** Names every file that is byte for byte the same as one before it. */
export function sameBuildTwice(
  builds: { build: { file: string }; facts: { digests: Digests } }[],
): FileFinding[] {
  const groups = Map.groupBy(builds, ({ facts }) => facts.digests.sha256);
  return repeated(groups).map(([first, again]) => ({
    file: again.build.file,
    severity: 'error',
    code: 'same-build-twice',
    message: `This is byte for byte the same build as ${first.build.file}.`,
    fix: 'Keep one of the two. To move a build to another channel, move its file or set `channel` in its notes.',
  }));
}

interface Published {
  file: string;
  channel: string;
  digests: Digests;
}

/** What makes two releases of one kind the same version, what to call it, and what to do about two of them. */
interface VersionOf<Release> {
  version(release: Release): string[];
  name(release: Release): string;
  fix: string;
}

/** Names every release that has other contents than one before it of the same version on the same channel. */
export function sameVersionTwice<Release extends Published>(
  releases: Release[],
  { version, name, fix }: VersionOf<Release>,
): FileFinding[] {
  const distinct = [...Map.groupBy(releases, ({ digests }) => digests.sha256).values()].map(
    ([first]) => first as Release,
  );
  const groups = Map.groupBy(distinct, (release) => JSON.stringify([release.channel, ...version(release)]));
  return repeated(groups).map(([first, again]) => ({
    file: again.file,
    severity: 'error',
    code: 'same-version-twice',
    message: `${name(again)} is on the channel "${again.channel}" already, as ${first.file}, but with other contents.`,
    fix,
  }));
}

/** Says that an app’s identifier is the name of something else at the root of the site. */
export function takenIdentifier(file: string, bundleId: string): FileFinding {
  return {
    file,
    severity: 'error',
    code: 'invalid-bundle-identifier',
    message: `The bundle identifier "${bundleId}" names the app’s folder on the site, where a document has that name.`,
    fix: 'Use a bundle identifier that begins with a domain of your own, backwards, as in com.example.app.',
  };
}

/** Says that a channel's name cannot be part of an address. */
export function badChannel({ file, channel }: Pick<Published, 'file' | 'channel'>): FileFinding {
  return {
    file,
    severity: 'error',
    code: 'bad-channel-name',
    message: `The folder "${channel}" cannot name a channel, because channel names are part of addresses.`,
    fix: 'Rename it to letters, digits, ".", "_" and "-" alone, without ".json" at its end, or set `channel` in the notes.',
  };
}

/** Every member of a group after its first, beside that first. */
function repeated<Item>(groups: Map<string, Item[]>): [Item, Item][] {
  return [...groups.values()].flatMap(([first, ...rest]) =>
    rest.map((again): [Item, Item] => [first as Item, again]),
  );
}
