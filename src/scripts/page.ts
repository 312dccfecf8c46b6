import { giveHints } from './install.ts';
import { offerLanguage } from './language.ts';
import { passOn } from './pass-on.ts';
import { readClock } from './status.ts';
import { unfold } from './unfold.ts';

/**
 * All that the pages do. Each part looks for its own elements and does without them; without any script the pages
 * are complete. Called, not run by its import: the package promises that its modules have no side effects.
 */
export function enliven(): void {
  readClock();
  giveHints();
  passOn();
  unfold();
  offerLanguage();
}
