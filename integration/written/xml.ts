import { Parser } from 'htmlparser2';
import { type Addresses, addAddress, addAll } from './contents.ts';
import { readHtml } from './html.ts';
import { linksInScript } from './script.ts';

/** Attributes and elements whose value is an address, in Atom, RSS, sitemaps, drawings and configuration profiles. */
const ADDRESS_ATTRIBUTE = /^(?:xlink:)?(?:href|url|src)$/;
const ADDRESS_ELEMENT = /^(?:link|url|loc|string)$/;

/**
 * Finds the links of an XML document: addresses in attributes and elements, those within the HTML that feeds carry
 * as text, and those of a drawing's scripts. Other text is for reading.
 */
export function readXml(xml: string): Addresses {
  const found: Addresses = { links: [], plainAddresses: [] };
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
          if (ADDRESS_ATTRIBUTE.test(attribute)) addAddress(found, value, 'markup');
          else if (attribute.startsWith('on')) addAll(found, { links: linksInScript(value) });
        }
      },
      ontext(more) {
        text += more;
      },
      onclosetag() {
        if (ADDRESS_ELEMENT.test(element)) addAddress(found, text.trim(), 'markup');
        else if (holdsHtml(element, type)) addAll(found, readHtml(text));
        else if (element === 'script') addAll(found, { links: linksInScript(text) });
        element = '';
        text = '';
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return found;
}

/** Atom: RFC 4287, 3.1.1; RSS 2.0 and its content module. */
function holdsHtml(element: string, type: string): boolean {
  if (element === 'content' || element === 'summary') return type === 'html' || type === 'text/html';
  return element === 'description' || element === 'encoded';
}
