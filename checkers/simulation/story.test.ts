/** The run as text: every step calls a thing by the same name, and says of what changed no more than that. */
import { expect, it } from 'vitest';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { Trace, TraceMessage, TraceStep } from '../../engine/trace.js';
import type { Run } from './run.js';
import { storyOf } from './story.js';

const RUN = { outcomes: [], error: null, steps: 7, time: 3000 } as unknown as Run;
const SPEC = { properties: [] } as unknown as SystemSpec;

const told = (steps: readonly Partial<TraceStep>[]): string[] =>
  storyOf({ steps: steps.map((s) => ({ action: null, bindings: {}, ...s })) } as Trace, SPEC, RUN)
    .steps as string[];

const message = (event: TraceMessage['event'], id: string, to: string): TraceMessage => ({
  ...{ event, id, to },
  title: 'vote',
  from: 'server1',
});

const FIRST = {
  'server.term': { server1: 0, server2: 0 },
  'server.next': { server1: { server2: 1 }, server2: { server1: 2 } },
  'keeper.log': { keeper: ['a', 'b'] },
  decided: [],
};

it('begins with the names that later steps have, once for all that are alike', () => {
  expect(told([{ state: FIRST }])).toEqual([
    '0. 0 s  in the beginning',
    '     server.term = 0 (all 2)',
    '     server1.next = {server2: 1}',
    '     server2.next = {server1: 2}',
    '     keeper.log = [a, b]',
    '     decided = []',
  ]);
});

it('tells the parts that changed', () => {
  const then = {
    'server.term': { server1: 0, server2: 4 },
    'server.next': { server1: { server2: 3, server3: 1 }, server2: {} },
    'keeper.log': { keeper: ['a'] },
    decided: [{ by: 'server1' }],
  };
  const after = { ...then, 'keeper.log': { keeper: ['a', 'c'] } };
  const lines = told([
    { state: FIRST },
    { state: then, action: 'on.vote', actor: 'server2' },
    { state: after, action: 'x', time: 5 },
  ]);
  expect(lines.slice(6)).toEqual([
    '1. 0 s  server2  on.vote',
    '     server2.term: 0 → 4',
    '     server1.next.server2: 1 → 3',
    '     server1.next.server3 = 1',
    '     server2.next.server1: 2 → gone',
    '     keeper.log: − b',
    '     decided: [] → [{by: server1}]',
    '2. 5 us  x',
    '     keeper.log: + c',
  ]);
});

it('tells messages of one kind together, and who comes up', () => {
  const state = {};
  const messages = [
    message('sent', '1', 'server2'),
    message('sent', '2', 'server2'),
    message('sent', '3', 'server3'),
  ];
  const faults = [{ event: 'up', who: 'server3' }] as const;
  expect(
    told([
      { state, action: 'a', messages },
      { state, action: 'comes up', faults, messages: [message('lost', '3', 'server3')] },
    ]),
  ).toEqual([
    '0. 0 s  a',
    '     sends vote to server2 ×2, server3',
    '     on its way: vote server1 → server2 ×2, server3',
    '1. 0 s  server3  comes up',
    '     lost: vote to server3',
    '     on its way: vote server1 → server2 ×2',
  ]);
});
