/**
 * Exit codes (also in the README). A script can tell "not true" from "not asked properly" from "not known".
 */
export const EXIT = {
  /** Everything as expected. */
  ok: 0,
  /** A property not as expected, or a mutant that survived. */
  violated: 1,
  /** Bad usage, or a spec with errors. */
  usage: 2,
  /** Nothing wrong, but something not known: a limit was hit, or the kind cannot be checked yet. */
  inconclusive: 3,
  /** A fault of Assay's own. */
  internal: 4,
  interrupted: 130,
} as const;

/** A mistake in how the command was called: printed as one line, without a stack. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'UsageError';
  }
}
