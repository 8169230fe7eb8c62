/** Systems in their typed form, with the declarations of the library. */
import { describe, expect, test } from 'vitest';
import { Protocols } from '../../protocols/declarations.js';
import { formatDiagnostic } from '../diagnostic-format.js';
import { loadFile, readSpec, sourceFile } from '../index.js';
import { formatType } from '../types-format.js';
import type { Value } from '../value.js';
import { judge } from './judge.js';
import type { Setting, SystemSpec } from './spec.js';

async function system(yaml: string, set: readonly string[] = []): Promise<SystemSpec> {
  const protocols = new Protocols();
  const loaded = loadFile(sourceFile('test.yaml', yaml), {
    set,
    declarations: protocols.declarations,
  });
  await protocols.load(loaded, { own: 'leave' });
  const [{ spec, diagnostics }] = loaded.documents.map(readSpec);
  expect(diagnostics.map((d) => formatDiagnostic(d)).join('\n')).toBe('');
  if (spec?.kind !== 'system') throw new Error('no system');
  return spec;
}

const head = 'kind: system\nname: test\nabout: A test.\n';

const ABD = `${head}protocol: abd-register
constants: { clients: 2, servers: 2 }
nodes: servers
clients: { count: clients, script: [put, get], invoke: eager }
network: { order: any, duplicate: never, loss: never }
properties:
  linearizable:
    always: linearizable(register)
runs:
  explore: { expect: { states: 544 } }
mutants:
  reads without writing back: { breaks: [linearizable], by: [explore] }
`;

describe('a register', () => {
  test('has constants in any field, and settings in plain numbers', async () => {
    const spec = await system(ABD, ['servers=5', 'clients=4']);
    expect(spec.roles).toEqual([
      {
        name: 'server',
        symmetric: false,
        nodes: ['server1', 'server2', 'server3', 'server4', 'server5'],
      },
    ]);
    expect(spec.clients).toMatchObject({
      ...{ count: 4, object: 'register', role: 'server', script: ['put', 'get'], invoke: 'eager' },
    });
    expect(spec.network).toEqual({
      delay: { name: 'constant', parameters: [1000] },
      loss: { is: 'never' },
      duplicate: { is: 'never' },
      corrupt: { is: 'never' },
      order: 'any',
      bandwidth: null,
    });
  });

  test('is linearizable by a claim of its own', async () => {
    const { properties, mutants, runs } = await system(ABD);
    expect(properties.map(({ claim }) => claim)).toEqual([
      { form: 'consistent', model: 'linearizable', object: 'register' },
    ]);
    expect(mutants).toMatchObject([{ declared: true, by: ['explore'], breaks: ['linearizable'] }]);
    expect(runs.explore.expect).toEqual({ states: 544 });
    expect(runs.named).toEqual(['explore']);
  });
});

const COMMIT = `${head}protocol: two-phase-commit
nodes: { participant: 3 }
options: { retry: 100 ms }
faults:
  crash: { node: prepared, every: 1 s, for: 300 ms, aim: sync }
properties:
  agreement:
    never: exists(a, b in participant, a.state == committed and b.state == aborted)
  one decision:
    never: exists(a, b in decided, a.commit != b.commit)
  one each:
    for: p in participant
    reachable: p.state == committed and p.coordinator == coordinator
  decides:
    whenever: healed and coordinator.phase != forgotten
    eventually: forall(p in participant, p.state != prepared)
    within: 5 s
  up:
    always: forall(n in nodes, n.up or n.kind == participant)
runs:
  explore: { nodes: { participant: 2 }, faults: { crash: 1 }, timers: 2 in all }
`;

describe('two-phase commit', () => {
  test('has a variable for each field that properties or faults read', async () => {
    const { variables } = await system(COMMIT);
    expect(variables.map(({ name, type }) => `${name}: ${formatType(type)}`)).toEqual([
      'healed: boolean',
      'decided: set({ by: nodes, commit: boolean })',
      'coordinator.phase: coordinator to [idle, voting, committing, aborting, forgotten]',
      'participant.state: participant to [working, prepared, committed, aborted, read]',
      'participant.coordinator: participant to optional(coordinator)',
      'nodes.up: nodes to boolean',
      'nodes.kind: nodes to kind',
    ]);
  });

  test('is explored with the cluster that the run names', async () => {
    const { roles, runs, properties } = await system(COMMIT);
    const names = (setting: Pick<Setting, 'roles'>) => setting.roles.flatMap(({ nodes }) => nodes);
    expect(names({ roles })).toEqual([
      'coordinator',
      'participant1',
      'participant2',
      'participant3',
    ]);
    expect(names(runs.explore.setting)).toEqual(['coordinator', 'participant1', 'participant2']);
    expect(properties).toHaveLength(7);
    expect(runs.explore.setting.properties).toHaveLength(6);
    expect(runs.explore).toMatchObject({
      ...{ budget: { crash: 1, drop: 0 }, timers: { clock: 'none', each: null, all: 2 } },
    });
  });

  test('knows a node by its name as one of its own role', async () => {
    const { variables } = await system(
      COMMIT.replace(
        '  up:\n',
        '  first:\n    reachable: participant1.state == committed and participant1.up\n  up:\n',
      ),
    );
    const names = variables.map(({ name }) => name);
    expect(names).toContain('participant.up');
    expect(names).not.toContain('nodes.state');
  });

  test('is explored by a clock, with messages in time or at any time', async () => {
    const explored = async (delivery: string) =>
      (await system(COMMIT.replace('timers: 2 in all', `timers: discrete clock${delivery}`))).runs
        .explore;
    expect(await explored('')).toMatchObject({ delivery: 'any time' });
    expect(await explored(', delivery: within a tick')).toMatchObject({
      ...{ delivery: 'within a tick', timers: { clock: 'discrete' } },
    });
  });

  test('has options as handlers see them', async () => {
    const { options } = await system(COMMIT);
    expect(options).toMatchObject({ voteTimeout: 500_000, retry: 100_000, mayRefuse: true });
  });

  test('faults hit nodes in a state', async () => {
    const { faults } = await system(COMMIT);
    expect(faults).toMatchObject([
      {
        ...{
          kind: 'crash',
          node: { is: 'state', variable: 'participant.state', value: 'prepared' },
        },
        ...{ every: { name: 'constant', parameters: [1_000_000] }, aim: 'sync' },
      },
    ]);
  });

  test('conditions are judged of a view', async () => {
    const { atoms, properties } = await system(COMMIT);
    const holds = (name: string, values: Readonly<Record<string, Value>>): boolean => {
      const claim = properties.find((p) => p.name === name)?.claim;
      if (claim === undefined || !('atom' in claim)) throw new Error(name);
      return judge(atoms[claim.atom], { state: (variable) => values[variable] });
    };
    const states = (...list: string[]) => ({ 'participant.state': list });
    expect(holds('agreement', states('committed', 'prepared', 'committed'))).toBe(true);
    expect(holds('agreement', states('committed', 'aborted', 'committed'))).toBe(false);
    expect(holds('one decision', { decided: [['participant1', false]] })).toBe(true);
    expect(
      holds('one decision', {
        decided: [
          ['participant1', false],
          ['participant2', true],
        ],
      }),
    ).toBe(false);
    const known = { 'participant.coordinator': ['coordinator', null, null] };
    expect(
      holds('one each (p = participant1)', {
        ...states('committed', 'working', 'working'),
        ...known,
      }),
    ).toBe(true);
    expect(
      holds('one each (p = participant2)', {
        ...states('working', 'committed', 'working'),
        ...known,
      }),
    ).toBe(false);
  });
});
