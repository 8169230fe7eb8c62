/** What threads may end in, by exploration of states and by running every schedule from the beginning. */
import { expect, it } from 'vitest';
import { libraryThreads } from '../../protocols/index.js';
import { plainText } from '../../threads/index.js';
import { Successors } from '../system.js';
import type { MemoryModel, ThreadsSettings } from './settings.js';
import { compileThreads } from './system.js';
import { endsOf } from './test-schedules.js';
import { type Calls, sketchedDeque, threadsSettings } from './test-threads.js';

function explored(settings: ThreadsSettings): Set<string> {
  const system = compileThreads(settings);
  const out = new Successors(system.words, system.labelWords);
  const seen = new Set<string>();
  const ends = new Set<string>();
  const queue: Int32Array[] = [];
  const visit = (): void => {
    for (let i = 0; i < out.count; i++) {
      const state = out.states.slice(i * system.words, (i + 1) * system.words);
      if (seen.has(state.join())) continue;
      seen.add(state.join());
      queue.push(state);
    }
    out.clear();
  };
  system.initial(out);
  visit();
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    system.successors(state, 0, out);
    if (out.count === 0) ends.add(endOf(system.decode(state, 0)));
    visit();
  }
  return ends;
}

/** Words, then the local state of every thread; all kinds have some. */
function endOf(decoded: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(decoded).filter(([name]) => name !== 'waiting stores');
  const locals = new Map<string, Record<string, unknown>>();
  for (const [name, value] of entries.filter(([name]) => name.includes('.')))
    for (const [thread, field] of Object.entries(value as Record<string, unknown>))
      locals.set(thread, { ...locals.get(thread), [name.split('.')[1]]: field });
  const words = entries.filter(([name]) => !name.includes('.') && !locals.has(name));
  return plainText([words.flatMap(([, value]) => value), [...locals.values()]]) ?? '';
}

const push = ['push', { value: 1 }] as const;
const put = (value: number) => ['enqueue', { value }] as const;

const cases: readonly (readonly [string, Readonly<Record<string, number>>, Calls, MemoryModel])[] =
  [
    ['sketch', {}, [[push, 'take'], ['steal']], 'sc'],
    ['sketch', {}, [[push], ['steal']], 'tso'],
    ['ticket-lock', { thread: 2 }, [['increment'], ['increment']], 'sc'],
    ['treiber-stack', {}, [[push], ['pop']], 'tso'],
    ['michael-scott-queue', { worker: 2 }, [[put(1)], ['dequeue']], 'sc'],
  ];

it.each(cases)('%s %o %o under %s', async (name, counts, calls, memory) => {
  const protocol = name === 'sketch' ? sketchedDeque : await libraryThreads(name);
  for (const mutants of [[], ...mutantsOf(protocol).map((mutant) => [mutant])]) {
    const settings = threadsSettings(protocol, counts, calls, { memory, mutants });
    const scripts = settings.scripts.map(({ operations }) => operations);
    const ends = endsOf(settings.setup, scripts, memory);
    expect(ends.size).toBeGreaterThan(0);
    expect([...explored(settings)].sort(), mutants.join()).toEqual([...ends].sort());
  }
});

const mutantsOf = ({ declaration }: { readonly declaration: { readonly mutants?: object } }) =>
  Object.keys(declaration.mutants ?? {}).slice(0, 2);
