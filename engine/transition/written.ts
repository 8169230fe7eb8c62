/**
 * Which members of an enum a variable can ever hold, found by looking at what is written to it: a label of processes
 * that none of them goes to (`done`, most often) needs no room in a state.
 */
import type { Effect, Expr, ModelSpec, Variable } from '../language/typed.js';
import type { Type } from '../language/types.js';
import type { Value } from '../language/value.js';

/** For variables that hold members of an enum, alone or under maps: how many members up to the last that is written. */
export function writtenMembers({
  variables,
  initial,
  actions,
}: Pick<ModelSpec, 'variables' | 'initial' | 'actions'>): ReadonlyMap<string, number> {
  const found = new Map<string, Written>();
  for (const variable of variables) {
    const members = membersOf(variable.type);
    if (members !== undefined) found.set(variable.name, new Written(variable, members));
  }
  for (const one of initial) {
    const written = found.get(one.variable);
    if (one.choose === 'value') written?.expression(one.value);
    else written?.everything();
  }
  const effects = (list: readonly Effect[]): void => {
    for (const effect of list) {
      if (effect.effect === 'if') {
        effects(effect.then);
        effects(effect.else);
        continue;
      }
      const written = found.get(effect.place.variable);
      const values = effect.effect === 'assign' ? [effect.value] : effect.values;
      for (const value of values) written?.expression(value);
    }
  };
  for (const action of actions) effects(action.effects);
  return new Map([...found].map(([name, { count }]) => [name, count]));
}

function membersOf(type: Type): readonly string[] | undefined {
  if (type.kind === 'map') return membersOf(type.value);
  return type.kind === 'enum' ? type.members : undefined;
}

class Written {
  count = 1;

  constructor(
    private readonly variable: Variable,
    private readonly members: readonly string[],
  ) {}

  everything(): void {
    this.count = this.members.length;
  }

  /** A member, or a map of members. */
  expression(expr: Expr): void {
    switch (expr.op) {
      case 'literal':
        this.value(expr.value);
        return;
      case 'if':
        this.expression(expr.then);
        this.expression(expr.else);
        return;
      case 'gather':
        if (expr.gather === 'map') this.expression(expr.body);
        else this.everything();
        return;
      default:
        // What it holds already is nothing new.
        if (!this.isOwn(expr)) this.everything();
    }
  }

  private value(value: Value): void {
    if (Array.isArray(value)) for (const one of value as readonly Value[]) this.value(one);
    else this.count = Math.max(this.count, this.members.indexOf(value as string) + 1);
  }

  private isOwn(expr: Expr): boolean {
    if (expr.op === 'index') return this.isOwn(expr.of);
    return expr.op === 'variable' && expr.name === this.variable.name;
  }
}
