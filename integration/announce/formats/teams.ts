import {
  type Announcement,
  factsOf,
  fitting,
  headingOf,
  type News,
  newsOf,
  titleOf,
} from '../announcement.ts';

/**
 * Bytes; Teams takes about 28 KB.
 * Source: learn.microsoft.com, "Create incoming webhooks"; "Limits and specifications for Microsoft Teams".
 */
const LIMIT = 27_000;
const CARD = 'application/vnd.microsoft.card.adaptive';

/** An announcement for a workflow of Power Automate that posts to Teams: an Adaptive Card in its envelope. */
export function asTeams(announcement: Announcement) {
  const releases = newsOf(announcement);
  return fitting(
    releases,
    releases.length,
    (shown, left) => ({
      type: 'message',
      attachments: [
        {
          contentType: CARD,
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            // The newest that Teams shows on all devices.
            version: '1.4',
            msteams: { width: 'Full' },
            body: [
              text(headingOf(announcement), { weight: 'Bolder', size: 'Large' }),
              ...shown.map(describe),
              ...(left ? [link(`… and ${left} more`, announcement.page)] : []),
            ],
          },
        },
      ],
    }),
    (message) => Buffer.byteLength(JSON.stringify(message, null, 2)) <= LIMIT,
  );
}

function describe(release: News) {
  return {
    type: 'Container',
    separator: true,
    items: [
      text(titleOf(release), { weight: 'Bolder' }),
      text(factsOf(release), { isSubtle: true }),
      ...release.notes.map((line) => text(`${line.item ? '• ' : ''}${line.text}`)),
      link('Open its page', release.page),
    ],
  };
}

/** Text as it is: only a TextBlock reads Markdown, so that nothing needs to be escaped in this. */
function text(text: string, style: Record<string, unknown> = {}) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...style }] };
}

function link(title: string, url: string) {
  return { type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title, url }] };
}
