import { all, show } from './elements.ts';
import { type Hint, hintsFor } from './hints.ts';

/** Milliseconds after a tap within which iOS usually has asked. */
const PATIENCE = 8000;

/** Shows what may stand in the way of an install here, and after a tap what iOS does next. */
export function giveHints(): void {
  const framed = self !== top;
  for (const install of all('[data-install]')) {
    const hints = hintsFor(navigator, framed, install.dataset);
    for (const element of all('[data-hint]', install)) {
      element.hidden = !hints.includes(element.dataset['hint'] as Hint);
      element.classList.remove('early');
    }
    install.onclick = ({ target }) => {
      if ((target as Element).closest('[href^=itms]')) answer(install);
    };
  }
}

function answer(install: HTMLElement): void {
  // Where nothing can be installed: the way to a device that can.
  const [elsewhere] = all('[data-elsewhere]:not([hidden])');
  if (elsewhere) {
    elsewhere.focus();
    return;
  }
  show('[data-asked]', install);
  setTimeout(show, PATIENCE, '[data-late]', install);
}
