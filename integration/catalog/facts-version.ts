/** To be raised whenever what is read from a build changes in shape or meaning, so that nothing stale is used. */
export const FACTS_VERSION = 6;
