import { whyNotInstallable } from '../catalog/https.ts';
import { INSTALL_ACTION, type ItmsLink, readItmsLink } from '../documents/link.ts';
import type { Problem } from '../ipa/problem.ts';
import { cleanText } from '../ipa/text.ts';
import type { Asset, Link } from './contents.ts';

/** What is known of the site that the files belong to. */
export interface Surroundings {
  /** Whether a valid address is on this site and nothing was written there. */
  lacks(address: string): boolean;
  /** Whether an address is that of a manifest whose content changes with the newest release. */
  changes(address: string): boolean;
}

const SHOWN = 200;
/** What an HTML or XML reader would have made `&`. */
const ENTITY = /&(amp|#0*38|#x0*26);/i;

/**
 * Says why iOS would not install from a link, or not what its author means; null where nothing is wrong. Where
 * one mistake brings others about, it is told alone.
 */
export function judgeLink(link: Link, site: Surroundings): Problem | null {
  const value = asFollowed(link.value);
  const escaping = judgeEscaping(value, link);
  if (escaping) return escaping;
  const read = readItmsLink(value);
  if (!read) return malformed(value, grammarOf(value));
  if (link.partial) return null;
  const { parameters } = read;
  const actions = parameters.filter(({ name }) => name === 'action').map(({ value }) => value);
  const addresses = parameters.filter(({ name }) => name === 'url');
  // The scheme has other uses, such as `purchaseIntent` of the App Store.
  if (actions.length && !actions.includes(INSTALL_ACTION) && !addresses.length) return null;
  if (!actions.includes(INSTALL_ACTION)) {
    const what = actions.length ? `its action is “${shown(actions[0] ?? '')}”` : 'it has no action';
    return malformed(value, `${what} instead of “${INSTALL_ACTION}”`);
  }
  const encoding = judgeEncoding(value, read);
  if (encoding) return encoding;
  if (!addresses.length) return malformed(value, 'it has no url');
  return addresses.map((address) => judgeManifest(address.value ?? '', site)).find(Boolean) ?? null;
}

/** Says what is wrong with an address in a manifest; null where nothing is. */
export function judgeAsset(asset: Asset, site: Surroundings): Problem | null {
  return judgeAddress(asset.url, `The url of ${shown(asset.kind) || 'an asset'} in this manifest`, site);
}

/** The problem of an address that should begin with `https:`. */
export function plainAddress(address: string): Problem {
  return {
    code: 'unreachable-address',
    message: `The address ${shown(address)} is one of this site’s, but begins with http:, and iOS installs over https: alone.`,
    fix: 'Write https: there, or make it of `site` in astro.config.mjs, which begins with that.',
  };
}

/** As a browser hands a link on: without white space around it, the rest as the URL Standard says. */
function asFollowed(value: string): string {
  return URL.canParse(value) ? new URL(value).href : value.trim();
}

function judgeEscaping(value: string, { place }: Link): Problem | null {
  if (/[?&;]amp(action|url)=|&amp(action|url)=/i.test(value)) {
    return {
      code: 'wrongly-escaped-link',
      message: `The link ${shown(value)} holds “&amp” without its semicolon, which stays as it is: iOS finds no url in it.`,
      fix: 'Write “&amp;url=” in HTML and XML, and “&url=” anywhere else.',
    };
  }
  const nested = readItmsLink(value)?.parameters.some((each) => ENTITY.test(each.value ?? ''));
  if (!nested && !ENTITY.test(value)) return null;
  return place === 'markup'
    ? {
        code: 'wrongly-escaped-link',
        message: `The link ${shown(value)} was escaped twice: it still holds an “&amp;” once it is decoded.`,
        fix: 'Give the template the link with a plain “&”; it escapes by itself. In the source of the page it must read “&amp;url=”, not “&amp;amp;url=”.',
      }
    : {
        code: 'wrongly-escaped-link',
        message: `The link ${shown(value)} holds an “&amp;”, which nobody decodes in JSON, scripts, calendars and text.`,
        fix: 'Write a plain “&” here; only HTML and XML escape it.',
      };
}

function grammarOf(value: string): string {
  if (/^itms-services:(?!\/\/)/i.test(value)) return 'there is no “//” after “itms-services:”';
  if (/^itms-services:/i.test(value)) return 'there is no “?” after “itms-services://”';
  return 'its beginning “itms-services:” was taken away or changed, as some editors do to protect readers';
}

/** Finds addresses that are cut or changed because they were not percent-encoded. */
function judgeEncoding(value: string, { parameters, dropped }: ItmsLink): Problem | null {
  const lost = dropped.find((part) => part.startsWith('url='));
  if (lost) return unencoded(value, 'the manifest’s address has a “=” of its own, so that iOS drops it');
  for (const { name, raw, value: address } of parameters) {
    if (name !== 'url') continue;
    if (address === null) return unencoded(value, 'the manifest’s address has a “%” that encodes nothing');
    if (/\+/.test(raw) && /%(3a|2f)/i.test(raw)) {
      return unencoded(value, 'a “+” stays a plus sign, and becomes no space');
    }
    if (!/^[\x21-\x7e]*$/.test(address)) {
      const what = 'the manifest’s address has spaces or letters outside ASCII once iOS has decoded it';
      return unencoded(value, what);
    }
  }
  const raw = parameters.find(({ name, raw }) => name === 'url' && /^https?:\/\//i.test(raw))?.raw;
  if (!raw) return null;
  // What else is there: one more parameter, or the rest of an address that was cut.
  const strays = parameters.filter(({ name }) => name !== 'url' && name !== 'action');
  const cut =
    dropped.length > 0 ||
    strays.some((stray) => `${raw}${stray.name}`.includes('?') || stray.raw.includes('/'));
  return cut ? unencoded(value, 'iOS cuts the manifest’s address at its own “&” or “;”') : null;
}

function judgeManifest(address: string, site: Surroundings): Problem | null {
  const problem = judgeAddress(address, 'The manifest’s address in an install link', site);
  if (problem || !site.changes(address)) return problem;
  return {
    code: 'changing-manifest',
    message: `An install link leads to ${shown(address)}, a manifest that changes with every release.`,
    fix: 'Link to the manifest of one release. For the newest one link to the page latest/, which people open; only device management may have this manifest.',
  };
}

function judgeAddress(address: string, what: string, site: Surroundings): Problem | null {
  const reason = whyNotInstallable(address);
  if (reason) {
    return {
      code: 'unreachable-address',
      message: `${what} is ${shown(address) || 'empty'}: ${reason}.`,
      fix: 'Write the whole address, beginning with https://, at which phones reach the file.',
    };
  }
  if (!site.lacks(address)) return null;
  return {
    code: 'missing-file',
    message: `${what} is ${shown(address)}, but this site has no such file.`,
    fix: 'Correct the address, upper and lower case included, or publish the file. A removed build takes its addresses along.',
  };
}

function malformed(value: string, what: string): Problem {
  return {
    code: 'malformed-link',
    message: `iOS does nothing with the link ${shown(value)}: ${what}.`,
    fix: 'Write it as itms-services://?action=download-manifest&url=…, with the manifest’s address percent-encoded.',
  };
}

function unencoded(value: string, what: string): Problem {
  return {
    code: 'unencoded-address',
    message: `In the link ${shown(value)} ${what}.`,
    fix: 'Percent-encode the whole address once, with `encodeURIComponent`; neither `URLSearchParams` nor `encodeURI` does the same.',
  };
}

function shown(text: string): string {
  return cleanText(text, SHOWN) ?? '';
}
