import type { Announcement, News } from '../announcement.ts';

/** An announcement for programs. */
export function asJson({ page, releases, packages }: Announcement) {
  return { schema: 1, page, releases: releases.map(describe), packages: packages.map(describe) };
}

function describe({ notes, ...release }: News) {
  return {
    ...release,
    notes: notes.map(({ text, item }) => (item ? `- ${text}` : text)).join('\n') || null,
  };
}
