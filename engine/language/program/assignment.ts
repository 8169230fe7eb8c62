/**
 * Definite assignment: a variable has a value on every way to where it is read, and results have one
 * where the function ends (Gosling et al., *The Java Language Specification*, chapter 16).
 */
import type { Diagnostic } from '../diagnostics.js';
import type { Span } from '../source.js';
import * as say from './messages.js';
import type { ProgramExpr, ProgramFunction, Statement } from './spec.js';
import { readsOf } from './walk.js';

/** Variables that have a value; null: this place is never reached. */
type Assigned = ReadonlySet<string> | null;

export function checkAssignment(fn: ProgramFunction, report: (found: Diagnostic) => void): void {
  const walk = new Walk(fn, report);
  const end = walk.block(fn.body, new Set(fn.takes.map(({ name }) => name)));
  walk.results(end, fn.span);
}

class Walk {
  private readonly said = new Set<string>();

  constructor(
    private readonly fn: ProgramFunction,
    private readonly report: (found: Diagnostic) => void,
  ) {}

  block(statements: readonly Statement[], before: Assigned): Assigned {
    let now = before;
    for (const [i, statement] of statements.entries()) {
      if (now === null) {
        if (i > 0) this.report(say.neverReached(statement.span));
        return null;
      }
      now = this.statement(statement, now);
    }
    return now;
  }

  private statement(statement: Statement, now: ReadonlySet<string>): Assigned {
    switch (statement.statement) {
      case 'set': {
        for (const { place, value } of statement.assignments) {
          this.reads(value, now);
          if (place.index) this.items(place.variable.name, place.index, place.span, now);
        }
        const names = statement.assignments.map(({ place }) => place.variable.name);
        return new Set([...now, ...names]);
      }
      case 'if':
        this.reads(statement.test, now);
        return meet(this.block(statement.then, now), this.block(statement.else, now));
      case 'while':
        for (const one of statement.invariant) this.reads(one, now);
        this.reads(statement.test, now);
        if (statement.decreases) this.reads(statement.decreases, now);
        this.block(statement.body, now);
        // Nothing follows a loop whose condition cannot be false.
        return statement.test.op === 'literal' && statement.test.value === true ? null : now;
      case 'return':
        if (statement.value) this.reads(statement.value, now);
        else this.results(now, statement.span);
        return null;
      case 'call':
        for (const arg of statement.args) this.reads(arg, now);
        for (const { index, variable, span } of statement.into)
          if (index) this.items(variable.name, index, span, now);
        return new Set([...now, ...statement.into.map(({ variable }) => variable.name)]);
      case 'assert':
        for (const one of statement.conditions) this.reads(one, now);
        return now;
    }
  }

  results(now: Assigned, span: Span): void {
    if (now === null) return;
    const missing = this.fn.gives.map(({ name }) => name).filter((name) => !now.has(name));
    if (missing.length > 0) this.report(say.missingResult(span, this.fn.name, missing));
  }

  private reads(expr: ProgramExpr, now: ReadonlySet<string>): void {
    for (const [name, { span }] of readsOf(expr)) this.read(name, span, now);
  }

  /** Setting an item needs the sequence. */
  private items(name: string, index: ProgramExpr, span: Span, now: ReadonlySet<string>): void {
    this.reads(index, now);
    this.read(name, span, now);
  }

  private read(name: string, span: Span, now: ReadonlySet<string>): void {
    if (now.has(name) || this.said.has(name)) return;
    this.said.add(name);
    this.report(say.mayBeUnset(span, name));
  }
}

function meet(a: Assigned, b: Assigned): Assigned {
  if (a === null || b === null) return a ?? b;
  return new Set([...a].filter((name) => b.has(name)));
}
