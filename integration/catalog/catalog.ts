import type { DeviceCheck } from '../ipa/device-check.ts';
import type { Digests } from '../ipa/hash.ts';
import type { Ipa } from '../ipa/ipa.ts';
import type { SiteLanguage } from '../languages.ts';
import type { Finding } from '../preflight/finding.ts';
import type { Theme } from '../theme.ts';
import type { FileAddress, PageAddress } from './addresses.ts';
import type { Changes } from './compare.ts';
import type { Notes } from './notes.ts';
import type { PackageApp } from './package-catalog.ts';
import type { Stores } from './stores.ts';

/** Everything that is published, ready to be shown: what the pages and documents are made from. */
export interface Catalog {
  /** When it was made, ISO 8601. */
  generated: string;
  /** By name. */
  apps: App[];
  /** macOS packages, by name. */
  packages: PackageApp[];
  /** Sets of apps that a team puts together, in its order. */
  collections: Collection[];
  /** Address of the page of all apps. */
  page: PageAddress;
  /** Address of the page that compares the ways to an iPhone. */
  distribution: PageAddress;
  /** Address of `releases.json`. */
  releasesJson: FileAddress;
  /** Address of its JSON Schema. */
  releasesSchema: FileAddress;
  /** Address of the JSON Schema of each channel's newest release. */
  latestSchema: FileAddress;
  /** Address of the Atom feed of all apps. */
  feed: FileAddress;
  /** Address of the calendar of what expires. */
  expiry: FileAddress;
  /** The source for AltStore and its like; null where none was asked for. */
  source: Source | null;
  /** Whether search engines are asked to stay away. */
  noindex: boolean;
  /** How many days before its end a build counts as expiring soon. */
  expiresWithin: number;
  /** What the pages show of the team. */
  theme: Theme;
  /** Those that the pages are in, the main one first. */
  languages: SiteLanguage[];
}

/** A source for clients that sign anew what they install: AltStore, SideStore, Feather. */
export interface Source {
  address: FileAddress;
  settings: SourceSettings;
}

/** What a team says of its source. */
export interface SourceSettings {
  name?: string | undefined;
  identifier?: string | undefined;
  subtitle?: string | undefined;
  description?: string | undefined;
  /** Who made the apps. */
  developer?: string | undefined;
  /** The channel whose releases are listed. */
  channel: string;
  /** What is said of apps, by bundle identifier. */
  apps: Record<string, SourceAppSettings>;
}

/** What a team says of one app in its source. */
export interface SourceAppSettings {
  developer?: string | undefined;
  subtitle?: string | undefined;
  description?: string | undefined;
  category?: string | undefined;
}

/** One app with its whole history. */
export interface App {
  bundleId: string;
  /** The newest release's name. */
  name: string;
  icon: Icon;
  /** Where Apple offers it. */
  stores: Stores;
  /** By name, the default channel first. */
  channels: Channel[];
  /** All of them, newest first. */
  releases: Release[];
  page: PageAddress;
  /** Of the pages that list its releases, newest first; the first is the app's own. */
  history: PageAddress[];
  /** Address of the page that always shows the newest release of the default channel. */
  latest: PageAddress;
  /** Address of the page for administrators; null when no channel has anything that installs. */
  management: PageAddress | null;
  releasesJson: FileAddress;
  /** Address of the app's Atom feed. */
  feed: FileAddress;
  qr: FileAddress;
}

/** Apps that a team hands out together. */
export interface Collection {
  name: string;
  description: string | null;
  apps: App[];
  page: PageAddress;
  qr: FileAddress;
}

/** A line of releases of one app. */
export interface Channel {
  name: string;
  /** Its newest release, installable or not. */
  newest: Release;
  /** Its newest release that can be installed; null when there is none. */
  installable: Release | null;
  /** Address of the page that always shows that release. */
  latest: PageAddress;
  /** Address of the document that always describes that release, for programs. */
  latestJson: FileAddress;
  /** Address of the manifest that always describes that release, for MDM alone. */
  manifest: FileAddress;
  /** Address of the MDM command that installs it. */
  installApplication: FileAddress;
  /** Address of the declaration, for declarative management, that keeps it installed. */
  declaration: FileAddress;
}

/** Whether a release can be installed now: it can; it could; its build is gone; it never could. */
export type Status = 'installable' | 'expired' | 'archived' | 'blocked';

/** One build, published. */
export interface Release {
  /** `<version>-<build>-<first 8 hex digits of the SHA-256>`. */
  id: string;
  /** Path of the build to show to developers; never published. */
  file: string;
  channel: string;
  /** ISO 8601. */
  date: string;
  /** Bytes. */
  size: number;
  digests: Digests;
  ipa: Ipa;
  icon: Icon;
  commit: string | null;
  /** Address of the CI run that made it. */
  run: string | null;
  /** Notes in the site's own language. */
  notes: Notes | null;
  /** Notes in other languages, by BCP 47 tag. */
  translatedNotes: Record<string, Notes>;
  status: Status;
  /** Where Apple offers it; nowhere unless it is signed for the App Store. */
  stores: Stores;
  /** What preflight found. */
  findings: Finding[];
  /** What testers had before: the build before it by date, on the same channel. */
  previous: PreviousRelease | null;
  page: PageAddress;
  /** Address of the same as an AMP page; null where the site has none. */
  amp: PageAddress | null;
  qr: FileAddress;
  /** Absolute path of the `.ipa`. */
  source: string;
  /** Address of the manifest; null when the build can never be installed. */
  manifest: FileAddress | null;
  /**
   * What tells a tester whether a device is among those of the build, and where it is published; null when the
   * build lists none, cannot be installed, or the check is not wanted.
   */
  deviceCheck: { address: FileAddress; check: DeviceCheck } | null;
  /** Where the `.ipa` is published on this site; null when it is not, or lives elsewhere. */
  hosted: FileAddress | null;
  /** Absolute address of the `.ipa`; null when the build can never be installed. */
  package: string | null;
}

/** The release before another one, and how that other one differs from it. */
export interface PreviousRelease {
  version: string;
  build: string;
  page: PageAddress;
  changes: Changes;
}

/** An app's icon in the sizes that are published, by edge length in pixels. */
export interface Icon {
  /** Name of these pixels. */
  id: string;
  /** Whether it was drawn because the build has none of its own. */
  monogram: boolean;
  sizes: Record<IconSize, { address: FileAddress; source: string }>;
}

/** Pixels: a manifest's two images, and the size that pages show on a sharp screen. */
export const ICON_SIZES = [57, 180, 512] as const;
export type IconSize = (typeof ICON_SIZES)[number];
