/** Shows how far a long task has come. */
export interface Progress {
  /** Says that one more of the steps is done. */
  step(): void;
  /** Takes the display away. */
  end(): void;
}

const QUIET_MS = 1000;
const WIDTH = 24;

/**
 * A bar on a terminal for tasks that take longer than a second; nothing at all on anything else.
 * `stream` is where it is drawn, `total` the number of steps, `clock` tells milliseconds.
 */
export function showProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  label: string,
  total: number,
  clock = () => performance.now(),
): Progress {
  if (!stream.isTTY) return { step() {}, end() {} };
  const start = clock();
  let done = 0;
  let shown = false;
  const clear = () => {
    if (shown) stream.write('\r\u001B[K');
  };
  return {
    step() {
      done++;
      if (clock() - start < QUIET_MS) return;
      clear();
      shown = true;
      const filled = Math.round((done / total) * WIDTH);
      stream.write(`${label} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done} of ${total}`);
    },
    end: clear,
  };
}
