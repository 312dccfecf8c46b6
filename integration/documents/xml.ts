import { DOMImplementation, type Element, XMLSerializer } from '@xmldom/xmldom';

/** An element as data: its name, its attributes, and either elements or text inside. */
export interface XmlElement {
  name: string;
  attributes?: Record<string, string>;
  content?: XmlElement[] | string;
}

/** A document as data, whose elements are all in one namespace. */
export interface XmlDocument {
  namespace: string;
  root: XmlElement;
}

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const INDENT = '  ';

// Whatever is no `Char` of XML 1.0, which no escape could save.
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** The text of an XML document, indented. */
export function xmlText({ namespace, root }: XmlDocument): string {
  const document = new DOMImplementation().createDocument(namespace, root.name);
  const text = (value: string) => document.createTextNode(value);

  const fill = (element: Element, { attributes = {}, content = '' }: XmlElement, depth: number) => {
    for (const [name, value] of Object.entries(attributes)) {
      const own = name.startsWith('xml:') ? XML_NAMESPACE : null;
      element.setAttributeNS(own, name, characters(value));
    }
    if (typeof content === 'string') {
      if (content) element.appendChild(text(characters(content)));
      return;
    }
    const line = `\n${INDENT.repeat(depth)}`;
    for (const child of content) {
      const inner = document.createElementNS(namespace, child.name);
      fill(inner, child, depth + 1);
      element.appendChild(text(line + INDENT));
      element.appendChild(inner);
    }
    element.appendChild(text(line));
  };

  const outer = document.documentElement as Element;
  fill(outer, root, 0);
  const declaration = document.createProcessingInstruction('xml', 'version="1.0" encoding="utf-8"');
  document.insertBefore(declaration, outer);
  document.insertBefore(text('\n'), outer);
  return `${new XMLSerializer().serializeToString(document)}\n`;
}

function characters(value: string): string {
  return value.replace(NO_CHARACTER, '\uFFFD');
}
