import sax from 'sax';

/** An element of an XML document. */
export interface XmlElement {
  name: string;
  attributes: Map<string, string>;
  children: XmlElement[];
  /** The text directly in it, CDATA included. */
  text: string;
}

/** Elements and attributes together: each takes a few hundred bytes of memory. */
const MAX_NODES = 200_000;
const MAX_DEPTH = 64;

/**
 * Reads an XML document, UTF-8, into its elements. A document type is passed over: entities other than XML's
 * own five are unknown, so that nothing unfolds and nothing is fetched.
 * Throws an error that ends the sentence "it is unreadable: …" when it is malformed, has more elements and
 * attributes than any real one, or nests them too deeply.
 */
export function parseXml(bytes: Uint8Array): XmlElement {
  const xml = decode(bytes);
  const parser = sax.parser(true);
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let nodes = 0;
  const count = (): void => {
    if (++nodes > MAX_NODES) throw new RangeError('it has more elements than any real one');
  };
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.onattribute = count;
  parser.onopentag = ({ name, attributes }) => {
    count();
    if (open.length >= MAX_DEPTH) throw new RangeError('it is nested too deeply');
    const entries = Object.entries(attributes as Record<string, string>);
    const element: XmlElement = { name, attributes: new Map(entries), children: [], text: '' };
    if (!root) root = element;
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => open.pop();
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onerror = ({ message }) => {
    throw new SyntaxError(message.split('\n', 1)[0]?.toLowerCase());
  };
  parser.write(xml).close();
  if (!root) throw new SyntaxError('it is empty');
  return root;
}

/** The first child with that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The children with that name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** Every element with that name below an element, in the order of the document. */
export function descendantsOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendantsOf(child, name),
  ]);
}

/** The text of the first child with that name, trimmed; undefined where there is none. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return childOf(element, name)?.text.trim();
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError('it is not UTF-8');
  }
}
