/** The command line as its users meet it: what it prints, where, and with which exit code. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { libraryFolder } from '../engine/package-root.js';
import { runCli } from './test-run.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TWO_PHASE = 'specs/transactions/two-phase-commit.yaml';
const DIE_HARD = 'specs/classics/die-hard.yaml';

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const COUNTER = `kind: model
name: counter
about: Counts.
constants:
  Top: 5
state:
  n: 0..Top
actions:
  up:
    when: n < Top
    then:
      n: n + 1
properties:
  small:
    always: n < Top
  arrives:
    eventually: n == Top
mutants:
  stays:
    change: { actions.up.then.n: n }
    breaks: [arrives]
`;

describe('check', () => {
  it.each([
    [3, 288, 1146],
    [5, 8832, 58146],
  ])('gives TLC’s counts of two-phase commit with %i managers', async (n, states, generated) => {
    const { code, stdout } = await runCli(
      'check',
      TWO_PHASE,
      '--set',
      `N=${n}`,
      '--no-reduction',
      '--json',
    ); // prettier-ignore
    const [spec] = JSON.parse(stdout).specs;
    expect(code).toBe(0);
    for (const verdict of spec.verdicts)
      expect(verdict.effort).toMatchObject({ states, generated });
  });

  it('exits with 1 and shows the shortest run when a property is not as expected', async () => {
    const { code, stdout } = await runCli('check', write('counter.yaml', COUNTER), '--json');
    expect(code).toBe(1);
    const [spec] = JSON.parse(stdout).specs;
    const small = spec.verdicts.find((v: { property: string }) => v.property === 'small');
    expect(small).toMatchObject({ status: 'violated', expected: 'holds', asExpected: false });
    expect(small.evidence.steps.map((s: { state: { n: number } }) => s.state.n)).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(small.evidence.steps[0].action).toBeNull();
    expect(small.evidence.steps[1].action).toBe('up');
  });

  it('answers only what is asked, by name or by instance', async () => {
    const { stdout } = await runCli(
      'check',
      TWO_PHASE,
      '--json',
      '--only',
      'a decision is final (r = 2)',
      '--only',
      'consistent',
    ); // prettier-ignore
    const names = JSON.parse(stdout).specs[0].verdicts.map((v: { property: string }) => v.property);
    expect(names).toEqual(['consistent', 'a decision is final (r = 2)', 'well defined']);
  });

  it('catches the mutants, and fails on one that survives', async () => {
    const good = await runCli('check', TWO_PHASE, '--mutants', '--json');
    expect(good.code).toBe(0);
    const { mutants } = JSON.parse(good.stdout).specs[0];
    expect(mutants.map((m: { caught: boolean }) => m.caught)).toEqual([true, true, true, true]);
    const survivor = COUNTER.replace('always: n < Top', 'always: n <= Top').replace(
      'breaks: [arrives]',
      'breaks: [small]',
    );
    const bad = await runCli('check', write('survivor.yaml', survivor), '--mutants', '--json');
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout).specs[0].mutants[0]).toMatchObject({
      name: 'stays',
      caught: false,
    });
  });

  it('lists only what was asked among the properties that no mutant broke', async () => {
    const unbroken = async (...only: string[]) => {
      const asked = only.flatMap((name) => ['--only', name]);
      const file = write('asked.yaml', COUNTER);
      const { stdout } = await runCli('check', file, '--mutants', '--json', ...asked);
      return JSON.parse(stdout).specs[0].unbroken;
    };
    expect(await unbroken()).toContain('small');
    expect(await unbroken('arrives')).toEqual([]);
    expect(await unbroken('small')).toEqual(['small']);
  });

  it('judges the mutants of what is asked for, and leaves the others out', async () => {
    const asked = async (only: string) => {
      const { code, stdout } = await runCli(
        ...['check', TWO_PHASE, '--mutants', '--json', '--only', only],
      );
      const [{ mutants, notes }] = JSON.parse(stdout).specs;
      return { code, names: mutants.map((m: { name: string }) => m.name), notes };
    };
    const all = JSON.parse((await runCli('check', TWO_PHASE, '--mutants', '--json')).stdout);
    const of = (base: string): string[] =>
      all.specs[0].mutants.flatMap((m: { name: string; breaks: string[] }) =>
        m.breaks.includes(base) ? [m.name] : [],
      );
    const { code, names, notes } = await asked('consistent');
    expect(code).toBe(0);
    expect(names).toEqual(of('consistent'));
    expect(names.length).toBeLessThan(all.specs[0].mutants.length);
    expect(notes).toContainEqual(
      expect.objectContaining({ text: expect.stringMatching(/left out, since nothing that/) }),
    );
  });

  it('says how far it got at a limit, and exits with 3', async () => {
    const { code, stdout } = await runCli(
      'check',
      TWO_PHASE,
      '--max-states',
      '100',
      '--json',
      '--no-reduction',
      '--only',
      'consistent',
    ); // prettier-ignore
    expect(code).toBe(3);
    const [verdict] = JSON.parse(stdout).specs[0].verdicts;
    expect(verdict.status).toBe('unknown');
    expect(verdict.claim).toMatch(/100 states.*depth/);
  });

  it('stops at the first failure when asked to, of whole runs too', async () => {
    const path = join(libraryFolder(), 'concurrency/peterson.yaml');
    const starved = ['--set', 'N=5', '--mutant', 'does not yield', '--only', 'no starvation'];
    const { code, stdout } = await runCli('check', path, ...starved, '--fail-fast', '--json');
    expect(code).toBe(1);
    const [{ verdicts, exploration }] = JSON.parse(stdout).specs;
    expect(exploration).toMatchObject({ complete: false, stoppedBy: '--fail-fast' });
    expect(verdicts[0]).toMatchObject({ base: 'no starvation', status: 'violated' });
    expect(verdicts[1]).toMatchObject({ base: 'no starvation', status: 'unknown' });
  });

  it('checks a spec as one of its mutants has it', async () => {
    const path = join(libraryFolder(), 'transactions/two-phase-commit.yaml');
    const { code, stdout } = await runCli('check', path, '--mutant', 'may change its mind');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ violated    two-phase-commit · consistent');
    const { stderr } = await runCli('check', path, '--mutant', 'no such');
    expect(stderr).toContain('no spec here has a mutant `no such`');
  });

  it('shows what a system says, with everything that it leaves to defaults', async () => {
    const { code, stdout } = await runCli(
      'show',
      'specs/transactions/durable-two-phase-commit.yaml',
    );
    expect(code).toBe(0);
    for (const line of [
      'participant: participant1, participant2, participant3',
      'voteTimeout = 500 ms: how long the coordinator waits for votes before it aborts',
      'mayRefuse = true: whether a participant may vote no',
      'crash of any node, every 1 s or so, for 300 ms',
      'participant.state: participant to [working, prepared, committed, aborted, read]',
      'explore: coordinator 1, participant 2; crash 1, timers at any time',
    ])
      expect(stdout).toContain(line);
  });

  it('explores the implementation of a system', async () => {
    const system = `kind: system
name: one-register
about: One register.
protocol: abd-register
properties:
  linearizable:
    always: linearizable(register)
`;
    const { code, stdout } = await runCli('check', write('system.yaml', system), '--json');
    expect(code).toBe(0);
    const [verdict] = JSON.parse(stdout).specs[0].verdicts;
    expect(verdict).toMatchObject({ property: 'linearizable', status: 'holds' });
    expect(verdict.claim).toMatch(/reachable states with 3 servers/);
  });

  it('tells every mistake of a spec, exits with 2, and still checks the others', async () => {
    const broken = write('broken.yaml', COUNTER.replace('n < Top\n    then', 'm < Top\n    then'));
    const { code, stdout } = await runCli('check', broken, DIE_HARD, '--json');
    expect(code).toBe(2);
    const report = JSON.parse(stdout);
    expect(report.ok).toBe(false);
    expect(report.diagnostics[0]).toMatchObject({ file: broken, line: 10, column: 11 });
    expect(report.specs.map((s: { name: string }) => s.name)).toEqual(['die-hard']);
  });

  it.each(['html', 'json', 'junit', 'sarif', 'markdown', 'github', 'text'])(
    'writes a %s report',
    async (format) => {
      const path = join(folder, `nested/report.${format}`);
      const unsolved = write('unsolved.yaml', COUNTER.replace('name: counter', 'name: unsolved'));
      const { code, stderr } = await runCli(
        'check',
        unsolved,
        '--quiet',
        '--report',
        `${format}=${path}`,
      );
      expect(code).toBe(1);
      expect(stderr).toContain(path);
      expect(readFileSync(path, 'utf8')).toContain('unsolved');
    },
  );

  it('agrees between the strategies', async () => {
    const statuses = async (strategy: string): Promise<string[]> => {
      const { stdout } = await runCli('check', TWO_PHASE, '--json', '--strategy', strategy);
      return JSON.parse(stdout).specs[0].verdicts.map((v: { status: string }) => v.status);
    };
    expect(await statuses('depth-first')).toEqual(await statuses('breadth-first'));
    expect(await statuses('random-walk')).toContain('unknown');
  });

  it('colours only where it should', async () => {
    expect((await runCli('check', DIE_HARD)).stdout).not.toContain('\x1b[');
    expect((await runCli('--color', 'check', DIE_HARD)).stdout).toContain('\x1b[');
  });
});

describe('settings', () => {
  const without = COUNTER.replace('name: counter', 'name: other').replaceAll('Top', 'Limit');

  it('apply where a constant has that name, and fail when none has', async () => {
    const paths = [write('with.yaml', COUNTER), write('without.yaml', without)];
    const good = await runCli('check', ...paths, '--set', 'Top=3', '--json');
    const { specs, diagnostics } = JSON.parse(good.stdout);
    expect(diagnostics).toEqual([]);
    expect(specs.map((s: { constants: object }) => s.constants)).toEqual([
      { Top: 3 },
      { Limit: 5 },
    ]);
    const bad = await runCli('check', ...paths, '--set', 'Limt=3');
    expect(bad.code).toBe(2);
    expect(bad.stdout).toContain(
      '--set Limt=3: error ASY6009: there is no constant `Limt` to set\n    1 | Limt=3\n      | ^^^^\n  did you mean `Limit`?',
    );
    expect(bad.stdout.match(/ASY6009/g)).toHaveLength(1);
  });
});

describe('what is not supported yet', () => {
  const clocks = COUNTER.replace('n: 0..Top', 'n: 0..Top\n  x: clock').replaceAll(' < Top', ' < 9');
  it('is a warning to lint, which counts the spec, and an error to check', async () => {
    const path = write('clocks.yaml', clocks);
    const lint = await runCli('lint', path);
    expect(lint.code).toBe(0);
    expect(lint.stdout).toMatch(
      /warning ASY7001.*\n[\s\S]*1 warning\nNo mistakes in 1 file \(1 spec\)/,
    );
    const json = JSON.parse((await runCli('lint', path, '--json')).stdout);
    expect(json).toMatchObject({ ok: true, diagnostics: [{ severity: 'warning' }] });
    expect((await runCli('check', path)).code).toBe(2);
    expect((await runCli('check', path, '--mutants')).code).toBe(2);
  });
});

describe('output', () => {
  it('quiet prints only what is not as expected', async () => {
    const { stdout } = await runCli('check', write('counter.yaml', COUNTER), DIE_HARD, '-q');
    expect(stdout).toContain('✗ violated    counter · small');
    expect(stdout).not.toContain('counter · arrives');
    expect(stdout).not.toMatch(/✓/);
    expect((await runCli('check', DIE_HARD, '-q')).stdout).toBe('');
  });

  it('writes one report to standard output, and never two', async () => {
    const { stdout, stderr } = await runCli('check', DIE_HARD, '--report', 'junit=-');
    expect(stdout).toMatch(/^<\?xml[\s\S]*<\/testsuites>\n$/);
    expect(stderr).not.toContain('Wrote');
    for (const other of [['--json'], ['--report', 'sarif=-']]) {
      const two = await runCli('check', DIE_HARD, '--report', 'junit=-', ...other);
      expect(two.code).toBe(2);
      expect(two.stderr).toContain('Only one report can go to standard output');
    }
  });

  it('tells the command with everything that was typed', async () => {
    const { stdout } = await runCli(
      'check',
      DIE_HARD,
      '--seed',
      '4',
      '--no-reduction',
      '-q',
      '--json',
      '--report',
      `text=${join(folder, 'r.txt')}`,
    ); // prettier-ignore
    expect(JSON.parse(stdout).assay.command).toBe(
      `assay check ${DIE_HARD} --json --report text=${join(folder, 'r.txt')} --seed 4 --no-reduction --quiet`,
    );
  });

  it('says what a reduction does not go with, and checks nothing', async () => {
    const refused = await runCli('check', TWO_PHASE, '--reduce', 'sleep');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /--reduce, in two-phase-commit: sleep: “decides” speaks of whole runs, and sleep sets/,
    );
    const together = await runCli('check', TWO_PHASE, '--reduce', 'sleep,symmetry');
    expect(together).toMatchObject({ code: 2, stdout: '' });
    expect(together.stderr).toContain('sleep sets and symmetry do not go together');
    const slip = await runCli('check', TWO_PHASE, '--reduce', 'symetry');
    expect(slip).toMatchObject({ code: 2, stdout: '' });
    expect(slip.stderr).toContain('auto, or some of sleep, symmetry, partial-order, slicing');
  });

  it('tells which reductions ran', async () => {
    const only = ['--only', 'consistent', '--json'];
    const none = await runCli('check', TWO_PHASE, '--no-reduction', ...only);
    expect(JSON.parse(none.stdout).specs[0].exploration.reductions).toEqual({
      asked: [],
      ran: [],
      refused: [],
    });
    const named = await runCli('check', TWO_PHASE, '--reduce', 'sleep', ...only);
    const document = JSON.parse(named.stdout);
    expect(document.assay.command).toContain(' --reduce sleep');
    expect(document.specs[0].exploration.reductions.asked).toEqual(['sleep']);
  });

  it('prints mistakes alike in lint and check', async () => {
    const broken = write('slip.yaml', COUNTER.replace('when: n < Top', 'when: m < Top'));
    const lint = await runCli('lint', broken);
    const check = await runCli('check', broken);
    const [block] = lint.stdout.split('\n\n');
    expect(block).toContain('ASY4001');
    expect(check.stdout).toContain(block);
  });
});

describe('usage', () => {
  it('speaks of no empty default', async () => {
    for (const command of ['check', 'lint', 'show', 'graph']) {
      expect((await runCli(command, '--help')).stdout).not.toContain('default: []');
    }
  });

  it.each([
    [['check'], /missing required argument/],
    [['check', 'nowhere.yaml'], /nowhere\.yaml does not exist/],
    [['check', DIE_HARD, '--max-states', 'many'], /positive whole number/],
    [['check', DIE_HARD, '--max-seconds', '5 apples'], /time is wanted/],
    [['check', DIE_HARD, '--report', 'pdf=x'], /FORMAT=PATH/],
    [['check', DIE_HARD, '--only', 'solveable'], /no spec here has a property/],
    [['chekc', DIE_HARD], /unknown command.*\n.*check/],
    [['check', DIE_HARD, '--mutans'], /unknown option.*\n.*--mutants/],
  ])('refuses %j with a sentence and 2', async (args, message) => {
    const { code, stderr } = await runCli(...(args as string[]));
    expect(code).toBe(2);
    expect(stderr).toMatch(message as RegExp);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('helps', async () => {
    const { code, stdout } = await runCli('--help');
    expect(code).toBe(0);
    for (const word of ['check', 'lint', 'init', 'list', 'show', 'graph', 'doctor', 'Exit codes']) {
      expect(stdout).toContain(word);
    }
  });
});

/** Nothing may be printed that the schema is silent about. */
function strictly(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.properties ? { ...value, additionalProperties: false } : value,
  );
}

describe('the other commands', () => {
  it('init writes a spec that checks, mutants and all, and never overwrites', async () => {
    const path = join(folder, 'mine.assay.yaml');
    expect((await runCli('init', path)).code).toBe(0);
    expect((await runCli('lint', path)).code).toBe(0);
    const { code, stdout } = await runCli('check', path, '--mutants', '--json');
    expect(code).toBe(0);
    const [spec] = JSON.parse(stdout).specs;
    expect(spec.mutants.every((m: { caught: boolean }) => m.caught)).toBe(true);
    expect((await runCli('init', path)).code).toBe(2);
    expect((await runCli('init', path, '--force')).code).toBe(0);
  });

  it('lint has a clean library, and a document', async () => {
    const { code, stdout } = await runCli('lint', 'specs', '--json');
    expect(JSON.parse(stdout)).toEqual({ schema: 'assay/lint/v1', ok: true, diagnostics: [] });
    expect(code).toBe(0);
  });

  it.each(['list', 'doctor'])('%s prints what its schema says', async (command) => {
    const schema = JSON.parse(readFileSync(`schema/v1/${command}.json`, 'utf8'));
    const validate = new Ajv({ strict: true, allErrors: true }).compile(strictly(schema));
    const { stdout } = await runCli(command, '--json');
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
  });

  it('list names every spec of the library', async () => {
    const { stdout } = await runCli('list', '--json');
    const names = JSON.parse(stdout).specs.map((s: { name: string }) => s.name);
    expect(names).toEqual(expect.arrayContaining(['two-phase-commit', 'die-hard', 'paxos']));
  });

  it('show says what a spec says, defaults included', async () => {
    const { stdout } = await runCli('show', TWO_PHASE);
    expect(stdout).toMatch(/rm: .*starts at .*working/);
    expect(stdout).toMatch(
      /TM commits\n {4}when tm == waiting and votes == RM\n {4}tm becomes done/,
    );
    expect(stdout).toMatch(/commits without asking: must break consistent/);
  });

  it('show names what a process ranges over, and writes maps as the reports do', async () => {
    const path = write(
      'clerks.yaml',
      `kind: model
name: clerks
about: Clerks pick.
types:
  Clerk: 1..2
state:
  picked: Clerk to boolean
processes:
  clerk:
    for: c in Clerk
    steps:
      pick:
        for: m in 1..2
        then:
          picked[c]: m == 1
properties:
  fine:
    always: true
`,
    ); // prettier-ignore
    const { stdout } = await runCli('show', path);
    expect(stdout).toMatch(/pick \(c in Clerk, m in 1\.\.2\)/);
    expect(stdout).toContain('starts at { 1: false, 2: false }');
  });

  it('graph draws small models and refuses large ones', async () => {
    const dot = await runCli('graph', DIE_HARD, '--format', 'dot');
    expect(dot.stdout.match(/^ {2}s\d+ \[/gm)).toHaveLength(16);
    expect((await runCli('graph', DIE_HARD)).stdout).toMatch(/^<svg/);
    const large = await runCli('graph', TWO_PHASE, '--set', 'N=5');
    expect(large.code).toBe(2);
    expect(large.stderr).toMatch(/more than 200 states/);
  });

  it('doctor looks at the machine', async () => {
    const { stdout } = await runCli('doctor', '--json');
    const { findings } = JSON.parse(stdout);
    expect(findings[0]).toMatchObject({ name: 'Node', state: 'found' });
  });
});

describe('--disk', () => {
  const args = ['check', TWO_PHASE, '--set', 'N=6', '--only', 'consistent'];
  const disk = join(folder, 'disk');

  it('explores the states themselves, tells what was written, and leaves nothing behind', async () => {
    const checked = await runCli(...args, '--disk', disk, '--json');
    expect(checked.code).toBe(0);
    const { exploration } = JSON.parse(checked.stdout).specs[0];
    expect(exploration).toMatchObject({ complete: true, effort: { states: 50_816 } });
    expect(exploration.disk.bytes).toBeGreaterThan(4 * 50_816);
    expect(exploration.form.name).toBe('kernel');
    expect(readdirSync(disk)).toEqual([]);
  });

  it('is refused where it cannot be, or says why it is of no use', async () => {
    const both = await runCli(...args, '--disk', disk, '--checkpoint', disk);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(both.stderr).toContain('would not be part of the checkpoint');
    const deep = await runCli(...args, '--disk', disk, '--strategy', 'depth-first');
    expect(deep.stderr).toContain('--disk goes with a breadth-first search');
    const hashed = await runCli(...args, '--disk', disk, '--storage', 'compact');
    expect(hashed.stderr).toContain('this is --storage compact');
    const reduced = await runCli(...args, '--disk', disk, '--reduce', 'symmetry');
    expect(reduced.code).toBe(2);
    expect(reduced.stderr).toContain('it does not go with --disk');
    const unwritable = await runCli(...args, '--disk', join(write('a file', ''), 'folder'));
    expect(unwritable.code).toBe(2);
    expect(unwritable.stderr).toContain('--disk: nothing can be written in');
    const temporal = await runCli('check', TWO_PHASE, '--disk', disk);
    expect(temporal.stdout).toMatch(/it cannot go on with the disk: a property\s+speaks/);
  });
});

describe('checkpoints', () => {
  const args = ['check', TWO_PHASE, '--set', 'N=6', '--only', 'consistent', '--no-reduction'];
  const checkpoints = join(folder, 'checkpoints');
  const run = (...more: string[]) => runCli(...args, ...more, '--json');

  it('go on where a limit stopped, and are gone in the end', async () => {
    const stopped = await run('--checkpoint', checkpoints, '--max-states', '20k');
    expect(stopped.code).toBe(3);
    expect(stopped.stderr).toContain(`--no-reduction --resume ${checkpoints}`);
    expect(stopped.stderr).not.toContain('--max-states');
    const resumed = await run('--resume', checkpoints);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    const [{ verdicts, exploration, notes }] = JSON.parse(resumed.stdout).specs;
    expect(exploration.checkpoint.resumed.states).toBeGreaterThan(20_000);
    expect(verdicts[0].effort).toMatchObject({ states: 50_816, generated: 402_306 });
    expect(notes[0].text).toMatch(/went on from a checkpoint of 2.,... states, at depth 1/);
    expect(readdirSync(checkpoints)).toEqual([]);
  });

  it('are not written over, nor taken for those of another check', async () => {
    await run('--checkpoint', checkpoints, '--max-states', '20k');
    const again = await run('--checkpoint', checkpoints);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain(`Go on from it with --resume ${checkpoints}`);
    const other = await runCli(...args, '--set', 'N=7', '--resume', checkpoints);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(
      /another check: the spec, or a constant in it, is not what it was/,
    );
    const reduced = await runCli(...args.slice(0, -1), '--resume', checkpoints);
    expect(reduced.stderr).toMatch(/--reduce was \[\] then, and is auto now/);
    expect((await run('--resume', checkpoints)).code).toBe(0);
  });

  it('are refused where they cannot be, or say why nothing is saved', async () => {
    const none = await run('--resume', checkpoints);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('there is no checkpoint of two-phase-commit');
    const deep = await run('--strategy', 'depth-first', '--checkpoint', checkpoints);
    expect(deep.stderr).toContain('Only a breadth-first search can be saved');
    const unwritable = await run('--checkpoint', join(write('a file', ''), 'folder'));
    expect(unwritable).toMatchObject({ code: 2, stdout: '' });
    expect(unwritable.stderr).toMatch(/Nothing can be saved in .*folder: ENOTDIR/);
    const temporal = await runCli('check', TWO_PHASE, '--checkpoint', checkpoints);
    expect(temporal.code).toBe(0);
    expect(temporal.stdout).toMatch(/it cannot be saved: a property\s+speaks of whole runs/);
  });
});

it('Ctrl-C reports what is known and exits with 130', async () => {
  const child = spawn(process.execPath, [
    // As on a terminal, which is told of progress after a second.
    '--import',
    'data:text/javascript,process.stderr.isTTY=true',
    'bin/assay.mjs',
    'check',
    TWO_PHASE,
    '--set',
    'N=11',
    '--json',
    '--no-reduction',
    '--only',
    'consistent',
  ]); // prettier-ignore
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  // The first line of progress says that the search is under way.
  let told = false;
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    if (told || !/two-phase-commit: [\d,]+ states/.test(stderr)) return;
    told = true;
    child.kill('SIGINT');
  });
  const code = await new Promise((done) => child.on('close', done));
  expect(stderr).toContain('Stopping');
  expect(code).toBe(130);
  const [verdict] = JSON.parse(stdout).specs[0].verdicts;
  expect(verdict.status).toBe('unknown');
  expect(verdict.claim).toMatch(/interrupted/);
}, 120_000);

describe('a swarm', () => {
  it('is told of in text and in JSON, with its seed', async () => {
    const args = ['check', DIE_HARD, '--only', 'solvable', '--swarm', '3'];
    const { code, stdout } = await runCli(...args, '--seed', '5', '--json');
    const schema = (name: string) => JSON.parse(readFileSync(`schema/v1/${name}.json`, 'utf8'));
    const isReport = new Ajv({ strict: false }).compile(schema('report'));
    const report = JSON.parse(stdout);
    expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
    expect(code).toBe(3);
    expect(report.assay).toMatchObject({ seed: 5, command: expect.stringContaining('--swarm 3') });
    const { swarm, exploration } = report.specs[0];
    expect(exploration).toBeNull();
    expect(swarm).toMatchObject({ seed: 5, members: 3 });
    expect(swarm.searches.map(({ member }: { member: number }) => member)).toEqual([1, 2, 3]);
  });

  it.each([
    ['--strategy random-walk', 'its searches are depth first, each in an order of its own'],
    ['--strategy depth-first', 'its searches are depth first, each in an order of its own'],
    ['--storage bitstate', 'each of its searches keeps bits of its states in a table of its own'],
    ['--storage compact', 'each of its searches keeps bits of its states in a table of its own'],
    ['--reduce symmetry,slicing', 'its searches reduce nothing'],
    [`--checkpoint ${folder}/saved`, 'what one of its searches knows is not worth keeping'],
    [`--resume ${folder}/saved`, 'what one of its searches knows is not worth keeping'],
    [`--disk ${folder}/disk`, 'its searches are small, and need none'],
  ])('does not go with %s', async (given, because) => {
    const run = await runCli('check', DIE_HARD, '--swarm', '2', ...given.split(' '));
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('--swarm does not go with --');
    expect(run.stderr).toContain(because);
  });
});
