import { currentTime } from '../../catalog/now.ts';
import { type CheckedFile, checkFile } from '../check.ts';
import { type Command, EXIT, HELP_FLAG, helpOf, Misuse, readFlags } from '../command.ts';
import { expandFiles } from '../files.ts';
import { checksAsJson } from '../json.ts';
import { checksAsText } from '../terminal.ts';

/** `astro-ota check`: will iOS install these builds? */
export const check: Command = {
  usage: 'check [options] FILES…',
  summary: 'Says whether iOS will install builds.',
  help: `Says whether iOS will install these builds, for whom and until when. FILES are .ipa files, folders of them, or
patterns.

  --json                 print the result as JSON
  --deep                 verify every signed byte too
  --strict               let warnings fail as errors do
  --expires-within 30d   warn of builds that end within so many days
  --help                 show this

Exit code: 0 when no file has an error, 1 when one has, 2 when the command is not understood.
`,
  async run(args) {
    const { values, positionals } = readFlags(args, {
      ...HELP_FLAG,
      json: { type: 'boolean', default: false },
      deep: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      'expires-within': { type: 'string', default: '30d' },
    });
    if (values.help) {
      process.stdout.write(helpOf(check));
      return EXIT.good;
    }
    if (positionals.length === 0) throw new Misuse('Which files?');
    const options = {
      deep: values.deep,
      now: currentTime(),
      expiresWithin: readDays(values['expires-within']),
    };
    const checks: CheckedFile[] = [];
    for (const file of await expandFiles(positionals)) checks.push(await checkFile(file, options));
    process.stdout.write(values.json ? checksAsJson(checks) : checksAsText(checks, isColored()));
    const fails = values.strict ? ['error', 'warning'] : ['error'];
    const failed = checks.some(({ findings }) => findings.some(({ severity }) => fails.includes(severity)));
    return failed ? EXIT.bad : EXIT.good;
  },
};

function readDays(text: string): number {
  const days = /^(\d{1,5})d?$/.exec(text)?.[1];
  if (!days) throw new Misuse(`--expires-within takes a number of days, such as 30d, not "${text}".`);
  return Number(days);
}

function isColored(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR'];
}
