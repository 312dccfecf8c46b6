import { all } from './elements.ts';

const DAY = 86_400_000;

/**
 * Says of builds that ended, or end soon, since the page was made. Their end is the first cause of a trouble then,
 * and none before.
 */
export function readClock(): void {
  for (const status of all('[data-end]')) {
    const { end = '', days, ...words } = status.dataset;
    const left = Date.parse(end) - Date.now();
    const state = left > 0 ? 'soon' : 'expired';
    if (left > Number(days) * DAY) continue;
    status.textContent = words[state] as string;
    status.className = `status ${state}`;
  }
  for (const cause of all('[data-since]')) {
    cause.hidden = Date.parse(`${cause.dataset['since']}`) > Date.now();
    if (!cause.hidden) cause.parentNode?.prepend(cause);
  }
}
