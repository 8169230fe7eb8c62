/** What properties see of a cluster. */
import { expect, test } from 'vitest';
import type { SystemVariable } from '../language/system/spec.js';
import { libraryProtocol } from '../protocols/index.js';
import { cluster } from './cluster.js';
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
