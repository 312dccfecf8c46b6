#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { currentTime } from '../catalog/now.ts';
import { type CheckedFile, checkFile } from './check.ts';
import { expandFiles } from './files.ts';
import { checksAsJson } from './json.ts';
import { checksAsText } from './terminal.ts';

const HELP = `astro-ota check [options] FILES…

Says whether iOS will install these builds, for whom and until when. FILES are .ipa files, folders of them, or
patterns.

  --json                 print the result as JSON
  --deep                 verify every signed byte too
  --strict               let warnings fail as errors do
  --expires-within 30d   warn of builds that end within so many days
  --help                 show this

Exit code: 0 when no file has an error, 1 when one has, 2 when the command is not understood.
`;

const MISUSE = 2;

class Misuse extends Error {}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const [command, ...names] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (command !== 'check') throw new Misuse(command ? `"${command}" is no command.` : 'Which command?');
  if (names.length === 0) throw new Misuse('Which files?');
  const options = {
    deep: values.deep,
    now: currentTime(),
    expiresWithin: readDays(values['expires-within']),
  };
  const checks: CheckedFile[] = [];
  for (const file of await expandFiles(names)) checks.push(await checkFile(file, options));
  process.stdout.write(values.json ? checksAsJson(checks) : checksAsText(checks, isColored()));
  const fails = values.strict ? ['error', 'warning'] : ['error'];
  return Number(checks.some(({ findings }) => findings.some(({ severity }) => fails.includes(severity))));
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        deep: { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        'expires-within': { type: 'string', default: '30d' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

function readDays(text: string): number {
  const days = /^(\d{1,5})d?$/.exec(text)?.[1];
  if (!days) throw new Misuse(`--expires-within takes a number of days, such as 30d, not "${text}".`);
  return Number(days);
}

function isColored(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR'];
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.exitCode = MISUSE;
    process.stderr.write(error instanceof Misuse ? `${error.message}\n\n${HELP}` : `${error.stack}\n`);
  },
);
