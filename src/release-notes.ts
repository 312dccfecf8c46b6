import type { Notes } from '../integration/catalog/notes.ts';

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
