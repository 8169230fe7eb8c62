/** A run of a system, and a history of its clients, written out by hand: for tests, and for looking at pictures. */
import type { Evidence, OperationsView } from '../checkers/verdict.js';
import type { Plain } from '../engine/plain.js';
import type { TraceFault, TraceMessage, TraceStep } from '../engine/trace.js';

type Fields = Readonly<Record<string, Plain>>;

/** What is written of a step; what it does not change stays. */
interface Written {
  readonly at: number;
  readonly says: string;
  readonly who?: string;
  readonly sets?: Readonly<Record<string, Fields>>;
  readonly sent?: readonly string[];
  readonly got?: string;
  readonly lost?: readonly string[];
  readonly faults?: readonly TraceFault[];
}

/** `vote@1: server1 → server2`. */
function passage(event: TraceMessage['event'], text: string): TraceMessage {
  const [, title, number, from, to] = /^(\w+)@(\d+): (\w+) → (\w+)$/.exec(text) ?? [];
  return { event, id: `${title}@${number} ${from} ${to}`, title, from, to };
}

function stepsOf(initial: Readonly<Record<string, Fields>>, written: readonly Written[]) {
  const steps: TraceStep[] = [{ action: null, bindings: {}, state: initial, time: 0 }];
  for (const { at, says, who, sets = {}, sent = [], got, lost = [], faults } of written) {
    const before = steps[steps.length - 1].state;
    const changed = Object.entries(sets).map(([field, entries]) => [
      field,
      { ...(before[field] as Fields), ...entries },
    ]);
    const messages = [
      ...(got === undefined ? [] : [passage('received', got)]),
      ...sent.map((text) => passage('sent', text)),
      ...lost.map((text) => passage('lost', text)),
    ];
    steps.push({
      action: says,
      bindings: {},
      ...(who === undefined ? {} : { actor: who }),
      state: { ...before, ...(Object.fromEntries(changed) as Fields) },
      time: at,
      ...(messages.length === 0 ? {} : { messages }),
      ...(faults === undefined ? {} : { faults }),
    });
  }
  return steps;
}

const all = (value: Plain): Fields => ({ server1: value, server2: value, server3: value });

/** Who is cut off from whom, both ways. */
const apart = (a: string, ...others: string[]): [string, string][] =>
  others.flatMap((b): [string, string][] => [
    [a, b],
    [b, a],
  ]);

/** A vote is given before it is on disk: a crash forgets it, and a term has two leaders. */
export const TWO_LEADERS: Evidence = {
  kind: 'counterexample',
  tickSeconds: 1e-6,
  steps: stepsOf(
    {
      'server.role': all('follower'),
      'server.term': all(0),
      'server.votedFor': all(null),
      'server.log': all([]),
      'server.up': all(true),
    },
    [
      {
        at: 150_000,
        says: 'server1 election timer',
        who: 'server1',
        sets: {
          'server.role': { server1: 'candidate' },
          'server.term': { server1: 1 },
          'server.votedFor': { server1: 'server1' },
        },
        sent: ['requestVote@1: server1 → server2', 'requestVote@1: server1 → server3'],
      },
      {
        at: 151_200,
        says: 'the network loses requestVote to server3',
        lost: ['requestVote@1: server1 → server3'],
      },
      {
        at: 152_431,
        says: 'server2 receives requestVote',
        who: 'server2',
        got: 'requestVote@1: server1 → server2',
        sets: { 'server.term': { server2: 1 }, 'server.votedFor': { server2: 'server1' } },
        sent: ['vote@1: server2 → server1'],
      },
      {
        at: 153_000,
        says: 'server2 crashes before its disk has the vote',
        faults: [{ event: 'down', who: 'server2' }],
        sets: {
          'server.term': { server2: 0 },
          'server.votedFor': { server2: null },
          'server.up': { server2: false },
        },
      },
      {
        at: 154_010,
        says: 'server1 receives vote',
        who: 'server1',
        got: 'vote@1: server2 → server1',
        sets: { 'server.role': { server1: 'leader' } },
        sent: ['append@1: server1 → server2', 'append@1: server1 → server3'],
      },
      {
        at: 155_000,
        says: 'a partition: server1 | server2, server3',
        faults: [{ event: 'cut', id: 'p1', links: apart('server1', 'server2', 'server3') }],
      },
      {
        at: 155_900,
        says: 'append to server2 is lost: the node is down',
        lost: ['append@1: server1 → server2'],
      },
      {
        at: 156_100,
        says: 'append to server3 is lost: cut off',
        lost: ['append@1: server1 → server3'],
      },
      {
        at: 190_000,
        says: 'server2 starts again',
        who: 'server2',
        faults: [{ event: 'up', who: 'server2' }],
        sets: { 'server.up': { server2: true } },
      },
      { at: 200_000, says: 'server1 pauses', faults: [{ event: 'paused', who: 'server1' }] },
      {
        at: 301_500,
        says: 'server3 election timer',
        who: 'server3',
        sets: {
          'server.role': { server3: 'candidate' },
          'server.term': { server3: 1 },
          'server.votedFor': { server3: 'server3' },
        },
        sent: ['requestVote@2: server3 → server2', 'requestVote@2: server3 → server1'],
      },
      {
        at: 303_000,
        says: 'server2 receives requestVote',
        who: 'server2',
        got: 'requestVote@2: server3 → server2',
        sets: { 'server.term': { server2: 1 }, 'server.votedFor': { server2: 'server3' } },
        sent: ['vote@2: server2 → server3'],
      },
      { at: 303_500, says: 'the partition heals', faults: [{ event: 'healed', id: 'p1' }] },
      { at: 303_900, says: 'server1 goes on', faults: [{ event: 'resumed', who: 'server1' }] },
      {
        at: 304_200,
        says: 'server3 receives vote',
        who: 'server3',
        got: 'vote@2: server2 → server3',
        sets: { 'server.role': { server3: 'leader' } },
      },
    ],
  ),
};

/** The same after three hundred heartbeats in which nothing changes. */
export const LONG_RUN: Evidence = {
  ...TWO_LEADERS,
  steps: [
    TWO_LEADERS.steps[0],
    ...Array.from({ length: 300 }, (_, i): TraceStep => {
      const [from, to] = i % 2 === 0 ? ['server1', 'server2'] : ['server2', 'server1'];
      const title = i % 2 === 0 ? 'ping' : 'pong';
      return {
        action: `${from} sends ${title}`,
        bindings: {},
        actor: from,
        state: TWO_LEADERS.steps[0].state,
        time: i * 400,
        messages: [{ event: 'sent', id: `${title} ${i}`, title, from, to }],
      };
    }),
    ...TWO_LEADERS.steps.slice(1),
  ],
};

/** The second get begins when the first has found the new value, and finds the old one. */
export const STALE: OperationsView = {
  tickSeconds: 1e-6,
  left: 0,
  operations: [
    {
      client: 'a',
      text: 'put x = 0',
      ending: 'ok',
      invoked: 0,
      completed: 12_000,
      at: 6_000,
      forbidden: false,
    },
    {
      client: 'a',
      text: 'put x = 1',
      ending: 'ok',
      invoked: 20_000,
      completed: 90_000,
      at: 27_500,
      forbidden: false,
    },
    {
      client: 'b',
      text: 'get x → 1',
      ending: 'ok',
      invoked: 25_000,
      completed: 40_000,
      at: 33_000,
      forbidden: false,
    },
    {
      client: 'c',
      text: 'put x = 2',
      ending: 'unknown',
      invoked: 30_000,
      completed: null,
      at: null,
      forbidden: false,
    },
    {
      client: 'd',
      text: 'cas x',
      ending: 'refused',
      invoked: 10_000,
      completed: 30_000,
      at: null,
      forbidden: false,
    },
    {
      client: 'b',
      text: 'get x → 0',
      ending: 'ok',
      invoked: 52_000,
      completed: 78_000,
      at: null,
      forbidden: true,
    },
  ],
};
