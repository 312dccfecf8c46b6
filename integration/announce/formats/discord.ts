import {
  type Announcement,
  factsOf,
  fitting,
  headingOf,
  type News,
  newsOf,
  titleOf,
} from '../announcement.ts';

// discord.com/developers/docs, "Message" › "Embed Limits", in characters.
const MOST_EMBEDS = 10;
const MOST_IN_ALL = 6000;

/** An announcement for a webhook of Discord. */
export function asDiscord(announcement: Announcement) {
  const releases = newsOf(announcement);
  return fitting(
    releases,
    MOST_EMBEDS,
    (shown, left) => ({
      content: `**${headingOf(announcement)}**${left ? ` ([… and ${left} more](<${announcement.page}>))` : ''}`,
      embeds: shown.map(embed),
      // Nobody is called, whatever a text says.
      allowed_mentions: { parse: [] },
    }),
    ({ embeds }) => embeds.reduce((sum, embed) => sum + lengthOf(embed), 0) <= MOST_IN_ALL,
  );
}

// By the bounds of a title and of notes, no embed comes near the 256 and 4096 characters that these two may have.
function embed(release: News) {
  const notes = release.notes.map(({ text, item }) => `${item ? '• ' : ''}${escapeDiscord(text)}`);
  return {
    title: escapeDiscord(titleOf(release)),
    url: release.page,
    description: [escapeDiscord(factsOf(release)), ...notes].join('\n'),
    timestamp: release.date,
  };
}

function lengthOf({ title, description }: ReturnType<typeof embed>): number {
  return title.length + description.length;
}

/** Text as it is in Discord's Markdown, where a `<` begins mentions and times too. */
export function escapeDiscord(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()<>#|~@:]/g, '\\$&')
    .replace(/^([-+]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}
