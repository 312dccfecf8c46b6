/** The official AMP validator, offline. */

import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';

interface Validation {
  status: 'PASS' | 'FAIL' | 'UNKNOWN';
  errors: { severity: string; line: number; col: number; code: string; params: string[] }[];
}

interface Validator {
  init(): Promise<void>;
  validateString(html: string): Validation;
}

let loaded: Promise<Validator> | undefined;

/** What the validator says against an AMP page, `line:column code parameters`; empty when it passes. */
export async function validateAmp(html: string): Promise<string[]> {
  loaded ??= load();
  const { status, errors } = (await loaded).validateString(html);
  // Of our own realm, not of the sandbox's.
  const told = Array.from(
    errors,
    ({ line, col, code, params }) => `${line}:${col} ${code} ${params.join(' ')}`,
  );
  return status === 'PASS' ? told : [status, ...told];
}

async function load(): Promise<Validator> {
  const code = brotliDecompressSync(readFileSync(new URL('./amp/validator_wasm.js.br', import.meta.url)));
  const sandbox = createContext({ console, atob, setTimeout, WebAssembly }) as {
    amp?: { validator: Validator };
  };
  new Script(code.toString('utf8'), { filename: 'validator_wasm.js' }).runInContext(sandbox);
  const validator = sandbox.amp?.validator;
  if (!validator) throw new Error('The AMP validator does not start.');
  await validator.init();
  return validator;
}
