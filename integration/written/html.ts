import { Parser } from 'htmlparser2';
import { isItmsLink, type Link } from './contents.ts';
import { readJson } from './data.ts';
import { linksInScript } from './script.ts';

/** Attributes whose value is an address that somebody follows; the rest is text. */
const ADDRESS = /^(href|xlink:href|src|action|formaction|data|data-([a-z-]*-)?(href|url|link|src))$/;
const REFRESH = /^\s*[\d.]*\s*[;,]?\s*url\s*=\s*['"]?(.*?)['"]?\s*$/is;
const JSON_SCRIPT = /json|^(importmap|speculationrules)$/i;

/**
 * Finds the links of an HTML page, as a browser would see them: attributes with their entities decoded, scripts
 * as they are. Text, such as an example in an article, and comments hold none.
 */
export function readHtml(html: string): { links: Link[] } {
  const links: Link[] = [];
  let element = '';
  let scriptType = '';
  let script = '';
  const parser = new Parser({
    onopentagname(name) {
      element = name;
      scriptType = '';
    },
    onattribute(name, value) {
      if (element === 'script' && name === 'type') scriptType = value;
      if (ADDRESS.test(name)) {
        if (isItmsLink(value)) links.push({ value, place: 'markup' });
      } else if (element === 'meta' && name === 'content') {
        const target = REFRESH.exec(value)?.[1] ?? '';
        if (isItmsLink(target)) links.push({ value: target, place: 'markup' });
      } else if (name.startsWith('on')) {
        links.push(...linksInScript(value));
      }
    },
    ontext(text) {
      if (element === 'script') script += text;
    },
    onclosetag(name) {
      element = '';
      if (name !== 'script' || !script) return;
      if (JSON_SCRIPT.test(scriptType)) links.push(...readJson(script).links);
      else links.push(...linksInScript(script));
      script = '';
    },
  });
  parser.end(html);
  return { links };
}
