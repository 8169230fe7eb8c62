/**
 * Random small programs, as YAML, for comparing proof with execution: all their types are so small that
 * every input can be run. Invariants, contracts and measures are often wrong.
 */
import { Random } from '../../../engine/random.js';

export interface RandomProgram {
  readonly text: string;
  readonly loops: boolean;
}

/** `loops: false` keeps to what the solver always decides: no loops, no products. */
export function randomProgram(seed: number, loops: boolean): RandomProgram {
  const random = new Random(seed);
  const writer = new Writer(random, loops);
  return { text: writer.program(), loops };
}

class Writer {
  constructor(
    private readonly random: Random,
    private readonly loops: boolean,
  ) {}

  private pick<T>(items: readonly T[]): T {
    return items[this.random.below(items.length)];
  }

  program(): string {
    const conditions = (n: number, names: readonly string[]): string[] =>
      Array.from({ length: n }, () => this.condition(names, 2, true));
    const takes = ['x', 'y'];
    return [
      'kind: program',
      'name: random',
      'about: Made by chance.',
      'types:',
      '  Small: -3..3',
      '  Bit: 0..1',
      'functions:',
      '  f:',
      '    takes: { x: Small, y: Small, a: "sequence(Bit, 2)" }',
      '    gives: { r: Small }',
      '    locals: { i: Small }',
      ...list('    requires:', conditions(this.random.below(2), takes)),
      ...list('    ensures:', conditions(1, ['x', 'y', 'r'])),
      '    body:',
      `      - set:\n          r: ${this.number(takes, 1)}\n          i: ${this.pick(['0', '1', 'x'])}`,
      ...this.statements(2 + this.random.below(2), 2, '      '),
      ...(this.loops && this.random.below(3) > 0 ? this.loop('      ') : []),
      ...this.statements(this.random.below(2), 1, '      '),
      ...(this.random.below(2) === 0 ? [`      - return: ${this.number(ALL, 1)}`] : []),
      'properties:',
      '  contracts: { always: contracts }',
      '  invariants: { always: invariants }',
      '  assertions: { always: assertions }',
      '  overflow: { never: overflow }',
      '  outOfBounds: { never: outOfBounds }',
      '  divisionByZero: { never: divisionByZero }',
      '  returned: { eventually: returned }',
      '',
    ].join('\n');
  }

  private statements(count: number, depth: number, indent: string): string[] {
    return Array.from({ length: count }, () => this.statement(depth, indent)).flat();
  }

  private statement(depth: number, indent: string): string[] {
    const kind = this.random.below(depth > 0 ? 6 : 4);
    if (kind < 3)
      return [`${indent}- set:`, `${indent}    ${this.pick(['r', 'i'])}: ${this.number(ALL, 2)}`];
    if (kind === 3) return [`${indent}- assert: ${this.condition(ALL, 1, true)}`];
    return [
      `${indent}- if: ${this.condition(ALL, 1, false)}`,
      `${indent}  then:`,
      ...this.statements(1, depth - 1, `${indent}    `),
      ...(kind === 4 && this.random.below(3) === 0
        ? [`${indent}    - return: ${this.number(ALL, 1)}`]
        : []),
      ...(this.random.below(2) === 0
        ? [`${indent}  else:`, ...this.statements(1, depth - 1, `${indent}    `)]
        : []),
    ];
  }

  /** Counting up, most of the time; what it is said to keep is true, most of the time. */
  private loop(indent: string): string[] {
    const limit = this.pick(['3', 'x', 'size(a)', '2']);
    const invariants = [
      `i <= ${limit} or i <= max(x, 1)`,
      '-3 <= i and i <= 3',
      'r <= 3',
      `forall(k in 1..i, k <= ${limit})`,
      this.condition(ALL, 1, true),
    ];
    const chosen = invariants.filter(() => this.random.below(3) > 0);
    return [
      `${indent}- while: i < ${limit}`,
      ...list(`${indent}  invariant:`, chosen),
      ...(this.random.below(4) > 0 ? [`${indent}  decreases: ${limit} - i`] : []),
      `${indent}  do:`,
      ...this.statements(this.random.below(2), 1, `${indent}    `),
      `${indent}    - set: { i: ${this.pick(['i + 1', 'i + 1', 'i + 1', 'i + 2', 'i', 'i - 1'])} }`,
    ];
  }

  private number(names: readonly string[], depth: number): string {
    const leaf = (): string => this.pick([...names, ...names, '0', '1', '2', '-1', 'size(a)']);
    if (depth === 0 || this.random.below(3) === 0) return leaf();
    const part = (): string => this.number(names, depth - 1);
    const divisor = this.loops ? part() : this.pick(['2', '3', '-2', '0']);
    return this.pick([
      () => `(${part()} + ${part()})`,
      () => `(${part()} - ${part()})`,
      () => `(${part()} * ${this.loops ? part() : '2'})`,
      () => `div(${part()}, ${divisor})`,
      () => `(${part()} mod ${divisor})`,
      () => `a[${part()}]`,
      () => `min(${part()}, ${part()})`,
      () => `max(${part()}, ${part()})`,
      () => `abs(${part()})`,
      () => `(-${part()})`,
      () => `if(${this.condition(names, 0, false)}, ${part()}, ${part()})`,
    ])();
  }

  private condition(names: readonly string[], depth: number, annotation: boolean): string {
    const compare = (): string =>
      `${this.number(names, 1)} ${this.pick(['<', '<=', '==', '!=', '>='])} ${this.number(names, 1)}`;
    if (depth === 0) return compare();
    const part = (): string => `(${this.condition(names, depth - 1, annotation)})`;
    const id = `k${depth}`;
    const inside = [...names, id];
    return this.pick([
      compare,
      compare,
      () => `${part()} and ${part()}`,
      () => `${part()} or ${part()}`,
      () => `${part()} implies ${part()}`,
      () => `not ${part()}`,
      ...(annotation && depth === 1
        ? [
            () => `forall(${id} in indices(a), a[${id}] <= ${this.number(inside, 1)})`,
            () => `exists(${id} in -1..2, ${this.condition(inside, 0, true)})`,
            () => `${this.number(names, 0)} in a`,
            () => `forall(${id} in a, ${id} >= ${this.number(names, 0)})`,
          ]
        : []),
    ])();
  }
}

const ALL = ['x', 'y', 'r', 'i'];

function list(head: string, items: readonly string[]): string[] {
  const indent = ' '.repeat(head.length - head.trimStart().length);
  return items.length === 0 ? [] : [head, ...items.map((item) => `${indent}  - ${item}`)];
}
