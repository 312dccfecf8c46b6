import Markdown from 'markdown-it';
import { cleanText } from '../ipa/text.ts';

/** A line of notes without any markup. */
export interface NoteLine {
  text: string;
  /** Whether it is an item of a list. */
  item: boolean;
}

const MOST_LINES = 8;
const MOST_CHARACTERS = 200;

/** The first lines of notes in Markdown, as plain text; the last of them is `…` where there are more. */
export function excerpt(markdown: string): NoteLine[] {
  const lines = plainLines(markdown);
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), { text: '…', item: false }];
}

const parser = new Markdown({ html: false });

function plainLines(markdown: string): NoteLine[] {
  const lines: NoteLine[] = [];
  let item = false;
  const add = (source: string) => {
    const text = cleanText(source, MOST_CHARACTERS);
    if (!text) return;
    lines.push({ text, item });
    item = false;
  };
  for (const token of parser.parse(markdown, {})) {
    if (token.type === 'list_item_open') item = true;
    else if (token.type === 'inline') add((token.children ?? []).map(textOf).join(''));
    else if (token.type === 'fence' || token.type === 'code_block') token.content.split('\n').forEach(add);
  }
  return lines;
}

function textOf({ type, content }: { type: string; content: string }): string {
  return type === 'softbreak' || type === 'hardbreak' ? ' ' : content;
}
