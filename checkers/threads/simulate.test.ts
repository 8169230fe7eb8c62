/** Random schedules: the same from the same seed, found bugs are real, and formulas on runs that end mean what they say. */
import { expect, it } from 'vitest';
import { loadFile, readSpec, sourceFile } from '../../engine/language/index.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { Formula } from '../../engine/language/typed.js';
import { Protocols } from '../../engine/protocols/declarations.js';
import { libraryThreads } from '../../engine/protocols/index.js';
import { holdsAtStart } from './finite.js';
import { randomRun } from './schedule.js';
import { scheduleText, simulateThreads, simulateThreadsMutant, threadsSystem } from './simulate.js';

const peterson = (fence: boolean) => `kind: system
name: test
about: A test.
protocol: peterson-lock
memory: tso
options: { fence: ${fence} }
threads:
  thread: { count: 2, calls: [increment] }
properties:
  one at a time:
    never: forall(t in thread, t.inside)
  both are seen inside:
    reachable: count(t in thread, t.inside) == 1
  everyone gets in:
    eventually: finished and count == 2
mutants:
  does not give way: { breaks: [one at a time] }
`;

async function specOf(yaml: string): Promise<SystemSpec> {
  const protocols = new Protocols();
  const loaded = loadFile(sourceFile('test.yaml', yaml), { declarations: protocols.declarations });
  await protocols.load(loaded, { own: 'leave' });
  const { spec } = readSpec(loaded.documents[0]);
  if (spec?.kind !== 'system') throw new Error('no system');
  return spec;
}

it('finds what a missing fence breaks, and nothing where there is one', async () => {
  const protocol = await libraryThreads('peterson-lock');
  const sound = await simulateThreads(await specOf(peterson(true)), protocol, { seeds: 60 });
  expect(sound.map(({ status }) => status)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds']);
  expect(sound[0].claim).toContain('60 runs of random schedules (seeds 1 to 60)');
  const [first, , gets] = await simulateThreads(await specOf(peterson(false)), protocol, {
    seeds: 60,
  });
  expect([first.status, gets.status]).toEqual(['violated', 'violated']);
  const steps = first.evidence?.kind === 'counterexample' ? first.evidence.steps : [];
  expect(first.claim).toContain(`in ${steps.length - 1} steps`);
  expect(steps.at(-1)?.state['thread.inside']).toEqual({ thread1: true, thread2: true });
});

it('finds mutants, and says where one survives', async () => {
  const spec = await specOf(peterson(true));
  const protocol = await libraryThreads('peterson-lock');
  const [mutant] = spec.mutants;
  const found = await simulateThreadsMutant(spec, protocol, mutant, { seeds: 60 });
  expect(found).toMatchObject({ caught: true });
  const none = await simulateThreadsMutant(spec, protocol, mutant, { seeds: 0 });
  expect(none).toMatchObject({ caught: false, because: 'survived 0 random schedules' });
  const stopped = await simulateThreadsMutant(spec, protocol, mutant, {
    ...{ seeds: 60, seed: 1, limits: { signal: AbortSignal.abort() } },
  });
  expect(stopped.because).toMatch(/^stopped at .*, after 1 random schedule$/);
});

it('makes a run again from its seed, in a system of its own', async () => {
  const spec = await specOf(peterson(false));
  const protocol = await libraryThreads('peterson-lock');
  const texts = [5, 5, 6].map((seed) => scheduleText(spec, protocol, seed).text);
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).not.toBe(texts[2]);
  const used = threadsSystem(spec, protocol);
  for (let seed = 1; seed < 5; seed++) randomRun(used, seed);
  const describe = (of: typeof used) =>
    randomRun(of, 5).labels.map((label) => of.describe(label, 0).title);
  expect(describe(used)).toEqual(describe(threadsSystem(spec, protocol)));
});

it('judges formulas by the last state going on for ever', () => {
  const atom = (name: number): Formula => ({ op: 'atom', atom: name });
  /** Atom 0 holds in the first two states, atom 1 in the last of three. */
  const truth = (name: number, at: number): boolean => (name === 0 ? at < 2 : at === 2);
  const holds = (formula: Formula) => holdsAtStart(formula, 3, truth);
  expect(holds({ op: 'eventually', of: atom(1) })).toBe(true);
  expect(holds({ op: 'always', of: atom(0) })).toBe(false);
  expect(holds({ op: 'until', left: atom(0), right: atom(1) })).toBe(true);
  expect(holds({ op: 'until', left: atom(1), right: { op: 'constant', value: false } })).toBe(
    false,
  );
  expect(holds({ op: 'unless', left: atom(0), right: atom(1) })).toBe(true);
  expect(holds({ op: 'next', of: { op: 'next', of: atom(1) } })).toBe(true);
  expect(holds({ op: 'eventually', of: { op: 'always', of: atom(1) } })).toBe(true);
  expect(holds({ op: 'always', of: { op: 'eventually', of: atom(0) } })).toBe(false);
  expect(holds({ op: 'possible', of: atom(0) })).toBe(null);
});
