/** Random small systems for tests: graphs of one to three words, with everything that can go wrong. */
import fc from 'fast-check';
import type { Claim } from '../../engine/language/typed.js';
import {
  type GraphSystem,
  graphSystem,
  type HandMadeProperty,
  type Judgement,
} from './test-systems.js';

const actions = ['a', 'b', 'c'];
const forms: Claim['form'][] = ['always', 'never', 'reachable'];

/** `faults`: may operations have no value? `bounded`: may there be a bound? */
export function randomGraph(options: {
  faults: boolean;
  bounded: boolean;
}): fc.Arbitrary<GraphSystem> {
  return fc.integer({ min: 1, max: 14 }).chain((nodes) => {
    const node = fc.integer({ min: 0, max: nodes - 1 });
    const some = fc.uniqueArray(node, { maxLength: nodes });
    const few = fc.uniqueArray(node, { maxLength: 2 });
    const never = fc.constant<number[]>([]);
    return fc
      .record({
        initial: fc.uniqueArray(node, { minLength: 1, maxLength: 3 }),
        edges: fc.array(
          fc.tuple(node, fc.constantFrom(...actions), node, fc.integer({ min: 0, max: 2 })),
          { maxLength: 3 * nodes },
        ),
        trueAt: fc.array(some, { minLength: 2, maxLength: 3 }),
        sickAt: options.faults ? few : never,
        stepsTo: some,
        sickSteps: options.faults ? few : never,
        stuckFine: some,
        failing: options.faults ? few : never,
        kept: options.bounded ? some : fc.constant(undefined),
        sickBound: options.faults ? few : never,
        finished: few,
        words: fc.integer({ min: 1, max: 3 }),
        picked: fc.array(fc.constantFrom(...forms), { minLength: 3, maxLength: 3 }),
      })
      .map((r): GraphSystem => {
        const at =
          (sick: readonly number[], fine: readonly number[]) =>
          (n: number): Judgement =>
            sick.includes(n) ? { fails: n } : fine.includes(n);
        const states = r.trueAt.map((fine, i) => ({ state: at(i === 0 ? r.sickAt : [], fine) }));
        const kept = r.kept;
        return {
          initial: r.initial,
          edges: r.edges,
          words: r.words,
          atoms: [
            ...states,
            { step: (from, to) => at(r.sickSteps, r.stepsTo)((from + to) % nodes) },
            { stuck: (n, stuck) => !stuck || r.stuckFine.includes(n) },
          ],
          properties: [
            ...states.map(
              (_, i): HandMadeProperty => ({
                name: `state ${i}`,
                claim: { form: r.picked[i], atom: i } as Claim,
              }),
            ),
            { name: 'step', claim: { form: 'every step', atom: states.length } },
            { name: 'stuck', claim: { form: 'never', atom: states.length + 1 } },
          ],
          failing: r.failing.map((n, i) => [n, actions[i], 7] as const),
          finished: (n) => r.finished.includes(n),
          ...(kept ? { within: at(r.sickBound, kept) } : {}),
        };
      });
  });
}

export const randomSystem = (options: { faults: boolean; bounded: boolean }) =>
  randomGraph(options).map(graphSystem);
