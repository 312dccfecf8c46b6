/** Writes the requirements of a code signature in their compiled form (Security.framework, requirement.h). */

import { concat, u32be } from './bytes.ts';

const SET = 0xfade0c01;
const REQUIREMENT = 0xfade0c00;
const DESIGNATED = 3;
const AND = 6;
const IDENTIFIER = 2;
const APPLE_GENERIC_ANCHOR = 15;
const CERTIFICATE_FIELD = 11;
const CERTIFICATE_EXTENSION = 14;
const MATCH_EXISTS = 0;
const MATCH_EQUAL = 1;
/** 1.2.840.113635.100.6.2.1, which Apple's intermediate certificate bears. */
const WWDR_INTERMEDIATE = Buffer.from('2a864886f76364060201', 'hex');

/**
 * The set with one designated requirement, as Xcode writes it:
 * `identifier "…" and anchor apple generic and certificate leaf[subject.CN] = "…" and certificate
 * 1[field.1.2.840.113635.100.6.2.1] exists`. Without a signer's name the set is empty, as in ad hoc signatures.
 */
export function designatedRequirement(identifier: string, signerName: string | null): Uint8Array {
  if (signerName === null) return u32be(SET, 12, 0);
  const expression = concat(
    u32be(1, AND, IDENTIFIER),
    counted(Buffer.from(identifier)),
    u32be(AND, APPLE_GENERIC_ANCHOR, AND, CERTIFICATE_FIELD, 0),
    counted(Buffer.from('subject.CN')),
    u32be(MATCH_EQUAL),
    counted(Buffer.from(signerName)),
    u32be(CERTIFICATE_EXTENSION, 1),
    counted(WWDR_INTERMEDIATE),
    u32be(MATCH_EXISTS),
  );
  const requirement = concat(u32be(REQUIREMENT, 8 + expression.length), expression);
  return concat(u32be(SET, 20 + requirement.length, 1, DESIGNATED, 20), requirement);
}

/** The requirement as text, as a seal states it of nested code. */
export function requirementText(identifier: string, signerName: string): string {
  return `identifier "${identifier}" and anchor apple generic and certificate leaf[subject.CN] = "${signerName}" and certificate 1[field.1.2.840.113635.100.6.2.1] /* exists */`;
}

/** Length, bytes, and zeros up to a multiple of four. */
function counted(bytes: Uint8Array): Uint8Array {
  return concat(u32be(bytes.length), bytes, new Uint8Array((4 - (bytes.length % 4)) % 4));
}
