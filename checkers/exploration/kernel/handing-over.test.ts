/** What is left to the calling thread, in a memory in small: two pairs of hands that fill rings, and one that empties them. */
import { expect, it } from 'vitest';
import type { WasmMemory } from '../../../engine/transition/wasm/web-assembly.js';
import { makeHandover } from './handing-over.js';
import { type HandsPlan, shared } from './hands.js';

const HANDED_AT = 16;
const STATES_AT = 4096;
const BATCH = 4;

/** Of two words each; the ring has room for eight. */
function planIn(buffer: SharedArrayBuffer): HandsPlan {
  return {
    memory: { buffer } as unknown as WasmMemory,
    calls: {},
    shared,
    control: { noted: 0, notedAt: 0, handed: 4, handedAt: HANDED_AT },
    words: 1,
    entryBytes: 8,
    batchStates: BATCH,
    controlAt: [1024, 1280, 1536],
    notesAt: [2048, 2048, 2048],
    notesBytes: 0,
    ringsAt: [2112, 2368, 2624],
    ringHead: 128,
    ringSize: 8,
  } as unknown as HandsPlan;
}

function setting() {
  const words = new Int32Array(new SharedArrayBuffer(8192));
  const plan = planIn(words.buffer as SharedArrayBuffer);
  words[shared.hands] = 3;
  /** Hands `index` leave one state. */
  const leave = (index: number, state: number) => {
    words[STATES_AT >>> 2] = state;
    const control = plan.controlAt[index];
    words[(control + 4) >>> 2] = 1;
    words[(control + HANDED_AT) >>> 2] = STATES_AT;
    const { calls: _, ...theirs } = plan;
    const stopped = () => false;
    const wait = () => expect.fail('there is no room');
    makeHandover(theirs, index, { wait, stopped, expand: () => {} }).handOver();
  };
  const seen: number[] = [];
  const own = (then: (state: number) => void) =>
    makeHandover(plan, 0, {
      wait: () => {},
      stopped: () => false,
      expand: (from, to) => {
        for (let at = from; at < to; at += 8) {
          seen.push(words[at >>> 2]);
          then(words[at >>> 2]);
        }
      },
    });
  return { words, leave, seen, own };
}

it('takes all that was left, each state once, over the end of the ring', () => {
  const { words, leave, seen, own } = setting();
  const taker = own(() => {});
  const left: number[] = [];
  for (let round = 0; round < 9; round++) {
    for (let i = 0; i < 5; i++) {
      left.push(100 * round + i, 100 * round + 50 + i);
      leave(1, 100 * round + i);
      leave(2, 100 * round + 50 + i);
    }
    while (taker.takeOver());
  }
  expect([...seen].sort((a, b) => a - b)).toEqual(left.sort((a, b) => a - b));
  expect(taker.takesMore()).toBe(true);
  words[shared.done] = 2;
  expect(taker.takesMore()).toBe(false);
});

it('comes back though more is left as fast as it goes', () => {
  const { words, leave, seen, own } = setting();
  const taker = own((state) => leave(1, state + 1));
  words[shared.done] = 2;
  leave(1, 1);
  for (let i = 1; i < 4; i++) leave(1, 10 * i);
  expect(taker.takeOver()).toBe(true);
  expect(seen).toHaveLength(BATCH);
  // Whoever left it is through with the level, and this is still to be done.
  expect(taker.takesMore()).toBe(true);
  expect(seen).toHaveLength(2 * BATCH);
});
