import { styleText } from 'node:util';
import { printable } from '../ipa/text.ts';
import type { Severity } from '../preflight/finding.ts';
import { endOf } from '../preflight/rules/dates.ts';
import type { CheckedFile } from './check.ts';

const MARKS: Record<Severity, { sign: string; style: 'red' | 'yellow' | 'blue' }> = {
  error: { sign: '✖', style: 'red' },
  warning: { sign: '▲', style: 'yellow' },
  info: { sign: '•', style: 'blue' },
};

/** Checked files as a report for people; `colored` is whether the terminal shows colours. */
export function checksAsText(checks: CheckedFile[], colored: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colored ? styleText(style, text, { validateStream: false }) : text;
  const blocks = checks.map((check) => {
    const head = check.installable ? paint('green', '✔') : paint('red', '✖');
    const findings = check.findings.map(({ severity, code, message, fix }) => {
      const { sign, style } = MARKS[severity];
      return `  ${paint(style, sign)} ${message} ${paint('dim', `(${code})`)}\n    → ${fix}`;
    });
    // File names come from the disk as they are; facts and findings hold no control characters already.
    return [`${head} ${paint('bold', printable(check.file))}`, ...facts(check), ...findings].join('\n');
  });
  const good = checks.filter(({ installable }) => installable).length;
  return `${[...blocks, `${good} of ${checks.length} installable`].join('\n\n')}\n`;
}

function facts({ ipa }: CheckedFile): string[] {
  if (!ipa) return [];
  const { name, version, build, bundleId, minimumOSVersion, profile } = ipa;
  const end = endOf(ipa)?.date.slice(0, 10);
  const words = [
    profile?.kind ?? 'not signed for distribution',
    profile?.teamName,
    devices(profile?.deviceCount ?? null),
    minimumOSVersion && `iOS ${minimumOSVersion}+`,
    end && `until ${end}`,
  ];
  // The name does not come first: GitHub takes a line that begins with `::` for a command.
  return [`  ${bundleId} · ${name} ${version} (${build})`, `  ${words.filter(Boolean).join(' · ')}`];
}

function devices(count: number | null): string | null {
  return count === null ? null : `${count} ${count === 1 ? 'device' : 'devices'}`;
}
