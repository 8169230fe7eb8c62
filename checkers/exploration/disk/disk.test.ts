/**
 * A search that goes on with the disk finds what one in memory finds, and what a naive one over the interpreter finds: with
 * so little memory that it is full many times a level, with the form of table that comes by itself and with others, alone
 * and with other threads. Sorting, merging and taking away are compared with what sets of texts do.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { campaign, patience } from '../../../test/campaign.js';
import { explore } from '../explore.js';
import type { Found } from '../found.js';
import type { Threads } from '../kernel/levels.js';
import { modelAt, propertiesOf, summary } from '../kernel/test-summary.js';
import { type Meters, processMeters, Watch } from '../limits.js';
import { naiveSearch } from '../modes/test-naive-search.js';
import { traceOf } from '../trace.js';
import { KnownStates } from './known.js';
import { sortRecords } from './records.js';
import { RunWriter } from './runs.js';
import { DiskError, ScratchFile, ScratchSpace } from './scratch.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-disk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => expect(readdirSync(folder)).toEqual([]));

const MOST_STATES = 4000;

interface Mode {
  readonly memoryBytes?: number;
  readonly sleep?: boolean;
  readonly threads?: Threads;
  readonly meters?: Meters;
  readonly only?: string;
  readonly maxStates?: number;
  readonly signal?: AbortSignal;
}

async function search(system: TransitionSystem, mode: Mode) {
  const { memoryBytes, maxStates, signal } = mode;
  system.coverage.seen.fill(0);
  const limits = { ...(maxStates ? { maxStates } : {}), ...(signal ? { signal } : {}) };
  return explore(system, {
    properties: mode.only
      ? system.properties.filter(({ name }) => name === mode.only)
      : propertiesOf(system),
    keepGraph: false,
    toTheEnd: true,
    watch: new Watch(limits, mode.meters ?? processMeters),
    sleep: mode.sleep ?? true,
    threads: mode.threads ?? { count: 1 },
    outgrows: 0,
    ...(memoryBytes === undefined ? {} : { disk: { folder, memoryBytes } }),
  });
}

/** All runs that were found, as they are shown. */
function runsOf(found: Found, system: TransitionSystem) {
  const sightings = [
    ...[...found.decided].map(([index, sighting]) => [`${index}`, sighting] as const),
    ...[...found.illDefined].map(([index, sighting]) => [`${index} fails`, sighting] as const),
    ...(found.failure ? [['failure', found.failure] as const] : []),
  ];
  return Object.fromEntries(
    sightings.map(([name, sighting]) => {
      const run = found.search.runTo(sighting);
      traceOf(system, run);
      return [name, run];
    }),
  );
}

test('random models: the same as in memory, to the last state of every run', {
  timeout: patience(600_000),
}, async () => {
  const { seed, runs } = campaign('search on disk', { sample: 400, deep: 10_000 });
  const seen = { spills: 0, kernels: 0, runs: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(150, 200, 300, 1000),
      async (s, packed, sleep, memoryBytes) => {
        const spec: ModelSpec = { ...randomModel(s, packed), explore: {} };
        const naive = naiveSearch(spec, MOST_STATES);
        if (naive === null) return;
        const system = compileModel(spec);
        const memory = await search(system, { sleep });
        if (memory.form.name !== 'kernel') return;
        const expected = summary(memory.found, system);
        const expectedRuns = runsOf(memory.found, system);
        const disk = await search(system, { sleep, memoryBytes });
        if (disk.found.stoppedBy?.startsWith('--disk needs more memory')) return;
        expect(summary(disk.found, system)).toEqual(expected);
        expect(runsOf(disk.found, system)).toEqual(expectedRuns);
        expect(disk.found.statesByDepth).toEqual(naive.statesByDepth);
        expect(disk.found.counts.generated).toBe(naive.generated);
        seen.kernels++;
        seen.runs += Object.keys(expectedRuns).length;
        if ((disk.found.disk?.spills ?? 0) > 0) seen.spills++;
      },
    ),
    { seed, numRuns: runs, endOnFailure: true },
  );
  expect(seen.kernels).toBeGreaterThan(runs / 40);
  expect(seen.runs).toBeGreaterThan(runs / 40);
  expect(seen.spills).toBeGreaterThan(0);
});

const TWO_PHASE = 'transactions/two-phase-commit.yaml';

/** Tables are a bitmap, a quotient table and, where memory is too small for those, an index. */
const LIBRARY = [
  { path: TWO_PHASE, set: ['N=5'], memoryBytes: 10_000 },
  { path: TWO_PHASE, set: ['N=6'], memoryBytes: 500_000 },
  { path: TWO_PHASE, set: ['N=7'], memoryBytes: 2_000_000 },
  // Most of its states are initial.
  { path: 'classics/ewd840.yaml', set: [], memoryBytes: 1000 },
  { path: 'classics/ewd840.yaml', set: [], memoryBytes: 2000 },
  { path: 'concurrency/readers-writer-lock.yaml', set: [], memoryBytes: 1000 },
];

describe('models of the library', () => {
  test.each(LIBRARY)('$path $set in $memoryBytes bytes', async ({ path, set, memoryBytes }) => {
    const system = compileModel(modelAt(path, set));
    const memory = await search(system, {});
    const expected = summary(memory.found, system);
    const disk = await search(system, { memoryBytes });
    expect(disk.form.name).toBe('kernel');
    expect(summary(disk.found, system)).toEqual(expected);
    expect(runsOf(disk.found, system)).toEqual(runsOf(memory.found, system));
    expect(disk.found.disk?.spills).toBeGreaterThan(3);
    expect(disk.found.disk?.bytes).toBeGreaterThan(4 * memory.found.counts.states);
  });

  test('with other threads, in memory that is full again and again', async () => {
    const system = compileModel(modelAt(TWO_PHASE, ['N=7']));
    const alone = await search(system, { only: 'consistent' });
    const expected = summary(alone.found, system);
    const threads = { count: 3, eager: true };
    const disk = await search(system, { only: 'consistent', threads, memoryBytes: 4_000_000 });
    expect(disk.form.threads).toBe(3);
    expect(summary(disk.found, system)).toEqual(expected);
    expect(disk.found.disk?.spills).toBeGreaterThan(1);
  });

  test('a deep and narrow space: runs on disk are merged', async () => {
    const system = compileModel(
      modelAt('classics/die-hard.yaml', ['Big=97', 'Small=60', 'Goal=1']),
    );
    const memory = await search(system, {});
    const expected = summary(memory.found, system);
    const disk = await search(system, { memoryBytes: 200 });
    expect(memory.found.counts.depth).toBeGreaterThan(100);
    expect(summary(disk.found, system)).toEqual(expected);
    expect(runsOf(disk.found, system)).toEqual(runsOf(memory.found, system));
  });
});

describe('a search that does not come to its end', () => {
  const six = () => compileModel(modelAt(TWO_PHASE, ['N=6']));

  test('stops at the end of the level in which there are too many states', async () => {
    const { found } = await search(six(), { memoryBytes: 500_000, maxStates: 10_000 });
    expect(found).toMatchObject({ complete: false, stoppedBy: '--max-states 10000' });
    // Those of the last level that there is room for are not judged.
    expect(found.statesByDepth).toEqual([1, 13, 78, 292, 781, 1632, 2856, 4347]);
    expect(found.coveredDepth).toBe(7);
  });

  test('when it is interrupted knows what it knew, and leaves nothing behind', async () => {
    const controller = new AbortController();
    let looks = 0;
    const meters: Meters = {
      ...processMeters,
      clock: () => {
        if (++looks > 40) controller.abort();
        return looks * 100;
      },
    };
    const system = six();
    const mode = { memoryBytes: 500_000, meters, signal: controller.signal };
    const { found } = await search(system, mode);
    expect(found).toMatchObject({ complete: false, stoppedBy: 'interrupted' });
    expect(found.counts.states).toBe(found.statesByDepth.reduce((sum, n) => sum + n, 0));
    expect(found.counts.states).toBeLessThan(50_816);
    expect(Object.keys(runsOf(found, system)).length).toBeGreaterThan(0);
  });

  test('for a disk that fails says so, and shows what it found before', async () => {
    const system = six();
    const memory = await search(system, {});
    const levels = 12;
    const { append } = ScratchFile.prototype;
    const failing = vi.spyOn(ScratchFile.prototype, 'append');
    let appended = 0;
    failing.mockImplementation(function (this: ScratchFile, words) {
      if (++appended > levels) throw new DiskError('there: ENOSPC: no space left on device, write');
      append.call(this, words);
    });
    const { found } = await search(system, { memoryBytes: 5_000_000 });
    failing.mockRestore();
    expect(found.complete).toBe(false);
    expect(found.stoppedBy).toBe('--disk there: ENOSPC: no space left on device, write');
    expect(found.statesByDepth).toEqual(memory.found.statesByDepth.slice(0, levels));
    const known = runsOf(memory.found, system);
    for (const [name, run] of Object.entries(runsOf(found, system)))
      expect(run).toEqual(known[name]);
  });
});

describe('records', () => {
  const shape = { words: 2, stride: 3, usedBits: Int32Array.of(-1, 0xfff), block: 3 };
  const record = fc.tuple(
    fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer()),
    fc.integer({ min: 0, max: 20 }),
  );
  const records = fc.array(record, { maxLength: 60 });
  type Records = [number, number][];
  const number = ([a, b]: [number, number]): number => (a >>> 0) * 4096 + b;
  const sorted = (list: Records) => [...new Set(list.map(number))].sort((a, b) => a - b);
  const words = (list: Records) => Int32Array.from(list.flatMap(([a, b]) => [a, b, 7]));
  const ascending = (list: Records) =>
    words(
      list
        .filter((r, i) => list.findIndex((s) => number(s) === number(r)) === i)
        .sort((a, b) => number(a) - number(b)),
    );
  const numbers = (array: Int32Array, count = array.length / 3) =>
    Array.from({ length: count }, (_, i) => number([array[3 * i], array[3 * i + 1]]));

  test('are sorted as numbers are', () => {
    fc.assert(
      fc.property(records, (list) => {
        const array = new Int32Array(list.length * 6);
        array.set(words(list));
        const at = sortRecords(array, 0, list.length * 3, list.length, shape);
        expect(numbers(array.subarray(at), list.length)).toEqual(
          list.map(number).sort((a, b) => a - b),
        );
      }),
    );
  });

  test('are merged and taken away as sets are', () => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 30 }), records, (known, list) => {
        const space = new ScratchSpace(folder);
        const file = space.create();
        const states = new KnownStates(space, shape, 8);
        for (const one of known) {
          const writer = new RunWriter(file, shape);
          const array = ascending(one);
          const half = Math.floor(array.length / 6);
          writer.append(array, 0, half);
          writer.append(array, half * 3, array.length / 3 - half);
          states.add(writer.finish());
        }
        states.begin();
        const array = ascending(list);
        const left: number[] = [];
        for (let at = 0; at < array.length; at += 15) {
          const piece = array.slice(at, at + 15);
          left.push(...numbers(piece, states.remove(piece, piece.length / 3)));
        }
        space.end();
        const all = new Set(known.flat().map(number));
        expect(left).toEqual(sorted(list).filter((n) => !all.has(n)));
      }),
    );
  });
});
