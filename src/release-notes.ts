import type { Release } from '../integration/catalog/catalog.ts';
import type { Notes } from '../integration/catalog/notes.ts';

/** Notes in a language; without a tag those that say nothing of theirs. */
export interface TaggedNotes {
  tag: string | undefined;
  notes: Notes;
}

/**
 * The notes of a release for the readers of a language, and those that are left: their own when there are such,
 * else the ones in no stated language.
 */
export function notesIn(
  language: string,
  { notes, translatedNotes }: Pick<Release, 'notes' | 'translatedNotes'>,
): { own: Notes | null; others: TaggedNotes[] } {
  const translations = Object.entries(translatedNotes).map(([tag, translated]) => ({
    tag,
    notes: translated,
  }));
  const all: TaggedNotes[] = [...(notes ? [{ tag: undefined, notes }] : []), ...translations];
  const own =
    translations.find(({ tag }) => tag === language) ??
    translations.find(({ tag }) => primary(tag) === primary(language)) ??
    all.find(({ tag }) => !tag);
  return { own: own?.notes ?? null, others: all.filter((each) => each !== own) };
}

function primary(tag: string): string {
  return new Intl.Locale(tag).language;
}

/**
 * What a list of releases says of one's notes: their title, else the text of their first heading, paragraph
 * or list item, without markup; null when there is none.
 */
export function firstLine(notes: Notes | null): string | null {
  if (!notes) return null;
  const [, block = ''] =
    /<(?:h\d|p|li)>(?!\s*<p>)([\s\S]*?)<\/?(?:h\d|p|li|ul|ol|pre)>/.exec(notes.html) ?? [];
  return notes.title ?? (plainText(block) || null);
}

// The renderer of notes writes these four references and no others.
const CHARACTERS: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:amp|lt|gt|quot);/g, (reference) => CHARACTERS[reference] ?? reference)
    .replace(/\s+/g, ' ')
    .trim();
}
