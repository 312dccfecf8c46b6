import { Archive } from '../ipa/archive.ts';
import { type Ipa, readIpa } from '../ipa/ipa.ts';
import { asProblem } from '../ipa/problem.ts';
import { verifySeals } from '../ipa/seal/verify.ts';
import { openFile } from '../ipa/source.ts';
import { type Finding, printableFindings } from '../preflight/finding.ts';
import { gravest, preflight } from '../preflight/preflight.ts';

export interface CheckOptions {
  /** Whether every signed byte is verified too. */
  deep: boolean;
  now: Date;
  /** How many days before its end a build counts as expiring soon. */
  expiresWithin: number;
}

/** What is found out about one file; `ipa` is null where no app could be named. */
export interface CheckedFile {
  file: string;
  ipa: Ipa | null;
  installable: boolean;
  findings: Finding[];
}

/** Checks one file, whatever state it is in. */
export async function checkFile(
  file: string,
  { deep, now, expiresWithin }: CheckOptions,
): Promise<CheckedFile> {
  try {
    const source = await openFile(file);
    try {
      const archive = await Archive.open(source);
      const { ipa } = await readIpa(archive);
      const seal = deep ? await verifySeals(archive) : null;
      const { size } = source;
      const findings = preflight({ ipa, size, seal, previous: null, publicSite: false, now, expiresWithin });
      return { file, ipa, installable: gravest(findings) === null, findings };
    } finally {
      await source.close();
    }
  } catch (error) {
    return { file, ipa: null, installable: false, findings: printableFindings([unreadable(error)]) };
  }
}

function unreadable(error: unknown): Finding {
  const { code, message, fix } = asProblem(error);
  return { severity: 'error', consequence: 'blocked', code, message, fix };
}
