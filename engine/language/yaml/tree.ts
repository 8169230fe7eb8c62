/**
 * The located tree: a YAML document reduced to three kinds of node, each with its span. Scalars keep
 * their source text (LANGUAGE 1.4: an expression is the text, never YAML's resolved value).
 */
import type { Span } from '../source.js';

export type Tree = Scalar | Mapping | List;

export interface Scalar {
  readonly node: 'scalar';
  /** The text: plain scalars as written, with folded line breaks as single spaces. Null: `key:` with nothing. */
  readonly text: string | null;
  readonly style: 'plain' | 'quoted' | 'block';
  readonly span: Span;
  /** Offset in the file of the text's character `i`; folding and block indentation make this more than an addition. */
  readonly offsetOf: (i: number) => number;
}

export interface Mapping {
  readonly node: 'mapping';
  readonly flow: boolean;
  /** In the order written; keys are unique. */
  readonly entries: readonly Entry[];
  readonly span: Span;
}

export interface Entry {
  readonly key: Scalar & { readonly text: string };
  readonly value: Tree;
}

export interface List {
  readonly node: 'list';
  readonly flow: boolean;
  readonly items: readonly Tree[];
  readonly span: Span;
}

export function entry(mapping: Mapping, key: string): Entry | undefined {
  return mapping.entries.find((e) => e.key.text === key);
}

export function child(mapping: Mapping, key: string): Tree | undefined {
  return entry(mapping, key)?.value;
}

/** The text of a scalar without white space around it; empty where there is no scalar. */
export function textOf(tree: Tree | undefined): string {
  return tree?.node === 'scalar' ? (tree.text ?? '').trim() : '';
}
