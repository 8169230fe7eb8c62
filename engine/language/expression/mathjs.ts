/**
 * mathjs as a parser, and nothing else of it: its number-only build (a tenth of the start-up time of
 * the whole), created at the first use. Nothing is ever evaluated, so mathjs' functions, constants
 * and units have no meaning here.
 */
import { create, parseDependencies } from 'mathjs/number';

/** The nodes that can come of the texts we hand over, with the fields that we read. */
export type MathNode =
  | { readonly type: 'SymbolNode'; readonly name: string }
  | { readonly type: 'ConstantNode' }
  | { readonly type: 'ParenthesisNode'; readonly content: MathNode }
  | { readonly type: 'ArrayNode'; readonly items: readonly MathNode[] }
  | { readonly type: 'OperatorNode'; readonly fn: string; readonly args: readonly MathNode[] }
  | { readonly type: 'RelationalNode'; readonly params: readonly MathNode[] }
  | { readonly type: 'RangeNode'; readonly start: MathNode; readonly end: MathNode }
  | { readonly type: 'AccessorNode'; readonly object: MathNode; readonly index: MathIndex }
  | { readonly type: 'FunctionNode'; readonly args: readonly MathNode[] }
  | { readonly type: 'AssignmentNode'; readonly value: MathNode };

export interface MathIndex {
  readonly dimensions: readonly MathNode[];
  readonly dotNotation: boolean;
}

export type MathNodeOf<K extends MathNode['type']> = Extract<MathNode, { type: K }>;

let parse: ((text: string) => unknown) | undefined;

/** The tree of a text. Throws mathjs' SyntaxError, whose `char` is the column from 1. */
export function parseMath(text: string): MathNode {
  parse ??= create({ parseDependencies }, {}).parse as (text: string) => unknown;
  return parse(text) as MathNode;
}
