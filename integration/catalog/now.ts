/**
 * The moment for which a site is made: `SOURCE_DATE_EPOCH` (seconds) where it is set, so that equal input gives
 * equal output, else the clock. Source: reproducible-builds.org/specs/source-date-epoch.
 */
export function currentTime(environment: NodeJS.ProcessEnv = process.env): Date {
  const epoch = environment['SOURCE_DATE_EPOCH'];
  return epoch && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}
