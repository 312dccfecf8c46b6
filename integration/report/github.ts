import { appendFile } from 'node:fs/promises';
import type { FileFinding } from '../preflight/finding.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * A finding as a workflow command, which GitHub shows beside the file.
 * Source: docs.github.com, "Workflow commands for GitHub Actions".
 */
export function annotation({ severity, file, code, message, fix }: FileFinding): string {
  return `::${LEVELS[severity]} file=${property(file)},title=${property(code)}::${data(`${message} ${fix}`)}`;
}

/** Findings as a table in Markdown under a heading, for a job's summary. */
export function summary(heading: string, findings: FileFinding[]): string {
  const rows = findings.map(
    ({ severity, file, code, message, fix }) =>
      `| ${severity} | ${cell(file)} | ${cell(code)} | ${cell(message)} | ${cell(fix)} |`,
  );
  return [
    `### ${heading}`,
    '',
    '| | file | finding | what | what to do |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** In a GitHub workflow: prints the annotations and adds to the job's summary. Elsewhere nothing. */
export async function reportToGitHub(
  heading: string,
  findings: FileFinding[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = environment;
  if (GITHUB_ACTIONS !== 'true' || findings.length === 0) return;
  process.stdout.write(findings.map((finding) => `${annotation(finding)}\n`).join(''));
  if (GITHUB_STEP_SUMMARY) await appendFile(GITHUB_STEP_SUMMARY, summary(heading, findings));
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** One cell of a table: what means something in Markdown or HTML is shown as it is. */
function cell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#|~!&-]/g, '\\$&').replaceAll('\n', ' ');
}
