import { expect, it } from 'vitest';
import { systemOf } from '../test-systems.js';
import { rangeText } from './range.js';

it('claims name the constants that say more than how many nodes there are', async () => {
  const spec = await systemOf(`kind: system
name: test
about: A test.
protocol: single-copy-register
constants: { servers: 2, clients: 3, limit: 5, most: limit + 1 }
nodes: servers
clients: { count: clients, operations: { get: 1, put: 1 } }
properties:
  few: { always: "count(s in server, true) <= most" }
`);
  expect(rangeText('2 servers', spec)).toBe('2 servers; limit = 5; most = limit + 1');
});
