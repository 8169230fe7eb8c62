/** What properties see of a cluster. */
import { expect, test } from 'vitest';
import type { SystemVariable } from '../language/system/spec.js';
import { formatType } from '../language/types-format.js';
import { libraryProtocol } from '../protocols/index.js';
import { cluster } from './cluster.js';
import { declared } from './declared.js';
import { declare, id, implement, int, map, mount } from './kit.js';
import { fieldReader, languageNames, type NodeSeen } from './view.js';

test('fields of nodes are maps from nodes, in the order of the cluster', async () => {
  const protocol = await libraryProtocol('two-phase-commit');
  const commit = cluster({ protocol, counts: { participant: 2 } });
  const names = languageNames(commit);
  const seen = commit.of.map(
    (role, node): NodeSeen => ({ state: role.initial(), links: {}, up: node !== 1, now: 0 }),
  );
  seen[2].state.disk['state'] = 'prepared';
  seen[2].state.disk['coordinator'] = 0;
  seen[0].state.mem['yes'] = new Set([2, 1]);
  const read = (from: SystemVariable['from']) => {
    const variable = { name: 'any', type: { kind: 'boolean' }, from } as const;
    return fieldReader(commit, variable, names)((node) => seen[node]);
  };
  const roles = ['participant'];
  expect(read({ is: 'field', roles, field: 'state' })).toEqual(['working', 'prepared']);
  expect(read({ is: 'field', roles, field: 'coordinator' })).toEqual([null, 'coordinator']);
  expect(read({ is: 'field', roles: ['coordinator'], field: 'yes' })).toEqual([
    ['participant1', 'participant2'],
  ]);
  expect(read({ is: 'built-in', roles: ['coordinator', 'participant'], field: 'up' })).toEqual([
    ...[true, false, true],
  ]);
  expect(read({ is: 'built-in', roles, field: 'id' })).toEqual([1, 2]);
});

test('a mounted protocol is a record of its state, and its nodes are those of the host', () => {
  const part = implement(
    declare({
      name: 'part',
      about: 'Counts.',
      roles: {
        server: { durable: { count: int }, volatile: { seen: map(id('server'), int) } },
      },
    }),
    { server: {} },
  );
  const host = implement(
    declare({
      name: 'host',
      about: 'Has a part.',
      roles: {
        member: { volatile: { own: int }, mounts: { log: mount(part, 'server') } },
        other: {},
      },
    }),
    { member: {}, other: {} },
  ) as unknown as Parameters<typeof declared>[0];
  const two = cluster({ protocol: host, counts: { member: 2 } });
  const names = languageNames(two);
  const log = declared(host).roles[0].fields.find(({ name }) => name === 'log');
  expect(log?.what).toBe('part');
  expect(log && formatType(log.type(names.nodes))).toBe('part server');
  expect(log?.type(names.nodes)).toMatchObject({
    fields: [
      { name: 'count' },
      { name: 'seen', type: { key: { members: ['member1', 'member2'] } } },
    ],
  });
  const seen = two.of.map(
    (role): NodeSeen => ({ state: role.initial(), links: {}, up: true, now: 0 }),
  );
  (seen[1].state.disk['log'] as { count: number }).count = 7;
  (seen[1].state.mem['log'] as { seen: Map<number, number> }).seen = new Map([[1, 4]]);
  const from = { is: 'field', roles: ['member'], field: 'log' } as const;
  const read = fieldReader(two, { name: 'any', type: { kind: 'boolean' }, from }, names);
  expect(read((node) => seen[node])).toEqual([
    [0, [null, null]],
    [7, [null, 4]],
  ]);
});
