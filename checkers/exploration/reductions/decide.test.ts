import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../engine/language/typed.js';
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
const assumed = { ...safe, name: 'assumed', assuming: { op: 'atom', atom: 0 } as const };

type Given = Partial<Situation> & { readonly properties?: readonly SystemProperty[] };

function decide(asked: ReductionChoice, given: Given) {
  const { properties = [safe], ...rest } = given;
  const system = { atoms, properties } as unknown as TransitionSystem;
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
    ['partial-order', ends, '“ends” speaks of whole runs'],
    ['slicing', safe, undefined],
    ['slicing', goesOn, undefined],
    ['slicing', grows, '“grows” judges every step'],
    ['slicing', ends, '“ends” speaks of whole runs'],
  ])('%s with a property: %o', (reduction, judged, because) => {
    const found = conflict([reduction], { properties: [safe, judged] });
    if (because === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(`${reduction}: ${because}`);
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
    const { runs, refused } = decide('auto', { properties: [ends] });
    expect(runs).toEqual([]);
    expect(refused).toHaveLength(4);
    for (const { because } of refused) expect(because).toContain('“ends” speaks of whole runs');
  });

  it('is nothing where nothing is asked for', () => {
    expect(decide([], {})).toEqual({ asked: [], runs: [], refused: [] });
  });
});
