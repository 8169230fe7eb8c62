/** A state of the reference machine. */
import type { Value } from '../value.js';

/** Variable → value. */
export type State = Readonly<Record<string, Value>>;
