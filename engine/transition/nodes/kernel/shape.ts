/**
 * Where the code of a kernel finds what JavaScript fills. The head of the tables:
 *
 *     of each place: where its lists are │ of each place: its table (slot, envelope) → slot │ of each observer: its table
 *     (state, heard) → state │ of each node: its slot a tick later │ of each part of what an atom looks at: slot → view, and its
 *     table (tuple of the parts before, view) → tuple, which is the truth where it is the last
 *
 *     a list:    its end, then for each step: slot after, cost, address of an out
 *     an out:    where the counter of its action is, what it adds to the word of budgets (below 0: it fails), heard, its end,
 *                whom it concerns (`sleep.ts`), then for each send: 4 · place, envelope
 */

/** Functions that the code imports, by number. */
export const CALLS = ['steps', 'add', 'observe', 'later', 'view', 'tuple', 'judge'] as const;
export type Call = (typeof CALLS)[number];

export interface Shape {
  readonly places: number;
  readonly nodes: number;
  readonly observers: number;
  readonly judged: readonly JudgedAtom[];
  /** The watched atom that no `must` has failed, by index; −1 where it is not watched. */
  readonly broken: number;
  /** The counter of the action of time; −1 where there is no clock. */
  readonly time: number;
  readonly head: Head;
  readonly batchBytes: number;
  readonly entryBytes: number;
  /** Is what is lacking asked for? If not, the state is handed over. */
  readonly asks: boolean;
  /** May steps sleep? */
  readonly sleeps: boolean;
  /** For a graph, where lists lie: successors then tell which step made them (the number of its word there) and of which state. */
  readonly roomAt: number | null;
}

/** A watched atom, and the words of a state that it looks at, at least one. */
export interface JudgedAtom {
  readonly watched: number;
  readonly parts: readonly Part[];
}
export interface Part {
  /** Among all parts of all judged atoms. */
  readonly index: number;
  readonly kind: 'place' | 'observer' | 'nothing';
  readonly word: number;
}

/** Where the parts of the head begin. */
export interface Head {
  readonly lists: number;
  readonly adds: number;
  readonly observers: number;
  readonly later: number;
  readonly parts: number;
}

/** Bytes that the head has for each part. */
export const PART_BYTES = 8;

export function headAt(
  at: number,
  { places, observers, nodes }: Pick<Shape, 'places' | 'observers' | 'nodes'>,
): Head {
  const adds = at + 4 * places;
  const observed = adds + 4 * places;
  const later = observed + 4 * observers;
  return { lists: at, adds, observers: observed, later, parts: later + 4 * nodes };
}

/** The least slot has number 0, and 0 says that nothing is known: so a slot later is kept as 1 + slot. */
export const LATER = { unknown: 0, never: -1 } as const;

/** In place of the number of a step: time passes. */
export const TIME = 0;
/** Bytes of a step in a list, and of what is before the sends of an out. */
export const STEP_BYTES = 12;
export const CONCERNS_AT = 16;
export const SENDS_AT = 20;
