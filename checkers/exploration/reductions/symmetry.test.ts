/**
 * Exploration up to symmetry against exploration in full: on random models and on the library, the same
 * verdicts, shortest runs of the same length, and the same counts, exactly; as many orbits as there are.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSpecs } from '../../../engine/language/index.js';
import { placeOf, type SourceFile, sourceFile } from '../../../engine/language/source.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { libraryFolder } from '../../../engine/package-root.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { renamings, symmetricModel } from '../../../engine/transition/random/symmetric.js';
import { membersOf } from '../../../engine/transition/symmetry/asymmetry.js';
import type { SystemProperty, TransitionSystem } from '../../../engine/transition/system.js';
import { campaign, patience } from '../../../test/campaign.js';
import { breadthFirst } from '../breadth-first.js';
import { type CheckOptions, type CheckResult, checkModel } from '../check.js';
import { isSafety } from '../judge.js';
import { processMeters, Watch } from '../limits.js';
import type { ReductionChoice } from './choice.js';

function check(
  system: TransitionSystem,
  reduce: ReductionChoice,
  options: Partial<CheckOptions> = {},
): Promise<CheckResult> {
  const { span } = system.properties[0] ?? system.actions[0];
  return checkModel(system, { place: placeOf(span), expect: {}, ...options, reduce });
}

/** Those properties whose claims are symmetric. */
function allowed({ symmetric, properties }: TransitionSystem): (p: SystemProperty) => boolean {
  const form = symmetric?.();
  if (form === undefined || 'refused' in form) return () => true;
  const all = properties.map((_, i) => i);
  const refused = properties.filter((_, i) => form.refuses(i, all)).map((p) => p.name);
  return ({ name }) => !refused.includes(name);
}

const answers = ({ verdicts }: CheckResult) =>
  verdicts.map(({ property, status, evidence }) => ({
    property,
    status,
    // The runs may be others, but none is longer.
    steps: evidence?.steps.length,
  }));

/** Claims that say nothing, and actions that are never enabled. */
const vacuous = ({ verdicts, notes }: CheckResult) =>
  [...verdicts.flatMap((v) => v.notes), ...notes].filter(({ kind }) => kind === 'vacuous').length;

function fullCounts({ exploration }: CheckResult) {
  const reduced = exploration?.reductions.symmetry?.full;
  return {
    states: reduced?.states ?? exploration?.effort.states,
    generated: reduced?.generated ?? exploration?.effort.generated,
    initial: reduced?.initial ?? exploration?.initialStates,
    stuck: reduced?.stuckStates ?? exploration?.stuckStates,
    byDepth: reduced?.statesByDepth ?? exploration?.statesByDepth,
    byAction: reduced?.stepsByAction ?? exploration?.stepsByAction.map(({ steps }) => steps),
    depth: exploration?.effort.depth,
  };
}

/** Counted the slow way: all states, each by the least of all its renamings. */
async function orbitsOf(spec: ModelSpec): Promise<number> {
  const form = compileModel(spec).symmetric?.();
  if (form === undefined || 'refused' in form) throw new Error('not symmetric');
  const { system, symmetry } = form;
  const { search } = await breadthFirst(system, {
    properties: [],
    keepGraph: false,
    toTheEnd: true,
    watch: new Watch({}, processMeters),
  });
  const { visited } = search;
  if (visited === null) throw new Error('the general form keeps its states');
  const group = renamings(membersOf(spec));
  const least = new Set<string>();
  const image = new Int32Array(system.words);
  for (let id = 0; id < visited.count; id++) {
    const images = group.map((renaming) => {
      symmetry.rename(renaming, visited.copy(id), 0, image, 0);
      return image.join();
    });
    least.add(images.sort()[0]);
  }
  return least.size;
}

describe('random models', () => {
  const { seed, runs } = campaign('symmetry', { sample: 150, deep: 20_000 });
  const limits = { maxStates: 1500 };

  it('gives the verdicts, the lengths of runs and the counts of the full exploration', {
    timeout: patience(300_000),
  }, async () => {
    const seen = { reduced: 0, cautious: 0, violated: 0 };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (s) => {
        const spec = symmetricModel(s);
        const only = allowed(compileModel(spec));
        const full = await check(compileModel(spec), [], { limits, only });
        if (!full.exploration?.complete) return;
        const reduced = await check(compileModel(spec), ['symmetry'], { limits, only });
        if (!reduced.exploration?.reductions.ran.includes('symmetry')) {
          const [{ because }] = reduced.exploration?.reductions.refused ?? [];
          if (because.includes('order of members')) seen.cautious++;
        } else seen.reduced++;
        expect(answers(reduced)).toEqual(answers(full));
        expect(fullCounts(reduced)).toEqual(fullCounts(full));
        expect(vacuous(reduced)).toEqual(vacuous(full));
        if (reduced.verdicts.some(({ status }) => status === 'violated')) seen.violated++;
        const { symmetry } = reduced.exploration?.reductions ?? {};
        if (symmetry && full.exploration.effort.states < 200) {
          expect(symmetry.orbits).toBe(await orbitsOf(spec));
        }
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    // It does not pass because nothing was asked.
    expect(seen.reduced).toBeGreaterThan(runs / 10);
    expect(seen.violated).toBeGreaterThan(runs / 20);
  });
});

function modelOf(source: string | SourceFile, ...set: string[]): ModelSpec {
  const { specs } = loadSpecs(source, { set, library: libraryFolder() });
  const [{ spec, diagnostics }] = specs;
  if (spec?.kind !== 'model') throw new Error(diagnostics.map((d) => d.message).join('; '));
  return spec;
}

const library = (file: string): string => `${libraryFolder()}/${file}`;

describe('the library', () => {
  it.each([
    [3, 80, 288],
    [5, 314, 8832],
    [7, 920, 296_448],
    [10, 3300, 61_515_776],
  ])('two-phase commit with %i managers: %i orbits of %i states', async (n, orbits, states) => {
    const spec = modelOf(library('transactions/two-phase-commit.yaml'), `N=${n}`);
    const only = ({ name }: SystemProperty) => name === 'consistent';
    const { exploration, verdicts } = await check(compileModel(spec), ['symmetry'], { only });
    expect(exploration?.reductions).toMatchObject({
      ran: ['symmetry'],
      symmetry: { types: ['RM'], orbits, full: { states } },
    });
    const told = (count: number) => count.toLocaleString('en-US');
    expect(verdicts[0].claim).toBe(
      `in none of the ${told(states)} reachable states, explored as ${told(orbits)} up to symmetry of RM`,
    );
  });

  it.each([
    'classics/prisoners.yaml',
    'classics/resource-allocator.yaml',
    'classics/treiber-stack.yaml',
    'concurrency/barrier.yaml',
    'concurrency/readers-writer-lock.yaml',
    'consensus/paxos.yaml',
    'formal/birthday-book.yaml',
    'stability/circuit-breaker.yaml',
    'transactions/transaction-commit.yaml',
    'transactions/two-phase-commit.yaml',
  ])('%s: the verdicts and the counts of the full exploration', async (file) => {
    const spec = modelOf(library(file));
    const system = compileModel(spec);
    const symmetric = allowed(system);
    const only = (p: SystemProperty) => isSafety(p) && symmetric(p);
    const full = await check(system, [], { only });
    const reduced = await check(compileModel(spec), ['symmetry'], { only });
    expect(reduced.exploration?.reductions.ran).toContain('symmetry');
    expect(answers(reduced)).toEqual(answers(full));
    expect(fullCounts(reduced)).toEqual(fullCounts(full));
    const orbits = reduced.exploration?.reductions.symmetry?.orbits;
    if ((full.exploration?.effort.states ?? 0) < 5000) expect(orbits).toBe(await orbitsOf(spec));
  });
});

const small = (types: string, body: string): ModelSpec =>
  modelOf(
    sourceFile(
      'small.yaml',
      `kind: model\nname: small\nabout: Small.\ntypes:\n  Node: symmetric(3)\n${types}\n${body}\n`,
    ),
  );

describe('structures that are counted up to isomorphism elsewhere', () => {
  const orbitsOfAll = async (type: string, n: number) => {
    const spec = modelOf(
      sourceFile(
        'all.yaml',
        `kind: model
name: all
about: Every value.
types:
  Node: symmetric(${n})
  Pair: { a: Node, b: Node }
state:
  x: ${type}
init:
  x: any
actions:
  rests:
    then: {}
properties:
  p:
    always: x == x
`,
      ),
    );
    const { exploration } = await check(compileModel(spec), ['symmetry']);
    const { orbits, full } = exploration?.reductions.symmetry ?? {};
    return [orbits, full?.states];
  };

  // Functions from n points to themselves: OEIS A001372.
  it.each([
    [2, 3],
    [3, 7],
    [4, 19],
    [5, 47],
    [6, 130],
  ])('functions on %i points: %i', async (n, orbits) => {
    expect(await orbitsOfAll('Node to Node', n)).toEqual([orbits, n ** n]);
  });

  // Relations on n points: OEIS A000595.
  it.each([
    [2, 10],
    [3, 104],
    [4, 3044],
  ])('relations on %i points: %i', async (n, orbits) => {
    expect(await orbitsOfAll('Node to set(Node)', n)).toEqual([orbits, 2 ** (n * n)]);
  });

  it('relations as sets of records', async () => {
    expect(await orbitsOfAll('set(Pair)', 3)).toEqual([104, 512]);
  });
});

const MOVES = `
state:
  at: Node to [here, there]
actions:
  goes:
    for: n in Node
    when: at[n] == here
    then:
      at[n]: there
`;

describe('instances', () => {
  it('are decided together, each by a run of its own', async () => {
    const spec = small(
      '',
      `${MOVES}
properties:
  stays:
    for: n in Node
    always: at[n] == here
  one at a time:
    for: a in Node, b in Node
    never: a != b and at[a] == there and at[b] == there
`,
    );
    const { verdicts } = await check(compileModel(spec), ['symmetry']);
    const stays = verdicts.filter(({ base }) => base === 'stays');
    expect(stays.map(({ status }) => status)).toEqual(['violated', 'violated', 'violated']);
    // The last state of each run is one that breaks this instance.
    expect(stays.map(({ evidence }) => evidence?.steps.at(-1)?.bindings)).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
    const pairs = verdicts.filter(({ base }) => base === 'one at a time');
    expect(pairs.map(({ status }) => status === 'violated')).toEqual(
      pairs.map(({ property }) => !/a = (\d), b = \1/.test(property)),
    );
  });
});

it('one instance without the others is not judged up to symmetry', async () => {
  const spec = small(
    '',
    `${MOVES}
properties:
  stays:
    for: n in Node
    always: at[n] == here
`,
  );
  for (const { name } of spec.properties) {
    const only = (p: SystemProperty) => p.name === name;
    const [verdict] = (await check(compileModel(spec), 'auto', { only, eager: true })).verdicts;
    expect([verdict.property, verdict.status]).toEqual([name, 'violated']);
    await expect(check(compileModel(spec), ['symmetry'], { only })).rejects.toThrow(
      'one of several instances that are decided together',
    );
  }
  const all = await check(compileModel(spec), ['symmetry'], {
    only: ({ base }) => base === 'stays',
  });
  expect(all.exploration?.reductions.ran).toEqual(['symmetry']);
});

describe('steps', () => {
  it('that lead to a state which differs in names alone are steps', async () => {
    const spec = small(
      '',
      `
state:
  turn: Node
init:
  turn: any
actions:
  passes:
    for: n in Node
    then:
      turn: n
properties:
  keeps its turn:
    every step: turn == old(turn)
  is never stuck:
    never: stuck
`,
    );
    const { verdicts, exploration } = await check(compileModel(spec), ['symmetry']);
    expect(exploration?.reductions.symmetry?.orbits).toBe(1);
    expect(verdicts.map(({ status }) => status)).toEqual(['violated', 'holds', 'holds']);
  });
});

describe('what is not symmetric', () => {
  const because = (spec: ModelSpec): string => {
    const form = compileModel(spec).symmetric?.();
    if (form === undefined) return 'no type of the spec is symmetric';
    if ('refused' in form) return form.refused;
    return form.refuses(0, [0]) ?? 'nothing';
  };

  it.each([
    ['nothing', 'always: forall(n in Node, at[n] in [here, there])'],
    [
      'a sequence is made of a set, in the order of its members',
      'always: size(sequence(n in Node, at[n])) == 3',
    ],
  ])('%s', (reason, claim) => {
    expect(because(small('', `${MOVES}\nproperties:\n  p:\n    ${claim}\n`))).toBe(reason);
  });

  it('a sum that may overflow, in the system', () => {
    const spec = small(
      '',
      `
state:
  owes: Node to integer
actions:
  borrows:
    for: n in Node
    when: sum(m in Node, owes[m]) < 10
    then:
      owes[n]: owes[n] + 1
properties:
  p:
    always: forall(n in Node, owes[n] >= 0)
`,
    );
    expect(because(spec)).toBe(
      'a sum over members may overflow in one order of them and not in another',
    );
  });

  it('an operation without a value that a quantifier may or may not meet', async () => {
    // In one order of members the first queue decides, in another the head of an empty one is asked for.
    const spec = small(
      '',
      `
state:
  queue: Node to sequence([x], 1)
actions:
  puts:
    for: n in Node
    when: forall(m in Node, queue[m] == [])
    then:
      queue[n]: [x]
properties:
  p:
    reachable: exists(n in Node, queue[n] != []) and exists(n in Node, head(queue[n]) == x)
`,
    );
    const full = await check(compileModel(spec), []);
    const reduced = await check(compileModel(spec), ['symmetry']);
    expect(answers(reduced)).toEqual(answers(full));
    expect(reduced.verdicts.find(({ base }) => base === 'well defined')?.status).toBe('violated');
    expect(reduced.exploration?.reductions.refused).toContainEqual({
      reduction: 'symmetry',
      because:
        'an operation has no value somewhere, and whether it is met may depend on the order of members',
    });
  });
});
