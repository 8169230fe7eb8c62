import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from './diagnostics.js';
import { elaborateModel } from './elaborate/model.js';
import * as ill from './ill-defined.js';
import { loadFolder } from './load.js';
import { type ReferenceMachine, referenceMachine, type State } from './machine.js';
import * as b from './test-expressions.js';
import type { Action, Binder, Effect, Expr, ModelSpec, WritePlace } from './typed.js';
import type { Type } from './types.js';

const { int, INTEGER } = b;
const node: Type = { kind: 'symmetric', name: 'Node', size: 3 };
const every = (type: Type): Expr => b.literal(b.setType(type), [1, 2, 3]);
const { span } = int(0);

const x = b.variable('x', b.range(0, 3));
const load = b.variable('load', b.mapType(node, INTEGER));
const queue = b.variable('queue', b.sequenceType(INTEGER));
const VARIABLES = [x, load, queue].map((v) => ({
  name: (v as { name: string }).name,
  type: v.type,
  span,
}));
const STATE: State = { x: 1, load: [5, 6, 7], queue: [8, 9] };

function action(parts: Partial<Action>): Action {
  const empty = { binders: [], lets: [], guard: [], effects: [], span };
  return { name: 'act', title: 'act', ...empty, ...parts };
}

function model(parts: Partial<ModelSpec>): ModelSpec {
  return {
    kind: 'model',
    name: 'test',
    about: '',
    covers: [],
    span,
    constants: [],
    types: [],
    variables: VARIABLES,
    initial: [],
    given: [],
    actions: [],
    processes: [],
    fairness: [],
    atoms: [],
    properties: [],
    mutants: [],
    refinements: [],
    uninstantiated: [],
    explore: {},
    ...parts,
  };
}

const place = (of: Expr, ...path: WritePlace['path']): WritePlace => ({
  variable: (of as { name: string }).name,
  path,
  type: INTEGER,
  span: int(0).span,
});
const key = (of: Expr): WritePlace['path'][number] => ({ step: 'index', key: of });
const assign = (where: WritePlace, value: Expr): Effect => ({
  effect: 'assign',
  place: where,
  value,
});
const binder = (name: string, type: Type, over: Expr): Binder => ({
  local: b.newLocal(name, type),
  over,
});

/** What the actions do in STATE: label and changed variables, or label and failure. */
function successors(...actions: Action[]): unknown[] {
  return referenceMachine(model({ actions }))
    .successors(STATE)
    .map((step) => {
      const label = [step.action, ...step.bindings];
      if ('failure' in step) return [label, step.failure.message];
      const changes = Object.entries(step.next).filter(([name, value]) => value !== STATE[name]);
      return [label, Object.fromEntries(changes)];
    });
}

describe('successors', () => {
  it('come by action, then by binding, the last binder fastest', () => {
    const [p, q] = [
      binder('p', node, every(node)),
      binder('q', INTEGER, b.interval(int(1), int(2))),
    ];
    const nested = action({
      binders: [p, q],
      guard: [b.compare(b.use(p.local), '!=', b.literal(node, 2))],
    });
    expect(successors(action({}), nested)).toEqual([
      [[0], {}],
      [[1, 1, 1], {}],
      [[1, 1, 2], {}],
      [[1, 3, 1], {}],
      [[1, 3, 2], {}],
    ]);
  });

  it('offer the distinct items of a sequence, ascending', () => {
    const numbers = b.literal(b.sequenceType(INTEGER), [4, 2, 4]);
    expect(successors(action({ binders: [binder('n', INTEGER, numbers)] }))).toEqual([
      [[0, 2], {}],
      [[0, 4], {}],
    ]);
  });

  it('let later domains use earlier binders', () => {
    const n = binder('n', INTEGER, b.interval(int(1), int(2)));
    const m = binder('m', INTEGER, b.interval(int(1), b.use(n.local)));
    const labels = successors(action({ binders: [n, m] })).map((s) => (s as [number[]])[0]);
    expect(labels).toEqual([
      [0, 1, 1],
      [0, 2, 1],
      [0, 2, 2],
    ]);
  });

  it('write all effects at once, read from the old state', () => {
    const two = b.literal(node, 2);
    const swap = action({
      effects: [
        assign(place(x), b.at(load, two)),
        assign(place(load, key(two)), x),
        assign(place(load, key(b.literal(node, 3))), b.at(load, two)),
        assign(place(queue, key(int(2))), b.at(queue, int(1))),
      ],
    });
    expect(successors(swap)).toEqual([[[0], { x: 6, load: [5, 1, 6], queue: [8, 8] }]]);
  });

  it('take one branch of an effect', () => {
    const test = (n: number): Effect => ({
      effect: 'if',
      test: b.equal(x, int(n)),
      // biome-ignore lint/suspicious/noThenProperty: `then` is the word of the language.
      then: [assign(place(x), int(2))],
      else: [assign(place(x), int(3))],
    });
    expect(successors(action({ effects: [test(1)] }), action({ effects: [test(0)] }))).toEqual([
      [[0], { x: 2 }],
      [[1], { x: 3 }],
    ]);
  });

  it('choose freely, one successor for each value', () => {
    const choose = (where: WritePlace, ...values: number[]): Effect => ({
      effect: 'choose',
      place: where,
      values: values.map(int),
    });
    const first = place(load, key(b.literal(node, 1)));
    expect(successors(action({ effects: [choose(place(x), 2, 3), choose(first, 4, 0)] }))).toEqual([
      [[0], { x: 2, load: [4, 6, 7] }],
      [[0], { x: 2, load: [0, 6, 7] }],
      [[0], { x: 3, load: [4, 6, 7] }],
      [[0], { x: 3, load: [0, 6, 7] }],
    ]);
  });

  it('evaluate abbreviations only where they are used', () => {
    const head = b.newLocal('head', INTEGER);
    const value = b.call('head', INTEGER, b.literal(b.sequenceType(INTEGER), []));
    const lets = [{ local: head, value }];
    const guarded = [b.compare(x, '>', int(5)), b.equal(b.use(head), int(1))];
    expect(successors(action({ lets, guard: guarded }), action({ lets }))).toEqual([[[1], {}]]);
    expect(successors(action({ lets, guard: [b.equal(b.use(head), int(1))] }))).toEqual([
      [[0], ill.headOfEmpty()],
    ]);
  });

  it('let abbreviations use earlier ones and binders', () => {
    const n = binder('n', INTEGER, b.interval(int(1), int(1)));
    const one = { local: b.newLocal('a', INTEGER), value: b.compute(b.use(n.local), '+', int(1)) };
    const two = {
      local: b.newLocal('b', INTEGER),
      value: b.compute(b.use(one.local), '*', int(5)),
    };
    const effects = [assign(place(x), b.use(two.local))];
    expect(successors(action({ binders: [n], lets: [one, two], effects }))).toEqual([
      [[0, 1], { x: 10 }],
    ]);
  });
});

describe('failures', () => {
  const crash = b.call('head', INTEGER, b.literal(b.sequenceType(INTEGER), []));
  const crashing = b.equal(crash, int(0));

  it('take the place of one binding’s successors and leave the others', () => {
    const n = binder('n', INTEGER, b.interval(int(0), int(2)));
    const division = b.compute(int(4), 'div', b.use(n.local));
    expect(successors(action({ binders: [n], effects: [assign(place(x), division)] }))).toEqual([
      [[0, 0], ill.divisionByZero('div')],
      [[0, 1], { x: 4 }],
      [[0, 2], { x: 2 }],
    ]);
  });

  it('come of guards and domains, unless an earlier conjunct protects', () => {
    const bad = binder('n', INTEGER, b.interval(int(0), crash));
    expect(
      successors(
        action({ guard: [crashing] }),
        action({ guard: [b.truth(false), crashing] }),
        action({ binders: [binder('m', INTEGER, b.interval(int(7), int(7))), bad] }),
      ),
    ).toEqual([
      [[0], ill.headOfEmpty()],
      [[2, 7], ill.headOfEmpty()],
    ]);
  });

  it('come of two writes that meet', () => {
    const one = b.literal(node, 1);
    const at = (n: number) => place(queue, key(int(n)));
    const both = (left: WritePlace, right: WritePlace) =>
      action({ effects: [assign(left, int(1)), assign(right, int(1))] });
    expect(
      successors(
        both(place(x), place(x)),
        both(place(load, key(one)), place(load, key(one))),
        both(place(load), place(load, key(one))),
        both(at(1), place(queue)),
        both(at(1), at(2)),
      ).map((s) => (s as [unknown, unknown])[1]),
    ).toEqual([
      ill.writtenTwice('x'),
      ill.writtenTwice('load'),
      ill.writtenTwice('load'),
      ill.writtenTwice('queue'),
      { queue: [1, 1] },
    ]);
  });

  it('come of places that are not there', () => {
    const effects = [assign(place(queue, key(int(3))), int(1))];
    expect(successors(action({ effects }))).toEqual([[[0], ill.indexOutside('3', '2')]]);
  });

  it('of our own are not swallowed', () => {
    const unknown = b.use(b.newLocal('unbound', INTEGER));
    expect(() => successors(action({ effects: [assign(place(x), unknown)] }))).toThrow(/unbound/);
  });
});

describe('fields as places', () => {
  const message: Type = {
    kind: 'variant',
    shapes: [
      {
        name: 'vote',
        fields: [
          { name: 'from', type: node },
          { name: 'term', type: INTEGER },
        ],
      },
      { name: 'stop', fields: [] },
    ],
  };
  const entry: Type = {
    kind: 'record',
    fields: [
      { name: 'term', type: INTEGER },
      { name: 'last', type: message },
    ],
  };
  const log = b.variable('log', b.mapType(node, entry));
  const variables = [{ name: 'log', type: log.type, span }];
  const vote = { shape: 'vote', fields: [1, 2] };
  const state: State = {
    log: [
      [1, vote],
      [2, { shape: 'stop', fields: [] }],
      [3, vote],
    ],
  };
  const write = (n: number, ...fields: string[]) => {
    const path: WritePlace['path'] = fields.map((field) => ({ step: 'field', field }));
    return assign(place(log, key(b.literal(node, n)), ...path), int(9));
  };

  it('are written inside maps, records and shapes', () => {
    const effects = [write(1, 'last', 'term'), write(3, 'term')];
    const [step] = referenceMachine(
      model({ variables, actions: [action({ effects })] }),
    ).successors(state);
    expect('next' in step && step.next).toEqual({
      log: [
        [1, { shape: 'vote', fields: [1, 9] }],
        [2, { shape: 'stop', fields: [] }],
        [9, vote],
      ],
    });
  });

  it('must be fields of the shape that is there', () => {
    const effects = [write(2, 'last', 'term')];
    const [step] = referenceMachine(
      model({ variables, actions: [action({ effects })] }),
    ).successors(state);
    expect('failure' in step && step.failure.message).toBe(ill.fieldOfOtherShape('term', 'stop'));
  });
});

describe('initial states', () => {
  const small = b.variable('small', b.range(0, 1));
  const next = b.variable('next', b.range(0, 3));
  const variables = [small, next].map((v) => ({
    name: (v as { name: string }).name,
    type: v.type,
    span,
  }));
  const from = (initial: ModelSpec['initial'], given: Expr[] = []) =>
    referenceMachine(model({ variables, initial, given })).initial();

  it('may read variables before them, range over sets, and are filtered', () => {
    const anySmall = { variable: 'small', choose: 'every', type: small.type } as const;
    const sum = {
      variable: 'next',
      choose: 'value',
      value: b.compute(small, '+', int(2)),
    } as const;
    expect(from([anySmall, sum])).toEqual([
      { small: 0, next: 2 },
      { small: 1, next: 3 },
    ]);
    const anyNext = { variable: 'next', choose: 'any', from: b.interval(small, int(1)) } as const;
    expect(from([anySmall, anyNext])).toEqual([
      { small: 0, next: 0 },
      { small: 0, next: 1 },
      { small: 1, next: 1 },
    ]);
    expect(from([anySmall, anyNext], [b.equal(small, next)])).toEqual([
      { small: 0, next: 0 },
      { small: 1, next: 1 },
    ]);
  });
});

describe('the models of the library', () => {
  /** States that the spec does not expand are visited but not counted (LANGUAGE, 6.21). */
  function explore(spec: ModelSpec, machine: ReferenceMachine) {
    const within = (state: State) =>
      spec.explore.while === undefined || machine.evaluate(spec.explore.while, state) === true;
    const depths = new Map<string, number>();
    const waiting: State[] = [];
    let generated = 0;
    const visit = (state: State, depth: number): void => {
      generated++;
      if (depths.has(machine.key(state)) || !within(state)) return;
      depths.set(machine.key(state), depth);
      waiting.push(state);
    };
    for (const state of machine.initial()) visit(state, 1);
    const initial = waiting.length;
    for (const state of waiting) {
      const depth = depths.get(machine.key(state)) as number;
      for (const step of machine.successors(state)) {
        if ('failure' in step) throw step.failure;
        visit(step.next, depth + 1);
      }
    }
    return { states: waiting.length, initial, generated, depth: Math.max(...depths.values()) };
  }

  const specs = loadFolder(fileURLToPath(new URL('../../specs', import.meta.url)))
    .flatMap((file) => file.documents)
    .filter((document) => document.kind === 'model')
    .flatMap(({ raw, file }) => elaborateModel(raw, file, new Diagnostics()) ?? [])
    .filter((spec) => (spec.explore.expect?.states ?? Number.POSITIVE_INFINITY) <= 4000);

  it('are there', () => expect(specs.length).toBeGreaterThan(5));

  it.each(specs.map((spec) => [spec.name, spec] as const))(
    '%s has the states that it expects',
    (_, spec) => {
      expect(explore(spec, referenceMachine(spec))).toMatchObject(spec.explore.expect ?? {});
    },
  );
});
