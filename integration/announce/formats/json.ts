import type { Announcement } from '../announcement.ts';

/** An announcement for programs. */
export function asJson({ page, releases }: Announcement) {
  return {
    schema: 1,
    page,
    releases: releases.map(({ notes, ...release }) => ({
      ...release,
      notes: notes.map(({ text, item }) => (item ? `- ${text}` : text)).join('\n') || null,
    })),
  };
}
