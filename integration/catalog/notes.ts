import type { MarkdownIt, Token } from 'markdown-it';
import { z } from 'zod';
import { ProblemError } from '../ipa/problem.ts';
import { cleanText, decodeText, isoSeconds } from '../ipa/text.ts';
import type { Finding } from '../preflight/finding.ts';
import { whyNotInstallable } from './https.ts';

/** Release notes in one language. */
export interface Notes {
  title: string | null;
  /** As it was written. */
  markdown: string;
  /** Safe to put on a page: no raw HTML, no script, nothing loaded from elsewhere. */
  html: string;
}

/** What the front matter of notes may say about its release. */
export interface FrontMatter {
  channel?: string | undefined;
  /** ISO 8601. */
  date?: string | undefined;
  commit?: string | undefined;
  /** Address of the CI run that made the build. */
  run?: string | undefined;
  /** Where the `.ipa` is hosted, when it is not on this site. */
  url?: string | undefined;
  title?: string | undefined;
}

/**
 * Channel names become part of addresses; `latest/beta.json` is the document of the channel `beta`, and its page
 * can be `latest/beta.html`.
 */
export const CHANNEL = /^(?!.*\.(json|html)$)[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/i;

const text = z.string().transform((value) => cleanText(value) ?? undefined);
const keys = {
  channel: z
    .string()
    .regex(CHANNEL, 'use letters, digits, ".", "_" and "-" alone, without ".json" or ".html" at its end')
    .optional(),
  // A time says its zone, or the result would depend on the computer that builds the site.
  date: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], 'write it as 2026-01-31 or 2026-01-31T09:00:00Z')
    .transform((value) => isoSeconds(new Date(value)) ?? undefined)
    .optional(),
  commit: text.optional(),
  run: z
    .url({ protocol: /^https$/, error: 'write the https: address of the CI run' })
    .transform((value) => new URL(value).href)
    .optional(),
  url: z
    .string()
    .superRefine((value, context) => {
      const reason = whyNotInstallable(value);
      if (reason) context.addIssue(reason);
    })
    .transform((value) => new URL(value).href)
    .optional(),
  title: text.optional(),
};
const NOT_A_MAPPING = 'write `key: value` lines';

/** What the front matter may hold: translations say nothing of the release itself. */
const SCHEMAS = {
  main: z.strictObject(keys, NOT_A_MAPPING),
  translation: z.strictObject({ title: keys.title }, NOT_A_MAPPING),
};

/** The notes in the site's own language, or those in another. */
export type NotesKind = keyof typeof SCHEMAS;

// Blank lines may come first, as Astro has it for pages. YAML has two ways to end.
const FRONT_MATTER = /^((?:[ \t]*\r?\n)*)---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?(?:---|\.{3})[ \t]*(?:\r?\n|$)/;
/** The beginning of a front matter; below a thematic break there is a blank line, or text. */
const OPENING = /^(?:[ \t]*\r?\n)*---[ \t]*\r?\n[\w-]+[ \t]*:(?:\s|$)/;

/** To be raised whenever notes are read in another way. */
export const NOTES_VERSION = 2;

/** What notes hold, and what is wrong with their front matter. */
export interface ReadNotes {
  notes: Notes;
  frontMatter: FrontMatter;
  findings: Finding[];
}

/** The text in a file of notes. Throws a `ProblemError` where it is neither UTF-8 nor UTF-16 with a byte order mark. */
export function decodeNotes(bytes: Uint8Array): string {
  try {
    return decodeText(bytes);
  } catch (error) {
    throw new ProblemError(
      {
        code: 'unreadable-notes',
        message: 'These release notes are not in UTF-8: letters beyond ASCII would come out garbled.',
        fix: 'Save the file as UTF-8. An editor shows the encoding in its status bar or when it saves.',
      },
      { cause: error },
    );
  }
}

/**
 * Reads release notes: optional YAML front matter from a `---` line to the next one, or to `...`, then Markdown.
 * A front matter that cannot be used gives findings, one for each key; the text itself is always read.
 */
export async function readNotes(text: string, kind: NotesKind = 'main'): Promise<ReadNotes> {
  const { body, frontMatter, findings } = await readFrontMatter(text, kind);
  const markdown = body.trim();
  return {
    notes: { title: frontMatter.title ?? null, markdown, html: (await renderer()).render(markdown) },
    frontMatter,
    findings,
  };
}

async function readFrontMatter(
  text: string,
  kind: NotesKind,
): Promise<{ body: string; frontMatter: FrontMatter; findings: Finding[] }> {
  const [head = '', before = '', yaml = ''] = FRONT_MATTER.exec(text) ?? [];
  const body = text.slice(head.length);
  const unusable = (...findings: Finding[]) => ({ body, frontMatter: {}, findings });
  if (!head && OPENING.test(text)) {
    return unusable(
      bad(
        'The front matter has no end: no line --- follows its keys, so all of it would be shown as text.',
        'Write a line --- below its last key. If the first --- is meant as a rule, leave a blank line below it.',
      ),
    );
  }
  if (!yaml.trim()) return { body, frontMatter: {}, findings: [] };
  // Loaded when it is needed, as the renderer is.
  const { parse } = await import('yaml');
  let values: unknown;
  try {
    // The failsafe schema takes values as they are written: the commit 1234567 is no number. What stands before
    // is blank but for the opening line, so that errors count as the file does.
    values = parse(`${before}\n${yaml}`, { schema: 'failsafe', logLevel: 'error' }) ?? {};
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n');
    return unusable(
      bad(
        `The front matter is no YAML: ${line.replace(/:$/, '')}.`,
        'Write `key: value` lines between the two --- lines, with quotes around a value that holds ": ".',
      ),
    );
  }
  const result = SCHEMAS[kind].safeParse(values);
  if (result.success) return { body, frontMatter: result.data, findings: [] };
  return unusable(
    ...result.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? bad(`The front matter has keys that mean nothing here: ${issue.keys.join(', ')}.`, allowed(kind))
        : bad(
            `In the front matter, ${issue.path.join('.') || 'the whole'}: ${issue.message}.`,
            'Mend that line.',
          ),
    ),
  );
}

function allowed(kind: NotesKind): string {
  const names = new Intl.ListFormat('en').format(Object.keys(SCHEMAS[kind].shape));
  return kind === 'main'
    ? `Use ${names} alone.`
    : `In a translation use ${names} alone; what is said of the release belongs into the main notes.`;
}

function bad(message: string, fix: string): Finding {
  return { severity: 'error', code: 'bad-front-matter', message, fix };
}

let markdownRenderer: MarkdownIt | undefined;

// Loaded when the first notes are read: a site without notes does not pay for it.
async function renderer(): Promise<MarkdownIt> {
  if (!markdownRenderer) {
    const { default: Markdown } = await import('markdown-it');
    markdownRenderer = configure(new Markdown({ html: false, linkify: true, typographer: false }));
  }
  return markdownRenderer;
}

/** Level of the highest heading in notes. */
const FIRST_HEADING = 3;
const LAST_HEADING = 6;

function configure(markdown: MarkdownIt): MarkdownIt {
  // Only addresses that people follow: an install link in notes would bypass every check.
  markdown.validateLink = (url) => /^(https?:|mailto:|[^:]*$)/i.test(url.trim());
  markdown.core.ruler.push('link-images', ({ tokens, Token }) => {
    for (const inline of tokens) if (inline.children) inline.children = linkImages(inline.children, Token);
  });
  // Wider than a phone it scrolls, and the keyboard has to reach it for that.
  markdown.renderer.rules.table_open = () => '<div class="scroller" tabindex="0">\n<table>\n';
  markdown.renderer.rules.table_close = () => '</table>\n</div>\n';
  // Columns would be aligned by style attributes, which a content security policy forbids.
  markdown.core.ruler.push('align-cells', ({ tokens }) => {
    for (const token of tokens) {
      const align = String(token.attrGet('style') ?? '').replace('text-align:', '');
      if (align) token.attrs = [['align', align]];
    }
  });
  // The page's own headings come first: the app's name, then the section that holds the notes.
  markdown.core.ruler.push('shift-headings', ({ tokens }) => {
    const headings = tokens.filter(({ type }) => type.startsWith('heading_'));
    const level = ({ tag }: Token) => Number(tag.slice(1));
    const highest = headings.reduce((highest, heading) => Math.min(highest, level(heading)), LAST_HEADING);
    for (const heading of headings) {
      heading.tag = `h${Math.min(LAST_HEADING, level(heading) - highest + FIRST_HEADING)}`;
    }
  });
  return markdown;
}

/**
 * Puts links in place of images: an image would be fetched from elsewhere when the page opens. Within a link, as
 * badges are written, it becomes the link's text: links do not nest.
 */
function linkImages(tokens: Token[], TokenOf: typeof Token): Token[] {
  let linked = false;
  return tokens.flatMap((token) => {
    if (token.type === 'link_open' || token.type === 'link_close') linked = token.type === 'link_open';
    if (token.type !== 'image') return [token];
    const text = new TokenOf('text', '', 0);
    text.content = token.content || 'image';
    if (linked) return [text];
    const open = new TokenOf('link_open', 'a', 1);
    open.attrSet('href', String(token.attrGet('src') ?? ''));
    return [open, text, new TokenOf('link_close', 'a', -1)];
  });
}
