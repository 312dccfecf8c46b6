/** Holds Atom feeds to RFC 4287, as a validator does. */

import assert from 'node:assert/strict';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { parseFragment } from 'parse5';

const ATOM = 'http://www.w3.org/2005/Atom';
const XML = 'http://www.w3.org/XML/1998/namespace';
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Elements that may stand in a feed and in an entry, each with how many of it there are to be. */
const FEED = { id: '1', title: '1', updated: '1', author: '*', link: '*', icon: '?', entry: '*' };
const ENTRY = {
  id: '1',
  title: '1',
  updated: '1',
  published: '?',
  link: '*',
  category: '*',
  content: '?',
  summary: '?',
};

/** Throws when a text is no well-formed XML, or no Atom feed by the rules of RFC 4287. */
export function assertAtom(xml: string): void {
  assert(xml.startsWith('<?xml version="1.0" encoding="utf-8"?>'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that XML has no room for.
  assert.doesNotMatch(xml, /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Cs}/u);
  const document = new DOMParser({
    // It warns of U+FFFD, which is a character like any other.
    onError: (level, message) => level === 'warning' || assert.fail(`${level}: ${message}`),
  }).parseFromString(xml, 'application/xml');
  const feed = document.documentElement;
  assert(feed);
  assert.equal(feed.namespaceURI, ATOM);
  assert.equal(feed.localName, 'feed');
  assertParts(feed, FEED);
  assertConstructs(feed);
  // 4.1.1: with no author of its own, each entry would need one.
  const authors = childrenOf(feed, 'author');
  assert(authors.length > 0);
  for (const author of authors) assert(textOf(childrenOf(author, 'name')[0]).trim());
  // 4.1.1: the address of the feed itself, and of the page that shows the same.
  assert.equal(linksOf(feed, 'self').length, 1);
  assert.equal(linksOf(feed, 'alternate').length, 1);
  const entries = childrenOf(feed, 'entry');
  for (const entry of entries) {
    assertParts(entry, ENTRY);
    assertConstructs(entry);
    assertBody(entry);
  }
  const ids = entries.map((entry) => textOf(childrenOf(entry, 'id')[0]));
  assert.equal(new Set(ids).size, ids.length, 'an id appears twice');
}

function assertParts(parent: Element, allowed: Record<string, string>): void {
  const counts: Record<string, number> = {};
  for (const child of childrenOf(parent)) {
    assert.equal(child.namespaceURI, ATOM);
    assert(
      (child.localName ?? '') in allowed,
      `<${child.localName}> does not belong in <${parent.localName}>`,
    );
    counts[child.localName ?? ''] = (counts[child.localName ?? ''] ?? 0) + 1;
  }
  for (const [name, count] of Object.entries(allowed)) {
    const found = counts[name] ?? 0;
    if (count === '1') assert.equal(found, 1, name);
    if (count === '?') assert(found <= 1, name);
  }
}

/** Dates, identifiers, links and plain text within a feed or an entry (3.3, 4.2.6, 4.2.7). */
function assertConstructs(parent: Element): void {
  for (const name of ['updated', 'published']) {
    for (const date of childrenOf(parent, name)) {
      assert.match(textOf(date), RFC3339);
      assert(!Number.isNaN(Date.parse(textOf(date))));
    }
  }
  for (const name of ['id', 'icon']) {
    for (const id of childrenOf(parent, name)) assert(URL.canParse(textOf(id)), textOf(id));
  }
  for (const link of childrenOf(parent, 'link')) {
    assert(URL.canParse(link.getAttribute('href') ?? ''));
    assert.match(link.getAttribute('type') ?? '', /^[a-z]+\/[a-z.+-]+$/);
  }
  for (const category of childrenOf(parent, 'category')) assert(category.getAttribute('term'));
  assert(textOf(childrenOf(parent, 'title')[0]).trim());
}

/** 4.1.2: what an entry says, else a page that does; 3.1.1.2: HTML is escaped, and complete in itself. */
function assertBody(entry: Element): void {
  const [content] = childrenOf(entry, 'content');
  assert.equal(linksOf(entry, 'alternate').length, 1);
  assert(content || childrenOf(entry, 'summary').length === 1);
  if (!content) return;
  assert.equal(content.getAttribute('type'), 'html');
  assert.equal(childrenOf(content).length, 0);
  assert(URL.canParse(content.getAttributeNS(XML, 'base') ?? ''));
  parseFragment(textOf(content), { onParseError: ({ code }) => assert.fail(code) });
}

function childrenOf(parent: Element, name?: string): Element[] {
  const elements = [...parent.childNodes].filter((node) => node.nodeType === node.ELEMENT_NODE) as Element[];
  return name ? elements.filter((element) => element.localName === name) : elements;
}

function linksOf(parent: Element, rel: string): Element[] {
  return childrenOf(parent, 'link').filter((link) => link.getAttribute('rel') === rel);
}

function textOf(element: Element | undefined): string {
  return element?.textContent ?? '';
}
