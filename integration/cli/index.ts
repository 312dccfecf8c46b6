#!/usr/bin/env node
import { Failure } from '../failure.ts';
import { type Command, EXIT, helpOf, Misuse } from './command.ts';
import { announce } from './commands/announce.ts';
import { check } from './commands/check.ts';

const COMMANDS: Record<string, Command> = { check, announce };

const HELP = `${Object.values(COMMANDS)
  .map(({ usage, summary }) => `astro-ota ${usage}\n    ${summary}`)
  .join('\n')}

\`astro-ota COMMAND --help\` tells more of each.
`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return EXIT.good;
  }
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return misuse(name ? `"${name}" is no command.` : 'Which command?', HELP);
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof Misuse) return misuse(error.message, helpOf(command));
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n→ ${error.fix}\n`);
    return EXIT.bad;
  }
}

function misuse(message: string, help: string): number {
  process.stderr.write(`${message}\n\n${help}`);
  return EXIT.misuse;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.exitCode = EXIT.misuse;
    process.stderr.write(`${error.stack}\n`);
  },
);
