/**
 * How large a spec may be. These are far above what anyone explores and far below what would stop
 * the workbench itself: a hostile file must end in an error, not in hours or gigabytes.
 */

/** Nodes of the typed spec, all definitions written out. */
export const MAX_NODES = 400_000;

/** Levels of one expression, all definitions written out. */
export const MAX_DEPTH = 600;

/** Types and constants that need one another in a row. */
export const MAX_CHAIN = 100;

/** Values of a type that is used as a set. */
export const MAX_LISTED = 100_000;

/** The bound of a collection type. */
export const MAX_BOUND = 10_000;

/** Keys of a map. */
export const MAX_KEYS = 10_000;

/** Initial values of one variable (`any`): they are counted off, not listed; 8 nodes with 8 values have 2^24. */
export const MAX_INITIAL = 2 ** 25;

/** Instances of one property, and parts of one formula whose quantifiers are written out. */
export const MAX_INSTANCES = 10_000;

export const MIN_INTEGER = -(2 ** 31);
export const MAX_INTEGER = 2 ** 31 - 1;
