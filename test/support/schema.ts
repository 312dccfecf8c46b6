/** Validates JSON documents against a JSON Schema. */

import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Makes a check of documents against a schema, which throws what is wrong with one. */
export function schemaCheck(schema: object): (document: unknown) => void {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (document) => assert(validate(document), ajv.errorsText(validate.errors, { separator: '\n' }));
}
