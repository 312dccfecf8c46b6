import type { Problem } from '../ipa/problem.ts';

/**
 * How the text around a link is read: in markup a reader decodes entities once, in data (JSON, scripts,
 * calendars, text) nobody does.
 */
export type Place = 'markup' | 'data';

/** A link that makes iOS install something, as its reader sees it. */
export interface Link {
  /** Decoded as its file asks for. */
  value: string;
  place: Place;
  /** Whether a script puts something behind it. */
  partial?: boolean;
}

/** A file that a manifest makes iOS load. */
export interface Asset {
  kind: string;
  url: string;
}

/** What one written file sends an iPhone to; what is left out, there is none of. */
export interface Contents {
  links?: Link[];
  /** Addresses that begin with `http:`. */
  plainAddresses?: string[];
  /** What a manifest makes iOS load. */
  assets?: Asset[];
  /** What is wrong with a manifest itself. */
  problems?: Problem[];
}

/** The addresses in a page or document. */
export type Addresses = Required<Pick<Contents, 'links' | 'plainAddresses'>>;

/** Adds the value of an attribute, an element or the like to what was found, if it is an address to look at. */
export function addAddress(found: Addresses, value: string, place: Place): void {
  if (isItmsLink(value)) found.links.push({ value, place });
  else if (/^\s*http:\S+\s*$/i.test(value)) found.plainAddresses.push(value.trim());
}

/** Adds what was found in a part of a page or document to what was found in the rest. */
export function addAll(found: Addresses, part: Partial<Addresses>): void {
  for (const link of part.links ?? []) found.links.push(link);
  for (const address of part.plainAddresses ?? []) found.plainAddresses.push(address);
}

/** Whether an address, as it stands in a file, is meant to be an `itms-services` link. */
export function isItmsLink(value: string): boolean {
  // What sanitizers leave of one: without its scheme, or with Angular's "unsafe:" before it.
  return /^[\0-\x20]*(unsafe:)?itms-services:|^[\0-\x20]*(\/\/)?\?action=download-manifest\b/i.test(value);
}
