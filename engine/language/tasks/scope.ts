/** What names mean in the properties of one task set, and what expressions over it can be. */
import { Diagnostics } from '../diagnostics.js';
import type { Rational } from '../expression/numbers.js';
import { readExpression, readText } from '../expression/reader.js';
import type { Syntax } from '../expression/syntax.js';
import type { Span } from '../source.js';
import { child, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import type { Measure, TasksExpr, TasksSpec } from './spec.js';

/** A spec whose properties are yet to be read. */
export type Settled = Omit<TasksSpec, 'kind' | 'properties'>;

export type Value =
  | { readonly is: 'truth'; readonly expr: TasksExpr }
  | { readonly is: 'quantity'; readonly measure: Measure; readonly expr: TasksExpr }
  | { readonly is: 'task'; readonly index: number }
  /** A level of criticality. */
  | { readonly is: 'level'; readonly name: string };

export type Env = ReadonlyMap<string, Value>;

/** Of one spec: quantifiers and definitions are written out, and must not fill the memory. */
const EXPANSIONS_MAX = 200_000;

/** What names mean in the properties of one spec, and where what is wrong with them goes. */
export class Scope {
  /** The first thing met that cannot be answered yet. */
  notYet: string | null = null;
  private readonly open = new Set<string>();
  private expansions = 0;

  constructor(
    readonly root: Mapping,
    readonly spec: Settled,
    readonly diagnostics: Diagnostics,
    /** What an expression means here: null where something is wrong (and said) or to be answered
     * later (and noted). */
    readonly meaning: (syntax: Syntax, scope: Scope, env: Env) => Value | null,
  ) {}

  /** Null, having noted that this cannot be answered yet. */
  later(what: string): null {
    this.notYet ??= what;
    return null;
  }

  /** Counts instances of quantifiers and definitions: false, and noted, where they are too many. */
  affords(instances: number): boolean {
    this.expansions += instances;
    if (this.expansions <= EXPANSIONS_MAX) return true;
    this.later('properties with so many instances');
    return false;
  }

  names(section: string): string[] {
    const tree = child(this.root, section);
    if (tree?.node === 'list') return tree.items.map(textOf);
    return tree?.node === 'mapping' ? tree.entries.map(({ key }) => key.text) : [];
  }

  /** The tree of an abbreviation, and the names of its parameters. */
  definition(name: string): { readonly parameters: readonly string[]; readonly tree: Tree } | null {
    const constants = child(this.root, 'constants');
    const constant = constants?.node === 'mapping' ? child(constants, name) : undefined;
    if (constant) return { parameters: [], tree: constant };
    const define = child(this.root, 'define');
    if (define?.node !== 'mapping') return null;
    for (const { key, value } of define.entries) {
      const head = readText(key.text, key.span, 'value', new Diagnostics());
      if (head?.syntax === 'name' && head.name === name) return { parameters: [], tree: value };
      if (head?.syntax === 'call' && head.name === name)
        return {
          parameters: head.args.flatMap(({ value: p }) => (p.syntax === 'name' ? [p.name] : [])),
          tree: value,
        };
    }
    return null;
  }

  definitions(): string[] {
    return [...this.names('constants'), ...this.names('define').map((n) => n.replace(/\(.*/, ''))];
  }

  /** The value of an abbreviation; null with a diagnostic where it leads back to itself. */
  expand(name: string, span: Span, tree: Tree, env: Env): Value | null {
    if (this.open.has(name)) {
      this.diagnostics.add(say.definedByItself(span, name));
      return null;
    }
    if (!this.affords(1)) return null;
    this.open.add(name);
    const syntax = tree.node === 'scalar' ? readExpression(tree, 'value', new Diagnostics()) : null;
    const value = syntax && this.meaning(syntax, this, env);
    this.open.delete(name);
    return value;
  }
}

export function conditionOf(syntax: Syntax, scope: Scope, env: Env): TasksExpr | null {
  const value = scope.meaning(syntax, scope, env);
  if (value === null) return null;
  if (value.is === 'truth') return value.expr;
  scope.diagnostics.add(say.wrongMeasure(syntax.span, 'a condition', called(value)));
  return null;
}

export function quantity(value: Rational, measure: Measure, text: string): Value {
  return { is: 'quantity', measure, expr: { op: 'quantity', value, measure, text } };
}

/** What to call a value of another type than was wanted. */
export function called(value: Value): string {
  if (value.is === 'truth') return 'a condition';
  if (value.is === 'task') return 'a task';
  if (value.is === 'level') return 'a level of criticality';
  return value.measure === 'time' ? 'a time' : 'a number';
}
