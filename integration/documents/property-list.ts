import { build } from 'plist';

/** A property list as data, of what JSON can hold as well. */
export type PropertyList = { [key: string]: string | number | PropertyList | (string | PropertyList)[] };

/** The text of a property list. */
export function propertyListText(value: PropertyList): string {
  return `${build(value)}\n`;
}
