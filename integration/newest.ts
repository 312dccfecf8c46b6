/**
 * Makes a function that has something read, again whenever it changed. One reading is done at a time; what it
 * gives is published unless the function was called meanwhile, which aborts the signal that the reading got and
 * has it done once more.
 * The function gives a promise for the end of the readings that it begins; null while others go on. It rejects when
 * the newest one does.
 */
export function newestOf<Result>(
  read: (outdated: AbortSignal) => Promise<Result>,
  publish: (result: Result) => void,
): () => Promise<void> | null {
  let current = new AbortController();
  let reading = false;
  const readUntilNewest = async () => {
    reading = true;
    try {
      for (;;) {
        current = new AbortController();
        const { signal } = current;
        const [outcome] = await Promise.allSettled([read(signal)]);
        if (signal.aborted) continue;
        if (outcome.status === 'rejected') throw outcome.reason;
        publish(outcome.value);
        return;
      }
    } finally {
      reading = false;
    }
  };
  return () => {
    current.abort();
    return reading ? null : readUntilNewest();
  };
}
