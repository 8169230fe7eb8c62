import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../engine/language/source.js';
import type { SystemProperty, TransitionSystem } from '../../engine/transition/system.js';
import { campaign } from '../../test/campaign.js';
import type { Verdict } from '../verdict.js';
import { breadthFirst } from './breadth-first.js';
import { type CheckOptions, checkModel } from './check.js';
import { depthFirst } from './depth-first.js';
import { processMeters, Watch } from './limits.js';
import { randomSystem } from './random-systems.js';
import { explore, type NaiveAnswer } from './test-naive.js';
import { somewhere } from './test-systems.js';

const place = placeOf(somewhere);
const check = (system: TransitionSystem, options: Partial<CheckOptions> = {}) =>
  checkModel(system, { place, ...options });

/** What the verdict of a safety property must be after a complete search. */
function expectedStatus(property: SystemProperty, index: number, naive: NaiveAnswer) {
  const decided = naive.decidedAfter[index] !== undefined;
  const shows = property.claim.form === 'reachable';
  if (decided) return shows ? 'holds' : 'violated';
  // Nothing to start from is no success.
  if (naive.illDefined[index] || naive.states === 0) return 'error';
  if (!shows) return 'holds';
  // What comes after a step without a value, or lies outside the bound, nobody looked at.
  return naive.outside > 0 || naive.untaken > 0 ? 'unknown' : 'violated';
}

const steps = (verdict: Verdict) =>
  verdict.evidence ? verdict.evidence.steps.length - 1 : undefined;

const systems = fc.oneof(
  randomSystem({ faults: false, bounded: false }),
  randomSystem({ faults: false, bounded: true }),
  randomSystem({ faults: true, bounded: true }),
);

describe('exploration against the naive oracle', () => {
  const { seed, runs } = campaign('exploration', { sample: 900, deep: 60_000 });

  it('agrees on verdicts, counts, depths and the lengths of shortest runs', async () => {
    await fc.assert(
      fc.asyncProperty(systems, async (system) => {
        const naive = explore(system);
        const { verdicts, exploration } = await check(system, { expect: {} });
        expect(exploration?.complete).toBe(true);
        expect({
          states: exploration?.effort.states,
          generated: exploration?.effort.generated,
          depth: exploration?.effort.depth,
          initial: exploration?.initialStates,
          stuck: exploration?.stuckStates,
          byDepth: exploration?.statesByDepth,
          byAction: exploration?.stepsByAction.map((a) => a.steps),
        }).toEqual({
          states: naive.states,
          generated: naive.generated,
          depth: naive.depth,
          initial: naive.initial,
          stuck: naive.stuck,
          byDepth: naive.byDepth,
          byAction: naive.byAction,
        });
        system.properties.forEach((property, index) => {
          const verdict = verdicts[index];
          expect(verdict.status).toBe(expectedStatus(property, index, naive));
          if (verdict.status !== 'error') expect(steps(verdict)).toBe(naive.decidedAfter[index]);
        });
        const wellDefined = verdicts[system.properties.length];
        expect(wellDefined.property).toBe('well defined');
        const whole = naive.states === 0 ? 'error' : 'holds';
        expect(wellDefined.status).toBe(naive.failsAfter === undefined ? whole : 'violated');
        expect(steps(wellDefined)).toBe(naive.failsAfter);
      }),
      { seed, numRuns: runs },
    );
  });

  it('depth first agrees with breadth first on verdicts and counts', async () => {
    await fc.assert(
      fc.asyncProperty(systems, async (system) => {
        const wide = await check(system, { expect: {} });
        const deep = await check(system, { expect: {}, strategy: { search: 'depth-first' } });
        expect(deep.verdicts.map((v) => v.status)).toEqual(wide.verdicts.map((v) => v.status));
        const facts = ({ exploration: e }: typeof wide) => [
          e?.effort.states,
          e?.effort.generated,
          e?.initialStates,
          e?.stuckStates,
          e?.stepsByAction,
        ];
        expect(facts(deep)).toEqual(facts(wide));
      }),
      { seed, numRuns: runs >> 1 },
    );
  });

  it('keeps exactly the edges of the graph, in either order of search', async () => {
    await fc.assert(
      fc.asyncProperty(systems, fc.boolean(), async (system, deep) => {
        const naive = explore(system);
        const { graph } = await (deep ? depthFirst : breadthFirst)(system, {
          properties: system.properties,
          keepGraph: true,
          toTheEnd: true,
          watch: new Watch({}, processMeters),
        });
        const edges: string[] = [];
        const text = (id: number) => {
          const at = graph?.states.offset(id) ?? 0;
          return JSON.stringify([...(graph?.states.array(id).slice(at, at + system.words) ?? [])]);
        };
        for (let id = 0; graph && id < graph.count; id++) {
          for (let edge = graph.edgeStart[id]; edge < graph.edgeStart[id + 1]; edge++) {
            const label = graph.edgeInstance[edge] * system.labelWords;
            const words = [...graph.instances.labels.slice(label, label + system.labelWords)];
            edges.push(`${text(id)} ${JSON.stringify(words)} ${text(graph.edgeTarget[edge])}`);
          }
        }
        expect(edges.sort()).toEqual(naive.edges);
      }),
      { seed, numRuns: runs >> 2 },
    );
  });
});

describe('limits', () => {
  const { seed, runs } = campaign('exploration under limits', { sample: 500, deep: 30_000 });
  const strategies = fc.constantFrom('breadth-first', 'depth-first');

  it('never turn into a verdict that a complete search does not give', async () => {
    await fc.assert(
      fc.asyncProperty(
        systems,
        fc.integer({ min: 0, max: 14 }),
        strategies,
        async (system, maxStates, search) => {
          const naive = explore(system);
          const { verdicts, exploration } = await check(system, {
            limits: { maxStates },
            expect: {},
            strategy: { search: search as 'breadth-first' | 'depth-first' },
          });
          const complete = naive.states <= maxStates;
          expect(exploration?.complete).toBe(complete);
          expect(exploration?.stoppedBy).toBe(complete ? undefined : `--max-states ${maxStates}`);
          expect(exploration?.effort.states).toBe(Math.min(naive.states, maxStates));
          system.properties.forEach((property, index) => {
            const { status } = verdicts[index];
            if (complete) expect(status).toBe(expectedStatus(property, index, naive));
            else if (status === 'holds' || status === 'violated') {
              expect(naive.decidedAfter[index]).toBeDefined();
              expect(status).toBe(property.claim.form === 'reachable' ? 'holds' : 'violated');
            }
          });
          if (!complete) expect(verdicts[system.properties.length].status).not.toBe('holds');
        },
      ),
      { seed, numRuns: runs },
    );
  });

  it('say a depth as covered only if everything up to it was seen', async () => {
    await fc.assert(
      fc.asyncProperty(systems, fc.integer({ min: 0, max: 14 }), async (system, maxStates) => {
        const naive = explore(system);
        const { exploration, verdicts } = await check(system, {
          limits: { maxStates },
          expect: {},
        });
        const covered = exploration?.coveredDepth ?? 0;
        let known = 0;
        for (let depth = 0; depth < covered; depth++) {
          expect(exploration?.statesByDepth[depth]).toBe(naive.byDepth[depth]);
          known += naive.byDepth[depth];
        }
        // The next depth would not have been covered: it is not needlessly modest.
        const next = naive.byDepth[covered] ?? 0;
        if (!exploration?.complete) expect(known + next).toBeGreaterThan(maxStates);
        // Nothing that a run within the covered depth shows was missed.
        system.properties.forEach((property, index) => {
          const after = naive.decidedAfter[index];
          const lost = property.name === 'stuck' ? 1 : 0;
          if (after !== undefined && after + 1 <= covered - lost) {
            expect(steps(verdicts[index])).toBe(after);
          }
        });
      }),
      { seed, numRuns: runs },
    );
  });
});

describe('random walks', () => {
  const { seed, runs } = campaign('random walks', { sample: 500, deep: 20_000 });

  it('find only what is there, and are certain of nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(systems, fc.integer(), async (system, walkSeed) => {
        const naive = explore(system);
        const strategy = { search: 'random-walk', seed: walkSeed, walks: 20, steps: 12 } as const;
        const { verdicts } = await check(system, { strategy });
        system.properties.forEach((property, index) => {
          const { status } = verdicts[index];
          const found = property.claim.form === 'reachable' ? 'holds' : 'violated';
          if (status === found) {
            const after = naive.decidedAfter[index] ?? Number.POSITIVE_INFINITY;
            expect(steps(verdicts[index])).toBeGreaterThanOrEqual(after);
          } else if (status === 'error') expect(naive.illDefined[index]).toBe(true);
          else expect(status).toBe('unknown');
        });
        const wellDefined = verdicts[system.properties.length].status;
        if (wellDefined === 'violated') expect(naive.failsAfter).toBeDefined();
        else expect(wellDefined).toBe('unknown');
        // One seed, one result (the time it took aside).
        const again = await check(system, { strategy });
        const timeless = (vs: readonly Verdict[]) =>
          vs.map((v) => ({ ...v, effort: { ...v.effort, cpuSeconds: 0, peakMemoryBytes: 0 } }));
        expect(timeless(again.verdicts)).toEqual(timeless(verdicts));
      }),
      { seed, numRuns: runs },
    );
  });
});
