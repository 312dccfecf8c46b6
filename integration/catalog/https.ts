import { isIP } from 'node:net';

/**
 * Says why iOS could not load an address that a page or manifest is to carry, or null when it could: it must
 * be absolute `https:`, without credentials, and on a host that a phone elsewhere can reach.
 * Source: "ManifestURL", Apple's device management documentation.
 */
export function whyNotInstallable(address: string): string | null {
  if (!URL.canParse(address)) return 'it is no absolute address';
  const url = new URL(address);
  if (url.protocol !== 'https:') return `it begins with ${url.protocol} and iOS installs over https: alone`;
  if (url.username || url.password) return 'it holds a user name or password, which iOS does not send on';
  if (isPrivateHost(url.hostname))
    return `${url.hostname} is this computer or a private network, out of a phone’s reach`;
  return null;
}

const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|lan|home\.arpa)\.?$/;
// RFC 1918, RFC 6890 and RFC 4193; the last two are unique local and link-local IPv6.
const PRIVATE_IPV4 =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const PRIVATE_IPV6 = /^(::1?$|f[cd]|fe[89ab])/;

function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 4) return PRIVATE_IPV4.test(host);
  if (isIP(host) === 6) return PRIVATE_IPV6.test(host) || /^::ffff:/.test(host);
  return PRIVATE_NAMES.test(host);
}
