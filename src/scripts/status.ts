import { all } from './elements.ts';

const DAY = 86_400_000;

/** Says of builds that ended, or end soon, since the page was made. */
export function readClock(): void {
  for (const status of all('[data-end]')) {
    const { end = '', days, ...words } = status.dataset;
    const left = Date.parse(end) - Date.now();
    const state = left > 0 ? 'soon' : 'expired';
    if (left > Number(days) * DAY) continue;
    status.textContent = words[state] as string;
    status.className = `status ${state}`;
  }
}
