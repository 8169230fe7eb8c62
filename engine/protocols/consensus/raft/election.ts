/**
 * Elections (paper, 5.2 and 5.4.1), with an election that is only asked about before (pre-vote; thesis, 9.6): a server that could not
 * win does not disturb the others with a new term.
 */
import { settle } from './commit.js';
import type { Message, Peer, Server } from './declaration.js';
import { follow, hearsLeader, isLoyal, stepDown, waitForLeader } from './follower.js';
import { lastIndex, lastTerm, upToDate } from './log.js';
import { isVoter, quorum } from './quorum.js';
import { broadcast, propose, trackMembers } from './replication.js';

export function onElectionTimeout(n: Server): undefined {
  n.mem.heard = false;
  n.mem.leader = null;
  if (mayCampaign(n)) campaign(n, { pre: n.options.preVote, transfer: false });
}

/** Also one who was removed, until that is committed: its vote for itself may not count, but nobody else might win (thesis, 4.2.2). */
function mayCampaign(n: Server): boolean {
  const { configuration, configuredAt, commit } = n.mem;
  if (configuration.learners.has(n.id)) return false;
  return isVoter(configuration, n.id) || configuredAt > commit;
}

export function campaign(
  n: Server,
  { pre, transfer }: { pre: boolean; transfer: boolean },
): undefined {
  const { mem, disk } = n;
  mem.role = pre ? 'precandidate' : 'candidate';
  mem.leader = null;
  if (!n.mutated('counts votes of earlier terms')) mem.votes.clear();
  mem.votes.add(n.id);
  if (!pre) {
    disk.term += 1;
    disk.votedFor = n.id;
    n.sync();
  }
  waitForLeader(n);
  const term = pre ? disk.term + 1 : disk.term;
  const end = { lastIndex: lastIndex(n), lastTerm: lastTerm(n) };
  for (const peer of n.peers)
    if (isVoter(mem.configuration, peer))
      n.send(peer, { type: 'requestVote', term, ...end, pre, transfer });
  countVotes(n);
}

export function onRequestVote(n: Server, m: Message<'requestVote'>, from: Peer): undefined {
  if (m.pre) return answerPreVote(n, m, from);
  if (m.transfer) n.mem.heard = false;
  else if (isLoyal(n)) return;
  const newer = m.term > n.disk.term && follow(n, m.term, null);
  const { term, votedFor } = n.disk;
  const free = votedFor === null || votedFor === from || n.mutated('votes twice in a term');
  const granted = m.term === term && free && newEnough(n, m) && n.mem.role === 'follower';
  if (granted) n.disk.votedFor = from;
  const early = n.mutated('votes before the disk');
  if (early) n.send(from, { type: 'vote', term, granted, pre: false });
  if (granted || newer) n.sync();
  if (granted) waitForLeader(n);
  if (!early) n.send(from, { type: 'vote', term, granted, pre: false });
}

/** Would it vote so? Nothing is promised, so nothing is written. Who refuses says its term, which the other may need. */
function answerPreVote(n: Server, m: Message<'requestVote'>, from: Peer): undefined {
  const silent = !hearsLeader(n) || n.mutated('grants pre-votes always');
  const granted = m.term > n.disk.term && silent && newEnough(n, m);
  n.send(from, { type: 'vote', term: granted ? m.term : n.disk.term, granted, pre: true });
}

/** Whoever was elected by voters that compare logs has all that is committed (paper, 5.4.3). */
const newEnough = (n: Server, m: Message<'requestVote'>): boolean =>
  upToDate(n, m) || n.mutated('votes for any log');

export function onVote(n: Server, m: Message<'vote'>, from: Peer): undefined {
  if (m.term > n.disk.term && !(m.pre && m.granted)) return stepDown(n, m.term);
  if (n.mem.role !== (m.pre ? 'precandidate' : 'candidate') || !m.granted) return;
  const term = m.pre ? n.disk.term + 1 : n.disk.term;
  if (m.term !== term && !n.mutated('counts votes of earlier terms')) return;
  n.mem.votes.add(from);
  countVotes(n);
}

/** The leader wants this server in its place: no timeout, no question before, and the others need not be loyal. */
export function onTimeoutNow(n: Server, { term }: Message<'timeoutNow'>): undefined {
  const { role, configuration } = n.mem;
  if (term === n.disk.term && role === 'follower' && isVoter(configuration, n.id))
    campaign(n, { pre: false, transfer: true });
}

function countVotes(n: Server): undefined {
  if (!quorum(n, (server) => n.mem.votes.has(server))) return;
  if (n.mem.role === 'precandidate') campaign(n, { pre: false, transfer: false });
  else lead(n);
}

function lead(n: Server): undefined {
  const { mem, options } = n;
  mem.role = 'leader';
  mem.leader = n.id;
  mem.heard = false;
  mem.votes.clear();
  mem.termStart = lastIndex(n) + 1;
  trackMembers(n);
  n.disarm('election');
  n.arm('heartbeat', options.heartbeat);
  if (options.checkQuorum) n.arm('quorum', options.electionTimeout);
  if (options.membership !== 'fixed' || options.transfers) n.arm('operator', options.operator);
  n.emit('elected', { term: n.disk.term });
  propose(n, { type: 'noop' }, null);
  broadcast(n);
  settle(n, lastIndex(n));
}

/** A leader that a majority cannot hear, or that cannot hear it, makes room (thesis, 6.2). */
export function checkQuorum(n: Server): undefined {
  const { progress } = n.mem;
  const heard = quorum(n, (peer) => peer === n.id || progress.get(peer)?.active === true);
  if (!heard) return stepDown(n, n.disk.term);
  for (const one of progress.values()) one.active = false;
  n.arm('quorum', n.options.electionTimeout);
}
