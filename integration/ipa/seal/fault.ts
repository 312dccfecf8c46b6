/** What is wrong with a seal, in the order in which verification meets it. */
export type SealFaultCode =
  | 'too-large'
  | 'path-too-long'
  | 'duplicate-file'
  | 'too-much-code'
  | 'damaged-entry'
  | 'no-executable'
  | 'damaged-executable'
  | 'unsigned'
  | 'ad-hoc-signature'
  | 'damaged-signature'
  | 'bad-cms'
  | 'special-slot-mismatch'
  | 'entitlements-differ'
  | 'no-seal'
  | 'damaged-seal'
  | 'page-changed'
  | 'resource-changed'
  | 'resource-added'
  | 'resource-removed'
  | 'nested-code-changed'
  | 'more-faults';

/** One way in which a build is not what was signed. */
export interface SealFault {
  /** Root of the bundle in the archive, `Payload/Orbit.app/`. */
  bundle: string;
  /** Path in the archive of what is wrong. */
  path: string;
  code: SealFaultCode;
  /** A sentence that names the file. */
  message: string;
}

const MAX_FAULTS = 100;

/** Collects faults, each once, and no more than a person would read. */
export class FaultList {
  readonly #faults: SealFault[] = [];
  readonly #messages = new Set<string>();
  readonly #paths = new Set<string>();

  add(fault: SealFault): void {
    this.#paths.add(fault.path);
    if (this.#messages.has(fault.message)) return;
    this.#messages.add(fault.message);
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(fault);
  }

  /** Whether something is known to be wrong with the file at `path`. */
  has(path: string): boolean {
    return this.#paths.has(path);
  }

  /** The faults as they were found; behind a hundred of them, one that counts the others. */
  list(app: string): SealFault[] {
    const unnamed = this.#messages.size - this.#faults.length;
    if (!unnamed) return this.#faults;
    return [
      ...this.#faults,
      { bundle: app, path: app, code: 'more-faults', message: `And ${unnamed} more.` },
    ];
  }
}
