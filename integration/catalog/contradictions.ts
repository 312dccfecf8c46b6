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

/**
 * Says that the folder or page of an app or package would be where those of `holder` are; null for what is the
 * site's own.
 */
export function takenIdentifier(
  code: 'invalid-bundle-identifier' | 'invalid-pkg-identifier',
  file: string,
  identifier: string,
  holder: string | null,
): FileFinding {
  const named = `The identifier "${identifier}" names a folder and a page of the site`;
  const [message, fix] = holder
    ? [
        `${named}, where "${holder}" is already; upper and lower case count as the same.`,
        'Write the identifier of one app in one way, upper and lower case included, and give another app another one.',
      ]
    : [
        `${named}, where something else has that name.`,
        'Use an identifier that begins with a domain of your own, backwards, as in com.example.app.',
      ];
  return { file, severity: 'error', code, message, fix };
}

/** Names every release whose channel differs from one before it of the same identifier in upper and lower case alone. */
export function sameChannelTwice<Release extends Published>(
  releases: Release[],
  identifierOf: (release: Release) => string,
): FileFinding[] {
  const groups = Map.groupBy(releases, (release) =>
    JSON.stringify([identifierOf(release), release.channel.toLowerCase()]),
  );
  return repeated(groups)
    .filter(([first, again]) => first.channel !== again.channel)
    .map(([first, again]) => ({
      file: again.file,
      severity: 'error',
      code: 'bad-channel-name',
      message: `The channel "${again.channel}" differs from "${first.channel}" of ${first.file} in upper and lower case alone, which not every computer and host tells apart.`,
      fix: 'Give both one name, or one of them another: rename the folder, or set `channel` in the notes.',
    }));
}

/** Says that a channel's name cannot be part of an address. */
export function badChannel({ file, channel }: Pick<Published, 'file' | 'channel'>): FileFinding {
  return {
    file,
    severity: 'error',
    code: 'bad-channel-name',
    message: `The folder "${channel}" cannot name a channel, because channel names are part of addresses.`,
    fix: 'Rename it to letters, digits, ".", "_" and "-" alone, without ".json" or ".html" at its end, or set `channel` in the notes.',
  };
}

/** Every member of a group after its first, beside that first. */
function repeated<Item>(groups: Map<string, Item[]>): [Item, Item][] {
  return [...groups.values()].flatMap(([first, ...rest]) =>
    rest.map((again): [Item, Item] => [first as Item, again]),
  );
}
