import {
  type Announcement,
  factsOf,
  fitting,
  headingOf,
  type News,
  newsOf,
  titleOf,
} from '../announcement.ts';

// docs.slack.dev, "Blocks" and "Text object".
const MOST_BLOCKS = 50;
const MOST_CHARACTERS = 3000;
/** Characters of all blocks: Slack refuses them from about 12,000 on, their frames included (`msg_blocks_too_long`). */
const MOST_IN_ALL = 10_000;
/** Those that every message has: the heading, and what is left out. */
const OTHER_BLOCKS = 2;

/** An announcement for an incoming webhook of Slack, in Block Kit. */
export function asSlack(announcement: Announcement) {
  const releases = newsOf(announcement);
  const heading = headingOf(announcement);
  const summary = `${heading}: ${releases.map(titleOf).join(', ')}`;
  return {
    // What notifications show.
    text: whole(escapeSlack(summary.length > 300 ? heading : summary)),
    blocks: fitting(
      releases,
      MOST_BLOCKS - OTHER_BLOCKS,
      (shown, left) => [
        section(`*${heading}*`),
        ...shown.map((release) => section(describe(release))),
        ...(left ? [section(`<${announcement.page}|… and ${left} more>`)] : []),
      ],
      (blocks) => JSON.stringify(blocks).length <= MOST_IN_ALL,
    ),
    unfurl_links: false,
  };
}

function section(text: string) {
  // Verbatim: Slack looks for no mentions, channels or addresses in the text.
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function describe(release: News): string {
  const lines = [`*<${release.page}|${escapeSlack(titleOf(release))}>*`, escapeSlack(factsOf(release))];
  const notes = release.notes.map(({ text, item }) => `${item ? '• ' : ''}${escapeSlack(text)}`);
  return whole([...lines, ...notes].join('\n'));
}

/** As many whole lines as one text may have; at least the first. */
function whole(text: string): string {
  let end = text.length;
  while (end > MOST_CHARACTERS) end = text.lastIndexOf('\n', end - 1);
  return text.slice(0, end);
}

/** Text as it is: the three characters that begin anything in Slack. Source: docs.slack.dev, "Formatting message text". */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
