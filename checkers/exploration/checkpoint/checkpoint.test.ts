/**
 * A search that dies after every checkpoint and goes on from it, in a new process or as good as in one, finds
 * what one finds that nobody disturbs: on random models and on two-phase commit, between levels and within them.
 */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { compileModel } from '../../../engine/transition/compile.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { campaign, patience } from '../../../test/campaign.js';
import { explore } from '../explore.js';
import type { Found } from '../found.js';
import type { Threads } from '../kernel/levels.js';
import { chooseForm } from '../kernel/tables.js';
import { modelAt, propertiesOf, summary } from '../kernel/test-summary.js';
import { type Meters, processMeters, Watch } from '../limits.js';
import { traceOf } from '../trace.js';
import { CheckpointError, hasCheckpoint, removeCheckpoint } from './file.js';
import { type CheckpointOptions, Saver } from './saver.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-checkpoint-'));
const file = join(folder, 'some', 'model.checkpoint');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => removeCheckpoint(file));

const identity = { assay: '0', spec: 'a', options: { only: 'all' } };

class Died extends Error {}

/** A clock by which every look is late: each is a turn, and a checkpoint. */
function hurried(): Meters {
  let time = 0;
  return {
    ...processMeters,
    clock: () => {
      time += 100;
      return time;
    },
  };
}

interface Mode {
  readonly sleep: boolean;
  readonly threads?: Threads;
  readonly meters?: Meters;
  readonly only?: string;
}

async function search(system: TransitionSystem, mode: Mode, checkpoint?: CheckpointOptions) {
  const watch = new Watch({}, mode.meters ?? processMeters);
  const properties = mode.only
    ? system.properties.filter(({ name }) => name === mode.only)
    : propertiesOf(system);
  return explore(system, {
    properties,
    keepGraph: false,
    toTheEnd: true,
    watch,
    sleep: mode.sleep,
    threads: mode.threads ?? { count: 1 },
    outgrows: 0,
    ...(checkpoint ? { saver: new Saver(checkpoint, watch.meters.clock) } : {}),
  });
}

/** Dies after each checkpoint, until it comes to the end; how often it died. */
async function dying(make: () => TransitionSystem, mode: Mode) {
  let deaths = 0;
  for (;;) {
    const system = make();
    try {
      const { found, form } = await search(system, mode, {
        file,
        identity,
        resume: true,
        every: 0,
        onSaved: () => {
          throw new Died();
        },
      });
      return { found, form, system, deaths };
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      deaths++;
    }
  }
}

const runsOf = (found: Found) =>
  [...found.decided.entries(), ...found.illDefined.entries()]
    .sort(([a], [b]) => a - b)
    .map(([index, sighting]) => [index, found.search.runTo(sighting)]);

/** Steps of counters whose states are kept in each form of table. */
const STEPS = { bitmap: [1, 30, 1], quotient: [90_000, 900], index: [90_000, 90_000] } as const;

/** Counters that are moved in steps: many levels, and some operations without a value. */
function randomCounters(form: keyof typeof STEPS, random: (below: number) => number): string {
  const counters = STEPS[form].map((step, i) => ({
    name: `c${i}`,
    step,
    top: step * (4 + random(8)),
  }));
  const one = () => counters[random(counters.length)];
  const within = ({ name, step, top }: (typeof counters)[0]) => `${name} + ${step} <= ${top}`;
  const condition = (): string => {
    const { name, step, top } = one();
    return `${name} ${['<', '!=', '>='][random(3)]} ${step * random(top / step)}`;
  };
  const actions = counters.map((c, i) => {
    // Without its guard a counter leaves its range in the end: an operation without a value.
    const guard = random(6) === 0 ? 'true' : within(c);
    const more = random(3) === 0 ? ` and (${condition()} or ${condition()})` : '';
    return `  up ${i}:\n    when: ${guard}${more}\n    then: { ${c.name}: ${c.name} + ${c.step} }\n`;
  });
  const { name } = one();
  const claims = [
    `always: ${condition()} or ${condition()}`,
    `reachable: ${condition()}`,
    'never: stuck',
  ];
  return `kind: model
name: counters
about: Random counters.
state:
${counters.map((c) => `  ${c.name}: 0..${c.top}\n`).join('')}actions:
${actions.join('')}  back:
    when: ${condition()}
    then: { ${name}: 0 }
properties:
${claims.map((claim, i) => `  p${i}: { ${claim} }\n`).join('')}`;
}

it('random models that die after every level find the same', {
  timeout: patience(600_000),
}, async () => {
  const { seed, runs } = campaign('checkpoints', { sample: 9, deep: 1000 });
  const path = join(folder, 'counters.yaml');
  const chances = fc.infiniteStream(fc.nat());
  const one = async (form: keyof typeof STEPS, s: Iterator<number>, sleep: boolean) => {
    removeCheckpoint(file);
    const random = (below: number) => s.next().value % below;
    writeFileSync(path, randomCounters(form, random));
    const make = () => compileModel(modelAt(path, []));
    const system = make();
    const kernel = system.kernel?.({ watched: [], sleep, constantsAt: 0, seenAt: 0, roomAt: 0 });
    expect(kernel && 'usedBits' in kernel && chooseForm(kernel.usedBits).form).toBe(form);
    const whole = await search(system, { sleep });
    const again = await dying(make, { sleep });
    expect(again.deaths).toBe(whole.found.statesByDepth.length - 1);
    expect(summary(again.found, again.system)).toEqual(summary(whole.found, system));
    expect(runsOf(again.found)).toEqual(runsOf(whole.found));
    for (const sighting of again.found.decided.values())
      traceOf(again.system, again.found.search.runTo(sighting));
  };
  for (const form of ['bitmap', 'quotient', 'index'] as const) {
    const property = fc.asyncProperty(chances, fc.boolean(), (s, sleep) => one(form, s, sleep));
    await fc.assert(property, { seed, numRuns: Math.ceil(runs / 3), endOnFailure: true });
  }
});

describe('two-phase commit', () => {
  const spec = modelAt('transactions/two-phase-commit.yaml', ['N=6']);
  const make = () => compileModel(spec);
  it.each([
    ['alone', { count: 1 }],
    ['with another thread', { count: 2, eager: true }],
  ])(
    'dies in the middle of levels, %s',
    async (_, threads) => {
      const mode = { sleep: true, only: 'consistent', threads, meters: hurried() };
      const { found, deaths } = await dying(make, mode);
      expect(deaths).toBeGreaterThan(found.statesByDepth.length);
      expect(found.counts).toMatchObject({ states: 50_816, generated: 402_306, depth: 20 });
    },
    patience(120_000),
  );

  it('goes on in another process after a SIGKILL', () => {
    const program = fileURLToPath(new URL('test-killed.ts', import.meta.url));
    const run = (saves: number) =>
      spawnSync(process.execPath, ['--import', 'tsx', program, file, `${saves}`], {
        encoding: 'utf8',
      });
    const killed = run(12);
    expect(killed).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    const { stdout, stderr } = run(0);
    expect(stderr).toBe('');
    const { verdicts, exploration } = JSON.parse(stdout);
    expect(exploration.checkpoint.resumed.states).toBeGreaterThan(1000);
    expect(exploration.effort).toMatchObject({ states: 296_448, generated: 2_744_706 });
    const whole = JSON.parse(run(-1).stdout);
    expect(whole.exploration.checkpoint).toBeUndefined();
    expect(verdicts).toEqual(whole.verdicts);
    expect(exploration.statesByDepth).toEqual(whole.exploration.statesByDepth);
    expect(exploration.stepsByAction).toEqual(whole.exploration.stepsByAction);
  }, 120_000);
});

describe('what cannot be gone on from', () => {
  const make = () => compileModel(modelAt('transactions/two-phase-commit.yaml', ['N=3']));
  const options = { file, identity, resume: true, every: 0 };
  const again = (changed: Partial<CheckpointOptions> = {}, sleep = true) =>
    search(make(), { sleep }, { ...options, ...changed });
  beforeEach(async () => {
    await search(make(), { sleep: true }, options);
    expect(hasCheckpoint(file)).toBe(true);
  });

  it('is gone on from as it is', async () => {
    const { found } = await again();
    expect(found.counts).toMatchObject({ states: 288, generated: 1146 });
  });

  it('goes on unsaved where nothing can be written', async () => {
    mkdirSync(`${file}.new`);
    const found = await again();
    rmdirSync(`${file}.new`);
    expect(found.found.counts).toMatchObject({ states: 288, generated: 1146 });
    expect(hasCheckpoint(file)).toBe(true);
  });

  it('a file that was cut short anywhere', async () => {
    const bytes = readFileSync(file);
    for (const length of [0, 10, 25, 200, bytes.length - 5, bytes.length - 1]) {
      writeFileSync(file, bytes);
      truncateSync(file, length);
      await expect(again(), `${length} bytes`).rejects.toThrow(CheckpointError);
    }
  });

  it('a file with one byte changed anywhere', async () => {
    const bytes = readFileSync(file);
    for (const at of [3, 20, 24, 60, 700, bytes.length - 1000, bytes.length - 2]) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 4;
      writeFileSync(file, changed);
      await expect(again(), `byte ${at}`).rejects.toThrow(/no whole checkpoint/);
    }
  });

  it.each([
    ['version', { ...identity, assay: '1' }, /written by Assay 0, and this is 1/],
    ['spec', { ...identity, spec: 'b' }, /the spec, or a constant/],
    ['options', { ...identity, options: { only: 'x' } }, /only was all then, and is x now/],
  ])('another %s', async (_, other, message) => {
    await expect(again({ identity: other })).rejects.toThrow(message);
  });

  it('other code', async () => {
    await expect(again({}, false)).rejects.toThrow(/compiles this spec to other code/);
  });
});

/** Four counters, and one state in the middle of the widest of their 121 levels. */
const MIDDLE = `kind: model
name: middle
about: Counts in four directions.
state: { a: 0..30, b: 0..30, c: 0..30, d: 0..30 }
actions:
${[...'abcd'].map((v) => `  ${v}: { when: ${v} < 30, then: { ${v}: ${v} + 1 } }\n`).join('')}properties:
  middle: { reachable: a == 15 and b == 15 and c == 15 and d == 15 }
`;

it.each([
  ['for good', false],
  ['to be gone on from', true],
])(
  'a run to what was found in a level that a limit cut short, %s',
  async (_, saves) => {
    const path = join(folder, 'middle.yaml');
    writeFileSync(path, MIDDLE);
    const spec = modelAt(path, []);
    let decided = 0;
    for (let maxStates = 440_000; maxStates <= 500_000; maxStates += 6000) {
      removeCheckpoint(file);
      const system = compileModel(spec);
      const meters = hurried();
      const watch = new Watch({ maxStates }, meters);
      const options = { file, identity, resume: false, every: Number.POSITIVE_INFINITY };
      const { found } = await explore(system, {
        ...{ properties: system.properties, keepGraph: false, toTheEnd: true, watch },
        ...{ sleep: false, threads: { count: 1 }, outgrows: 0 },
        ...(saves ? { saver: new Saver(options, meters.clock) } : {}),
      });
      expect(found.complete).toBe(false);
      expect(hasCheckpoint(file)).toBe(saves);
      const sighting = found.decided.get(0);
      // Where the level of its end was cut short.
      if (sighting === undefined || found.statesByDepth.length > 62) continue;
      const run = found.search.runTo(sighting);
      expect([run.states.length, sighting.length]).toEqual([61, 61]);
      traceOf(system, run);
      decided++;
    }
    expect(decided).toBeGreaterThan(0);
  },
  patience(120_000),
);
