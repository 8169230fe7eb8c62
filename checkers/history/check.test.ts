/** The decision, its explanation and the monitor, against the brute-force oracle on random histories of every object. */
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../engine/history/history.js';
import { OBJECT_NAMES, objectNamed } from '../../engine/objects/index.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import { Random } from '../../engine/random.js';
import { campaign } from '../../test/campaign.js';
import { Decision, isLinearizable } from './decide.js';
import { explain } from './explain.js';
import { instanceOf } from './instance.js';
import { execute } from './linearization.js';
import { LinearizabilityMonitor, VIOLATED } from './monitor.js';
import { linearizableHistory, mutated, type Shape } from './random-histories.js';
import { bruteForce, longestBeginning } from './test-brute-force.js';

function shapeOf(random: Random): Shape {
  return {
    operations: 2 + random.below(6),
    clients: 1 + random.below(4),
    values: 1 + random.below(3),
    unknown: random.below(3) * 15,
    refused: random.below(2) * 10,
  };
}

/** A history, with up to two changes. */
function sampleOf(object: SequentialObject, random: Random): Operation[] {
  const shape = shapeOf(random);
  let history = linearizableHistory(object, shape, random);
  for (let changes = random.below(5); changes > 0; changes--)
    history = mutated(history, shape, random);
  return history;
}

/** Without anything that only makes the search shorter. */
function plainly(object: SequentialObject): SequentialObject {
  const { name, operations, initial, normal } = object;
  return {
    name,
    operations,
    initial,
    step: (...given) => object.step(...given),
    ...(normal === undefined ? {} : { normal }),
  };
}

describe.each(OBJECT_NAMES)('%s', (name) => {
  const object = objectNamed(name);

  it('finds histories made from a linearization linearizable', () => {
    const { seed, runs } = campaign(`made linearizable: ${name}`, { sample: 100, deep: 20_000 });
    for (let run = 0; run < runs; run++) {
      const random = Random.of(seed, name, run);
      const shape = { ...shapeOf(random), operations: 20 + random.below(40) };
      const history = linearizableHistory(object, shape, random);
      expect(isLinearizable(object, history), `${seed} ${run}`).toBe(true);
    }
  });

  it('agrees with the oracle', () => {
    const { seed, runs } = campaign(`linearizability: ${name}`, { sample: 400, deep: 50_000 });
    let violated = 0;
    for (let run = 0; run < runs; run++) {
      const history = sampleOf(object, Random.of(seed, name, run));
      const truth = bruteForce(object, history);
      if (!truth) violated++;
      const where = `${seed} ${run} ${JSON.stringify(history)}`;
      expect(isLinearizable(object, history), where).toBe(truth);
      expect(isLinearizable(plainly(object), history), `plainly ${where}`).toBe(truth);
    }
    // Both answers must occur, or nothing was compared.
    expect(violated).toBeGreaterThan(runs / 200);
    expect(violated).toBeLessThan(runs);
  });

  it('executes what it finds, and stops where the oracle stops', () => {
    const { seed, runs } = campaign(`explanations: ${name}`, { sample: 150, deep: 10_000 });
    for (let run = 0; run < runs; run++) {
      const history = sampleOf(object, Random.of(seed, name, run));
      const decision = new Decision(object, history);
      while (!decision.done) decision.advance();
      const where = `${seed} ${run} ${JSON.stringify(history)}`;
      const part = decision.violated;
      if (part === null) {
        for (const { instance, answer } of decision.parts) {
          if (!answer?.linearizable) throw new Error(where);
          execute(instance, answer.order, instance.answered.length);
        }
        continue;
      }
      const obstacle = explain(part);
      expect(obstacle.shortest, where).toBe(true);
      expect(obstacle.answers, where).toBe(longestBeginning(part.object, part.operations));
      expect(obstacle.states?.length, where).toBeGreaterThan(0);
      const { instance } = part;
      expect(() => execute(instance, [], instance.answered.length), where).toThrow('are not in it');
    }
  });
});

it.each(['register', 'kv'])('decides a %s whose values are written once by zones', (name) => {
  const object = objectNamed(name);
  const { seed, runs } = campaign(`zones: ${name}`, { sample: 1500, deep: 100_000 });
  const decided = { zones: 0, violated: 0 };
  for (let run = 0; run < runs; run++) {
    const random = Random.of(seed, name, run);
    const shape = { ...shapeOf(random), values: 1000 };
    let history = linearizableHistory(object, shape, random).filter(
      ({ name: called }) => called === 'put' || called === 'get',
    );
    if (history.length === 0) continue;
    for (let n = random.below(4); n > 0; n--) history = mutated(history, shape, random);
    const { parts, violated } = new Decision(object, history);
    if (parts.some(({ method }) => method === 'search')) continue;
    const where = `${seed} ${run} ${JSON.stringify(history)}`;
    expect(violated === null, where).toBe(bruteForce(object, history));
    decided.zones++;
    if (violated !== null) decided.violated++;
    else
      for (const { instance, answer } of parts)
        if (answer?.linearizable) execute(instance, answer.order, instance.answered.length);
  }
  expect(decided.zones).toBeGreaterThan(runs / 3);
  expect(decided.violated).toBeGreaterThan(runs / 100);
});

const listed = OBJECT_NAMES.map((name) => objectNamed(name)).filter(
  ({ unlisted }) => unlisted === undefined,
);

describe.each(listed.map((object) => [object.name, object] as const))(
  'monitor of %s',
  (name, object) => {
    it('agrees with the oracle after every event', () => {
      const { seed, runs } = campaign(`monitor: ${name}`, { sample: 300, deep: 20_000 });
      const monitor = new LinearizabilityMonitor(object);
      for (let run = 0; run < runs; run++) {
        const history = sampleOf(object, Random.of(seed, name, run));
        const where = `${seed} ${run} ${JSON.stringify(history)}`;
        expect(followed(monitor, history) !== VIOLATED, where).toBe(bruteForce(object, history));
      }
    });
  },
);

/** All events of the history; each operation is its own client. */
function followed(monitor: LinearizabilityMonitor, history: readonly Operation[]): number {
  const events = history.flatMap((operation, i) => {
    const { invoked, completed, ending } = operation;
    const begin = { time: invoked, order: 0, client: `${i}`, operation };
    const end = { time: completed ?? Infinity, order: 1, client: `${i}`, operation };
    return ending === 'unknown' && completed === null ? [begin] : [begin, end];
  });
  events.sort((a, b) => a.time - b.time || a.order - b.order);
  let state = monitor.start();
  for (const { order, client, operation } of events) {
    const { name, args, ending, result } = operation;
    if (order === 0) state = monitor.invoke(state, client, name, args);
    else if (ending === 'ok') state = monitor.return(state, client, result);
    else if (ending === 'refused') state = monitor.refuse(state, client);
    else state = monitor.abandon(state, client);
  }
  return state;
}

it('knows no linearization that is none', () => {
  const object = objectNamed('register');
  const put = { client: 'a', name: 'put', args: { value: 1 }, ending: 'ok' as const };
  const history: Operation[] = [
    { ...put, invoked: 0, completed: 1 },
    { ...put, name: 'get', args: {}, result: 1, invoked: 2, completed: 3 },
  ];
  const instance = instanceOf(object, history);
  expect(execute(instance, [0, 1], 2).map(({ at }) => at)).toEqual([0, 2]);
  expect(() => execute(instance, [1, 0], 2)).toThrow('no linearization');
});
