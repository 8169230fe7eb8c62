/**
 * Random well-typed expressions, of every form. What is partial in the language is partial here, too:
 * about one model in a few goes wrong somewhere, which is as much a part of the test.
 */
import { type Span, sourceFile } from '../../language/source.js';
import type { Expr, Local, Variable } from '../../language/typed.js';
import type { Type } from '../../language/types.js';
import { sameType } from '../../language/types-format.js';
import type { Chance } from './chance.js';
import { ofAnyType, ofType } from './forms.js';
import { randomValue } from './types.js';

const FILE = sourceFile('random', ' '.repeat(10));

/** A form that an expression may take, made when it is chosen. */
export type Make = () => Expr;

export interface Scope {
  readonly variables: readonly Variable[];
  readonly locals: readonly Local[];
  /** What only some places may use. */
  readonly old?: boolean;
  readonly stuck?: boolean;
}

/** What an expression is to be made of. */
export interface Wanted {
  readonly scope: Scope;
  readonly depth: number;
  /** What every form of it has. */
  readonly node: { readonly type: Type; readonly span: Span };
  /** An operand, one level below. */
  readonly sub: (type: Type) => Expr;
}

export class Expressions {
  private ids = 0;
  private places = 0;

  constructor(readonly c: Chance) {}

  /** A span of its own for every expression, so that failures tell where they come from. */
  span(): Span {
    return { file: FILE, start: this.places++, end: this.places };
  }

  local(type: Type): Local {
    const id = this.ids++;
    return { id, name: `l${id}`, type, span: this.span() };
  }

  expr(type: Type, scope: Scope, depth: number): Expr {
    const { c } = this;
    const node = { type, span: this.span() };
    const literal: Make = () => this.literal(type);
    const reads = [...this.localReads(type, scope), ...this.placeReads(type, scope, depth)];
    if (reads.length > 0 && (depth === 0 || c.oneIn(3))) return c.one(reads)();
    if (depth === 0) return literal();
    const sub = (t: Type): Expr => this.expr(t, scope, depth - 1);
    const wanted: Wanted = { scope, depth, node, sub };
    const makes = [...ofAnyType(this, wanted), ...ofType(this, wanted)];
    return c.oneIn(8) ? literal() : c.one(makes)();
  }

  private literal(type: Type): Expr {
    return { op: 'literal', type, span: this.span(), value: randomValue(this.c, type) };
  }

  /** Partial operations are rare, so that models get somewhere before they go wrong. */
  risky(): boolean {
    return this.c.oneIn(6);
  }

  private localReads(type: Type, scope: Scope): Make[] {
    return scope.locals
      .filter((l) => sameType(l.type, type))
      .map((local) => () => ({ op: 'local', type, span: this.span(), local }));
  }

  /** State variables, their entries and fields. */
  private placeReads(type: Type, scope: Scope, depth: number): Make[] {
    const found: Make[] = [];
    const visit = (make: Make, at: Type): void => {
      if (sameType(at, type)) found.push(make);
      if (at.kind === 'map') {
        visit(
          () => ({
            op: 'index',
            type: at.value,
            span: this.span(),
            of: make(),
            key: depth > 0 ? this.expr(at.key, scope, depth - 1) : this.literal(at.key),
          }),
          at.value,
        );
      }
      if (at.kind === 'record') {
        for (const f of at.fields)
          visit(
            () => ({ op: 'field', type: f.type, span: this.span(), of: make(), field: f.name }),
            f.type,
          );
      }
    };
    for (const v of scope.variables)
      visit(() => ({ op: 'variable', type: v.type, span: this.span(), name: v.name }), v.type);
    return found;
  }
}
