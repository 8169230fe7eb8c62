/**
 * The notebook interface as a program sees it: what is loaded, refused, found out and sent to be shown.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RENDERERS, rendererNamed, VEGA_LITE } from './bundle.js';
import { chart } from './chart.js';
import { type Bundle, display, displayWith, tslabWriter } from './display.js';
import { library, load, SpecError } from './session.js';

const folders: string[] = [];

afterEach(() => {
  displayWith(null);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const DOOR = `
  kind: model
  name: door
  about: A door that opens and closes.
  constants:
    Times: 2
  state:
    open: boolean
    opened: 0..Times
  actions:
    opens:
      when: not open and opened < Times
      then:
        open: true
        opened: opened + 1
    closes:
      when: open
      then:
        open: false
  properties:
    never opens:
      never: open
    opens twice:
      reachable: opened == 2
`;

/** What is shown, instead of showing it. */
function shown(): Bundle[] {
  const bundles: Bundle[] = [];
  displayWith((bundle) => bundles.push(bundle));
  return bundles;
}

/** Width and height in pixels, from the first chunk of the file (PNG, section 11.2.2). */
function pngSize(base64: unknown): { width: number; height: number } {
  const bytes = Buffer.from(String(base64), 'base64');
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

it('loads a spec of the library, by path and as indented text', () => {
  const byName = load('two-phase-commit');
  expect(byName).toMatchObject({ name: 'two-phase-commit', kind: 'model' });
  expect(byName.mutants).toContain('commits without asking');
  expect(load('specs/transactions/two-phase-commit.yaml').text).toBe(byName.text);
  const door = load(DOOR);
  expect(door.properties).toEqual(['never opens', 'opens twice']);
  expect(door.text.startsWith('kind: model\n')).toBe(true);
  expect(library()).toContain('two-phase-commit');
});

it('says what is wrong, in the words of the command line', () => {
  const refused = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      expect(error).toBeInstanceOf(SpecError);
      expect((error as Error).stack).not.toContain('    at ');
      return (error as Error).message;
    }
    throw new Error('was not refused');
  };
  expect(refused(() => load('two-fase-commit'))).toContain('did you mean `two-phase-commit`?');
  expect(refused(() => load('no-such-file.yaml'))).toContain('no-such-file.yaml');
  expect(refused(() => load(DOOR.replace('when: open', 'when: opne')))).toMatch(
    /the text:16:11: error ASY\d{4}[\s\S]*did you mean `open`/,
  );
  expect(refused(() => load(DOOR).set({ Tims: 3 }))).toContain('did you mean `Times`?');
  expect(refused(() => load('two-phase-commit').mutant('commits without'))).toContain('no mutant');
  expect(refused(() => load(`${DOOR}\n---\n${DOOR.replace('door', 'gate')}`))).toContain(
    'one spec is wanted, and here are 2: door, gate',
  );
});

it('loads one spec of a library file that holds several', async () => {
  const landed = load('mars-pathfinder-as-landed');
  expect(landed.name).toBe('mars-pathfinder-as-landed');
  const cured = landed.set({ 'resources.mutex.protocol': 'inheritance' });
  const status = async (spec: typeof landed) => (await spec.check()).verdict('no restart').status;
  expect(await status(landed)).toBe('violated');
  expect(await status(cured)).toBe('holds');
});

it('shows a schedule as a Gantt chart', async () => {
  const bundles = shown();
  await (await load('mars-pathfinder-as-landed').check()).counterexample('no restart').show();
  const [{ data }] = bundles;
  expect(Object.keys(data)).toEqual([VEGA_LITE, 'image/png', 'text/plain']);
  const { title, layer } = data[VEGA_LITE] as {
    title: { text: string };
    layer: { data: { values: object[] } }[];
  };
  expect(title.text).toBe('Job 1 of bus misses its deadline at 125 ms: it took 245 ms');
  const bars = layer[0].data.values;
  expect(bars).toContainEqual({ task: 'communications', job: 1, from: 0, to: 200, state: 'runs' });
  expect(bars).toContainEqual(
    expect.objectContaining({ task: 'bus', to: 245, state: 'the late job' }),
  );
  expect(pngSize(data['image/png']).width).toBeGreaterThan(1200);
});

it('refuses properties that are not there', async () => {
  await expect(load(DOOR).check({ only: ['never open'] })).rejects.toThrow(
    'did you mean `never opens`?',
  );
});

it('sets constants and other paths without changing the spec', async () => {
  const door = load(DOOR);
  const states = async (spec: typeof door) => (await spec.check()).exploration?.effort.states;
  expect(await states(door)).toBe(5);
  expect(await states(door.set({ Times: 4 }))).toBe(9);
  expect(await states(door.set({ 'actions.closes.when': 'false' }))).toBe(2);
  expect(await states(door.set({ Times: 4 }).set({ 'actions.closes.when': 'false' }))).toBe(2);
  expect(await states(door)).toBe(5);
});

it('keeps a limit: what was not seen is not said to hold', async () => {
  const result = await load('two-phase-commit').check({ maxStates: 50, only: ['consistent'] });
  expect(result.verdict('consistent').status).toBe('unknown');
  expect(result.ok).toBe(false);
});

it('stops at the first failure when asked to', async () => {
  const broken = load('two-phase-commit').set({ N: 6 }).mutant('may change its mind');
  const states = async (failFast: boolean) =>
    (await broken.check({ failFast, only: ['consistent'] })).exploration?.effort.states ?? 0;
  expect(await states(true)).toBeLessThan(await states(false));
});

it('gives verdicts, runs and mutants to programs', async () => {
  const result = await load(DOOR).check();
  expect(result.ok).toBe(false);
  expect(result.verdict('opens twice').status).toBe('holds');
  expect(result.counterexample('never opens').actions).toEqual(['opens']);
  expect(result.witness('opens twice').actions).toEqual(['opens', 'closes', 'opens']);
  expect(() => result.counterexample('opens twice')).toThrow('has no counterexample: it holds');
  expect(() => result.witness('never opens')).toThrow('has no witness: it is violated');
  expect(() => result.verdict('opens')).toThrow('there are never opens, opens twice');
  expect(result.mutants).toBeNull();
  const judged = await load('two-phase-commit').check({ mutants: true });
  expect(judged.mutants?.every(({ caught }) => caught)).toBe(true);
});

it('finds the counterexample of an instance by the name of the family', async () => {
  const broken = await load('two-phase-commit').mutant('may change its mind').check();
  expect(broken.counterexample('a decision is final').steps.length).toBeGreaterThan(1);
});

it('shows verdicts as a table, with what is hostile made harmless', async () => {
  const bundles = shown();
  const hostile = DOOR.replace('never opens:', "'<img src=x onerror=alert(1)>':");
  await (await load(hostile).check()).show();
  const [{ data }] = bundles;
  expect(Object.keys(data)).toEqual(['text/html', 'text/plain']);
  expect(data['text/html']).toContain('✗ violated');
  expect(data['text/html']).toContain('&lt;img src=x');
  expect(data['text/html']).not.toContain('<img');
  expect(data['text/plain']).toContain('✗ violated');
});

it('shows mutants below the verdicts', async () => {
  const bundles = shown();
  await (await load('two-phase-commit').check({ mutants: true })).show();
  expect(bundles[0].data['text/html']).toMatch(/commits without asking[\s\S]*✓ caught/);
});

it('shows a run as a picture and as text', async () => {
  const bundles = shown();
  await (await load(DOOR).check()).witness('opens twice').show();
  const [{ data, metadata }] = bundles;
  expect(Object.keys(data)).toEqual(['image/png', 'text/plain']);
  const { width, height } = pngSize(data['image/png']);
  const said = metadata['image/png'] as { width: number; height: number };
  expect(Math.abs(width - 2 * said.width) + Math.abs(height - 2 * said.height)).toBeLessThan(3);
  expect(data['text/plain']).toContain('opened  1 → 2');
});

it('shows of a run that is too long for a picture the end', async () => {
  const bundles = shown();
  const result = await load(DOOR)
    .set({ Times: 50, 'properties.opens twice.reachable': 'opened == 50' })
    .check();
  const run = result.witness('opens twice');
  await run.show();
  expect(run.steps.length).toBeGreaterThan(60);
  expect(Object.keys(bundles[0].data)).toEqual(['image/png', 'text/plain']);
  // Sixty rows and what stands above and below them, not a hundred.
  expect(pngSize(bundles[0].data['image/png']).height).toBeLessThan(2 * 60 * 50);
});

it('shows charts as an object, a picture and text; the same each time', async () => {
  const bundles = shown();
  const { charts } = await load('two-phase-commit').check();
  for (const one of [...charts, ...charts]) await one.show();
  expect(charts.map(({ title }) => title)).toHaveLength(2);
  for (const { data } of bundles) {
    expect(Object.keys(data)).toEqual([VEGA_LITE, 'image/png', 'text/plain']);
    expect(data[VEGA_LITE]).toMatchObject({
      $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
      background: '#ffffff',
    });
    expect(pngSize(data['image/png']).width).toBeGreaterThan(900);
  }
  expect(bundles[2]).toEqual(bundles[0]);
  expect(bundles[3]).toEqual(bundles[1]);
});

it('sends a chart as ASSAY_RENDERER says', async () => {
  const dots = chart('Dots', 'two of them', {
    data: { values: [{ x: 1 }, { x: 2 }] },
    mark: 'point',
    encoding: { x: { field: 'x', type: 'quantitative' } },
  });
  const sent = async (renderer: string): Promise<string[]> => {
    vi.stubEnv('ASSAY_RENDERER', renderer);
    const bundles = shown();
    await dots.show();
    return Object.keys(bundles[0].data);
  };
  expect(await sent('')).toEqual([VEGA_LITE, 'image/png', 'text/plain']);
  expect(await sent('png')).toEqual(['image/png', 'text/plain']);
  expect(await sent('text')).toEqual(['text/plain']);
  await expect(sent('gif')).rejects.toThrow('ASSAY_RENDERER=gif: there are vega, png, text');
  vi.unstubAllEnvs();
  expect(rendererNamed(undefined)).toBe(RENDERERS['vega']);
  expect(() => rendererNamed('constructor')).toThrow();
});

it('prints text where there is no notebook, and whole answers when inspected', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  display({ data: { 'image/png': 'AAAA', 'text/plain': 'a picture' }, metadata: {} });
  expect(log.mock.calls).toEqual([['a picture']]);
  log.mockRestore();
  const door = load(DOOR);
  expect(inspect(door.set({ Times: 3 }))).toContain('with Times=3');
  const result = await door.check();
  expect(inspect(result)).toContain('✗ violated');
  expect(inspect(result.counterexample('never opens'))).toContain('false → true');
});

it('takes a program for tslab only where its kernel is in memory', () => {
  expect(tslabWriter(undefined)).toBeNull();
  expect(tslabWriter('no-such-program')).toBeNull();
  expect(tslabWriter(process.argv[1])).toBeNull();
});

it('sends whole bundles through the kernel, or two media types through its public way', () => {
  const bundle = { data: { a: 1, b: 2, c: 3 }, metadata: { b: { width: 5 } } };
  const whole = kernel('exports.lastWriteDisplayData = (...sent) => exports.sent.push(sent);');
  whole.write(bundle);
  expect(whole.sent).toEqual([[{ ...bundle, transient: {} }, false]]);
  const old = kernel('');
  old.write(bundle);
  expect(old.sent).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

/** A folder laid out as tslab's, with its kernel in memory. */
function kernel(source: string): { write: (bundle: Bundle) => void; sent: unknown[] } {
  const folder = mkdtempSync(join(tmpdir(), 'assay-kernel-'));
  folders.push(folder);
  for (const path of ['bin', 'dist']) mkdirSync(join(folder, path));
  const program = join(folder, 'bin/tslab');
  writeFileSync(program, '');
  writeFileSync(join(folder, 'dist/jupyter.js'), `exports.sent = [];\n${source}`);
  writeFileSync(
    join(folder, 'dist/public.js'),
    "exports.display = { raw: (...sent) => require('./jupyter.js').sent.push(sent) };",
  );
  const { sent } = createRequire(program)('../dist/jupyter.js');
  const write = tslabWriter(program);
  if (write === null) throw new Error('not taken for tslab');
  return { write, sent };
}

it('switches a mutant of a protocol on, and draws the crash that it needs', async () => {
  const spec = load('raft-elections').mutant('votes before the disk');
  const result = await spec.check({ only: ['one leader per term'] });
  const run = result.counterexample('one leader per term');
  const befallen = run.steps.flatMap(({ actor, faults = [] }) =>
    faults.map((fault) => [actor, fault.event]),
  );
  expect(befallen.map(([, event]) => event)).toEqual(['down', 'up']);
  const bundles = shown();
  await run.show();
  expect(Object.keys(bundles[0].data)).toEqual(['image/png', 'text/plain']);
});

describe('a system in virtual time', () => {
  const crash = () =>
    load(`
      kind: system
      name: leader-crash
      about: The leader goes down for a second.
      extends: raft-elections
      network: { delay: 5..15 ms }
      faults:
        crash: { node: leader, at: 800 ms, for: 1 s }
    `);

  it('runs from a seed, the same each time, and shows who was hit', async () => {
    const run = await crash().run({ seed: 1, for: 2 });
    expect(run.actions).toEqual((await crash().run({ seed: 1, for: 2 })).actions);
    expect(run.actions).not.toEqual((await crash().run({ seed: 2, for: 2 })).actions);
    const hit = run.steps.find(({ action }) => action === 'crash');
    const before = run.steps[run.steps.indexOf(hit as (typeof run.steps)[number]) - 1];
    const roles = before.state['server.role'] as Readonly<Record<string, string>>;
    expect(roles[String(hit?.bindings['node'])]).toBe('leader');
    expect(Object.keys(run.steps[0].state)).not.toContain('server.votedFor');
    const whole = await crash().run({ seed: 1, for: 2, whole: true });
    expect(Object.keys(whole.steps[0].state)).toContain('server.votedFor');
    expect(inspect(run)).toContain('server.role'.split('.')[1]);
  });

  it('is judged over many seeds, with mistakes of its protocol switched on', async () => {
    const sound = await crash().simulate({ seeds: 5, for: 3 });
    expect(sound.verdict('one leader per term').status).toBe('holds');
    expect(sound.verdict('one leader per term').claim).toContain('5 runs of 3 s');
    await expect(load('two-phase-commit').simulate()).rejects.toThrow('kind model');
    await expect(crash().simulate({ only: ['no such'] })).rejects.toThrow('no such');
  });
});
