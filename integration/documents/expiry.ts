import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog.ts';
import { newestFirst } from '../catalog/order.ts';
import type { PackageApp, PackageRelease } from '../catalog/package-catalog.ts';
import type { BundleCode } from '../ipa/bundle.ts';
import type { SigningCertificate } from '../ipa/certificate.ts';
import type { ProvisioningProfile } from '../ipa/provisioning-profile.ts';
import { type Component, date, dateTime, icalendar, text } from './icalendar.ts';
import { packageReleaseName, releaseName, siteName } from './names.ts';

/** Days before the end at which calendars remind. */
const REMINDERS = [30, 7];

/** So many releases are named in one event; an event is read on a phone. */
const MAX_NAMED = 20;

/** A profile or certificate that ends, with the releases that end with it. */
interface Ending {
  /** Names it among all others, whatever it is called. */
  key: string;
  what: string;
  /** What to do about it, as a sentence. */
  fix: string;
  /** When it ends, ISO 8601. */
  end: string;
  /** Since when it exists, ISO 8601; null when it does not say. */
  since: string | null;
  /** More of what tells it apart in the developer account. */
  mark: string | null;
}

/** A release of an app or a macOS package that ends with something. */
interface Affected {
  name: string;
  /** Address of its page. */
  url: string;
  /** ISO 8601. */
  date: string;
}

/**
 * A calendar with one event for each provisioning profile and signing certificate that will still end and takes
 * releases with it that can be installed until then. Names and times stem from the builds, not from the clock.
 * Source: RFC 5545; NAME and REFRESH-INTERVAL: RFC 7986.
 */
export function expiryCalendar(catalog: Catalog): string {
  const name = `${siteName(catalog)}: what expires`;
  const events = endings(catalog).map(([ending, releases]) => event(ending, releases, catalog));
  return icalendar({
    name: 'VCALENDAR',
    properties: [
      ['VERSION', '2.0'],
      ['PRODID', '-//astro-ota//expiry//EN'],
      ['CALSCALE', 'GREGORIAN'],
      ['NAME', text(name)],
      // Understood by those that do not know NAME: Apple, Google, Outlook.
      ['X-WR-CALNAME', text(name)],
      ['REFRESH-INTERVAL;VALUE=DURATION', 'P1D'],
    ],
    components: events.length ? events : [UTC],
  });
}

/** A calendar must have a component (RFC 5545, 3.6); this one stands in a calendar without events. */
const UTC: Component = {
  name: 'VTIMEZONE',
  properties: [['TZID', 'UTC']],
  components: [
    {
      name: 'STANDARD',
      properties: [
        ['DTSTART', '19700101T000000'],
        ['TZOFFSETFROM', '+0000'],
        ['TZOFFSETTO', '+0000'],
      ],
    },
  ],
};

function event(ending: Ending, releases: Affected[], { page }: Catalog): Component {
  const { what, end, since, fix, mark } = ending;
  const summary = `${what} expires`;
  // A calendar takes an event as changed when this does: a release that joins is such a change.
  const stamp = [...releases.map((release) => release.date), ...(since ? [since] : [])].sort().at(-1) ?? end;
  const named = releases.slice(0, MAX_NAMED).map(({ name, url }) => `${name}: ${url}`);
  const unnamed = releases.length - named.length;
  const description = [
    `It ends on ${end.slice(0, 10)} at ${end.slice(11, 16)} UTC. ${fix}`,
    '',
    ...named,
    ...(unnamed > 0 ? [`and ${unnamed} more`] : []),
    ...(mark ? ['', mark] : []),
  ].join('\n');
  return {
    name: 'VEVENT',
    properties: [
      ['UID', uid(ending.key, page.url)],
      ['DTSTAMP', dateTime(stamp)],
      ['DTSTART;VALUE=DATE', date(end)],
      ['DTEND;VALUE=DATE', date(end, 1)],
      ['SUMMARY', text(summary)],
      ['DESCRIPTION', text(description)],
      ['URL', page.url],
      ['TRANSP', 'TRANSPARENT'],
    ],
    components: REMINDERS.map((days) => ({
      name: 'VALARM',
      properties: [
        ['ACTION', 'DISPLAY'],
        ['TRIGGER', `-P${days}D`],
        ['DESCRIPTION', text(`${summary} in ${days} days`)],
      ],
    })),
  };
}

/** The same for the same profile or certificate on the same site, whatever else is published there. */
function uid(key: string, site: string): string {
  const { hostname } = new URL(site);
  const hash = createHash('sha256')
    .update(JSON.stringify([site, key]))
    .digest('hex');
  return `${hash.slice(0, 32)}@${hostname}`;
}

/** What ends after the Catalog was made, soonest first, each with its releases, newest first. */
function endings({ apps, packages, generated }: Catalog): [Ending, Affected[]][] {
  const releases = apps
    .flatMap((app) => app.releases)
    .filter(({ status }) => status === 'installable')
    .sort(newestFirst('date'));
  const packageReleases = packages.flatMap((app) =>
    app.releases.filter(({ status }) => status === 'installable').map((release) => ({ app, release })),
  );
  const found = new Map<string, [Ending, Set<Affected>]>();
  const add = (affected: Affected, ending: Ending): void => {
    if (Date.parse(ending.end) <= Date.parse(generated)) return;
    const [, sharing] = found.get(ending.key) ?? [];
    if (sharing) sharing.add(affected);
    else found.set(ending.key, [ending, new Set([affected])]);
  };
  for (const release of releases) {
    const affected = { name: releaseName(release), url: release.page.url, date: release.date };
    for (const ending of [release.ipa, ...release.ipa.nested].flatMap(endingsOf)) add(affected, ending);
  }
  for (const { app, release } of packageReleases) {
    const ending = packageEnding(release);
    if (ending) add(affectedPackage(app, release), ending);
  }
  return [...found.values()]
    .map(([ending, sharing]): [Ending, Affected[]] => [ending, [...sharing]])
    .sort(([a], [b]) => compareText(a.end, b.end) || compareText(a.key, b.key));
}

function endingsOf({ profile, slices }: BundleCode): Ending[] {
  const team = profile?.teamName ?? null;
  const signers = slices?.flatMap(({ signature }) => signature?.signer ?? []) ?? [];
  return [
    ...(profile && ends(profile.expires) ? [profileEnding(profile, profile.expires)] : []),
    ...signers.flatMap((signer) =>
      ends(signer.notAfter) ? [certificateEnding(signer, signer.notAfter, team)] : [],
    ),
  ];
}

function affectedPackage({ page }: PackageApp, release: PackageRelease): Affected {
  return { name: packageReleaseName(release), url: page.url, date: release.date };
}

function packageEnding({ pkg: { signature } }: PackageRelease): Ending | null {
  const signer = signature?.signer;
  if (!signer || !ends(signer.notAfter)) return null;
  return {
    ...certificateEnding(signer, signer.notAfter, signature.organization),
    fix: 'Make a new certificate, sign these packages again with it, and publish them:',
  };
}

/** The last second of the year 9999 stands for no end (RFC 5280, 4.1.2.5). */
function ends(date: string | null): date is string {
  return date !== null && date < '9999-12-31';
}

function profileEnding({ name, uuid, teamId, created }: ProvisioningProfile, end: string): Ending {
  return {
    key: JSON.stringify(['profile', uuid ?? [teamId, name], end]),
    what: name ? `The provisioning profile "${name}"` : 'A provisioning profile',
    fix: 'Renew the profile in the developer account, export these builds with it again, and publish them:',
    end,
    since: created,
    mark: null,
  };
}

/** The name of a certificate is not told: that of a developer is a person's. */
function certificateEnding(
  { name, sha256, notBefore }: SigningCertificate,
  end: string,
  team: string | null,
): Ending {
  const [, kind] = CERTIFICATE_KIND.exec(name ?? '') ?? [];
  return {
    key: JSON.stringify(['certificate', sha256]),
    what: `The signing certificate${kind ? ` "${kind}"` : ''}${team ? ` of ${team}` : ''}`,
    fix: 'Make a new certificate, renew the profiles with it, export these builds again, and publish them:',
    end,
    since: notBefore,
    mark: `SHA-256 of the certificate: ${sha256}`,
  };
}

/** What stands before the colon in the names of Apple's certificates (Apple, "Certificate types"). */
const CERTIFICATE_KIND =
  /^((?:Apple|iPhone|iOS) (?:Development|Developer|Distribution)|Developer ID Installer): /;

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
