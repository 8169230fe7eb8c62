/** What names mean where an expression of a program stands, and what it may speak of there. */
import type { Diagnostic } from '../diagnostics.js';
import type { Syntax } from '../expression/syntax.js';
import type { Declarations } from './declarations.js';
import type { ProgramExpr, Variable } from './spec.js';
import type { ProgramType } from './types.js';

export interface Scope {
  readonly to: Declarations;
  /** Binders, and the parameters of the definition whose text this is. */
  readonly env: ReadonlyMap<string, ProgramExpr>;
  /** Of the function. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly parameters: ReadonlySet<string>;
  /** Those that may be read here. */
  readonly readable: ReadonlySet<string>;
  /** For messages: `requires`. */
  readonly where: string;
  /** Code is executed, with the arithmetic of the machine; contracts are mathematics. */
  readonly code: boolean;
  readonly old: 'no' | 'allowed' | 'inside';
  /** Definitions whose text we are inside. */
  readonly inside: readonly string[];
  /** What an expression means here; null where something is wrong, which has been said. `want` gives
   * members and lists a meaning. */
  readonly meaning: (syntax: Syntax, scope: Scope, want: ProgramType | null) => ProgramExpr | null;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Definitions inside one another. */
export const MAX_DEPTH = 200;
