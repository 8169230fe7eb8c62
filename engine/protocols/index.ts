/**
 * The library of protocols, by name. Each is imported when it is asked for, so that a command that checks a model
 * loads none.
 */
import { resolve } from 'node:path';
import { checkProtocol } from '../node/declare.js';
import { ProtocolError } from '../node/errors.js';
import { loadProtocol } from '../node/load.js';
import type { AnyProtocol } from '../node/protocol.js';
import { checkKnown } from '../node/role.js';
import { checkThreads } from '../threads/declare.js';
import type { AnyThreads } from '../threads/thread.js';

type Module = { readonly default: unknown };

const protocols: Readonly<Record<string, () => Promise<Module>>> = {
  'abd-register': () => import('./registers/abd-register.js'),
  'fast-paxos': () => import('./consensus/paxos/fast-paxos.js'),
  'lease-lock': () => import('./coordination/lease-lock.js'),
  'multi-paxos': () => import('./consensus/paxos/multi-paxos.js'),
  'paxos-register': () => import('./consensus/paxos/paxos-register.js'),
  'paxos-commit': () => import('./transactions/paxos-commit.js'),
  'primary-backup': () => import('./replication/primary-backup/index.js'),
  raft: () => import('./consensus/raft/index.js'),
  'single-copy-register': () => import('./registers/single-copy-register.js'),
  'three-phase-commit': () => import('./transactions/three-phase-commit.js'),
  'two-phase-commit': () => import('./transactions/two-phase-commit.js'),
};

const threads: Readonly<Record<string, () => Promise<Module>>> = {
  'chase-lev-deque': () => import('./threads/chase-lev-deque.js'),
  'mcs-lock': () => import('./threads/mcs-lock.js'),
  'michael-scott-queue': () => import('./threads/michael-scott-queue.js'),
  'peterson-lock': () => import('./threads/peterson-lock.js'),
  'ticket-lock': () => import('./threads/ticket-lock.js'),
  'treiber-stack': () => import('./threads/treiber-stack.js'),
};

/** Of nodes. */
export const protocolNames: readonly string[] = Object.keys(protocols);
/** Of threads over shared memory. */
export const threadNames: readonly string[] = Object.keys(threads);

/** The protocol of this name. Throws a ProtocolError with the nearest name where there is none. */
export async function libraryProtocol(name: string): Promise<AnyProtocol> {
  if (threadNames.includes(name))
    throw new ProtocolError(`${name} has threads over shared memory, and nodes are wanted here`);
  checkKnown(name, protocolNames, 'the protocol');
  const protocol = (await protocols[name]()).default as AnyProtocol;
  checkProtocol(protocol);
  return protocol;
}

/** The threads of this name. Throws a ProtocolError with the nearest name where there are none. */
export async function libraryThreads(name: string): Promise<AnyThreads> {
  checkKnown(name, threadNames, 'the protocol');
  const found = (await threads[name]()).default as AnyThreads;
  checkThreads(found);
  return found;
}

/**
 * What `protocol:` means in a spec: `raft` is one of the library, `./mine.ts` a file from `folder`, the spec's own.
 * Loading a file runs it: `isOwnCode` tells beforehand, so that a command can say so.
 */
export function findProtocol(reference: string, folder: string): Promise<AnyProtocol> {
  return isOwnCode(reference)
    ? loadProtocol(resolve(folder, reference))
    : libraryProtocol(reference);
}

export const isOwnCode = (reference: string): boolean => /^\.\.?\/|\.[cm]?[jt]s$/.test(reference);
