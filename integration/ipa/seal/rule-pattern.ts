/** What matching may still cost; it is shared by all patterns of an archive, since they and the paths are its own. */
export interface Budget {
  steps: number;
}

/** Whether a path meets a pattern. Throws a `RangeError` once the budget is spent. */
export type Matcher = (path: string, budget: Budget) => boolean;

/**
 * A step of the automaton. Jumps and both ways of a fork are relative to the step itself; a fragment that ends
 * runs into the step behind it.
 */
type Step =
  | { kind: 'character'; accepts: (character: string) => boolean }
  | { kind: 'start' }
  | { kind: 'end' }
  | { kind: 'fork'; ways: [number, number] };

const MAX_LENGTH = 1000;

/**
 * Compiles a rule's pattern: a POSIX extended regular expression, found anywhere in the path (regcomp(3) with
 * REG_EXTENDED, which codesign uses: Apple's libsecurity_codesigning, resources.cpp). It runs as an automaton, in
 * steps proportional to pattern and path, because a pattern from an archive must not run for hours, as it might
 * with `RegExp`. Intervals `{m,n}` and classes such as `[:alpha:]` occur in no seal and are refused.
 * Throws a `SyntaxError` for what is no such pattern.
 */
export function compilePattern(pattern: string): Matcher {
  if (pattern.length > MAX_LENGTH) throw new SyntaxError('a rule is longer than any real one');
  const steps = new PatternParser(pattern).parse();
  return (path, budget) => run(steps, path, budget);
}

function run(steps: Step[], path: string, budget: Budget): boolean {
  let waiting = new Set<number>();
  for (let at = 0; at <= path.length; at++) {
    // A match may begin at any character, hence the first step each time.
    const reached = reachable(steps, waiting.add(0), at, path.length, budget);
    if (reached.has(steps.length)) return true;
    waiting = new Set();
    const character = path[at];
    for (const index of reached) {
      const step = steps[index];
      if (step?.kind === 'character' && character !== undefined && step.accepts(character))
        waiting.add(index + 1);
    }
  }
  return false;
}

/** All steps that can be reached from `from` without reading a character. */
function reachable(
  steps: Step[],
  from: Set<number>,
  at: number,
  length: number,
  budget: Budget,
): Set<number> {
  const reached = from;
  // Steps that are added while the set is walked are walked too.
  for (const index of reached) {
    if (--budget.steps < 0)
      throw new RangeError('its rules take longer to follow than those of any real one');
    const step = steps[index];
    if (step?.kind === 'fork') for (const way of step.ways) reached.add(index + way);
    else if (step?.kind === 'start' ? at === 0 : step?.kind === 'end' && at === length)
      reached.add(index + 1);
  }
  return reached;
}

class PatternParser {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): Step[] {
    const steps = this.#alternatives();
    if (this.#at < this.#pattern.length) throw this.#unreadable();
    return steps;
  }

  #alternatives(): Step[] {
    const first = this.#sequence();
    if (!this.#take('|')) return first;
    const others = this.#alternatives();
    return [fork(1, first.length + 2), ...first, fork(others.length + 1, others.length + 1), ...others];
  }

  #sequence(): Step[] {
    const steps: Step[] = [];
    while (this.#at < this.#pattern.length && !this.#sees('|') && !this.#sees(')'))
      steps.push(...this.#repeated());
    return steps;
  }

  #repeated(): Step[] {
    let steps = this.#atom();
    for (;;) {
      const { length } = steps;
      if (this.#take('*')) steps = [fork(1, length + 2), ...steps, fork(-length - 1, -length - 1)];
      else if (this.#take('+')) steps = [...steps, fork(-length, 1)];
      else if (this.#take('?')) steps = [fork(1, length + 1), ...steps];
      else return steps;
      if (steps.length > MAX_LENGTH * 4) throw this.#unreadable();
    }
  }

  #atom(): Step[] {
    if (this.#take('(')) {
      const steps = this.#alternatives();
      if (!this.#take(')')) throw this.#unreadable();
      return steps;
    }
    if (this.#take('^')) return [{ kind: 'start' }];
    if (this.#take('$')) return [{ kind: 'end' }];
    if (this.#take('.')) return [{ kind: 'character', accepts: () => true }];
    if (this.#take('[')) return [{ kind: 'character', accepts: this.#bracket() }];
    const escaped = this.#take('\\');
    const character = this.#next();
    if (!escaped && '*+?{'.includes(character)) throw this.#unreadable();
    return [{ kind: 'character', accepts: (given) => given === character }];
  }

  /** The inside of `[…]`, where a backslash is a plain character and a `]` that comes first is one too. */
  #bracket(): (character: string) => boolean {
    const negated = this.#take('^');
    const ranges: [string, string][] = [];
    do {
      const from = this.#next();
      if (from === '[' && /[:.=]/.test(this.#pattern[this.#at] ?? '')) throw this.#unreadable();
      const isRange = this.#sees('-') && this.#pattern[this.#at + 1] !== ']' && this.#take('-');
      ranges.push([from, isRange ? this.#next() : from]);
    } while (!this.#take(']'));
    return (given) => ranges.some(([from, to]) => from <= given && given <= to) !== negated;
  }

  #sees(character: string): boolean {
    return this.#pattern[this.#at] === character;
  }

  #take(character: string): boolean {
    if (!this.#sees(character)) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    const character = this.#pattern[this.#at++];
    if (character === undefined) throw this.#unreadable();
    return character;
  }

  #unreadable(): SyntaxError {
    return new SyntaxError(`the rule "${this.#pattern.slice(0, 100)}" cannot be read`);
  }
}

function fork(one: number, other: number): Step {
  return { kind: 'fork', ways: [one, other] };
}
