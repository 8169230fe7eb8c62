/** Conformance against a search through all runs of the interpreter, and by hand. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { IllDefined } from '../../engine/language/ill-defined.js';
import { loadSpecs, sourceFile } from '../../engine/language/index.js';
import { referenceMachine, type State } from '../../engine/language/machine.js';
import { placeOf } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import { plainValue } from '../../engine/language/value-format.js';
import type { Plain } from '../../engine/plain.js';
import { campaign, patience, untilSeen } from '../../test/campaign.js';
import { type ConformanceOptions, checkConformance } from './check.js';
import { type RandomTrace, randomTrace, type TraceLine } from './random-traces.js';

const NODES_MAX = 2000;

interface Naive {
  /** The first line, counted from 1, that no run fits; null when all fit. */
  readonly line: number | null;
  /** After each line: of each property, in how many states it is true, false, without a value. */
  readonly truths: readonly (readonly { yes: number; no: number; ill: number }[])[];
}

/** All runs, as far as they fit; null when there are too many. */
function naive({ spec, lines, hidden, stutter }: RandomTrace): Naive | null {
  const machine = referenceMachine(spec);
  const after = lines.map(() => new Map<string, State>());
  const seen = new Set<string>();
  // A node: the lines before `at` fit, and `unseen` steps were taken since.
  const waiting: { at: number; state: State; unseen: number }[] = [];
  const visit = (at: number, state: State, unseen: number): void => {
    const key = `${at} ${unseen} ${machine.key(state)}`;
    if (seen.has(key)) return;
    seen.add(key);
    waiting.push({ at, state, unseen });
  };
  const arrive = (at: number, state: State): void => {
    after[at].set(machine.key(state), state);
    visit(at + 1, state, 0);
  };
  for (const state of machine.initial()) {
    if (lines[0]?.action !== null) visit(0, state, 0);
    else if (agrees(spec, lines[0], state)) arrive(0, state);
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.size > NODES_MAX) return null;
    const { at, state, unseen } = node;
    const line = lines[at];
    if (line === undefined) continue;
    if (stutter && line.action === undefined && agrees(spec, line, state)) arrive(at, state);
    for (const step of machine.successors(state)) {
      if (!('next' in step)) continue;
      if (unseen < hidden) visit(at, step.next, unseen + 1);
      const action = spec.actions[step.action];
      const named = line.action === undefined || line.action === action.name;
      const bound = Object.entries(line.bindings ?? {}).every(([name, plain]) => {
        const i = action.binders.findIndex(({ local }) => local.name === name);
        if (i < 0) return false;
        return text(plainValue(action.binders[i].local.type, step.bindings[i])) === text(plain);
      });
      if (named && bound && agrees(spec, line, step.next)) arrive(at, step.next);
    }
  }
  const first = after.findIndex((states) => states.size === 0);
  const truths = after.map((states) =>
    spec.properties.map(({ claim }) => {
      const count = { yes: 0, no: 0, ill: 0 };
      for (const state of states.values()) count[truth(spec, machine, claim, state)]++;
      return count;
    }),
  );
  return { line: first < 0 ? null : first + 1, truths };
}

function truth(
  spec: ModelSpec,
  machine: ReturnType<typeof referenceMachine>,
  claim: ModelSpec['properties'][number]['claim'],
  state: State,
): 'yes' | 'no' | 'ill' {
  try {
    const { expr } = spec.atoms['atom' in claim ? claim.atom : 0];
    return machine.evaluate(expr, state) === true ? 'yes' : 'no';
  } catch (failure) {
    if (failure instanceof IllDefined) return 'ill';
    throw failure;
  }
}

const text = (plain: unknown) => JSON.stringify(plain);

function agrees(spec: ModelSpec, line: TraceLine, state: State): boolean {
  return Object.entries(line.state ?? {}).every(([name, plain]) => {
    const type = spec.variables.find((v) => v.name === name)?.type;
    return type !== undefined && part(plain, plainValue(type, state[name]));
  });
}

/** Lists are whole, entries of objects are those that were seen. */
function part(seen: Plain, whole: Plain): boolean {
  if (typeof seen !== 'object' || seen === null || Array.isArray(seen))
    return text(seen) === text(whole);
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false;
  return Object.entries(seen).every(([k, v]) => {
    const inner = (whole as Record<string, Plain>)[k];
    return inner !== undefined && part(v, inner);
  });
}

async function* once(lines: readonly string[]) {
  yield lines;
}

async function followed(
  spec: ModelSpec,
  lines: readonly string[],
  options: Partial<ConformanceOptions> = {},
) {
  const settings = { path: 'trace.jsonl', place: placeOf(spec.span), constants: {}, ...options };
  const result = await checkConformance(spec, once(lines), settings);
  if ('problem' in result) throw new Error(result.problem.message);
  return result;
}

const lineOf = (claim: string): number | null => {
  const line = /fits line (\d+)/.exec(claim)?.[1];
  return line === undefined ? null : Number(line);
};

/** The status of each property, as the states after each line say. */
function statuses(spec: ModelSpec, { line, truths }: Naive): string[] {
  const read = line === null ? truths.length : line - 1;
  return spec.properties.map((_, p) => {
    const counts = truths.slice(0, read).map((after) => after[p]);
    if (counts.some(({ yes, no, ill }) => no > 0 && yes + ill === 0)) return 'violated';
    const sure = line === null && counts.every(({ no, ill }) => no + ill === 0);
    return sure ? 'holds' : 'unknown';
  });
}

test('random traces are judged as a search through all runs judges them', {
  timeout: patience(120_000),
}, async () => {
  const { seed, runs } = campaign('conformance against all runs', { sample: 300, deep: 30_000 });
  const seen = { fits: 0, broken: 0, faithful: 0, violated: 0, hidden: 0, looks: 0 };
  const property = fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (s) => {
    const trace = randomTrace(s);
    if (trace === null || trace.lines.length === 0) return;
    const expected = naive(trace);
    if (expected === null) return;
    const { spec, hidden, stutter, lines } = trace;
    const { verdicts } = await followed(
      spec,
      lines.map((l) => JSON.stringify(l)),
      { hidden, stutter },
    );
    expect(verdicts[0].status).toBe(expected.line === null ? 'holds' : 'violated');
    expect(lineOf(verdicts[0].claim)).toBe(expected.line);
    expect(verdicts.slice(1).map(({ status }) => status)).toEqual(statuses(spec, expected));
    if (trace.faithful) expect(expected.line).toBe(null);
    seen[expected.line === null ? 'fits' : 'broken']++;
    if (trace.faithful) seen.faithful++;
    if (naive({ ...trace, hidden: 0 })?.line !== expected.line) seen.hidden++;
    if (naive({ ...trace, stutter: false })?.line !== expected.line) seen.looks++;
    if (verdicts.some(({ status }, i) => i > 0 && status === 'violated')) seen.violated++;
  });
  // The campaign is about something: each outcome comes up.
  const seldom = () => Object.entries(seen).filter(([, times]) => times <= 3);
  const sample = (s: number) => fc.assert(property, { seed: s, numRuns: runs, endOnFailure: true });
  await untilSeen(seed, () => seldom().length > 0, sample);
  expect(seldom()).toEqual([]);
});

// ---------------------------------------------------------------------------------------- by hand

it('a step may bind the least integer, by which an attempt says that nothing was bound', async () => {
  const [{ spec }] = loadSpecs(
    sourceFile(
      'least.yaml',
      `kind: model
name: least
about: Takes a number out.
state: { left: set(integer) }
init: { left: [-2147483648, 1] }
actions:
  take: { for: n in left, then: { left: 'remove(left, n)' } }
`,
    ),
  ).specs;
  if (spec?.kind !== 'model') throw new Error('no model');
  const line = (n: number) => JSON.stringify({ action: 'take', bindings: { n } });
  const [least] = (await followed(spec, [line(-(2 ** 31))])).verdicts;
  expect(least.status).toBe('holds');
  expect((await followed(spec, [line(2)])).verdicts[0].status).toBe('violated');
});

const DOOR = `kind: model
name: door
about: A door that can be locked with one of two keys.
types:
  Key: [brass, steel]
  Side: [inside, outside]
state:
  open: boolean
  lock: optional(Key)
  seen: Side to 0..3
  keys: set(Key)
init:
  keys: [brass, steel]
actions:
  push:
    for: s in Side
    when:
      - not open
      - lock == none
    then:
      open: true
      seen[s]: min(seen[s] + 1, 3)
  pull:
    when: open
    then:
      open: false
  turn:
    for: k in keys
    when: not open and lock == none
    then:
      lock: k
properties:
  nobody has locked it:
    always: lock == none
  shut when locked:
    never: open and lock != none
  is locked some day:
    reachable: lock != none
`;

function door() {
  const { specs, diagnostics } = loadSpecs(sourceFile('door.yaml', DOOR));
  expect(diagnostics).toEqual([]);
  const { spec } = specs[0];
  if (spec?.kind !== 'model') throw new Error('a model');
  return spec;
}

describe('a door', () => {
  const claims = async (lines: readonly string[], options: Partial<ConformanceOptions> = {}) =>
    (await followed(door(), lines, options)).verdicts.map(
      ({ status, claim }) => `${status}: ${claim}`,
    );

  it('conforms, and what was not seen leaves several states', async () => {
    expect(await claims(['{"action": "turn"}'])).toEqual([
      'holds: some run of door fits the one line; 2 states at most fit a line',
      'violated: after line 1 it is broken in every state that fits the lines so far',
      'holds: in every state that fits the one line, after it',
    ]);
  });

  it('may take a step that left no line, if that is allowed', async () => {
    const lines = ['{"action": "pull"}', '{"action": "turn", "bindings": {"k": "steel"}}'];
    const [strict] = await claims(lines);
    expect(strict).toBe(
      'violated: no step of door fits line 1, from the one state in which the lines before leave it',
    );
    const [loose] = await claims(lines, { hidden: 1 });
    expect(loose).toBe(
      'holds: some run of door fits all 2 lines, with up to 1 unseen step before each; 2 states at most fit a line',
    );
  });

  it('does not tell whether an invariant was broken where only some states say so', async () => {
    const [, locked] = await claims(['{"state": {"open": false}}'], { stutter: true });
    expect(locked).toBe(
      'unknown: after line 1 it is not true in 2 of the 3 states that fit the lines so far: the trace does not tell',
    );
  });

  it('shows the lines before, and why each action does not fit', async () => {
    const { verdicts, quote } = await followed(door(), [
      '{"action": null, "state": {"keys": ["steel", "brass"]}}',
      '',
      '{"action": "push", "bindings": {"s": "inside"}}',
      '{"state": {"open": true, "seen": {"inside": 2}}}',
    ]);
    const { evidence } = verdicts[0];
    if (evidence?.kind !== 'counterexample') throw new Error('a counterexample');
    expect(evidence.steps.map(({ action, line }) => [action, line])).toEqual([
      [null, 1],
      ['push', 3],
    ]);
    expect(
      evidence.explanation?.map(
        ({ place, text }) => `${place.file}:${place.line}:${place.column} ${text}`,
      ),
    ).toEqual([
      'trace.jsonl:4:1 no step fits this line: some step, after which open = true and seen[inside] = 2',
      'door.yaml:18:9 false for “push (s = inside)” before line 4: open = true',
      'trace.jsonl:4:20 open = true was seen; after “pull” it is false',
      'trace.jsonl:4:45 seen[inside] = 2 was seen; after “pull” it is 1',
      'door.yaml:29:11 false for “turn (k = brass)” before line 4: open = true',
      'trace.jsonl:4:45 seen[inside] = 2 was seen; after “turn (k = brass)” it is 1',
    ]);
    expect(quote?.split('\n')[3]).toBe('{"state": {"open": true, "seen": {"inside": 2}}}');
  });

  it('must begin in an initial state', async () => {
    const { verdicts } = await followed(door(), ['{"action": null, "state": {"lock": "brass"}}']);
    expect(verdicts[0].claim).toBe('no initial state of door fits line 1');
    const { evidence } = verdicts[0];
    const lines = evidence && 'explanation' in evidence ? evidence.explanation : [];
    expect(lines?.map(({ text }) => text)).toEqual([
      'lock = brass was seen; in the initial state it is none',
    ]);
  });

  it('is not decided at a limit, and not without lines', async () => {
    expect((await claims(['{}'], { limits: { maxStates: 2 } }))[0]).toBe(
      'unknown: some run of door fits the lines before line 1; stopped at more than 2 states that fit one line (--max-states)',
    );
    expect((await claims([]))[0]).toBe('error: the trace has no lines');
  });

  it('is followed for very long', async () => {
    const cycle = [
      '{"action": "push", "bindings": {"s": "outside"}}',
      '{"state": {"open": false}}',
    ];
    async function* many() {
      for (let i = 0; i < 100; i++) yield Array.from({ length: 1000 }, (_, k) => cycle[k % 2]);
    }
    const settings = { path: 'long.jsonl', place: placeOf(door().span), constants: {} };
    const result = await checkConformance(door(), many(), settings);
    if ('problem' in result) throw new Error('no problem');
    expect(result.verdicts[0].claim).toBe(
      'some run of door fits all 100,000 lines; 1 state at most fits a line',
    );
  });

  it('says the trace was not read to the end when it is interrupted', async () => {
    let time = 0;
    const meters = {
      clock: () => (time += 30),
      cpuSeconds: () => 0,
      memory: () => ({ bytes: 0, heapShare: 0 }),
    };
    const lines = Array.from(
      { length: 1000 },
      (_, i) => `{"action": "${i % 2 ? 'pull' : 'push'}"}`,
    );
    const { verdicts } = await followed(door(), lines, {
      meters,
      limits: { signal: AbortSignal.abort() },
    });
    expect(verdicts[0]).toMatchObject({ status: 'unknown', asExpected: false });
    expect(verdicts[0].claim).toMatch(
      /^some run of door fits the first 128 lines; stopped at interrupted$/,
    );
  });
});
