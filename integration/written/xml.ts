import { Parser } from 'htmlparser2';
import { isItmsLink } from './contents.ts';
import type { DataContents } from './data.ts';
import { readHtml } from './html.ts';

/** Attributes and elements whose value is an address, in Atom, RSS, sitemaps and configuration profiles. */
const ADDRESS_ATTRIBUTE = /^(?:xlink:)?(?:href|url|src)$/;
const ADDRESS_ELEMENT = /^(?:link|url|loc|string)$/;

/**
 * Finds the links of an XML document: addresses in attributes and elements, and those within the HTML that
 * feeds carry as text. Other text is for reading.
 */
export function readXml(xml: string): DataContents {
  const contents: DataContents = { links: [], plainAddresses: [] };
  const add = (value: string) => {
    if (isItmsLink(value)) contents.links.push({ value, place: 'markup' });
    else if (/^http:\S+$/i.test(value)) contents.plainAddresses.push(value);
  };
  let element = '';
  let type = '';
  let text = '';
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        element = name.replace(/^.*:/, '');
        type = attributes['type'] ?? '';
        text = '';
        for (const [attribute, value] of Object.entries(attributes)) {
          if (ADDRESS_ATTRIBUTE.test(attribute)) add(value);
        }
      },
      ontext(more) {
        text += more;
      },
      onclosetag() {
        if (ADDRESS_ELEMENT.test(element)) add(text.trim());
        else if (holdsHtml(element, type)) contents.links.push(...readHtml(text).links);
        element = '';
        text = '';
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return contents;
}

/** Atom: RFC 4287, 3.1.1; RSS 2.0 and its content module. */
function holdsHtml(element: string, type: string): boolean {
  if (element === 'content' || element === 'summary') return type === 'html' || type === 'text/html';
  return element === 'description' || element === 'encoded';
}
