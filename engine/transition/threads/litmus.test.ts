/**
 * The memory models against published outcomes (Owens, Sarkar and Sewell, A better x86 memory model: x86-TSO, TPHOLs 2009, and the tests of
 * Intel and AMD that they name), and against a naive interpreter on random programs.
 */
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../test/campaign.js';
import { Random } from '../../random.js';
import { explored, type Instruction, type LitmusProgram, WORDS, walked } from './test-litmus.js';

const X = 0;
const Y = 1;
const store = (word: number, value: number): Instruction => ['store', word, value];
const load = (word: number): Instruction => ['load', word];
const swap = (word: number, value: number): Instruction => ['swap', word, value];
const fence: Instruction = ['fence'];

interface Litmus {
  readonly name: string;
  readonly program: LitmusProgram;
  /** Registers of each thread, and the words in the end where they matter. */
  readonly end: RegExp;
  readonly sc: 'allowed' | 'forbidden';
  readonly tso: 'allowed' | 'forbidden';
}

const never = { sc: 'forbidden', tso: 'forbidden' } as const;
const onlyTso = { sc: 'forbidden', tso: 'allowed' } as const;

// biome-ignore format: one line a test
const published: readonly Litmus[] = [
  { name: 'SB (iwp2.3.a, amd4)', program: [[store(X, 1), load(Y)], [store(Y, 1), load(X)]], end: /^0\|0\|/, ...onlyTso },
  { name: 'SB with fences (amd5)', program: [[store(X, 1), fence, load(Y)], [store(Y, 1), fence, load(X)]], end: /^0\|0\|/, ...never },
  { name: 'SB with one fence', program: [[store(X, 1), fence, load(Y)], [store(Y, 1), load(X)]], end: /^0\|0\|/, ...onlyTso },
  { name: 'SB with swaps (iwp2.8.a)', program: [[swap(X, 1), load(Y)], [swap(Y, 1), load(X)]], end: /^0 0\|0 0\|/, ...never },
  { name: 'SB that reads its own stores (iwp2.4, amd9)', program: [[store(X, 1), load(X), load(Y)], [store(Y, 1), load(Y), load(X)]], end: /^1 0\|1 0\|/, ...onlyTso },
  { name: 'own stores are seen (iwp2.3.b)', program: [[store(X, 1), load(X)], []], end: /^0\|/, ...never },
  { name: 'MP (iwp2.1, amd1)', program: [[store(X, 1), store(Y, 1)], [load(Y), load(X)]], end: /^\|1 0\|/, ...never },
  { name: 'MP by a swap (iwp2.8.b)', program: [[swap(X, 1), store(Y, 1)], [load(Y), load(X)]], end: /^0\|1 0\|/, ...never },
  { name: 'LB (iwp2.2, amd2)', program: [[load(X), store(Y, 1)], [load(Y), store(X, 1)]], end: /^1\|1\|/, ...never },
  { name: 'WRC (iwp2.5, amd8)', program: [[store(X, 1)], [load(X), store(Y, 1)], [load(Y), load(X)]], end: /^\|1\|1 0\|/, ...never },
  { name: 'IRIW (amd6)', program: [[store(X, 1)], [store(Y, 1)], [load(X), load(Y)], [load(Y), load(X)]], end: /^\|\|1 0\|1 0\|/, ...never },
  { name: 'IRIW by swaps (iwp2.7, amd7)', program: [[swap(X, 1)], [swap(Y, 1)], [load(X), load(Y)], [load(Y), load(X)]], end: /^0\|0\|1 0\|1 0\|/, ...never },
  { name: 'one order for a word (iwp2.6)', program: [[store(X, 1)], [store(X, 2)], [load(X), load(X)], [load(X), load(X)]], end: /^\|\|1 2\|2 1\|/, ...never },
  { name: 'n4b', program: [[load(X), store(X, 1)], [load(X), store(X, 2)]], end: /^2\|1\|/, ...never },
  { name: 'n5', program: [[store(X, 1), load(X)], [store(X, 2), load(X)]], end: /^2\|1\|/, ...never },
  { name: 'n6', program: [[store(X, 1), load(X), load(Y)], [store(Y, 2), store(X, 2)]], end: /^1 0\|\|1 /, ...onlyTso },
  { name: 'n7', program: [[store(X, 1), load(X), load(Y)], [store(Y, 1)], [load(Y), load(X)]], end: /^1 0\|\|1 0\|/, ...onlyTso },
  { name: 'R', program: [[store(X, 1), store(Y, 1)], [store(Y, 2), load(X)]], end: /^\|0\|1 2$/, ...onlyTso },
  { name: 'S', program: [[store(X, 2), store(Y, 1)], [load(Y), store(X, 1)]], end: /^\|1\|2 /, ...never },
  { name: '2+2W', program: [[store(X, 1), store(Y, 2)], [store(Y, 1), store(X, 2)]], end: /^\|\|1 1$/, ...never },
  { name: 'no increment is lost', program: [[['add', X, 1]], [['add', X, 1]]], end: /\|1 0$/, ...never },
  { name: 'SB, both one after the other', program: [[store(X, 1), load(Y)], [store(Y, 1), load(X)]], end: /^1\|1\|/, sc: 'allowed', tso: 'allowed' },
];

describe.each(['sc', 'tso'] as const)('under %s', (memory) => {
  it.each(published)('$name', ({ program, end, ...verdicts }) => {
    const ends = [...explored(program, memory)];
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.some((text) => end.test(text)) ? 'allowed' : 'forbidden').toBe(verdicts[memory]);
  });

  it('random programs end as a naive interpreter has it', () => {
    const { seed, runs } = campaign(`litmus: ${memory}`, { sample: 60, deep: 3000 });
    let many = 0;
    for (let run = 0; run < runs; run++) {
      const program = randomProgram(Random.of(seed, memory, run));
      const where = `${seed} ${run} ${JSON.stringify(program)}`;
      const ends = walked(program, memory);
      expect([...explored(program, memory)].sort(), where).toEqual([...ends].sort());
      if (ends.size > 2) many++;
    }
    expect(many).toBeGreaterThan(runs / 4);
  });
});

it('TSO allows all that SC does, and more for some random programs', () => {
  const { seed, runs } = campaign('litmus: more', { sample: 150, deep: 3000 });
  let more = 0;
  // One in forty: goes on until one does.
  for (let run = 0; run < runs || (more === 0 && run < 10 * runs); run++) {
    const program = randomProgram(Random.of(seed, 'more', run), 9);
    const [sc, tso] = [explored(program, 'sc'), explored(program, 'tso')];
    for (const end of sc) expect(tso.has(end), `${seed} ${run} ${end}`).toBe(true);
    if (tso.size > sc.size) more++;
  }
  expect(more).toBeGreaterThan(0);
});

/** `kinds`: 9 for plain loads and stores, 12 for all. */
function randomProgram(random: Random, kinds = 12): LitmusProgram {
  const threads = kinds === 9 ? 2 : 2 + random.below(2);
  return Array.from({ length: threads }, () =>
    Array.from({ length: 1 + random.below(threads === 2 ? 4 : 3) }, (): Instruction => {
      const word = random.below(WORDS);
      const value = 1 + random.below(2);
      const drawn = random.below(kinds);
      if (drawn < 5) return store(word, value);
      if (drawn < 9) return load(word);
      if (drawn === 9) return fence;
      if (drawn === 10) return random.below(2) === 0 ? swap(word, value) : ['add', word, value];
      return ['cas', word, random.below(2), value];
    }),
  );
}
