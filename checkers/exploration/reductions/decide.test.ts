import { describe, expect, it } from 'vitest';
import type { Claim, Formula } from '../../../engine/language/typed.js';
import type {
  CompiledAtom,
  SystemProperty,
  TransitionSystem,
} from '../../../engine/transition/system.js';
import { somewhere } from '../test-systems.js';
import type { Reduction, ReductionChoice } from './choice.js';
import { decideReductions, ReductionConflict, type Situation } from './decide.js';

const atoms: readonly CompiledAtom[] = [
  { kind: 'state', holds: () => 1 },
  { kind: 'step', holds: () => 1 },
  { kind: 'stuck', holds: () => 1 },
];

const property = (name: string, claim: Claim): SystemProperty => ({
  name,
  base: name,
  bindings: {},
  claim,
  expect: 'holds',
  text: '',
  span: somewhere,
});

const safe = property('safe', { form: 'always', atom: 0 });
const grows = property('grows', { form: 'every step', atom: 1 });
const goesOn = property('goes on', { form: 'never', atom: 2 });
const ends = property('ends', { form: 'eventually', formula: { op: 'atom', atom: 0 } });
const atom = { op: 'atom', atom: 0 } as const;
const runs = (name: string, formula: Formula) => property(name, { form: 'holds', formula });
const twice = runs('twice', { op: 'eventually', of: { op: 'next', of: atom } });
const may = runs('may', { op: 'always', of: { op: 'possible', of: atom } });
const moves = runs('moves', { op: 'always', of: { op: 'atom', atom: 1 } });
const assumed = { ...safe, name: 'assumed', assuming: { op: 'atom', atom: 0 } as const };

type Given = Partial<Situation> & {
  readonly properties?: readonly SystemProperty[];
  readonly fairness?: readonly unknown[];
};

function decide(asked: ReductionChoice, given: Given) {
  const { properties = [safe], fairness = [], ...rest } = given;
  const system = { atoms, properties, fairness } as unknown as TransitionSystem;
  return decideReductions(asked, {
    system,
    judged: properties.map((_, index) => index),
    strategy: 'breadth-first',
    expectsCounts: false,
    ...rest,
  });
}

/** The message of the conflict, or undefined. */
function conflict(asked: readonly Reduction[], given: Given): string | undefined {
  try {
    decide(asked, given);
  } catch (error) {
    if (error instanceof ReductionConflict) return error.message;
    throw error;
  }
  return undefined;
}

describe('what does not go together', () => {
  it.each<[Reduction, SystemProperty, string | undefined]>([
    ['sleep', safe, undefined],
    ['sleep', goesOn, undefined],
    ['sleep', grows, '“grows” judges every step, and sleep sets leave steps out'],
    ['sleep', ends, '“ends” speaks of whole runs'],
    ['sleep', assumed, '“assumed” speaks of whole runs'],
    ['symmetry', safe, undefined],
    ['symmetry', goesOn, undefined],
    ['symmetry', grows, undefined],
    ['symmetry', ends, '“ends” speaks of whole runs'],
    ['partial-order', safe, undefined],
    ['partial-order', goesOn, undefined],
    ['partial-order', grows, '“grows” judges every step'],
    ['partial-order', ends, undefined],
    ['partial-order', assumed, undefined],
    ['partial-order', twice, '“twice” speaks of whole runs, and `next` shows how many steps'],
    ['partial-order', may, '“may” speaks of whole runs, and partial order keeps runs, not where'],
    ['partial-order', moves, '“moves” speaks of whole runs, and partial order leaves steps out'],
    ['slicing', safe, undefined],
    ['slicing', goesOn, undefined],
    ['slicing', grows, '“grows” judges every step'],
    ['slicing', ends, '“ends” speaks of whole runs'],
  ])('%s with a property: %o', (reduction, judged, because) => {
    const found = conflict([reduction], { properties: [safe, judged] });
    if (because === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(`${reduction}: ${because}`);
  });

  it('partial order with whole runs that are fair', () => {
    const given = { properties: [ends], fairness: [{}] };
    expect(conflict(['partial-order'], given)).toContain('of fair runs partial order may leave');
    expect(conflict(['partial-order'], { ...given, properties: [safe] })).toBeUndefined();
  });

  it.each<[Reduction, Situation['strategy'], boolean]>([
    ['sleep', 'depth-first', true],
    ['sleep', 'random-walk', true],
    ['symmetry', 'depth-first', false],
    ['symmetry', 'random-walk', true],
    ['partial-order', 'depth-first', true],
    ['slicing', 'depth-first', false],
    ['slicing', 'random-walk', true],
  ])('%s with a %s search', (reduction, strategy, refused) => {
    expect(conflict([reduction], { strategy }) !== undefined).toBe(refused);
  });

  it('sleep sets with symmetry, or with partial order', () => {
    expect(conflict(['sleep', 'symmetry'], {})).toMatch(/^sleep sets and symmetry do not go/);
    expect(conflict(['partial-order', 'sleep'], {})).toMatch(/^sleep sets and partial order/);
  });
});

describe('what is chosen', () => {
  it('is nothing where there is nothing to choose from, and that is said', () => {
    const { runs, refused } = decide('auto', {});
    expect(runs).toEqual([]);
    expect(refused.find(({ reduction }) => reduction === 'sleep')?.because).toBe(
      'the system has no kernel: full search',
    );
  });

  it('is never an error by itself', () => {
    const { runs, refused } = decide('auto', { properties: [may] });
    expect(runs).toEqual([]);
    expect(refused).toHaveLength(4);
    for (const { because } of refused) expect(because).toContain('“may” speaks of whole runs');
  });

  it('is partial order only where it is asked for', () => {
    const interference = () => ({ steps: [], visible: new Int32Array(1) });
    const because = (asked: ReductionChoice, given: Given) =>
      decide(asked, given).refused.find(({ reduction }) => reduction === 'partial-order')?.because;
    expect(decide(['partial-order'], { interference }).runs).toEqual(['partial-order']);
    expect(because('auto', { interference: () => expect.unreachable('nobody asks') })).toBe(
      'it is to be asked for by name',
    );
    expect(because(['partial-order'], {})).toMatch(/^what its steps read and write is not known/);
    expect(because(['partial-order'], { interference: () => ({ refused: 'no' }) })).toBe(
      'no: full search',
    );
  });

  it('is no partial order inside a bound, or with what keeps other states', () => {
    const interference = () => ({ steps: [], visible: new Int32Array(1) });
    const bounded = { atoms, properties: [safe], within: () => 1 } as unknown as TransitionSystem;
    expect(decide(['partial-order'], { interference, system: bounded }).refused).toMatchObject([
      { reduction: 'partial-order', because: expect.stringContaining('a bound cuts') },
    ]);
    const slice = () => ({ dropped: ['log'], project: () => {} });
    expect(decide(['partial-order', 'slicing'], { interference, slice })).toMatchObject({
      runs: ['slicing'],
      refused: [{ reduction: 'partial-order', because: 'it does not go with slicing' }],
    });
  });

  it('is nothing where nothing is asked for', () => {
    expect(decide([], {})).toEqual({ asked: [], runs: [], refused: [] });
  });
});
