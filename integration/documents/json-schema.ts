import { json } from './json.ts';

/** A JSON Schema, or a part of one, as data. */
export type Schema = Record<string, unknown>;

export const TEXT: Schema = { type: 'string' };
export const TEXT_OR_NULL: Schema = { type: ['string', 'null'] };
export const TIME: Schema = { type: 'string', format: 'date-time' };
export const TIME_OR_NULL: Schema = { type: ['string', 'null'], format: 'date-time' };
export const ADDRESS: Schema = { type: 'string', format: 'uri' };
export const BYTES: Schema = { type: 'integer', minimum: 1, description: 'bytes' };

/** `<version>-<build>-<first 8 hex digits of the SHA-256>`. */
export const RELEASE_ID: Schema = { type: 'string', pattern: '^[A-Za-z0-9._-]+-[0-9a-f]{8}$' };

/** A raw `itms-services` link. */
export const INSTALL_LINK = {
  type: 'string',
  pattern: '^itms-services://\\?action=download-manifest&url=https%3A%2F%2F',
};

/** An object that has all of these properties. */
export function object(properties: Record<string, Schema>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

/** A list of things alike. */
export function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** The text of a whole schema; `id` is the address that it is published at. */
export function schemaDocument(id: string, title: string, root: Schema): string {
  return json({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: id, title, ...root });
}
