/**
 * Clients. Commands go through the log of the leader, which answers when they are applied; a server that does not lead sends the
 * client on to the leader, if it knows one. The operator is a client too: it now and then asks the leader for some change.
 */
import type { Call } from '../../../node/kit.js';
import { settle } from './commit.js';
import type { Command, Server } from './declaration.js';
import { lastIndex } from './log.js';
import { answered, reply } from './machine.js';
import { change, possibleChanges } from './membership.js';
import { read } from './reads.js';
import { propose, spread } from './replication.js';
import { handOver, possibleTransfers } from './transfer.js';

/** A command of a client: into the log, and an answer when it is applied. A retry may have been answered before. */
export function take(n: Server, command: Command, call: Call): undefined {
  if (n.mem.role !== 'leader') return sendOn(n, call);
  if (n.mem.transferee !== null) return n.refuse(call, 'leadership is being handed over');
  const before = n.mutated('no sessions') ? undefined : answered(n, call);
  if (before !== undefined) return reply(n, call, before);
  propose(n, command, call);
  n.mem.waiting.set(lastIndex(n), { term: n.disk.term, call });
  if (n.mutated('answers before the commit')) {
    n.mem.waiting.delete(lastIndex(n));
    reply(n, call, { call, found: null, done: true });
  }
  spread(n);
  settle(n, lastIndex(n));
}

export function get(n: Server, key: string, call: Call): undefined {
  switch (n.options.reads) {
    case 'local':
      return n.reply(call, n.mem.store.get(key) ?? null);
    case 'log':
      return take(n, { type: 'get', key }, call);
    default:
      return n.mem.role === 'leader' ? read(n, key, call) : sendOn(n, call);
  }
}

function sendOn(n: Server, call: Call): undefined {
  const { leader } = n.mem;
  if (leader === null || leader === n.id) return n.refuse(call, 'no leader is known');
  n.redirect(call, leader);
}

/** One of all changes that are possible now. */
export function operate(n: Server): undefined {
  n.arm('operator', n.options.operator);
  const acts = [
    ...possibleChanges(n).map((asked) => () => change(n, asked)),
    ...possibleTransfers(n).map((peer) => () => handOver(n, peer)),
  ];
  if (acts.length === 0) return;
  n.pick(acts)();
  settle(n, lastIndex(n));
}
