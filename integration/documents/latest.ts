import type { App, Channel, Release } from '../catalog/catalog.ts';
import { endOf } from '../preflight/rules/dates.ts';
import { json } from './json.ts';
import {
  ADDRESS,
  BYTES,
  INSTALL_LINK,
  object,
  RELEASE_ID,
  schemaDocument,
  TEXT,
  TEXT_OR_NULL,
  TIME,
  TIME_OR_NULL,
} from './json-schema.ts';
import { installLink } from './link.ts';

/** UTF-16 units of notes in a document that apps ask for often. */
const NOTES_LIMIT = 1000;

/**
 * What an installed app asks for to learn of an update: the newest installable release of its channel, or
 * null for the release while there is none. Says nothing of when it was made, so that it changes with the
 * release alone and a poll mostly costs nothing.
 */
export function latestDocument({ bundleId, name }: App, { name: channel, installable }: Channel): string {
  return json({ schema: 1, bundleId, name, channel, release: installable && describe(installable) });
}

function describe(release: Release) {
  const { id, ipa, date, size, page, notes } = release;
  return {
    id,
    version: ipa.version,
    build: ipa.build,
    date,
    minimumOSVersion: ipa.minimumOSVersion,
    size,
    page: page.url,
    install: installLink(release),
    notes: shorten(notes?.markdown ?? '', NOTES_LIMIT) || null,
    expires: endOf(ipa)?.date ?? null,
  };
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * The first lines of a Markdown text, `limit` UTF-16 units at most, with an ellipsis where something was left
 * out. A block of code that does not fit is left out whole, or it would swallow the ellipsis.
 */
export function shorten(markdown: string, limit: number): string {
  if (markdown.length <= limit) return markdown;
  const room = limit - 3;
  const kept: string[] = [];
  let length = 0;
  let fence: { mark: string; at: number } | null = null;
  for (const line of markdown.split('\n')) {
    length += line.length + 1;
    if (length > room) break;
    const [, mark] = FENCE.exec(line) ?? [];
    if (mark && !fence) fence = { mark, at: kept.length };
    else if (mark && fence && mark.startsWith(fence.mark)) fence = null;
    kept.push(line);
  }
  const whole = kept.slice(0, fence?.at).join('\n').trimEnd();
  if (whole) return `${whole}\n\n…`;
  const cut = markdown.slice(0, room);
  return `${(/^[\s\S]*\S(?=\s)/.exec(cut)?.[0] ?? cut).toWellFormed().replace(/\uFFFD$/, '')}…`;
}

/** The JSON Schema of these documents; `id` is the address that it is published at. */
export function latestSchema(id: string): string {
  const release = object({
    id: RELEASE_ID,
    version: TEXT,
    build: TEXT,
    date: TIME,
    minimumOSVersion: TEXT_OR_NULL,
    size: BYTES,
    page: ADDRESS,
    install: INSTALL_LINK,
    notes: { type: ['string', 'null'], maxLength: NOTES_LIMIT, description: 'Markdown, the beginning' },
    expires: { ...TIME_OR_NULL, description: 'when it can no longer be installed' },
  });
  const root = object({
    schema: { const: 1 },
    bundleId: TEXT,
    name: TEXT,
    channel: TEXT,
    release: {
      anyOf: [release, { type: 'null' }],
      description: 'the newest that can be installed; null while there is none',
    },
  });
  return schemaDocument(id, 'The newest release of a channel', root);
}
