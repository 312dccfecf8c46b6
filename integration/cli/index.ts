#!/usr/bin/env node
import { Failure } from '../failure.ts';
import { type Command, EXIT, helpOf, Misuse } from './command.ts';

// Each is loaded when it is called, and brings along what it alone needs.
const COMMANDS: Record<string, () => Promise<Command>> = {
  check: async () => (await import('./commands/check.ts')).check,
  announce: async () => (await import('./commands/announce.ts')).announce,
};

async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(await overview());
    return EXIT.good;
  }
  const load = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) return misuse(name ? `"${name}" is no command.` : 'Which command?', await overview());
  const command = await load();
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof Misuse) return misuse(error.message, helpOf(command));
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n→ ${error.fix}\n`);
    return EXIT.bad;
  }
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const lines = commands.map(({ usage, summary }) => `astro-ota ${usage}\n    ${summary}\n`);
  return `${lines.join('')}\n\`astro-ota COMMAND --help\` tells more of each.\n`;
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
