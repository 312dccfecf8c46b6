/** Shows how far a long task has come. */
export interface Progress {
  /** Says that one more of the steps has begun. */
  begin(): Step;
  /** Takes the display away. */
  end(): void;
}

/** One of the steps of a task. */
export interface Step {
  /** Says that so many more of its bytes, which are `size` in all, have been read. */
  read(bytes: number, size: number): void;
  /** Says that it is done, however much was read. */
  done(): void;
}

/** For a task that nobody watches. */
export const UNSEEN: Progress = { begin: () => ({ read() {}, done() {} }), end() {} };

const QUIET_MS = 1000;
const REDRAW_MS = 100;
const WIDTH = 24;
const MB = 1_000_000;

/**
 * A bar on a terminal for tasks that take longer than a second; nothing at all on anything else.
 * `stream` is where it is drawn, `total` the number of steps.
 */
export function showProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  label: string,
  total: number,
): Progress {
  if (!stream.isTTY) return UNSEEN;
  let steps = 0;
  let done = 0;
  let bytes = 0;
  let shown = false;
  const clear = () => {
    if (shown) stream.write('\r\u001B[K');
  };
  const draw = () => {
    clear();
    shown = true;
    const filled = Math.round((steps / total) * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const read = bytes ? `, ${Math.round(bytes / MB)} MB` : '';
    stream.write(`${label} ${bar} ${done} of ${total}${read}`);
    timer = setTimeout(draw, REDRAW_MS).unref();
  };
  let timer = setTimeout(draw, QUIET_MS).unref();
  return {
    begin() {
      let share = 0;
      const advance = (to: number) => {
        steps += to - share;
        share = to;
      };
      return {
        read(count, size) {
          bytes += count;
          advance(share + count / size);
        },
        done() {
          done++;
          advance(1);
        },
      };
    },
    end() {
      clearTimeout(timer);
      clear();
    },
  };
}
