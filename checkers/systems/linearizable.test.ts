/** What an answer tells of a call that may have reached the system twice. */
import { expect, it } from 'vitest';
import type { Call } from '../../engine/node/kit.js';
import type { Observation } from '../../engine/transition/nodes/observer.js';
import { LinearizabilityObserver } from './linearizable.js';

it.each([
  [false, true],
  [true, false],
])('a refusal, where calls may come twice: %s', (twice, violated) => {
  const observer = new LinearizabilityObserver('register', twice);
  const call = (op: string): Call => ({ client: 0, seq: 1, op });
  const history: readonly Observation[] = [
    { kind: 'invoke', call: call('put'), args: { value: 7 }, node: 0 },
    { kind: 'return', call: call('put'), reply: { status: 'refused', why: 'busy' } },
    { kind: 'invoke', call: call('get'), args: {}, node: 0 },
    { kind: 'return', call: call('get'), reply: { status: 'ok', value: 7 } },
  ];
  const end = history.reduce((state, event) => observer.next(state, event), observer.start());
  expect(observer.violated(end)).toBe(violated);
});
