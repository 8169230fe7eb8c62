/** Exploration by example: known systems, claims, limits, stuck states, mutants. */
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../engine/language/source.js';
import type { TransitionSystem } from '../../engine/transition/system.js';
import type { Verdict } from '../verdict.js';
import { type CheckOptions, checkModel } from './check.js';
import type { Meters } from './limits.js';
import type { Progress } from './progress.js';
import {
  counter,
  dieHard,
  diningPhilosophers,
  graphSystem,
  handMade,
  somewhere,
} from './test-systems.js';

const place = placeOf(somewhere);
const check = (system: TransitionSystem, options: Partial<CheckOptions> = {}) =>
  checkModel(system, { place, ...options });
const named = (verdicts: readonly Verdict[], name: string) => {
  const verdict = verdicts.find(({ property }) => property === name);
  if (!verdict) throw new Error(`no verdict on ${name}`);
  return verdict;
};

describe('known systems', () => {
  it('die hard: 16 states, four gallons after six steps', async () => {
    const { verdicts, exploration } = await check(dieHard());
    expect(exploration).toMatchObject({
      complete: true,
      initialStates: 1,
      stuckStates: 0,
      statesByDepth: [1, 2, 3, 2, 2, 2, 2, 2],
      effort: { states: 16, generated: 97, transitions: 96, depth: 8 },
    });
    const never = named(verdicts, 'never four');
    expect(never).toMatchObject({ status: 'violated', expected: 'violated', asExpected: true });
    const four = named(verdicts, 'four');
    expect(four.status).toBe('holds');
    expect(four.evidence?.kind).toBe('witness');
    expect(four.evidence?.steps.map((s) => [s.action, s.state['small'], s.state['big']])).toEqual([
      [null, 0, 0],
      ['fill big', 0, 5],
      ['big to small', 3, 2],
      ['empty small', 0, 2],
      ['big to small', 2, 0],
      ['fill big', 2, 5],
      ['big to small', 3, 4],
    ]);
    expect(named(verdicts, 'well defined')).toMatchObject({
      status: 'holds',
      claim: 'in all 16 reachable states',
    });
  });

  it('philosophers: all take their left fork and are stuck, unless one takes the right one', async () => {
    const wrong = await check(diningPhilosophers(3, false));
    expect(wrong.exploration?.stuckStates).toBe(1);
    const deadlock = named(wrong.verdicts, 'no deadlock');
    expect(deadlock).toMatchObject({ status: 'violated', asExpected: true });
    expect(deadlock.evidence?.steps.map(({ action }) => action)).toEqual([
      null,
      'take first',
      'take first',
      'take first',
    ]);
    const cured = await check(diningPhilosophers(3, true));
    expect(cured.exploration?.stuckStates).toBe(0);
    expect(named(cured.verdicts, 'no deadlock').status).toBe('holds');
  });

  it('processes that are all done are not stuck', async () => {
    const atoms = [{ stuck: (_: readonly number[], stuck: boolean) => !stuck }];
    const properties = [{ name: 'live', claim: { form: 'never', atom: 0 } as const }];
    const more = { atoms, properties };
    const unfinished = await check(counter(3, false, more));
    expect(named(unfinished.verdicts, 'live').evidence?.steps).toHaveLength(4);
    const finished = await check(counter(3, false, { ...more, finished: ([n]) => n === 3 }));
    expect(named(finished.verdicts, 'live').status).toBe('holds');
    expect(finished.exploration?.stuckStates).toBe(0);
  });

  it('draws the graph of a small system, and of a small one only', async () => {
    const drawn = (await check(counter(3, true))).exploration?.graph;
    expect(drawn?.states.map(({ id, state, initial }) => [id, state['n'], initial])).toEqual([
      [0, 0, true],
      [1, 1, false],
      [2, 2, false],
      [3, 3, false],
    ]);
    expect(drawn?.steps).toEqual([
      { from: 0, to: 1, title: 'increment', bindings: {} },
      { from: 1, to: 2, title: 'increment', bindings: {} },
      { from: 2, to: 3, title: 'increment', bindings: {} },
      { from: 3, to: 0, title: 'wrap', bindings: {} },
    ]);
    expect((await check(counter(199))).exploration?.graph?.states).toHaveLength(200);
    expect((await check(counter(200))).exploration?.graph).toBeNull();
  });
});

describe('claims', () => {
  const small = { state: ([n]: readonly number[]) => n < 1000 };
  const exactly = (wanted: number) => ({ state: ([n]: readonly number[]) => n === wanted });
  const up = { step: ([before]: readonly number[], [after]: readonly number[]) => after > before };
  const model = (more: object = {}) =>
    counter(9, false, {
      atoms: [small, exactly(7), exactly(70), up],
      properties: [
        { name: 'small', claim: { form: 'always', atom: 0 } },
        { name: 'not seventy', claim: { form: 'never', atom: 0 } },
        { name: 'seven', claim: { form: 'reachable', atom: 1 } },
        { name: 'seventy', claim: { form: 'reachable', atom: 2 } },
        { name: 'zero', claim: { form: 'always', atom: 1 } },
        { name: 'upwards', claim: { form: 'every step', atom: 3 } },
      ],
      ...more,
    });
  const claims = async (system: TransitionSystem, options: Partial<CheckOptions> = {}) =>
    Object.fromEntries(
      (await check(system, options)).verdicts.map((v) => [v.property, `${v.status}: ${v.claim}`]),
    );

  it('say over what', async () => {
    expect(await claims(model(), { constants: { N: 9, M: 2, S: [1] } })).toEqual({
      small: 'holds: in all 10 reachable states with N = 9 and M = 2',
      'not seventy': 'holds: in none of the 10 reachable states with N = 9 and M = 2',
      seven: 'holds: a run of 7 steps reaches a state where …; no shorter run does',
      seventy: 'violated: in none of the 10 reachable states with N = 9 and M = 2',
      zero: 'violated: an initial state is one where this is false: …',
      upwards:
        'holds: in every step that changes something (9 steps followed) from all 10 reachable states with N = 9 and M = 2',
      'well defined': 'holds: in all 10 reachable states with N = 9 and M = 2',
    });
  });

  it('say how far, at a limit', async () => {
    expect(await claims(model(), { limits: { maxStates: 4 } })).toMatchObject({
      small:
        'unknown: no violation in 4 states, all runs up to depth 4 covered; stopped at --max-states 4',
      seventy:
        'unknown: no such state among 4 states, all runs up to depth 4 covered; stopped at --max-states 4',
      'well defined':
        'unknown: no operation without a value in 4 states, all runs up to depth 3 covered; stopped at --max-states 4',
    });
  });

  it('know that the last level was not asked whether it is stuck', async () => {
    const more = {
      atoms: [{ stuck: (_: readonly number[], stuck: boolean) => !stuck }],
      properties: [{ name: 'p', claim: { form: 'never', atom: 0 } as const }],
    };
    expect((await claims(counter(9, false, more), { limits: { maxStates: 4 } }))['p']).toBe(
      'unknown: no violation in 4 states, all runs up to depth 3 covered; stopped at --max-states 4',
    );
  });

  it('name the step that breaks a property of steps', async () => {
    const small = { step: (_: readonly number[], [after]: readonly number[]) => after < 3 };
    const properties = [{ name: 'p', claim: { form: 'every step', atom: 0 } as const }];
    const { verdicts } = await check(counter(9, true, { atoms: [small], properties }));
    expect(named(verdicts, 'p').claim).toBe(
      'a run breaks it in its step 3, where this is false: …; no shorter run does',
    );
    expect(named(verdicts, 'p').evidence).toMatchObject({
      explanation: [
        { step: 3, text: 'false for this step' },
        { step: 3, text: 'step 3 took “increment”, when n = 2' },
      ],
    });
  });

  it('say what the bound cut, and do not deny what may lie beyond', async () => {
    expect(await claims(model({ within: ([n]: readonly number[]) => n < 5 }))).toMatchObject({
      small:
        'holds: in all 5 reachable states inside the bound `inside`; 1 state outside the bound was checked but not followed',
      seven:
        'unknown: in none of the 5 reachable states inside the bound `inside`; what lies beyond 1 state outside the bound was not explored',
    });
  });

  it('a bound that cuts nothing is not spoken of', async () => {
    const claim = (await claims(model({ within: () => true })))['small'];
    expect(claim).toBe('holds: in all 10 reachable states');
  });

  it('a state just outside the bound is checked', async () => {
    const found = await check(model({ within: ([n]: readonly number[]) => n < 7 }));
    const seven = named(found.verdicts, 'seven');
    expect(seven.status).toBe('holds');
    expect(seven.evidence?.steps).toHaveLength(8);
    expect(found.exploration?.effort.states).toBe(7);
    expect(found.exploration?.effort.generated).toBe(8);
  });

  it('without an initial state nothing holds', async () => {
    const properties = [
      { name: 'p', claim: { form: 'always', atom: 0 } as const },
      {
        name: 'q',
        claim: {
          form: 'eventually',
          formula: { op: 'eventually', of: { op: 'atom', atom: 0 } },
        } as const,
      },
    ];
    const nothing = graphSystem({ initial: [], edges: [], atoms: [[0]], properties });
    const error = 'error: there is no initial state: the conditions under `given` leave none';
    expect(await claims(nothing)).toMatchObject({ p: error, q: error });
    const bounded = graphSystem({
      initial: [0],
      edges: [],
      atoms: [[0]],
      properties,
      within: () => false,
    });
    const outside = 'error: no initial state is inside the bound `inside`';
    expect(await claims(bounded)).toMatchObject({ p: outside, q: outside });
    const start = { search: 'random-walk', seed: 1, walks: 1, steps: 1 } as const;
    expect(await claims(nothing, { strategy: start })).toMatchObject({ p: error });
    expect(await claims(bounded, { limits: { maxStates: 0 } })).toMatchObject({ p: outside });
    const limited = graphSystem({ initial: [0], edges: [], atoms: [[0]], properties });
    expect(await claims(limited, { limits: { maxStates: 0 } })).toMatchObject({
      p: 'unknown: nothing was explored: stopped at --max-states 0',
    });
  });
});

describe('expected counts', () => {
  const expectedCounts = async (expect: object, options: Partial<CheckOptions> = {}) =>
    (await check(dieHard(), { expect, ...options })).verdicts.find(
      ({ property }) => property === 'expected counts',
    );

  it('are silent when right', async () => {
    const right = { states: 16, generated: 97, depth: 8, initial: 1 };
    expect(await expectedCounts(right)).toBeUndefined();
    expect(await expectedCounts(right, { strategy: { search: 'depth-first' } })).toBeUndefined();
  });

  it.each([
    [{ states: 17 }, 'distinct states 16, expected 17'],
    [{ generated: 96, depth: 7 }, 'generated states 97, expected 96; depth 8, expected 7'],
    [{ initial: 2 }, 'initial states 1, expected 2'],
  ])('%o is a verdict of its own', async (expected, claim) => {
    expect(await expectedCounts(expected)).toMatchObject({
      status: 'violated',
      asExpected: false,
      claim,
    });
  });

  it('are not compared after a limit', async () => {
    expect(await expectedCounts({ states: 17 }, { limits: { maxStates: 5 } })).toBeUndefined();
  });
});

describe('operations without a value', () => {
  it('are shown with the attempt that failed', async () => {
    const system = graphSystem({
      initial: [0],
      edges: [
        [0, 'go', 1],
        [1, 'go', 2],
      ],
      failing: [[2, 'break', 5]],
      atoms: [[0, 1, 2]],
      properties: [{ name: 'fine', claim: { form: 'always', atom: 0 } }],
    });
    const { verdicts, notes } = await check(system);
    const wellDefined = named(verdicts, 'well defined');
    expect(wellDefined).toMatchObject({
      status: 'violated',
      claim:
        'in the step “break” after 2 steps, an operation has no value: failure 5; no shorter run does',
    });
    expect(wellDefined.evidence?.steps.at(-1)).toMatchObject({ note: 'break: failure 5' });
    expect(named(verdicts, 'fine').status).toBe('holds');
    // It was attempted: not an action that is never enabled.
    expect(notes).toEqual([]);
  });

  it('leave a property whose own atom has none undecided', async () => {
    const system = graphSystem({
      initial: [0],
      edges: [[0, 'go', 1]],
      atoms: [{ state: (n) => (n === 1 ? { fails: 3 } : true) }],
      properties: [{ name: 'p', claim: { form: 'always', atom: 0 } }],
    });
    const { verdicts } = await check(system);
    expect(named(verdicts, 'p')).toMatchObject({ status: 'error', asExpected: false });
    expect(named(verdicts, 'well defined').status).toBe('violated');
  });
});

describe('vacuity', () => {
  const site = { kind: 'implication', property: 0, span: somewhere } as const;
  const model = (triggers: number) => {
    // As if left by an earlier check of the same system.
    const seen = new Uint8Array(1).fill(1);
    const trigger = ([n]: readonly number[]) => {
      if (n === triggers) seen[0] = 1;
      return true;
    };
    return handMade({
      variables: ['n'],
      initial: [[0]],
      actions: [
        { name: 'up', steps: ([n]) => (n < 3 ? [{ to: [n + 1] }] : []) },
        { name: 'never', steps: () => [] },
      ],
      atoms: [{ state: trigger }],
      properties: [{ name: 'p', claim: { form: 'always', atom: 0 } }],
      sites: [site],
      seen,
    });
  };

  it('tells what was never triggered and never enabled', async () => {
    const { verdicts, notes } = await check(model(9));
    expect(named(verdicts, 'p').notes.map(({ kind }) => kind)).toEqual(['vacuous']);
    expect(notes.map(({ text }) => text)).toEqual([
      'the action “never” is never enabled: it can be taken in none of the 4 reachable states',
    ]);
  });

  it('is silent about what was, and after an incomplete search', async () => {
    expect(named((await check(model(3))).verdicts, 'p').notes).toEqual([]);
    const { verdicts, notes } = await check(model(9), { limits: { maxStates: 2 } });
    expect(named(verdicts, 'p').notes).toEqual([]);
    expect(notes).toEqual([]);
  });
});

describe('interruption', () => {
  /** A clock that moves a millisecond whenever it is looked at. */
  const meters = (): Meters & { seconds: () => number } => {
    let now = 0;
    return {
      clock: () => now++,
      cpuSeconds: () => now / 1000,
      memory: () => ({ bytes: 1000 * now, heapShare: 0 }),
      seconds: () => now / 1000,
    };
  };
  const long = counter(2_000_000, false, {
    atoms: [{ state: () => true }],
    properties: [{ name: 'p', claim: { form: 'always', atom: 0 } }],
  });

  it('by a signal, between two turns of the event loop', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 1);
    const { verdicts, exploration } = await check(long, {
      limits: { signal: abort.signal },
      meters: meters(),
    });
    expect(exploration?.stoppedBy).toBe('interrupted');
    expect(named(verdicts, 'p').status).toBe('unknown');
  });

  it('also where no state has a step', async () => {
    const idle = handMade({
      variables: ['n'],
      initial: Array.from({ length: 100_000 }, (_, n) => [n]),
      actions: [],
    });
    const { exploration } = await check(idle, { limits: { maxSeconds: 0.05 }, meters: meters() });
    expect(exploration?.stoppedBy).toBe('--max-seconds 0.05');
    expect(exploration?.coveredDepth).toBe(1);
  });

  it('before it begins', async () => {
    const { exploration } = await check(long, { limits: { signal: AbortSignal.abort() } });
    expect(exploration).toMatchObject({ stoppedBy: 'interrupted', effort: { states: 1 } });
  });

  it('by the clock and by memory', async () => {
    const late = await check(long, { limits: { maxSeconds: 0.05 }, meters: meters() });
    expect(late.exploration?.stoppedBy).toBe('--max-seconds 0.05');
    const full = await check(long, { limits: { maxMemoryBytes: 50_000 }, meters: meters() });
    expect(full.exploration?.stoppedBy).toBe('--max-memory 48.8 KiB');
  });

  it('progress is told while it goes on', async () => {
    const events: Progress[] = [];
    await check(counter(500_000), { meters: meters(), onProgress: (event) => events.push(event) });
    expect(events.length).toBeGreaterThan(1);
    for (const [i, event] of events.entries()) {
      expect(event.states).toBeGreaterThan(events[i - 1]?.states ?? 0);
      expect(event.frontier).toBe(1);
      expect(event.depth).toBe(event.states);
      expect(event.rate).toBeGreaterThan(0);
    }
  });
});

describe('properties of whole runs', () => {
  const cycle = (fairness: boolean) =>
    graphSystem({
      initial: [0],
      edges: [
        [0, 'spin', 1],
        [1, 'spin', 0],
        [0, 'leave', 2],
      ],
      atoms: [[2]],
      properties: [
        {
          name: 'leaves',
          claim: { form: 'eventually', formula: { op: 'eventually', of: { op: 'atom', atom: 0 } } },
        },
      ],
      fairness: fairness ? [{ strength: 'strong', actions: ['leave'] }] : [],
    });

  it('are asked of the temporal checker', async () => {
    const unfair = named((await check(cycle(false))).verdicts, 'leaves');
    expect(unfair.status).toBe('violated');
    expect(unfair.evidence).toMatchObject({ kind: 'counterexample', loop: 0 });
    expect(unfair.notes.map(({ kind }) => kind)).toEqual(['hint']);
    expect(named((await check(cycle(true))).verdicts, 'leaves').status).toBe('holds');
  });

  it('are unknown at a limit, unless a lasso lies in what was explored', async () => {
    const limits = { maxStates: 2 };
    expect(named((await check(cycle(true), { limits })).verdicts, 'leaves').status).toBe('unknown');
    const longer = graphSystem({
      initial: [0],
      edges: [
        [0, 'spin', 1],
        [1, 'spin', 0],
        [1, 'on', 3],
        [3, 'on', 4],
        [4, 'leave', 2],
      ],
      atoms: [[2]],
      properties: [
        {
          name: 'leaves',
          claim: { form: 'eventually', formula: { op: 'eventually', of: { op: 'atom', atom: 0 } } },
        },
      ],
    });
    const verdict = named((await check(longer, { limits: { maxStates: 3 } })).verdicts, 'leaves');
    expect(verdict.status).toBe('violated');
  });

  it('get a little time of their own after a search that ran out of it', async () => {
    let now = 0;
    const meters: Meters = {
      clock: () => now++,
      cpuSeconds: () => 0,
      memory: () => ({ bytes: 0, heapShare: 0 }),
    };
    const endless = counter(100_000, false, {
      actions: [
        { name: 'up', steps: ([n]) => [{ to: [n + 1] }] },
        { name: 'back', steps: ([n]) => (n > 0 ? [{ to: [0] }] : []) },
      ],
      atoms: [{ state: ([n]) => n < 0 }],
      properties: [
        {
          name: 'below',
          claim: {
            form: 'eventually',
            formula: { op: 'eventually', of: { op: 'atom', atom: 0 } },
          },
        },
      ],
    });
    const { verdicts, exploration } = await check(endless, {
      limits: { maxSeconds: 0.2 },
      meters,
    });
    expect(exploration?.stoppedBy).toBe('--max-seconds 0.2');
    expect(named(verdicts, 'below')).toMatchObject({ status: 'violated', evidence: { loop: 0 } });
  });

  it('a premise turns a safety property into one of runs', async () => {
    const system = graphSystem({
      initial: [0],
      edges: [
        [0, 'left', 1],
        [0, 'right', 2],
      ],
      atoms: [[0, 1], [2], [1]],
      properties: [
        {
          name: 'not right',
          claim: { form: 'always', atom: 0 },
          assuming: { op: 'always', of: { op: 'not', of: { op: 'atom', atom: 1 } } },
        },
        {
          name: 'right',
          claim: { form: 'reachable', atom: 1 },
          assuming: { op: 'eventually', of: { op: 'atom', atom: 2 } },
        },
        { name: 'plainly', claim: { form: 'always', atom: 0 } },
      ],
    });
    const { verdicts } = await check(system);
    expect(verdicts.map(({ status }) => status)).toEqual([
      'holds',
      'violated',
      'violated',
      'holds',
    ]);
  });
});
