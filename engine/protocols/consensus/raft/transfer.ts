/**
 * Leadership is handed over (thesis, 3.10): the leader takes no more commands, waits until the other has its whole log, and
 * tells it to campaign at once. If nothing comes of it within an election timeout it goes on leading.
 */
import type { Peer, Progress, Server } from './declaration.js';
import { lastIndex } from './log.js';
import { replicate } from './replication.js';

export function handOver(n: Server, to: Peer): undefined {
  const progress = n.mem.progress.get(to);
  if (n.mem.role !== 'leader' || progress === undefined) return;
  n.mem.transferee = to;
  n.arm('transfer', n.options.electionTimeout.min);
  if (progress.match < lastIndex(n)) return replicate(n, to, progress);
  continueTransfer(n, to, progress);
}

/** The other has said how far it is. */
export function continueTransfer(n: Server, from: Peer, { match }: Progress): undefined {
  if (from !== n.mem.transferee || match < lastIndex(n)) return;
  n.mem.handedOver = true;
  n.send(from, { type: 'timeoutNow', term: n.disk.term });
}

export function giveUpTransfer(n: Server): undefined {
  n.mem.transferee = null;
}

/** To whom an operator might hand over now. */
export const possibleTransfers = (n: Server): Peer[] =>
  n.options.transfers && n.mem.role === 'leader' && n.mem.transferee === null
    ? n.peers.filter((peer) => n.mem.configuration.voters.has(peer))
    : [];
