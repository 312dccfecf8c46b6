import { Parser } from 'htmlparser2';
import { type Addresses, addAddress, addAll } from './contents.ts';
import { readJson } from './data.ts';
import { linksInScript } from './script.ts';

/** Attributes whose value is an address that somebody follows; the rest is text. */
const ADDRESS = /^(href|xlink:href|src|poster|action|formaction|data|data-([a-z-]*-)?(href|url|link|src))$/;
const REFRESH = /^\s*[\d.]*\s*[;,]?\s*url\s*=\s*['"]?(.*?)['"]?\s*$/is;
const JSON_SCRIPT = /json|^(importmap|speculationrules)$/i;
/** How many frames deep a page is read that frames hold in an attribute. */
const MOST_FRAMES = 4;

/**
 * Finds the links of an HTML page, as a browser would see them: attributes with their entities decoded, scripts
 * as they are. Text, such as an example in an article, and comments hold none. `frames` are those around it.
 */
export function readHtml(html: string, frames = 0): Addresses {
  const found: Addresses = { links: [], plainAddresses: [] };
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
      if (ADDRESS.test(name)) addAddress(found, value, 'markup');
      else if (element === 'meta' && name === 'content') addMetaContent(found, value);
      else if (element === 'iframe' && name === 'srcdoc') {
        if (frames < MOST_FRAMES) addAll(found, readHtml(value, frames + 1));
      }
      // What Astro gives to a component that a framework renders once more in the browser.
      else if (element === 'astro-island' && name === 'props') addAll(found, readJson(value));
      else if (name.startsWith('on')) addAll(found, { links: linksInScript(value) });
    },
    ontext(text) {
      if (element === 'script') script += text;
    },
    onclosetag(name) {
      element = '';
      if (name !== 'script' || !script) return;
      addAll(found, JSON_SCRIPT.test(scriptType) ? readJson(script) : { links: linksInScript(script) });
      script = '';
    },
  });
  parser.end(html);
  return found;
}

/** A refresh leads somewhere; any other content is text, unless it is an address of http: and nothing else. */
function addMetaContent(found: Addresses, content: string): void {
  const target = REFRESH.exec(content)?.[1];
  if (target !== undefined) addAddress(found, target, 'markup');
  else if (/^\s*http:/i.test(content)) addAddress(found, content, 'markup');
}
