/** Numbers of states, against those of another explorer of the same threads. */
import { expect, test } from 'vitest';
import { Successors } from '../system.js';
import type { MemoryModel } from './settings.js';
import { compileThreads } from './system.js';
import { sketchedDeque, threadsSettings } from './test-threads.js';

/** All states, the plainest way. */
function statesOf(system: ReturnType<typeof compileThreads>): number {
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  const seen = new Set<string>();
  const queue: Int32Array[] = [];
  const visit = (): void => {
    for (let i = 0; i < out.count; i++) {
      const state = out.states.slice(i * system.words, (i + 1) * system.words);
      const text = state.join();
      if (seen.has(text)) continue;
      seen.add(text);
      queue.push(state);
    }
    out.clear();
  };
  visit();
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    system.successors(state, 0, out);
    visit();
  }
  return seen.size;
}

const work = [
  [['push', { value: 1 }], ['push', { value: 2 }], 'take', 'take'],
  ['steal'],
  ['steal'],
] as const;

test.each([
  ['sc', 1676],
  ['tso', 2692],
] as const)('a deque of Chase and Lev under %s has %i states', (memory: MemoryModel, states) => {
  const settings = threadsSettings(sketchedDeque, { thief: 2 }, work, { memory });
  expect(statesOf(compileThreads(settings))).toBe(states);
});
