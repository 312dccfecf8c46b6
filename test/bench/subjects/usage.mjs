// Preloaded into a measured process. Says at its end, on file descriptor 3, what it took: CPU in seconds, user
// and system, of all threads; peak memory in bytes. These scripts are JavaScript as the published package is:
// to strip types takes time and memory of its own.

import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

process.once('exit', () => {
  if (!isMainThread) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS * 1024 }));
});
