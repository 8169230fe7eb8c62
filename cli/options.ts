/** What the commands are given: one line for each option that several of them share. */

export interface ReadingOptions {
  /** `--set`, in order. */
  readonly set: readonly string[];
}

export interface ColourOption {
  /** `--color`, `--no-color`, or undefined for neither. */
  readonly color: boolean | undefined;
}
