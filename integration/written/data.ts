import { type Addresses, addAddress } from './contents.ts';

/** Finds the links among the strings of a JSON document; one that cannot be parsed holds none. */
export function readJson(json: string): Addresses {
  try {
    return fromAddresses(strings(JSON.parse(json)));
  } catch {
    // Whoever reads it will not get as far as its links.
    return fromAddresses([]);
  }
}

function strings(root: unknown): string[] {
  const found: string[] = [];
  const pending = [root];
  while (pending.length) {
    const value = pending.pop();
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value) {
      for (const each of Object.values(value)) pending.push(each);
    }
  }
  return found.reverse();
}

/** Properties of a calendar whose value is an address (RFC 5545, 3.8.1.1 and 3.8.4.6; RFC 7986, 5.11). */
const ADDRESS_PROPERTY = /^(?:URL|ATTACH|CONFERENCE)(?:;[^:]*)?:(.*)$/gim;

/** Finds the links of an iCalendar document: its addresses, not its descriptions. */
export function readCalendar(ics: string): Addresses {
  const unfolded = ics.replace(/\r?\n[ \t]/g, '');
  return fromAddresses([...unfolded.matchAll(ADDRESS_PROPERTY)].map(([, value = '']) => value));
}

/** Finds the links of a text of nothing but addresses, one a line; other text is for reading. */
export function readText(text: string): Addresses {
  const lines = text.split('\n').map((line) => line.trim());
  const addresses = lines.filter(Boolean);
  return fromAddresses(addresses.every((line) => /^[a-z][a-z-]*:\S*$/i.test(line)) ? addresses : []);
}

function fromAddresses(values: string[]): Addresses {
  const found: Addresses = { links: [], plainAddresses: [] };
  for (const value of values) addAddress(found, value, 'data');
  return found;
}
