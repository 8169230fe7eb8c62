/**
 * What an author of threads declares: shared words, who does what, local state, options, mutants. As with nodes, checkers, properties in
 * YAML and reports read this and never the code.
 */
import type { Service } from '../node/declaration.js';
import type { Options } from '../node/options.js';
import type { Fields, Shape } from '../node/shapes/shape.js';

/** Many words under one name, counted from 0. */
export interface ArrayWord<S extends Shape<unknown> = Shape<unknown>> {
  readonly array: true;
  readonly of: S;
  /** A number, an option of kind `count`, or `threads`: one for each thread. */
  readonly size: number | string;
  /** What is in it at first; absent: the initial value of the shape. */
  readonly first?: (index: number) => unknown;
}

/**
 * `array(int, 4)`, `array(int, 'capacity')` with an option of that name, `array(bool, 'threads')` with one word for each thread.
 * Words are counted from 0.
 */
export function array<T>(
  of: Shape<T>,
  size: number | string,
  first?: (index: number) => T,
): ArrayWord<Shape<T>> {
  return { array: true, of, size, ...(first && { first }) };
}

export type Memory = Readonly<Record<string, Shape<unknown> | ArrayWord>>;

/** A kind of thread. */
export interface ThreadDeclaration {
  /** The operations of the service that it can do. */
  readonly does: readonly string[];
  /** Its own state, which lasts from one operation to the next; others do not see it, properties do. */
  readonly local?: Fields;
}

export interface ThreadsDeclaration {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  readonly options?: Options;
  readonly memory: Memory;
  readonly serves: Service;
  /** Other objects with the same operations, by which histories may be judged: weaker ones, usually. */
  readonly judgedBy?: readonly string[];
  readonly threads: Readonly<Record<string, ThreadDeclaration>>;
  /** Emitted for properties; no thread can read them back. */
  readonly events?: Readonly<Record<string, Fields>>;
  /** Name → how the program is then wrong. */
  readonly mutants?: Readonly<Record<string, string>>;
}

export const isArray = (word: Shape<unknown> | ArrayWord): word is ArrayWord =>
  (word as ArrayWord).array === true;
