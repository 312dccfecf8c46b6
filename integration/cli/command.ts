import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What `astro-ota` ends with. */
export const EXIT = { good: 0, bad: 1, misuse: 2 } as const;

/** One of the things that `astro-ota` does. */
export interface Command {
  /** How it is called, without `astro-ota`. */
  usage: string;
  /** What it does, in a line. */
  summary: string;
  /** What it does and takes, in full, without the line of its usage. */
  help: string;
  /** Does it; gives the exit code. Throws a `Misuse` or a `Failure`. */
  run(args: string[]): Promise<number>;
}

/** The command was called in a way that means nothing. */
export class Misuse extends Error {}

/** How a command is called and what it takes. */
export function helpOf({ usage, help }: Command): string {
  return `astro-ota ${usage}\n\n${help}`;
}

type Flags = NonNullable<ParseArgsConfig['options']>;

/** The flag that every command has. */
export const HELP_FLAG = { help: { type: 'boolean', short: 'h', default: false } } as const;

/** Reads the flags of a command and what is no flag. Throws a `Misuse` for a flag that it does not have. */
export function readFlags<Options extends Flags>(args: string[], options: Options) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

/** Reads the value of a flag that knows a few words only; undefined where it is not given. */
export function readChoice<Choice extends string>(
  flag: string,
  value: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  const choice = choices.find((each) => each === value);
  if (value !== undefined && !choice) {
    throw new Misuse(`--${flag} takes ${choices.join(', ')}, not "${value}".`);
  }
  return choice;
}
