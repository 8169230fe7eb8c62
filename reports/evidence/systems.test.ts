/** What pictures of systems are made of: folds, faults, strips and replays. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceStep } from '../../engine/trace.js';
import { campaign } from '../../test/campaign.js';
import { run } from '../fixtures.js';
import { LONG_RUN, TWO_LEADERS } from '../system-fixtures.js';
import { faultsOf, partitionWords } from './faults.js';
import { foldTrace } from './folding.js';
import { laneDiagram } from './lanes.js';
import { type Replay, replayOf } from './replay.js';
import { stateStrips } from './state-strips.js';
import { axisTicks } from './times.js';

const quiet = (changes: readonly boolean[]): TraceStep[] => {
  let x = 0;
  return changes.map((change, i) => ({
    action: i === 0 ? null : 'go',
    bindings: {},
    state: { x: change ? ++x : x },
  }));
};

describe('folding', () => {
  it('leaves a short run whole, and hides no step that changed anything', () => {
    const { seed, runs } = campaign('folding', { sample: 300, deep: 30_000 });
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 3, max: 200 }),
        (changes, rowsMax) => {
          const steps = quiet(changes);
          const { folds, rows, rowOf, shows } = foldTrace({ steps }, rowsMax);
          expect(rows).toBeLessThanOrEqual(Math.max(rowsMax, 1));
          expect(shows(0) && shows(steps.length - 1)).toBe(true);
          if (steps.length <= Math.min(40, rowsMax)) expect(folds).toEqual([]);
          const every = steps.map((_, i) => rowOf(i));
          // Rows without a gap, each a step or a fold.
          expect(new Set(every).size).toBe(rows);
          every.slice(1).forEach((row, i) => {
            const together = folds.some(({ from, to }) => from <= i && i + 1 < to);
            expect(row - every[i]).toBe(together ? 0 : 1);
          });
          for (const { from, to, uneventful } of folds)
            if (uneventful) expect(changes.slice(from, to)).not.toContain(true);
        },
      ),
      { seed, numRuns: runs },
    );
  });

  it('shows of a run that is too long the end, where that is asked for', () => {
    const steps = quiet(Array.from({ length: 500 }, () => true));
    const { folds, rows } = foldTrace({ steps }, 60, true);
    expect([rows, folds]).toEqual([60, [{ from: 1, to: 442, uneventful: false }]]);
  });
});

describe('faults', () => {
  it('are stretches, and a partition is its groups', () => {
    const { outages, partitions } = faultsOf(TWO_LEADERS);
    expect(outages).toEqual([
      { who: 'server2', kind: 'down', from: 4, to: 9 },
      { who: 'server1', kind: 'paused', from: 10, to: 14 },
    ]);
    expect(partitions.map(({ from, to, groups }) => ({ from, to, groups }))).toEqual([
      { from: 6, to: 13, groups: [['server2', 'server3'], ['server1']] },
    ]);
    expect(partitions.map(partitionWords)).toEqual(['server2, server3 | server1']);
  });

  it('of one direction, or of a bridge, are told by their links', () => {
    const words = (...links: [string, string][]) => {
      const faults = [{ event: 'cut' as const, id: 'p', links }];
      return faultsOf({
        steps: [{ action: 'cut', bindings: {}, state: {}, faults }],
      }).partitions.map((partition) => [partitionWords(partition), partition.groups.length]);
    };
    expect(words(['a', 'b'])).toEqual([['a to b', 2]]);
    expect(words(['a', 'b'], ['b', 'a'])).toEqual([['a | b', 2]]);
    // All are still connected by way of others.
    expect(words(['a', 'b'], ['b', 'a'], ['d', 'c'], ['d', 'a'])).toEqual([
      ['a to b, b to a, d to c, 1 more', 1],
    ]);
  });

  it('and losses are on the lanes that they are about', () => {
    const { lanes, events, messages } = laneDiagram(TWO_LEADERS, 'raft');
    expect(lanes).toEqual(['server1', 'server2', 'server3', 'network']);
    expect(lanes[events.find(({ step }) => step === 4)?.lane ?? -1]).toBe('server2');
    expect(lanes[events.find(({ step }) => step === 6)?.lane ?? -1]).toBe('network');
    expect(
      messages.flatMap(({ title, lostAt }) => (lostAt === null ? [] : [`${title} ${lostAt}`])),
    ).toEqual(['requestVote 2', 'append 7', 'append 8']);
  });
});

it('strips are the fields of nodes that tell most, as long as values stay', () => {
  const strips = stateStrips(TWO_LEADERS, laneDiagram(TWO_LEADERS, 'raft').lanes);
  expect(strips.map(({ field, quantity }) => [field, quantity])).toEqual([
    ['server.role', false],
    ['server.votedFor', false],
    ['server.term', true],
  ]);
  expect(strips[0].nodes[0]).toEqual({
    name: 'server1',
    stretches: [
      { from: 0, to: 1, value: 'follower' },
      { from: 1, to: 5, value: 'candidate' },
      { from: 5, to: 16, value: 'leader' },
    ],
  });
  // A model without nodes has none.
  expect(stateStrips({ steps: run({ x: 1 }, ['go', {}, { x: 2 }]) }, ['a', 'b'])).toEqual([]);
});

/** What a reader of the replay sees in a frame, as the page makes it up. */
function frameOf({ frames, values, messages }: Replay, at: number) {
  const state: string[] = [];
  const flying = new Set<number>();
  for (const { sets, sent = [], gone = [] } of frames.slice(0, at + 1)) {
    for (let i = 0; i < sets.length; i += 2) state[sets[i]] = values[sets[i + 1]];
    for (const number of sent) flying.add(number);
    for (const number of gone) flying.delete(number);
  }
  return { state, flying: [...flying].map((number) => messages[number]), ...frames[at] };
}

describe('a replay', () => {
  const replay = replayOf(TWO_LEADERS, laneDiagram(TWO_LEADERS, 'raft').lanes, 'initial state');

  it('has a row for each node and a column for each field', () => {
    expect(replay.tables).toEqual([
      {
        rows: ['server1', 'server2', 'server3'],
        columns: ['role', 'term', 'votedFor', 'log', 'up'],
      },
    ]);
  });

  it('knows in each frame the state, what is in flight and what is out of order', () => {
    const frame = frameOf(replay, 8);
    expect(frame.says).toBe('append to server3 is lost: cut off');
    expect(frame.time).toBe('156.1 ms');
    expect(frame.state.slice(0, 10)).toEqual([
      ...['leader', '1', 'server1', '[]', 'true'],
      ...['follower', '0', 'none', '[]', 'false'],
    ]);
    expect(frame.flying).toEqual([]);
    expect(frame.faults).toEqual(['server2 is down', 'cut off: server2, server3 | server1']);
    expect(frameOf(replay, 1).flying).toEqual([
      'requestVote: server1 → server2',
      'requestVote: server1 → server3',
    ]);
  });

  it('of a very long run begins later, and ends with the same', () => {
    const steps = Array.from({ length: 9 }, () => LONG_RUN.steps.slice(0, 300)).flat();
    const long = replayOf(
      { ...LONG_RUN, steps: [...steps, ...TWO_LEADERS.steps] },
      ['server1', 'server2', 'server3'],
      'x',
    );
    expect([long.first, long.frames.length]).toEqual([716, 2000]);
    const last = long.frames.length - 1;
    expect(frameOf(long, last).state).toEqual(frameOf(replay, 15).state);
  });
});

it('an axis has round marks within it, in the unit of its steps', () => {
  const { at, text } = axisTicks(150_000, 304_200, 1e-6);
  expect(at.map(text)).toEqual([
    '160 ms',
    '180 ms',
    '200 ms',
    '220 ms',
    '240 ms',
    '260 ms',
    '280 ms',
    '300 ms',
  ]);
  expect(axisTicks(0, 7, null).at.map(axisTicks(0, 7, null).text)).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
  ]);
});
