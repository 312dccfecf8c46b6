import { all } from './elements.ts';

/** Milliseconds for which a button says that it has copied. */
const CONFIRMATION = 2000;

/** Brings the buttons that copy and share to life. */
export function passOn(): void {
  for (const button of all('[data-copy]')) {
    const label = button.textContent;
    const { copy, done = '' } = button.dataset;
    bring(button, async () => {
      if (!(await copied(copy || location.href, button))) return;
      button.textContent = done;
      setTimeout(() => {
        button.textContent = label;
      }, CONFIRMATION);
    });
  }
  for (const button of all('[data-share]')) {
    // Refused when people think better of it.
    if (navigator.share)
      bring(button, () => navigator.share({ url: button.dataset['share'] }).catch(() => {}));
  }
}

function bring(button: HTMLElement, press: () => Promise<void>): void {
  button.hidden = false;
  button.onclick = press;
}

async function copied(text: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Web views of apps may have no clipboard, or keep pages from it. This is gone before it is painted.
    const area = document.createElement('textarea');
    area.value = text;
    button.after(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    button.focus();
    return done;
  }
}
