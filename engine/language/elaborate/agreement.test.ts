/**
 * Random well-typed expressions, made together with what they mean in plain JavaScript: they must
 * elaborate to the type they were made for, and the interpreter, and its staged form, must find the same value.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaign } from '../../../test/campaign.js';
import { closure } from '../closures.js';
import { evaluate } from '../evaluate.js';
import { IllDefined } from '../ill-defined.js';
import type { Value } from '../value.js';
import { elaborated } from './test-models.js';

type Kind = 'boolean' | 'integer' | 'node' | 'color' | 'option' | 'set' | 'sequence';

/** The values of names: state variables and what is bound here. */
type Names = Readonly<Record<string, Value>>;

interface Made {
  readonly text: string;
  /** Throws `Undefined` where the language gives no value. */
  readonly value: (names: Names) => Value;
}

class Undefined extends Error {}

const PLACES: Readonly<Record<Kind, string>> = {
  boolean: 'flag',
  integer: 'i',
  node: 'n',
  color: 'color',
  option: 'some',
  set: 'nodes',
  sequence: 'queue',
};

const COLORS = ['red', 'green', 'blue'];
const NODES = [0, 1, 2, 3];

const specOf = (kind: Kind, text: string): string => `
kind: model
name: random
about: One random expression.
types:
  Node: 0..3
  Color: [red, green, blue]
  Light: [blue, amber]
state:
  flag: boolean
  i: integer
  n: Node
  color: Color
  light: Light
  some: optional(Node)
  nodes: set(Node)
  queue: sequence(Node)
  level: Node to Node
define:
  twice(a): a + a
  either(p, q): if(flag, p, q)
actions:
  use:
    when: twice(1) == 2 and either(true, true)
    then:
      ${PLACES[kind]}: >-
        ${text}
`;

type G = fc.GeneratorValue;

/** Makes expressions; `bound` are the names of nodes in scope. */
class Maker {
  private names = 0;
  constructor(private readonly g: G) {}

  private pick<T>(items: readonly T[]): T {
    return items[this.g(fc.nat, items.length - 1)];
  }

  make(kind: Kind, depth: number, bound: readonly string[]): Made {
    if (depth <= 0) return this.leaf(kind, bound);
    const any = (k: Kind): Made => this.make(k, depth - 1, bound);
    const made = this.pick(this.forms(kind, any, depth, bound))();
    return { text: `(${made.text})`, value: made.value };
  }

  private leaf(kind: Kind, bound: readonly string[]): Made {
    const name = (text: string): Made => ({ text, value: (names) => names[text] });
    const literal = (text: string, value: Value): Made => ({ text, value: () => value });
    switch (kind) {
      case 'boolean':
        return this.pick([name('flag'), literal('true', true), literal('false', false)]);
      case 'integer': {
        const k = this.g(fc.nat, 5);
        return this.pick([name('i'), name('n'), literal(String(k), k)]);
      }
      case 'node': {
        const k = this.pick(NODES);
        return this.pick([name('n'), literal(String(k), k), ...bound.map(name)]);
      }
      case 'color': {
        const c = this.pick(COLORS);
        return this.pick([name('color'), literal(c, c)]);
      }
      case 'option':
        return this.pick([name('some'), literal('none', null), name('n')]);
      case 'set':
        return this.pick([name('nodes'), literal('[]', []), literal('Node', NODES)]);
      case 'sequence':
        return this.pick([name('queue'), literal('[]', []), literal('[2, 1]', [2, 1])]);
    }
  }

  private forms(
    kind: Kind,
    any: (kind: Kind) => Made,
    depth: number,
    bound: readonly string[],
  ): (() => Made)[] {
    const own = this.ownForms(any, depth, bound)[kind];
    return [...own, () => this.choice(any('boolean'), any(kind), any(kind))];
  }

  private choice(test: Made, yes: Made, no: Made): Made {
    return {
      text: `if(${test.text}, ${yes.text}, ${no.text})`,
      value: (names) => (test.value(names) ? yes : no).value(names),
    };
  }

  private ownForms(
    any: (kind: Kind) => Made,
    depth: number,
    bound: readonly string[],
  ): Readonly<Record<Kind, (() => Made)[]>> {
    const quantify = (kind: Kind, form: (name: string, over: Made, body: Made) => Made): Made => {
      this.names++;
      const name = `v${this.names}`;
      const over = any(this.pick(['set', 'sequence'] as const));
      return form(name, over, this.make(kind, depth - 1, [...bound, name]));
    };
    return {
      boolean: [
        () => this.logic(any('boolean'), any('boolean')),
        () => this.compared(any),
        () => this.ordered(any('integer'), any('integer')),
        () => this.member(any),
        () => this.quantified((form) => quantify('boolean', form)),
        () =>
          one(
            any('boolean'),
            (t) => `not ${t}`,
            (v) => !v,
          ),
      ],
      integer: [
        () => this.sum(any('integer'), any('integer')),
        () => {
          // A list that nothing says is a set is a sequence: with its copies.
          const kind = this.pick(['set', 'sequence'] as const);
          return one(
            any(kind),
            (t) => (kind === 'set' ? `size(intersection(Node, ${t}))` : `size(${t})`),
            (v) => items(v).length,
          );
        },
        () =>
          one(
            any('integer'),
            (t) => `abs(${t})`,
            (v) => Math.abs(Number(v)),
          ),
        () =>
          one(
            any('node'),
            (t) => `twice(${t})`,
            (v) => 2 * Number(v),
          ),
        () => any('node'),
      ],
      node: [
        () =>
          one(
            any('node'),
            (t) => `level[${t}]`,
            (v, names) => items(names['level'])[Number(v)],
          ),
        () =>
          one(
            any('option'),
            (t) => `level[${t}]`,
            (v, names) => {
              if (v === null) throw new Undefined();
              return items(names['level'])[Number(v)];
            },
          ),
        () =>
          one(
            any('sequence'),
            (t) => `head(concat(queue, ${t}))`,
            (v, names) => {
              const all = [...items(names['queue']), ...items(v)];
              if (all.length === 0) throw new Undefined();
              return all[0];
            },
          ),
      ],
      color: [() => this.choice(any('boolean'), any('color'), any('color'))],
      option: [() => any('node')],
      set: [
        () =>
          two(
            any('set'),
            any('node'),
            (a, b) => `add(${a}, ${b})`,
            (a, b) => set([...items(a), b]),
          ),
        () =>
          two(
            any('set'),
            any('node'),
            (a, b) => `remove(${a}, ${b})`,
            (a, b) => items(a).filter((x) => x !== b),
          ),
        () =>
          two(
            any('set'),
            any('set'),
            (a, b) => `union(${a}, ${b})`,
            (a, b) => set([...items(a), ...items(b)]),
          ),
        () =>
          two(
            any('set'),
            any('set'),
            (a, b) => `intersection(${a}, ${b})`,
            (a, b) => items(a).filter((x) => items(b).includes(x)),
          ),
        () =>
          two(
            any('node'),
            any('node'),
            (a, b) => `[${a}, ${b}]`,
            (a, b) => set([a, b]),
          ),
        () => this.filtered((form) => quantify('boolean', form)),
        () => this.mapped((form) => quantify('node', form)),
      ],
      sequence: [
        () =>
          two(
            any('sequence'),
            any('node'),
            (a, b) => `append(${a}, ${b})`,
            (a, b) => [...items(a), b],
          ),
        () =>
          two(
            any('sequence'),
            any('sequence'),
            (a, b) => `concat(${a}, ${b})`,
            (a, b) => [...items(a), ...items(b)],
          ),
        () =>
          two(
            any('node'),
            any('node'),
            (a, b) => `[${a}, ${b}]`,
            (a, b) => [a, b],
          ),
      ],
    };
  }

  private logic(left: Made, right: Made): Made {
    const operator = this.pick(['and', 'or', 'implies'] as const);
    return {
      text: `${left.text} ${operator} ${right.text}`,
      value: (names) => {
        const a = left.value(names);
        if (operator === 'and') return a && right.value(names);
        return operator === 'or' ? a || right.value(names) : !a || right.value(names);
      },
    };
  }

  /** Equality within one kind; the left side has a type of its own. */
  private compared(any: (kind: Kind) => Made): Made {
    const kind = this.pick(['node', 'color', 'option', 'set', 'sequence', 'integer'] as const);
    const relation = this.pick(['==', '!=']);
    const sides = this.pick([false, true]) ? [PLACES[kind], any(kind)] : [any(kind), PLACES[kind]];
    const [a, b] = sides.map((side) =>
      typeof side === 'string' ? { text: side, value: (names: Names) => names[side] } : side,
    );
    return two(
      a,
      b,
      (x, y) => `${x} ${relation} ${y}`,
      (x, y) => {
        const same = JSON.stringify(x) === JSON.stringify(y);
        return relation === '==' ? same : !same;
      },
    );
  }

  private ordered(left: Made, right: Made): Made {
    const relation = this.pick(['<', '<=', '>', '>='] as const);
    return two(
      left,
      right,
      (a, b) => `${a} ${relation} ${b}`,
      (x, y) => {
        const [a, b] = [Number(x), Number(y)];
        return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[relation];
      },
    );
  }

  private member(any: (kind: Kind) => Made): Made {
    const element = any(this.pick(['node', 'integer']));
    const absent = this.pick([false, true]);
    const operator = absent ? 'not in' : 'in';
    const over = any(this.pick(['set', 'sequence']));
    return two(
      element,
      over,
      (a, b) => `${a} ${operator} ${b}`,
      (a, b) => items(b).includes(a) !== absent,
    );
  }

  private sum(left: Made, right: Made): Made {
    const operator = this.pick(['+', '-', 'mod'] as const);
    return two(
      left,
      right,
      (a, b) => `${a} ${operator} ${b}`,
      (x, y) => {
        const [a, b] = [Number(x), Number(y)];
        if (operator === '+') return a + b;
        if (operator === '-') return a - b;
        if (b === 0) throw new Undefined();
        return a - b * Math.floor(a / b);
      },
    );
  }

  private quantified(bind: (form: (name: string, over: Made, body: Made) => Made) => Made): Made {
    const all = this.pick([false, true]);
    return bind((name, over, body) => ({
      text: `${all ? 'forall' : 'exists'}(${name} in ${over.text}, ${body.text})`,
      value: (names) => {
        const holds = (item: Value) => body.value({ ...names, [name]: item }) === true;
        const list = items(over.value(names));
        return all ? list.every(holds) : list.some(holds);
      },
    }));
  }

  private filtered(bind: (form: (name: string, over: Made, body: Made) => Made) => Made): Made {
    return bind((name, over, body) => ({
      text: `set(w${name} in filter(${name} in ${over.text}, ${body.text}), w${name})`,
      value: (names) => {
        const list = items(over.value(names));
        return set(list.filter((item) => body.value({ ...names, [name]: item })));
      },
    }));
  }

  private mapped(bind: (form: (name: string, over: Made, body: Made) => Made) => Made): Made {
    return bind((name, over, body) => ({
      text: `set(${name} in ${over.text}, ${body.text})`,
      value: (names) =>
        set(items(over.value(names)).map((item) => body.value({ ...names, [name]: item }))),
    }));
  }
}

const items = (value: Value): readonly Value[] => value as readonly Value[];

const set = (list: readonly Value[]): Value =>
  [...new Set(list)].sort((a, b) => Number(a) - Number(b));

function one(
  of: Made,
  text: (of: string) => string,
  value: (of: Value, names: Names) => Value,
): Made {
  return { text: text(of.text), value: (names) => value(of.value(names), names) };
}

function two(
  left: Made,
  right: Made,
  text: (left: string, right: string) => string,
  value: (left: Value, right: Value) => Value,
): Made {
  return {
    text: text(left.text, right.text),
    value: (names) => {
      const a = left.value(names);
      return value(a, right.value(names));
    },
  };
}

function outcome(run: () => Value): { readonly value: Value } | 'undefined' {
  try {
    return { value: run() };
  } catch (failure) {
    if (failure instanceof Undefined || failure instanceof IllDefined) return 'undefined';
    throw failure;
  }
}

const state: fc.Arbitrary<Names> = fc.record({
  flag: fc.boolean(),
  i: fc.integer({ min: -3, max: 6 }),
  n: fc.constantFrom(...NODES),
  color: fc.constantFrom(...COLORS),
  light: fc.constantFrom('blue', 'amber'),
  some: fc.option(fc.constantFrom(...NODES)),
  nodes: fc.subarray(NODES),
  queue: fc.array(fc.constantFrom(...NODES), { maxLength: 3 }),
  level: fc.array(fc.constantFrom(...NODES), { minLength: 4, maxLength: 4 }),
});

const kinds = Object.keys(PLACES) as Kind[];

test('random expressions have the intended type and the intended value', () => {
  const { seed, runs } = campaign('expressions against plain JavaScript', {
    sample: 400,
    deep: 10_000,
  });
  fc.assert(
    fc.property(fc.gen(), fc.constantFrom(...kinds), fc.nat(3), state, (g, kind, depth, names) => {
      const made = new Maker(g).make(kind, depth, []);
      fc.pre(made.text.length < 3000);
      const { spec: model, complaints } = elaborated(specOf(kind, made.text));
      if (model === null) throw new Error(`${complaints.join('\n')}\n${made.text}`);
      const [effect] = model.actions[0].effects;
      if (effect?.effect !== 'assign') throw new Error('an assignment was expected');
      const { type } = model.variables.find((v) => v.name === PLACES[kind]) ?? effect.value;
      expect(effect.value.type).toEqual(type);
      const state = (name: string): Value => names[name];
      const right = outcome(() => made.value(names));
      expect(outcome(() => evaluate(effect.value, { state, locals: new Map() }))).toEqual(right);
      const staged = closure(effect.value);
      // Asked twice, it remembers nothing of the first time.
      for (let i = 0; i < 2; i++)
        expect(outcome(() => staged({ state, locals: [] }))).toEqual(right);
    }),
    { seed, numRuns: runs },
  );
});
