import type { Digests } from '../ipa/hash.ts';
import type { Pkg } from '../pkg/pkg.ts';
import type { Finding } from '../preflight/finding.ts';
import type { FileAddress, PageAddress } from './addresses.ts';
import type { Status } from './catalog.ts';
import type { Notes } from './notes.ts';

/** One macOS package with its whole history. */
export interface PackageApp {
  identifier: string;
  /** The newest release's title. */
  name: string;
  /** By name, the default channel first. */
  channels: PackageChannel[];
  /** All of them, newest first. */
  releases: PackageRelease[];
  page: PageAddress;
  /** Whether an iOS app has the same identifier, and with it the page under it alone. */
  besideApp: boolean;
}

/** A line of releases of one package. Its documents are for device management alone. */
export interface PackageChannel {
  name: string;
  /** Its newest release, installable or not. */
  newest: PackageRelease;
  /** Its newest release that can be installed; null when there is none. */
  installable: PackageRelease | null;
  /** Address of the manifest that always describes that release. */
  manifest: FileAddress;
  /** Address of the MDM command that installs it. */
  installEnterpriseApplication: FileAddress;
  /** Address of the declaration, for declarative management, that installs it. */
  declaration: FileAddress;
}

/** One `.pkg`, published. */
export interface PackageRelease {
  /** `<version>-<first 8 hex digits of the SHA-256>`. */
  id: string;
  /** Path of the package to show to developers; never published. */
  file: string;
  channel: string;
  /** ISO 8601. */
  date: string;
  /** Bytes. */
  size: number;
  digests: Digests;
  pkg: Pkg;
  commit: string | null;
  /** Address of the CI run that made it. */
  run: string | null;
  /** Notes in the site's own language. */
  notes: Notes | null;
  /** Notes in other languages, by BCP 47 tag. */
  translatedNotes: Record<string, Notes>;
  status: Status;
  /** What preflight found. */
  findings: Finding[];
  /** Absolute path of the `.pkg`. */
  source: string;
  /** Address of the manifest; null when the package can never be installed. */
  manifest: FileAddress | null;
  /** Where the `.pkg` is published on this site; null when it is not, or lives elsewhere. */
  hosted: FileAddress | null;
  /** Absolute address of the `.pkg`; null when it can never be installed. */
  package: string | null;
}
