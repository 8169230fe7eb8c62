/** Where there is no room for what a system computes, a search stops in the middle of a state, and what it knows is whole. */
import { expect, test } from 'vitest';
import { compileModel } from '../../engine/transition/compile.js';
import { NoRoom } from '../../engine/transition/no-room.js';
import type { TransitionSystem } from '../../engine/transition/system.js';
import { explore } from './explore.js';
import { FLAG } from './graph.js';
import { modelAt } from './kernel/test-summary.js';
import { processMeters, Watch } from './limits.js';
import { randomWalks } from './walk.js';

/** Has room for so many calls of one kind. */
function narrow(system: TransitionSystem, of: 'steps' | 'atoms', calls: number): TransitionSystem {
  const { kernel: _, ...general } = system;
  let left = calls;
  const counted = <A extends unknown[], T>(what: 'steps' | 'atoms', call: (...args: A) => T) => {
    return (...args: A): T => {
      if (what === of && left-- === 0) throw new NoRoom('a full cupboard');
      return call(...args);
    };
  };
  return {
    ...general,
    successors: counted('steps', general.successors),
    atoms: general.atoms.map((atom) =>
      atom.kind === 'state' ? { ...atom, holds: counted('atoms', atom.holds) } : atom,
    ),
  };
}

const system = compileModel(modelAt('transactions/two-phase-commit.yaml', []));

test.each([
  ['steps', false],
  ['steps', true],
  // Asked in the middle of a state.
  ['atoms', true],
] as const)('for %s of a search, with a graph: %s', async (of, keepGraph) => {
  const search = async (searched: TransitionSystem) => {
    const watch = new Watch({}, processMeters);
    const { found } = await explore(searched, {
      ...{ properties: system.properties, keepGraph, toTheEnd: true, watch },
      ...{ sleep: false, threads: { count: 1 }, outgrows: Number.POSITIVE_INFINITY },
    });
    return found;
  };
  const [whole, part] = [
    await search(system),
    await search(narrow(system, of, of === 'steps' ? 50 : 200)),
  ];
  expect(whole).toMatchObject({ complete: true, counts: { states: 288 } });
  expect(part).toMatchObject({ complete: false, stoppedBy: 'a full cupboard' });
  expect(part.counts.states).toBeLessThan(288);
  if (!keepGraph) return;
  const edges = ({ graph }: typeof whole, id: number) =>
    graph && [...graph.edgeTarget].slice(graph.edgeStart[id], graph.edgeStart[id + 1]);
  const expanded = part.graph?.flags.filter((flags) => (flags & FLAG.expanded) !== 0).length ?? 0;
  expect(expanded).toBeGreaterThan(10);
  for (let id = 0; id < part.counts.states; id++)
    expect(edges(part, id)).toEqual(id < expanded ? edges(whole, id) : []);
});

test('walks', async () => {
  const found = await randomWalks(narrow(system, 'steps', 50), {
    ...{ properties: [], seed: 1, walks: 1000, steps: 1000, limits: {}, meters: processMeters },
  });
  expect(found).toMatchObject({ stoppedBy: 'a full cupboard' });
  expect(found.counts.generated).toBeGreaterThan(50);
});
