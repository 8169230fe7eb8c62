import { describe, expect, it } from 'vitest';
import type { TraceMessage } from '../../engine/trace.js';
import { graphSystem, handMade } from './test-systems.js';
import { traceOf } from './trace.js';

const state = (...words: number[]) => Int32Array.from(words);
/** The label of action number `action`, with its binding. */
const label = (action: number, binding = 0) => Int32Array.of(action, binding);

const system = graphSystem({
  initial: [0],
  edges: [
    [0, 'go', 1],
    [1, 'go', 2, 4],
    [2, 'back', 1],
  ],
});

describe('a trace', () => {
  it('tells the initial state, then each step with its bindings', () => {
    const run = { states: [state(0), state(1), state(2)], labels: [label(0), label(0, 4)] };
    expect(traceOf(system, run).steps).toMatchObject([
      { action: null, bindings: {}, state: { node: 0 } },
      { action: 'go', bindings: {}, state: { node: 1 }, place: { line: 1 } },
      { action: 'go', bindings: { b: 4 }, state: { node: 2 } },
    ]);
  });

  it('closes a loop by a step, or by the last state repeating', () => {
    const states = [state(0), state(1), state(2)];
    const labels = [label(0), label(0, 4), label(1)];
    const lasso = traceOf(system, { states, labels, loop: 1 });
    expect(lasso.loop).toBe(1);
    expect(lasso.back).toMatchObject({ action: 'back', bindings: {} });
    expect(lasso.steps.map(({ note }) => note)).toEqual([undefined, undefined, undefined]);
    const ending = traceOf(system, { states, labels: labels.slice(0, 2), loop: 2 });
    expect(ending.loop).toBe(2);
    expect(ending.back).toBeUndefined();
    expect(ending.steps.map(({ note }) => note)).toEqual([undefined, undefined, undefined]);
  });
});

describe('a run that the system cannot take throws', () => {
  it.each([
    ['it does not begin in an initial state', { states: [state(1)], labels: [] }],
    ['no step leads there', { states: [state(0), state(2)], labels: [label(0)] }],
    ['the step has another label', { states: [state(0), state(1)], labels: [label(1)] }],
    ['the step has another binding', { states: [state(0), state(1)], labels: [label(0, 4)] }],
    ['a label is missing', { states: [state(0), state(1)], labels: [] }],
    ['there is no state', { states: [], labels: [] }],
    [
      'no step closes the loop',
      { states: [state(0), state(1)], labels: [label(0), label(0)], loop: 0 },
    ],
    [
      'a loop that nothing closes is not at the end',
      { states: [state(0), state(1)], labels: [label(0)], loop: 0 },
    ],
  ])('%s', (_, run) => {
    expect(() => traceOf(system, run)).toThrow();
  });

  it('only a run inside another may begin anywhere', () => {
    const run = { states: [state(1), state(2)], labels: [label(0, 4)] };
    expect(() => traceOf(system, run)).toThrow();
    expect(traceOf(system, run, true).steps).toHaveLength(2);
  });
});

describe('messages', () => {
  /** The number of copies on their way; up is a sending, down a receiving. */
  const channel = handMade({
    variables: ['copies'],
    initial: [[0]],
    actions: [
      { name: 'send', steps: ([n]) => [{ to: [n + 1] }] },
      { name: 'receive', steps: ([n]) => (n > 0 ? [{ to: [n - 1] }] : []) },
    ],
    messages: ([before], [after]): TraceMessage[] => [
      { event: after > before ? 'sent' : 'received', id: 'ping(1)', title: 'ping', from: 'A' },
    ],
  });

  it('link each receiving to the oldest sending of the same message', () => {
    const states = [0, 1, 2, 1, 0, 1].map((n) => state(n));
    const labels = [0, 0, 1, 1, 0].map((action) => label(action));
    const { steps } = traceOf(channel, { states, labels });
    expect(steps.map((s) => s.messages?.map(({ event, id }) => `${event} ${id}`))).toEqual([
      undefined,
      ['sent ping(1)'],
      ['sent ping(1) (2)'],
      ['received ping(1)'],
      ['received ping(1) (2)'],
      ['sent ping(1) (3)'],
    ]);
  });
});
