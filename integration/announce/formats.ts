import type { Announcement } from './announcement.ts';
import { asDiscord } from './formats/discord.ts';
import { asJson } from './formats/json.ts';
import { asMarkdown } from './formats/markdown.ts';
import { asSlack } from './formats/slack.ts';
import { asTeams } from './formats/teams.ts';

/** The forms that an announcement can have. */
export const FORMATS = ['markdown', 'slack', 'teams', 'discord', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** An announcement as text that can be printed or posted. */
export function render(announcement: Announcement, format: Format): string {
  switch (format) {
    case 'markdown':
      return asMarkdown(announcement);
    case 'slack':
      return json(asSlack(announcement));
    case 'teams':
      return json(asTeams(announcement));
    case 'discord':
      return json(asDiscord(announcement));
    case 'json':
      return json(asJson(announcement));
  }
}

const HOSTS: [RegExp, Format][] = [
  [/(^|\.)slack(-gov)?\.com$/, 'slack'],
  [/(^|\.)discord(app)?\.com$/, 'discord'],
  // Workflows in Power Automate, their older addresses, and what came before them.
  [/\.(logic\.azure\.(com|us)|environment\.api\.powerplatform\.(com|us)|webhook\.office\.com)$/, 'teams'],
];

/** The form that the host of a webhook takes; undefined where that is not known. */
export function formatOfHost(hostname: string): Format | undefined {
  return HOSTS.find(([host]) => host.test(hostname))?.[1];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
