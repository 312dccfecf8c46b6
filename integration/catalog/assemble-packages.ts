import type { FileFinding } from '../preflight/finding.ts';
import { gravest, preflightPkg } from '../preflight/preflight.ts';
import {
  type AssemblyOptions,
  addressable,
  byChannelName,
  byName,
  DEFAULT_CHANNEL,
  packageName,
  type ReadFile,
} from './assemble.ts';
import {
  badChannel,
  sameBuildTwice,
  sameChannelTwice,
  sameVersionTwice,
  takenIdentifier,
} from './contradictions.ts';
import type { PkgFacts } from './facts-cache.ts';
import { CHANNEL } from './notes.ts';
import { newestFirst } from './order.ts';
import type { PackageApp, PackageChannel, PackageRelease } from './package-catalog.ts';
import { takenIdentifiers } from './places.ts';

/** A package that was read, with what lies beside it. */
export type ReadPackage = ReadFile<PkgFacts>;

/**
 * Puts macOS packages together by identifier, with their releases and channels; pure. `bundleIds` are those of
 * the site's iOS apps: where a package has the same identifier, `mac/` keeps the addresses apart.
 */
export function assemblePackages(
  packages: ReadPackage[],
  bundleIds: Set<string>,
  options: AssemblyOptions,
): { packages: PackageApp[]; findings: FileFinding[] } {
  const releases = packages.map((read) => toRelease(read, bundleIds, options));
  const identifierOf = ({ pkg }: PackageRelease) => pkg.identifier;
  const taken = takenIdentifiers([...bundleIds, ...releases.map(identifierOf)], options);
  const findings = [
    ...sameBuildTwice(packages),
    ...sameChannelTwice(releases, identifierOf),
    ...sameVersionTwice(releases, {
      version: ({ pkg }) => [pkg.identifier, pkg.version],
      name: ({ pkg }) => `${pkg.title} ${pkg.version}`,
      fix: 'Raise the version (--version of productbuild) for every package you hand out, or remove one of the two.',
    }),
  ];
  for (const release of releases) {
    findings.push(...release.findings.map((finding) => ({ file: release.file, ...finding })));
    if (!CHANNEL.test(release.channel)) findings.push(badChannel(release));
    const holder = taken.get(identifierOf(release));
    if (holder !== undefined)
      findings.push(takenIdentifier('invalid-pkg-identifier', release.file, identifierOf(release), holder));
  }
  const groups = Map.groupBy(releases, identifierOf);
  return {
    packages: [...groups].map(([id, own]) => toApp(id, own, bundleIds.has(id), options)).sort(byName),
    findings,
  };
}

function toApp(
  identifier: string,
  releases: PackageRelease[],
  shared: boolean,
  { order, addresses }: AssemblyOptions,
): PackageApp {
  const compare = newestFirst(order);
  const ordered = ({ pkg, date }: PackageRelease) => ({ ipa: { version: pkg.version, build: '' }, date });
  const sorted = releases.toSorted((a, b) => compare(ordered(a), ordered(b)));
  const folder = shared ? [identifier, 'mac'] : [identifier];
  const channels = [...Map.groupBy(sorted, ({ channel }) => channel)].map(([name, own]): PackageChannel => {
    const file = (document: string) => addresses.file(...folder, 'latest', name, document);
    return {
      name,
      newest: own[0] as PackageRelease,
      installable: own.find(({ status }) => status === 'installable') ?? null,
      manifest: file('manifest.plist'),
      installEnterpriseApplication: file('install-enterprise-application.plist'),
      declaration: file('declaration.json'),
    };
  });
  return {
    identifier,
    name: (sorted[0] as PackageRelease).pkg.title,
    channels: channels.sort(byChannelName),
    releases: sorted,
    page: addresses.page(...folder),
    besideApp: shared,
  };
}

function toRelease(
  { build, facts, frontMatter, notes, translatedNotes }: ReadPackage,
  bundleIds: Set<string>,
  { addresses, now, expiresWithin, rules }: AssemblyOptions,
): PackageRelease {
  const { pkg, digests, size } = facts;
  const { identifier } = pkg;
  const sharesIdentifier = bundleIds.has(identifier);
  const findings = preflightPkg({ pkg, sharesIdentifier, now, expiresWithin }, rules);
  const status = gravest(findings) ?? 'installable';
  const id = `${addressable(pkg.version, 60)}-${digests.sha256.slice(0, 8)}`;
  const published = status !== 'blocked';
  const hosted =
    published && !frontMatter.url ? addresses.file(identifier, id, packageName(build.path, '.pkg')) : null;
  return {
    id,
    file: build.file,
    source: build.path,
    channel: frontMatter.channel ?? build.channel ?? DEFAULT_CHANNEL,
    date: frontMatter.date ?? pkg.madeAt,
    size,
    digests,
    pkg,
    commit: frontMatter.commit ?? null,
    run: frontMatter.run ?? null,
    notes,
    translatedNotes,
    status,
    findings,
    manifest: published ? addresses.file(identifier, id, 'manifest.plist') : null,
    hosted,
    package: published ? (frontMatter.url ?? hosted?.url ?? null) : null,
  };
}
