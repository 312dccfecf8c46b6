// Preloaded into a measured process. Says at its end, on file descriptor 3, what it took: CPU in seconds, user
// and system, of all threads; peak memory in bytes. These scripts are JavaScript as the published package is:
// to strip types takes time and memory of its own.

import { existsSync, readFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const STATUS = '/proc/self/status';

process.once('exit', () => {
  if (!isMainThread) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  // On Linux a process inherits the maximum of the one that started it; its own is in proc(5).
  const [, own = maxRSS] =
    /^VmHWM:\s*(\d+) kB$/m.exec(existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '') ?? [];
  writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, peak: Number(own) * 1024 }));
});
