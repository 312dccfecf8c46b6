import type { FileFinding } from '../preflight/finding.ts';

/**
 * Findings that need a mend, file by file: what is wrong, then what to do.
 * Every string in a finding is free of control characters already. No line begins with what a build says of
 * itself: GitHub takes a line that begins with `::` for a command.
 */
export function reportByFile(findings: FileFinding[]): string {
  return groups(findings, ({ file }) => file)
    .map(([file, own]) =>
      [file, ...own.map(({ code, message, fix }) => `  ✖ ${message} (${code})\n    → ${fix}`)].join('\n'),
    )
    .join('\n\n');
}

const FILES_SHOWN = 3;

/** Findings that only deserve a look, one paragraph for each kind however many builds have it. */
export function reportByCode(findings: FileFinding[]): string {
  return groups(findings, ({ code }) => code)
    .map(([code, own]) => {
      const lines = own.slice(0, FILES_SHOWN).map(({ file, message }) => `  ${file}: ${message}`);
      const more = own.length > FILES_SHOWN ? [`  … and ${own.length - FILES_SHOWN} more`] : [];
      const fixes = [...new Set(own.map(({ fix }) => fix))].slice(0, 1).map((fix) => `  → ${fix}`);
      return [code, ...lines, ...more, ...fixes].join('\n');
    })
    .join('\n\n');
}

/** Findings with no more than the first few of those that are alike, such as a mistake in a layout of all pages. */
export function fewOfEachKind(findings: FileFinding[]): FileFinding[] {
  return groups(findings, ({ code, message }) => `${code} ${message}`).flatMap(([, alike]) => {
    const shown = alike.slice(0, FILES_SHOWN);
    const last = shown.pop();
    const more = alike.length - FILES_SHOWN;
    if (!last || more < 2) return alike;
    return [...shown, { ...last, message: `${last.message} The same in ${more} more files.` }];
  });
}

/** How many files have findings, in words. */
export function countFiles(findings: FileFinding[]): string {
  const count = new Set(findings.map(({ file }) => file)).size;
  return `${count} ${count === 1 ? 'file' : 'files'}`;
}

function groups(findings: FileFinding[], key: (finding: FileFinding) => string): [string, FileFinding[]][] {
  return [...Map.groupBy(findings, key)];
}
