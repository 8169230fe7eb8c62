/** Limits of the search for a step: where one is hit, whether the step follows is left open. */
export class TooLong extends Error {
  /** @param what was enough: `1000 replacements` */
  constructor(what: string) {
    super(`stopped after ${what}: is something going round in circles?`);
  }
}
