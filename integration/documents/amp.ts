/** Where a page has its style from: a file, or itself. */
export type StyleSource = { media?: string } & ({ href: string } | { css: string });

/** What becomes of a page when it becomes an AMP page; offsets are of UTF-16 units. */
export interface AmpDraft {
  /** Takes away what AMP does not allow. */
  edits: Edit[];
  /** What the page has its style from, in the order of the page. */
  styles: StyleSource[];
  /** Where the document type ends; 0 where it is missing. */
  doctypeEnd: number;
  /** Where the content of the head begins; null where the page is a fragment. */
  headStart: number | null;
  hasViewport: boolean;
}

/** A piece of the page and what stands in its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** What AMP wants the viewport to be. */
export const VIEWPORT = 'width=device-width';

/**
 * Makes an AMP page out of a rendered page and what was read in it: what AMP does not allow is taken away, and
 * the styles come back in one piece. The rest stays as it is, byte for byte.
 * Nothing on the page needs the script of AMP's own, so that it has none: it is complete by itself.
 * Source: "AMP HTML Specification" of amp.dev, and the AMP validator.
 *
 * @param canonical absolute address of the page that it is made from
 * @param css rules that are its style
 */
export function ampPage(html: string, draft: AmpDraft, canonical: string, css: string): string {
  const { edits, doctypeEnd, headStart, hasViewport } = draft;
  const doctype = doctypeEnd ? '' : '<!doctype html>';
  const isFragment = headStart === null;
  const head = [
    isFragment ? `${doctype}<html amp><head>` : '',
    '<meta charset="utf-8">',
    hasViewport ? '' : `<meta name="viewport" content="${VIEWPORT}">`,
    `<link rel="canonical" href="${new URL(canonical).href}">`,
    css && `<style amp-custom>${css}</style>`,
    isFragment ? '</head><body>' : '',
  ];
  const at = headStart ?? doctypeEnd;
  return applied(html, [...edits, { start: at, end: at, text: head.join('') }]);
}

function applied(html: string, edits: Edit[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    out += html.slice(at, start) + text;
    // An insertion where something is taken away begins at the same place.
    at = Math.max(at, end);
  }
  return out + html.slice(at);
}
