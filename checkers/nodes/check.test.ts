/** Systems checked as users write them: properties over the implementation's own state, budgets, mutants, counts. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { loadFile, readSpec, sourceFile } from '../../engine/language/index.js';
import { Protocols } from '../../engine/protocols/declarations.js';
import { checkSpec, type SpecCheckOptions, specToCheck } from '../check.js';
import { ownSystem } from '../test-systems.js';
import type { SpecResult } from '../verdict.js';

async function check(yaml: string, options: SpecCheckOptions = {}): Promise<SpecResult> {
  const protocols = new Protocols();
  const { declarations } = protocols;
  const loaded = loadFile(sourceFile('test.yaml', yaml), { declarations });
  await protocols.load(loaded, { own: 'leave' });
  const [read] = loaded.documents.map(readSpec);
  expect(read.diagnostics.map(({ message }) => message)).toEqual([]);
  const target = specToCheck(read);
  if (target === null) throw new Error('no spec');
  return checkSpec(target, options);
}

const statuses = ({ verdicts }: SpecResult) =>
  Object.fromEntries(verdicts.map(({ property, status }) => [property, status]));

const head = 'kind: system\nname: test\nabout: A test.\n';

const register = (
  protocol: string,
  servers: number,
  states: number,
) => `${head}protocol: ${protocol}
nodes: ${servers}
clients: { count: 2, script: [put, get], invoke: eager }
network: { order: any, duplicate: never, loss: never }
properties:
  linearizable:
    always: linearizable(register)
runs:
  explore: { expect: { states: ${states} } }
`;

describe('registers', () => {
  it('have the counts that are expected, with whole histories', async () => {
    const result = await check(register('abd-register', 2, 544));
    expect(statuses(result)).toMatchObject({ linearizable: 'holds', assertions: 'holds' });
    expect(result.exploration?.effort).toMatchObject({ states: 544, generated: 875 });
    const { claim } = result.verdicts[0];
    expect(claim).toContain('544 reachable states');
    const over =
      '2 servers, 2 clients, messages in any order, none lost or duplicated and no crash';
    expect(claim).toContain(`reachable states with ${over}`);
  });

  it('say what an exploration does not do that is asked of it', async () => {
    const spec = register('abd-register', 3, 1449).replace('count: 2', 'count: 1');
    const notes = async (options: SpecCheckOptions): Promise<string> =>
      (await check(spec, options)).notes.map(({ text }) => text).join();
    expect(await notes({})).not.toContain('thread');
    expect(await notes({ workers: 2 })).not.toContain('thread');
    expect(await notes({ workers: 2, disk: { folder: tmpdir() } })).toContain(
      'it was explored by one thread: the order of states on disk is that of the search',
    );
    const folder = 'not looked at';
    const saved = { checkpoint: { folder, resume: false } };
    expect(await notes(saved)).toContain('it cannot be saved: the numbers in its states');
  });

  it('may go on with a disk', async () => {
    const spec = register('abd-register', 3, 1449).replace('count: 2', 'count: 1');
    const { exploration } = await check(spec, { disk: { folder: tmpdir() } });
    expect(exploration?.effort.states).toBe(1449);
    expect(exploration?.disk).toMatchObject({ spills: 0 });
  });

  it('say where counts differ', async () => {
    const result = await check(register('abd-register', 2, 545));
    expect(statuses(result)['expected counts']).toBe('violated');
  });

  it('have fewer states where only the monitor is kept, and the same verdicts', async () => {
    const spec = register('abd-register', 2, 544).replace(', expect: { states: 544 }', '');
    const few = await check(spec.replace('{ expect: { states: 544 } }', '{}'));
    expect(few.exploration?.effort.states).toBeLessThan(544);
    expect(statuses(few)['linearizable']).toBe('holds');
  });

  it('that are none are seen through, with the messages of the run', async () => {
    const result = await check(register('single-copy-register', 2, 62));
    expect(statuses(result)).toMatchObject({ linearizable: 'violated' });
    const steps = result.verdicts[0].evidence?.steps ?? [];
    expect(steps.flatMap(({ messages = [] }) => messages)).toContainEqual(
      expect.objectContaining({ event: 'received', title: 'put', from: 'client1', to: 'server1' }),
    );
    expect(steps.map(({ action }) => action)).toContain('server1 calls.put');
  });
});

const commit = (budget: string, mutants = '') => `${head}protocol: two-phase-commit
nodes: { coordinator: 1, participant: 2 }
network: { order: any, duplicate: never, loss: never }
properties:
  consistent:
    never: exists(a, b in participant, a.state == committed and b.state == aborted)
  commits:
    reachable: exists(p in participant, p.state == committed)
runs:
  explore: { ${budget} }
${mutants}`;

describe('two-phase commit', () => {
  it('is consistent, whatever crashes once', async () => {
    const result = await check(commit('faults: { crash: 1 }, timers: 2 in all'));
    expect(statuses(result)).toMatchObject({
      consistent: 'holds',
      commits: 'holds',
      assertions: 'holds',
      'well defined': 'holds',
    });
    expect(result.verdicts[0].claim).toContain('1 crash (unsynced writes');
    expect(result.verdicts[0].claim).toContain('2 firings of timers');
  });

  it('is caught where it is wrong', async () => {
    const mutants = `mutants:
  commits without all votes: { breaks: [consistent] }
  votes before the disk: { breaks: [assertions] }
  forgets the decision: { breaks: [consistent] }
  aborts on its own: { breaks: [consistent] }
  presumes commit: { breaks: [assertions] }
`;
    const result = await check(commit('faults: { crash: 1 }, timers: 2 in all', mutants), {
      mutants: true,
    });
    expect(result.mutants?.map(({ name, caught, because }) => [name, caught, because])).toEqual([
      ['commits without all votes', true, undefined],
      ['votes before the disk', true, undefined],
      ['forgets the decision', true, undefined],
      ['aborts on its own', true, undefined],
      ['presumes commit', true, undefined],
    ]);
  });
});

describe('exchanges of nodes', () => {
  const spec = commit('timers: 2 in all').replace('participant: 2', 'participant: 3');

  it('leave the verdicts and the counts as they are, with fewer states', async () => {
    const all = await check(spec, { reduce: [] });
    const few = await check(spec, { reduce: ['symmetry'] });
    expect(statuses(few)).toEqual(statuses(all));
    const { states } = all.exploration?.effort ?? { states: 0 };
    expect(few.exploration?.effort.states).toBeLessThan(states / 2);
    const [{ claim }] = few.verdicts;
    expect(claim).toContain(`${states.toLocaleString('en-US')} reachable states`);
    expect(claim).toContain('up to symmetry of participant');
  });

  it('are refused where a property names a node', async () => {
    const named = spec.replace(
      'p.state == committed',
      'p == participant1 and p.state == committed',
    );
    const { verdicts } = await check(named, { reduce: ['symmetry'] });
    expect(verdicts[0]).toMatchObject({ status: 'error' });
    expect(verdicts[0].claim).toContain('“commits”: it names single nodes; leave it out');
  });
});

describe('a promise with a time', () => {
  const promise = (more: string, runs: string) => `${head}protocol: two-phase-commit
nodes: { coordinator: 1, participant: 2 }
properties:
  ends:
    eventually: forall(p in participant, p.state in [committed, aborted])
    ${more}
runs: { explore: { timers: once each }${runs} }
`;

  it('is not found kept where no time is kept', async () => {
    expect(statuses(await check(promise('about: Some day.', ''))).ends).toBe('holds');
    expect(statuses(await check(promise('within: 1 us', ''))).ends).toBe('unknown');
  });

  it('is judged by all runs of simulation', async () => {
    const simulate = ', simulate: { seeds: 25, for: 10 s }';
    const [soon] = (await check(promise('within: 5 s', simulate))).verdicts;
    expect(soon).toMatchObject({ status: 'holds', claim: expect.stringMatching(/^in 25 runs/) });
    expect(statuses(await check(promise('within: 1 us', simulate))).ends).toBe('violated');
  });
});

/** Each server is told off once, by a timer that it never arms again. */
const ONCE = `
import { declare, implement, int } from 'assay';
const declaration = declare({
  name: 'mine',
  about: 'Rings once.',
  roles: { server: { durable: { rung: int }, receives: { hello: {}, bye: {} }, timers: { bell: {} } } },
});
export default implement(declaration, {
  server: {
    start(n) { if (n.disk.rung === 0) n.arm('bell', 1000); },
    on: { hello() {}, bye() {} },
    timers: { bell(n) { n.disk.rung = 1; n.sync(); } },
  },
});
`;

it('a run shows that the last timer has gone', async () => {
  const rings = 'rings: { never: "forall(s in server, s.rung == 1)" }';
  const spec = await ownSystem(ONCE, 'explore: {}', '', rings);
  const target = { file: 'own.yaml', spec, mutant: () => ({ diagnostics: [] }) };
  const { verdicts, notes } = await checkSpec({ ...target, changed: false });
  const steps = verdicts[0].evidence?.steps ?? [];
  expect(steps.map(({ state }) => state['timers'])).toEqual([
    { server1: ['bell'], server2: ['bell'] },
    { server2: ['bell'] },
    {},
  ]);
  // Actions of a system share a place, and so a note.
  expect(notes.map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /^the actions “server on.hello” and “server on.bye” never happen, or never change anything/,
    ),
  ]);
});

it.each([
  ['any', 'server on.hello” never happens, or never changes anything: it makes a step in none of'],
  ['per link', null],
])('does not say of what is heard in vain that it never is: order %s', async (order, note) => {
  const greets = ONCE.replace('n.disk.rung = 1;', "$& n.send(n.peers[0], { type: 'hello' });");
  const quiet = greets.replace(', bye: {}', '').replace(', bye() {}', '');
  const rings = 'rings: { reachable: "forall(s in server, s.rung == 1)" }';
  const spec = await ownSystem(quiet, 'explore: {}', `network: { order: ${order} }`, rings);
  const target = { file: 'own.yaml', spec, mutant: () => ({ diagnostics: [] }) };
  const { notes } = await checkSpec({ ...target, changed: false });
  expect(notes.map(({ text }) => text)).toEqual(
    note === null ? [] : [expect.stringContaining(note)],
  );
});
