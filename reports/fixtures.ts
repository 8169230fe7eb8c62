/**
 * Results to draw reports from: the answers that checkers would give about small systems, written out
 * by hand. For tests, and for looking at a report without running a checker.
 */
import type {
  Effort,
  Evidence,
  Exploration,
  MutantResult,
  SpecResult,
  StateGraph,
  Verdict,
} from '../checkers/verdict.js';
import type { Place } from '../engine/language/source.js';
import type { TraceMessage, TraceStep } from '../engine/trace.js';
import type { Plain } from '../engine/transition/system.js';
import type { RunInfo } from './model.js';
import type { Problem } from './problems.js';

export const RUN: RunInfo = {
  version: '0.1.0',
  command: 'assay check specs --mutants',
  seconds: 0.912,
  seed: 1,
};

export const COMMIT_FILE = 'specs/transactions/two-phase-commit.yaml';
const PETERSON_FILE = 'specs/concurrency/peterson.yaml';

/** A specification whose manager commits too early. */
export const COMMIT_SOURCE = `kind: model
name: two-phase-commit
about: Resource managers agree, through one transaction manager, to commit or to abort.

constants:
  N: 3

state:
  rm: RM to [working, prepared, committed, aborted]
  tm: [waiting, done]
  votes: set(RM)
  messages: set(Message)

actions:
  RM prepares:
    for: r in RM
    when: rm[r] == working
    then:
      rm[r]: prepared
      messages: add(messages, prepared(from = r))
  TM commits:
    when:
      - tm == waiting
      - size(votes) >= 1
    then:
      tm: done
      messages: add(messages, commit)
  RM gives up:
    for: r in RM
    when: rm[r] == working
    then:
      rm[r]: aborted

properties:
  consistent:
    never: exists(a, b in RM, rm[a] == committed and rm[b] == aborted)
  decides:
    eventually: forall(r in RM, rm[r] in [committed, aborted])
`;

export const SOURCES: ReadonlyMap<string, string> = new Map([[COMMIT_FILE, COMMIT_SOURCE]]);

export function place(file: string, line: number, column: number, length: number): Place {
  return { file, line, column, endLine: line, endColumn: column + length };
}

export function effort(
  states: number,
  generated: number,
  depth: number,
  cpuSeconds: number,
): Effort {
  return {
    states,
    transitions: generated - 1,
    generated,
    depth,
    cpuSeconds,
    peakMemoryBytes: 48 * 2 ** 20,
  };
}

type Overrides = Partial<Verdict> & Pick<Verdict, 'property' | 'claim'>;

export function verdict(given: Overrides): Verdict {
  const status = given.status ?? 'holds';
  const expected = given.expected ?? 'holds';
  return {
    base: given.property.replace(/ \(.*\)$/, ''),
    text: 'always: size(inside) <= 1',
    status,
    expected,
    asExpected: status === expected,
    method: 'exploration, breadth first',
    evidence: null,
    effort: effort(288, 1146, 11, 0.012),
    place: place(COMMIT_FILE, 35, 3, 10),
    notes: [],
    ...given,
  };
}

export function specResult(given: Partial<SpecResult> & Pick<SpecResult, 'name'>): SpecResult {
  return {
    file: `specs/${given.name}.yaml`,
    kind: 'model',
    about: '',
    covers: [],
    constants: {},
    verdicts: [],
    mutants: null,
    unbroken: null,
    exploration: null,
    notes: [],
    ...given,
  };
}

export function exploration(
  given: Partial<Exploration> & Pick<Exploration, 'effort'>,
): Exploration {
  return {
    complete: true,
    coveredDepth: given.effort.depth,
    initialStates: 1,
    statesByDepth: [],
    stepsByAction: [],
    stuckStates: 0,
    reductions: { asked: 'auto', ran: [], refused: [] },
    form: { name: 'general', because: 'it is small', sleeps: false, threads: 1 },
    graph: null,
    ...given,
  };
}

type Change = Readonly<Record<string, Plain>>;
type StepOptions = Omit<TraceStep, 'action' | 'bindings' | 'state'>;

/** Steps from changes: each state is the one before with some variables changed. */
export function run(
  initial: Change,
  ...steps: (readonly [action: string, bindings: Change, change: Change, options?: StepOptions])[]
): TraceStep[] {
  const trace: TraceStep[] = [{ action: null, bindings: {}, state: initial }];
  for (const [action, bindings, change, options] of steps) {
    const state = { ...trace[trace.length - 1].state, ...change };
    trace.push({ action, bindings, state, ...options });
  }
  return trace;
}

const message = (
  event: TraceMessage['event'],
  id: string,
  title: string,
  from: string,
  to?: string,
) => [{ event, id, title, from, ...(to === undefined ? {} : { to }) }];

const rm = (a: string, b: string, c: string): Change => ({ rm: { '1': a, '2': b, '3': c } });

export const INCONSISTENT: Evidence = {
  kind: 'counterexample',
  steps: run(
    { ...rm('working', 'working', 'working'), tm: 'waiting', votes: [], messages: [] },
    [
      'RM prepares',
      { r: 1 },
      { ...rm('prepared', 'working', 'working'), messages: [{ prepared: { from: 1 } }] },
      { actor: 'RM 1', messages: message('sent', 'prepared 1', 'prepared', 'RM 1', 'TM') },
    ],
    [
      'TM hears',
      { r: 1 },
      { votes: [1] },
      { actor: 'TM', messages: message('received', 'prepared 1', 'prepared', 'RM 1', 'TM') },
    ],
    [
      'TM commits',
      {},
      { tm: 'done', messages: [{ prepared: { from: 1 } }, 'commit'] },
      {
        actor: 'TM',
        messages: [1, 2, 3].flatMap((r) =>
          message('sent', `commit ${r}`, 'commit', 'TM', `RM ${r}`),
        ),
      },
    ],
    [
      'RM commits',
      { r: 1 },
      rm('committed', 'working', 'working'),
      { actor: 'RM 1', messages: message('received', 'commit 1', 'commit', 'TM', 'RM 1') },
    ],
    [
      'RM gives up',
      { r: 2 },
      rm('committed', 'aborted', 'working'),
      { actor: 'RM 2', place: place(COMMIT_FILE, 28, 3, 11) },
    ],
  ),
  explanation: [
    {
      place: place(COMMIT_FILE, 24, 9, 16),
      step: 3,
      text: 'true in step 3: votes = {1}, RM = {1, 2, 3}',
    },
  ],
};

const at = (one: string, two: string): Change => ({ at: { '1': one, '2': two } });

/** Process 2 waits for ever while process 1 goes round. */
export const STARVATION: Evidence = {
  kind: 'counterexample',
  steps: run(
    { ...at('rest', 'rest'), flag: { '1': false, '2': false }, turn: 1 },
    [
      'raise',
      { p: 2 },
      { ...at('rest', 'wait'), flag: { '1': false, '2': true } },
      { actor: 'Process 2' },
    ],
    [
      'raise',
      { p: 1 },
      { ...at('wait', 'wait'), flag: { '1': true, '2': true } },
      { actor: 'Process 1' },
    ],
    ['enter', { p: 1 }, at('critical', 'wait'), { actor: 'Process 1' }],
    [
      'leave',
      { p: 1 },
      { ...at('left', 'wait'), flag: { '1': false, '2': true } },
      { actor: 'Process 1' },
    ],
  ),
  loop: 1,
  back: { action: 'rest', bindings: { p: 1 }, actor: 'Process 1' },
};

const LIFT = { floor: 1, door: 'shut', calls: [] };

/** From some state the lift cannot come home, and there is a run to that state. */
export const TREE: Evidence = {
  kind: 'tree',
  says: 'in its last state, no run comes home any more',
  steps: run(
    LIFT,
    ['call', { f: 2 }, { calls: [2] }],
    ['move', {}, { floor: 2 }],
    ['open', {}, { door: 'open', calls: [] }],
  ),
  branches: [
    {
      step: 3,
      evidence: {
        kind: 'counterexample',
        steps: run({ floor: 2, door: 'open', calls: [] }, ['call', { f: 1 }, { calls: [1] }]),
        loop: 1,
      },
    },
  ],
};

/** A traffic light: four states in a ring and a way out of order. */
export const GRAPH: StateGraph = {
  states: [
    { id: 0, state: { light: 'red', waiting: 0 }, initial: true },
    { id: 1, state: { light: 'red', waiting: 1 }, initial: false },
    { id: 2, state: { light: 'green', waiting: 1 }, initial: false },
    { id: 3, state: { light: 'green', waiting: 0 }, initial: false },
    { id: 4, state: { light: 'amber', waiting: 0 }, initial: false },
  ],
  steps: [
    { from: 0, to: 1, title: 'car arrives', bindings: { n: 1 } },
    { from: 1, to: 2, title: 'turns green', bindings: {} },
    { from: 2, to: 3, title: 'car leaves', bindings: {} },
    { from: 3, to: 2, title: 'car arrives', bindings: {} },
    { from: 3, to: 4, title: 'turns amber', bindings: {} },
    { from: 4, to: 0, title: 'turns red', bindings: {} },
    { from: 0, to: 0, title: 'waits', bindings: {} },
  ],
};

const caught = (name: string, breaks: string, steps: number): MutantResult => ({
  name,
  breaks: [breaks],
  caught: true,
  by: [{ property: breaks, steps }],
  place: place(COMMIT_FILE, 40, 3, 10),
});

const COMMIT: SpecResult = specResult({
  name: 'two-phase-commit',
  file: COMMIT_FILE,
  about: 'Resource managers agree, through one transaction manager, to commit or to abort.',
  covers: ['two-phase-commit'],
  constants: { N: 3 },
  verdicts: [
    verdict({
      property: 'types',
      text: 'always: well defined',
      claim: 'No operation is ill defined in any of the 288 reachable states with N = 3.',
    }),
    verdict({
      property: 'consistent',
      text: 'never: exists(a, b in RM, rm[a] == committed and rm[b] == aborted)',
      status: 'violated',
      claim:
        'A run of 5 steps, the shortest there is, reaches a state where one manager has committed and another has aborted.',
      method: 'exploration, breadth first',
      evidence: INCONSISTENT,
      effort: effort(41, 96, 6, 0.006),
    }),
    verdict({
      property: 'decides',
      text: 'eventually: forall(r in RM, rm[r] in [committed, aborted])',
      claim: 'Every fair run through the 288 reachable states with N = 3 comes to a decision.',
      method: 'exploration, strongly connected components',
      notes: [
        {
          kind: 'vacuous',
          text: 'the right side of `implies` was never needed: its left side is false in every state',
        },
      ],
    }),
    ...[1, 2, 3].map((r) =>
      verdict({
        property: `a decision is final (r = ${r})`,
        text: 'whenever: rm[r] == committed, always: rm[r] == committed',
        claim: 'On every run through the 288 reachable states with N = 3.',
      }),
    ),
  ],
  mutants: [
    caught('commits without asking', 'consistent', 5),
    caught('may change its mind', 'consistent', 7),
    {
      name: 'never hears of commit',
      breaks: ['decides'],
      caught: false,
      by: [],
      because: 'survived',
      place: place(COMMIT_FILE, 41, 3, 10),
    },
  ],
  unbroken: ['a decision is final'],
  exploration: exploration({
    effort: effort(288, 1146, 11, 0.012),
    statesByDepth: [1, 7, 24, 48, 66, 63, 46, 24, 8, 1],
    stepsByAction: [
      { action: 'RM prepares', steps: 210 },
      { action: 'RM gives up', steps: 210 },
      { action: 'TM hears', steps: 312 },
      { action: 'TM commits', steps: 40 },
      { action: 'RM commits', steps: 374 },
      { action: 'TM restarts', steps: 0 },
    ],
  }),
  notes: [{ kind: 'vacuous', text: 'the action `TM restarts` was never enabled' }],
});

const PETERSON: SpecResult = specResult({
  name: 'peterson',
  file: PETERSON_FILE,
  about: 'Two processes take turns in a critical section.',
  constants: { N: 2 },
  verdicts: [
    verdict({
      property: 'one at a time',
      claim:
        'At most one process is in its critical section in all 42 reachable states with N = 2.',
      effort: effort(42, 81, 12, 0.031),
      place: place(PETERSON_FILE, 30, 3, 13),
    }),
    verdict({
      property: 'no starvation without fairness',
      text: 'whenever: at[p] == wait, eventually: at[p] == critical',
      status: 'violated',
      expected: 'violated',
      claim: 'A run of 4 steps and a cycle in which process 2 waits for ever.',
      method: 'exploration, strongly connected components',
      evidence: STARVATION,
      effort: effort(42, 81, 12, 0.002),
      place: place(PETERSON_FILE, 34, 3, 13),
    }),
  ],
  exploration: exploration({
    effort: effort(42, 81, 12, 0.031),
    statesByDepth: [1, 2, 4, 6, 6, 5, 4, 4, 4, 3, 2, 1],
    stepsByAction: [
      { action: 'raise', steps: 30 },
      { action: 'enter', steps: 21 },
      { action: 'leave', steps: 29 },
    ],
  }),
});

const LIGHT: SpecResult = specResult({
  name: 'traffic-light',
  about: 'A light that never shows green to both.',
  verdicts: [
    verdict({
      property: 'can always come home',
      text: 'always: possible(eventually(floor == 1))',
      status: 'violated',
      claim: 'A run of 3 steps leads to a state from which no run comes home.',
      method: 'exploration, labelling',
      evidence: TREE,
      effort: effort(5, 8, 4, 0.0004),
      place: place('specs/traffic-light.yaml', 12, 3, 20),
    }),
    verdict({
      property: 'can turn green',
      text: 'reachable: light == green',
      claim: 'A run of 2 steps reaches it.',
      evidence: {
        kind: 'witness',
        steps: run(
          { light: 'red', waiting: 0 },
          ['car arrives', {}, { waiting: 1 }],
          ['turns green', {}, { light: 'green' }],
        ),
      },
      effort: effort(5, 8, 4, 0.0004),
    }),
  ],
  exploration: exploration({
    effort: effort(5, 8, 4, 0.0004),
    statesByDepth: [1, 1, 1, 1, 1],
    graph: GRAPH,
  }),
});

const PAXOS: SpecResult = specResult({
  name: 'paxos',
  about: 'Acceptors choose one value although messages are lost.',
  constants: { Acceptors: 3, Ballots: 4 },
  verdicts: [
    verdict({
      property: 'agreement',
      text: 'never: exists(v, w in Value, v != w and chosen(v) and chosen(w))',
      status: 'unknown',
      claim:
        'No violation in 500,000 states; all runs of up to 13 steps are covered. Stopped by --max-states 500000.',
      effort: effort(500_000, 4_100_203, 15, 0.3),
      place: place('specs/paxos.yaml', 40, 3, 9),
    }),
    verdict({
      property: 'learns',
      status: 'error',
      claim:
        'The property reads `head` of an empty sequence in step 2 of a run, so nothing can be said.',
      effort: effort(12, 30, 3, 0.001),
      place: place('specs/paxos.yaml', 44, 3, 6),
    }),
  ],
  exploration: exploration({
    effort: effort(500_000, 4_100_203, 15, 0.3),
    complete: false,
    stoppedBy: '--max-states 500000',
    coveredDepth: 14,
    statesByDepth: [
      1, 6, 30, 110, 400, 1300, 3900, 9800, 22_000, 45_000, 78_000, 110_000, 120_000, 109_453,
    ],
    stepsByAction: [
      { action: 'propose', steps: 900_000 },
      { action: 'promise', steps: 1_500_203 },
      { action: 'accept', steps: 1_700_000 },
    ],
  }),
});

/** Something of everything. */
export const RESULTS: readonly SpecResult[] = [COMMIT, PETERSON, LIGHT, PAXOS];

/** Everything as expected. */
export const GOOD_RESULTS: readonly SpecResult[] = [PETERSON];

export const PROBLEMS: readonly Problem[] = [
  {
    file: 'specs/broken.yaml',
    line: 7,
    column: 9,
    endLine: 7,
    endColumn: 16,
    code: 'ASY4001',
    severity: 'error',
    message: 'There is nothing called `waitign` here.',
    hint: 'Did you mean `waiting`?',
  },
];

/** Text that tries to break out of every format. */
export const HOSTILE =
  '</script><script>alert(1)</script><img src=x onerror=alert(1)> "\'`|&amp;\u001b[31m]]>%0A::error::\u202e; end\n# title';

/** A spec of which every name is hostile. */
export function hostileResult(): SpecResult {
  return specResult({
    name: HOSTILE,
    file: `specs/${HOSTILE}.yaml`,
    about: HOSTILE,
    constants: { [HOSTILE]: HOSTILE },
    verdicts: [
      verdict({
        property: HOSTILE,
        base: HOSTILE,
        text: HOSTILE,
        status: 'violated',
        claim: HOSTILE,
        method: HOSTILE,
        evidence: {
          kind: 'counterexample',
          steps: run({ [HOSTILE]: 0, constant: HOSTILE }, [
            HOSTILE,
            { [HOSTILE]: HOSTILE },
            { [HOSTILE]: HOSTILE },
            {
              actor: HOSTILE,
              note: HOSTILE,
              messages: message('sent', HOSTILE, HOSTILE, HOSTILE, `${HOSTILE} 2`),
            },
          ]),
          loop: 0,
          back: { action: HOSTILE, bindings: {} },
          explanation: [{ place: place(HOSTILE, 1, 1, 5), step: 1, text: HOSTILE }],
        },
        notes: [{ kind: 'hint', text: HOSTILE }],
        place: place(HOSTILE, 1, 1, 5),
      }),
    ],
    mutants: [
      { name: HOSTILE, breaks: [HOSTILE], caught: false, by: [], place: place(HOSTILE, 1, 1, 5) },
    ],
    unbroken: [HOSTILE],
    exploration: exploration({
      effort: effort(2, 2, 2, 0.001),
      statesByDepth: [1, 1],
      stepsByAction: [
        { action: HOSTILE, steps: 1 },
        { action: 'x', steps: 2 },
      ],
      graph: {
        states: [
          { id: 0, state: { [HOSTILE]: 0 }, initial: true },
          { id: 1, state: { [HOSTILE]: HOSTILE }, initial: false },
        ],
        steps: [{ from: 0, to: 1, title: HOSTILE, bindings: {} }],
      },
    }),
    notes: [{ kind: 'vacuous', text: HOSTILE }],
  });
}
