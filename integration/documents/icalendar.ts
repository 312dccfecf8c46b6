/** A component of an iCalendar object, such as `VEVENT`, as data. Source of all rules here: RFC 5545. */
export interface Component {
  name: string;
  /** In order; the values as they are written, so that text goes through `text` first. */
  properties: [name: string, value: string][];
  components?: Component[];
}

/** Octets of a line, its end not counted (3.1). */
const LINE_OCTETS = 75;

/** The text of an iCalendar object: lines of 75 octets at most, each with CRLF at its end (3.1). */
export function icalendar(component: Component): string {
  return lines(component)
    .map((line) => `${fold(line)}\r\n`)
    .join('');
}

// Controls but for tab and line feed, of which the one is allowed and the other escaped (3.1, 3.3.11).
const NO_TEXT = /[\p{Cc}\p{Cs}]/gu;

/** A value of the type TEXT (3.3.11). */
export function text(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .replace(NO_TEXT, (character) => (character === '\n' || character === '\t' ? character : ' '))
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll('\n', '\\n');
}

/** A value of the type DATE (3.3.4): the day in UTC of an ISO 8601 time, plus so many days. */
export function date(iso: string, days = 0): string {
  const day = new Date(Date.parse(iso));
  day.setUTCDate(day.getUTCDate() + days);
  return digits(day.toISOString().slice(0, 10));
}

/** A value of the type DATE-TIME in UTC (3.3.5): that of an ISO 8601 time, to the second. */
export function dateTime(iso: string): string {
  return `${digits(new Date(Date.parse(iso)).toISOString().slice(0, 19))}Z`;
}

function digits(iso: string): string {
  return iso.replace(/[-:]/g, '');
}

function lines({ name, properties, components = [] }: Component): string[] {
  return [
    `BEGIN:${name}`,
    ...properties.map(([property, value]) => `${property}:${value}`),
    ...components.flatMap(lines),
    `END:${name}`,
  ];
}

/** Breaks a line between characters, never within one; a continuation begins with a space, which counts. */
function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const own = Buffer.byteLength(character);
    if (octets + own > LINE_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += own;
  }
  return folded;
}
