import {
  type Announcement,
  factsOf,
  fitting,
  headingOf,
  type News,
  newsOf,
  titleOf,
} from '../announcement.ts';
import type { NoteLine } from '../excerpt.ts';

/** Characters; what GitHub takes in a comment, a release or a pull request is 65,536. */
const LIMIT = 60_000;

/** An announcement for a pull request or a release on GitHub. */
export function asMarkdown(announcement: Announcement): string {
  const releases = newsOf(announcement);
  return fitting(
    releases,
    releases.length,
    (shown, left) =>
      `${[
        `### ${headingOf(announcement)}`,
        ...shown.map(describe),
        ...(left ? [`[… and ${left} more](<${announcement.page}>)`] : []),
      ].join('\n\n')}\n`,
    (text) => text.length <= LIMIT,
  );
}

function describe(release: News): string {
  const notes = release.notes.length ? [`\n${release.notes.map(quote).join('\n')}`] : [];
  return [
    `**[${escapeMarkdown(titleOf(release))}](<${release.page}>)**\\`,
    escapeMarkdown(factsOf(release)),
    ...notes,
  ].join('\n');
}

// A backslash at a line's end breaks the line, which would else run on in the next.
function quote({ text, item }: NoteLine, i: number, lines: NoteLine[]): string {
  const next = lines[i + 1];
  if (item) return `> - ${escapeMarkdown(text)}${next && !next.item ? '\n>' : ''}`;
  return `> ${escapeMarkdown(text)}${next ? (next.item ? '\n>' : '\\') : ''}`;
}

const ZERO_WIDTH_SPACE = '\u200B';

/**
 * Text as it is in GitHub's Markdown: what would be markup, HTML or a formula is escaped. Mentions and references
 * to issues are found after that, in the text that is shown, so that only a space of no width keeps them apart.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#|~&!$]/g, '\\$&')
    .replace(/^([-+=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replace(/@|#(?=\d)|\bGH-(?=\d)/gi, `$&${ZERO_WIDTH_SPACE}`);
}
