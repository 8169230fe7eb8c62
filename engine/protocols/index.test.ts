import { expect, it } from 'vitest';
import { cluster } from '../node/cluster.js';
import { programOf } from '../threads/index.js';
import {
  findProtocol,
  isOwnCode,
  libraryProtocol,
  libraryThreads,
  protocolNames,
  threadNames,
} from './index.js';

it.each(protocolNames)('%s is called so, and makes a cluster', async (name) => {
  const protocol = await libraryProtocol(name);
  expect(protocol.declaration.name).toBe(name);
  const { hosts } = cluster({ protocol });
  expect(hosts).toHaveLength(Object.keys(protocol.declaration.roles).length);
});

it('knows the nearest name', async () => {
  await expect(libraryProtocol('two-phase-comit')).rejects.toThrow(
    "the protocol 'two-phase-comit' does not exist; did you mean `two-phase-commit`?",
  );
  await expect(libraryProtocol('toString')).rejects.toThrow('there are: abd-register');
});

it('says where nodes are wanted, and there are threads', async () => {
  await expect(libraryProtocol('mcs-lock')).rejects.toThrow(
    'mcs-lock has threads over shared memory',
  );
});

it('tells files from names', async () => {
  expect(['raft', 'abd-register'].map(isOwnCode)).toEqual([false, false]);
  expect(['./mine.ts', '../mine.js', 'mine.mts'].map(isOwnCode)).toEqual([true, true, true]);
  await expect(findProtocol('./none.ts', 'nowhere')).rejects.toThrow(/nowhere\/none\.ts/);
});

it.each(threadNames)('%s is called so, and makes a program of threads', async (name) => {
  const protocol = await libraryThreads(name);
  expect(protocol.declaration.name).toBe(name);
  const { of } = programOf({ protocol });
  expect(of).toHaveLength(Object.keys(protocol.declaration.threads).length);
});
