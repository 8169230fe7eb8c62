/** What every solver is to the rest: something that answers SMT-LIB 2 scripts, and can be stopped. */

export interface Solver {
  /** For claims: `z3`. */
  readonly name: string;
  /** Does it run in a process of its own? */
  readonly elsewhere: boolean;
  /** What the solver prints. Rejects with `SolverStopped` when stopped. */
  ask(script: string): Promise<string>;
  /** Ends what it may still be doing; a solver that is closed is never asked again. */
  close(): Promise<void>;
}

/** The solver was told to stop, or died. */
export class SolverStopped extends Error {
  constructor(readonly why: string) {
    super(why);
    this.name = 'SolverStopped';
  }
}
