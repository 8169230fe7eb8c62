/**
 * The seam between a thread and its lives: accesses of shared words go out, what they read comes in. Nothing else of a thread can be
 * seen by others, so an access is a step.
 */

// biome-ignore format: one line an access
export type Access =
  | { readonly do: 'load'; readonly cell: number }
  | { readonly do: 'store'; readonly cell: number; readonly value: unknown }
  /** Reads the truth of the comparison; stores where it is true. */
  | { readonly do: 'cas'; readonly cell: number; readonly expect: unknown; readonly value: unknown }
  /** Reads what was there before. */
  | { readonly do: 'swap'; readonly cell: number; readonly value: unknown }
  /** Reads what was there before. */
  | { readonly do: 'add'; readonly cell: number; readonly by: number }
  /** Waits until the word satisfies the condition: a spin loop, as one step. */
  | { readonly do: 'until'; readonly cell: number; readonly ok: (value: never) => boolean }
  /** Waits until the thread's own stores have reached memory. */
  | { readonly do: 'fence' }
  /** One of so many ways. */
  | { readonly do: 'pick'; readonly ways: number };

/** A loop that forgets: these are no steps. */
// biome-ignore format: one line a turn
export type Turn =
  | { readonly do: 'enter'; readonly carry: unknown }
  | { readonly do: 'again'; readonly carry: unknown }
  | { readonly do: 'leave'; readonly value: unknown };

/** What the driver answers to a turn. */
export type Turned = { readonly at: unknown } | { readonly left: unknown };

/** What an operation is to the type system: write `yield*` before it. */
export type Steps<R> = Generator<Access | Turn, R, unknown>;

/** Does it read a word and write it in one step? Such steps wait for the thread's own stores, as a fence does. */
export const isAtomicUpdate = ({ do: what }: Access): boolean =>
  what === 'cas' || what === 'swap' || what === 'add';
