/**
 * The types of the spec language (LANGUAGE, section 2). Types are compared by structure, except
 * `symmetric`, which is one type for each declaration.
 */

export type Type =
  | { readonly kind: 'boolean' }
  /** 32-bit signed; overflow is a violation of `well defined`, never a wrap. */
  | { readonly kind: 'integer' }
  /** Integers from low to high, both included; low <= high. */
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  /** Ordered names. `name` is the declared name, for messages only. Where the members are nodes of a system, a value of fewer
   * nodes may stand where one of more is wanted. */
  | {
      readonly kind: 'enum';
      readonly members: readonly string[];
      readonly name?: string;
      readonly nodes?: true;
    }
  /** `size` unnamed members, comparable only by == (Murphi's scalarset). Values are 1..size. */
  | { readonly kind: 'symmetric'; readonly name: string; readonly size: number }
  /** `none` or a value of `of`. Never nested. */
  | { readonly kind: 'optional'; readonly of: Type }
  | { readonly kind: 'record'; readonly fields: readonly FieldType[]; readonly name?: string }
  /** `one of:` — exactly one shape, each with its fields. */
  | { readonly kind: 'variant'; readonly shapes: readonly ShapeType[]; readonly name?: string }
  /** A total map; `key` is finite. */
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  /** `bound` is the greatest size; absent: unbounded. */
  | { readonly kind: 'set'; readonly of: Type; readonly bound?: number }
  | { readonly kind: 'bag'; readonly of: Type; readonly bound?: number }
  | { readonly kind: 'sequence'; readonly of: Type; readonly bound?: number };

export interface FieldType {
  readonly name: string;
  readonly type: Type;
}

export interface ShapeType {
  readonly name: string;
  readonly fields: readonly FieldType[];
}

export type TypeOf<K extends Type['kind']> = Extract<Type, { kind: K }>;
