/** Something stands in the way of what was asked for: what it is, and what its reader can do. */
export class Failure extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}
