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
  /** Addresses that begin with `http:`, out of documents for programs. */
  plainAddresses?: string[];
  /** What a manifest makes iOS load. */
  assets?: Asset[];
  /** What is wrong with a manifest itself. */
  problems?: Problem[];
}

/** Whether an address, as it stands in a file, is meant to be an `itms-services` link. */
export function isItmsLink(value: string): boolean {
  // What sanitizers leave of one: without its scheme, or with Angular's "unsafe:" before it.
  return /^[\0-\x20]*(unsafe:)?itms-services:|^[\0-\x20]*(\/\/)?\?action=download-manifest\b/i.test(value);
}
