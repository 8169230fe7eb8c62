/** Which search `auto` takes where symmetry would be sound: the one that is done sooner, by a rule without a clock. */
import { expect, it } from 'vitest';
import { placeOf } from '../../../engine/language/source.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { type CheckOptions, checkModel } from '../check.js';
import { isSafety } from '../judge.js';
import { modelAt } from '../kernel/test-summary.js';

async function auto(path: string, set: string[], options: Partial<CheckOptions> = {}) {
  const spec = modelAt(path, set);
  const { verdicts, exploration } = await checkModel(compileModel(spec), {
    place: placeOf(spec.span),
    only: isSafety,
    ...options,
  });
  const { reductions, form } = exploration ?? {};
  return {
    ran: reductions?.ran,
    form: form?.name,
    because: reductions?.refused.find(({ reduction }) => reduction === 'symmetry')?.because,
    orbits: reductions?.symmetry?.orbits,
    statuses: new Set(verdicts.map(({ status }) => status)),
  };
}

const TWO_PHASE = 'transactions/two-phase-commit.yaml';
const consistent: Partial<CheckOptions> = { only: ({ name }) => name === 'consistent' };

it('is the full one in a small space', async () => {
  expect(await auto(TWO_PHASE, ['N=4'], consistent)).toMatchObject({
    ran: [],
    form: 'general',
    because: 'it is small: full search',
  });
});

it('is the kernel where a state would stand for some hundred others, symmetry where for more', async () => {
  const seven = await auto(TWO_PHASE, ['N=7'], consistent);
  expect(seven).toMatchObject({ ran: ['sleep'], form: 'kernel' });
  expect(seven.because).toMatch(
    /^one state would stand for about 1\d\d, and the fast form of the search goes through 150 in/,
  );
  const nine = await auto(TWO_PHASE, ['N=9'], consistent);
  expect(nine).toMatchObject({ ran: ['symmetry'], orbits: 2232, because: undefined });
});

it('is symmetry sooner where there is no kernel', async () => {
  const stack = await auto('classics/treiber-stack.yaml', ['Threads=3', 'Tags=2']);
  expect(stack).toMatchObject({ ran: [], form: 'general' });
  expect(stack.because).toMatch(/^one state would stand for about [56], and the search goes/);
  const paxos = await auto('consensus/paxos.yaml', ['Acceptors=4']);
  expect(paxos).toMatchObject({ ran: ['symmetry'], form: 'general', orbits: 834 });
});

it('is symmetry where states are limited and representatives are fewer', async () => {
  for (const maxStates of [1000, 100_000]) {
    const limited = await auto(TWO_PHASE, ['N=7'], { ...consistent, limits: { maxStates } });
    expect(limited).toMatchObject({ ran: ['symmetry'], orbits: 920 });
    expect([...limited.statuses]).toEqual(['holds']);
  }
  const both = await auto(TWO_PHASE, ['N=7'], { ...consistent, limits: { maxStates: 100 } });
  expect([...both.statuses]).toEqual(['unknown']);
});
