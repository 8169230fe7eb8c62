/**
 * The monitor: when the primary is silent it begins a new epoch. Replicas seal the old one, by which they promise to take nothing from its
 * primary any more; the one with the longest log among enough of them is the next. Enough are so many that one of them has each
 * write that was acknowledged: where all of the configuration acknowledge, one of these will do.
 */
import {
  backupsNeeded,
  isStandby,
  type Monitor,
  type Peer,
  type Position,
  type ToMonitor,
} from './declaration.js';
import { isLater } from './log.js';

export function start(n: Monitor): undefined {
  if (n.disk.epoch === 0) n.disk.members = new Set(n.nodes.replica);
  if (n.disk.primary === null) return beginEpoch(n);
  n.arm('check', n.options.suspicion);
}

function beginEpoch(n: Monitor): undefined {
  n.mem.suspect = n.disk.primary;
  n.disk.epoch += 1;
  n.disk.primary = null;
  n.sync();
  n.mem.choosing = true;
  n.mem.sealed.clear();
  n.disarm('check');
  askForLogs(n);
}

function askForLogs(n: Monitor): undefined {
  const { epoch } = n.disk;
  for (const r of n.nodes.replica) if (!n.mem.sealed.has(r)) n.send(r, { type: 'seal', epoch });
  n.arm('collect', n.options.collect);
}

export function onSealed(n: Monitor, { epoch, end }: ToMonitor<'sealed'>, from: Peer): undefined {
  if (!n.mem.choosing || epoch !== n.disk.epoch) return;
  n.mem.sealed.set(from, end);
  if (n.mutated('promotes anybody')) return promote(n, from);
  // The one that was silent need not be waited for.
  if (n.nodes.replica.every((r) => r === n.mem.suspect || n.mem.sealed.has(r))) choose(n);
}

/** Takes the best of those that have answered, or goes on asking. */
export function choose(n: Monitor): undefined {
  const { replica: all } = n.nodes;
  const { mode } = n.options;
  const candidates = all.filter((r) => n.mem.sealed.has(r) && mayLead(n, r));
  const few = mode === 'synchronous' || mode === 'asynchronous';
  const enough = few ? 1 : all.length - backupsNeeded(mode, all.length);
  if (candidates.length < enough) return askForLogs(n);
  promote(
    n,
    candidates.reduce((best, r) => (isBetter(n, r, best) ? r : best)),
  );
}

/** A replica out of the configuration may lack what all in it have. */
const mayLead = (n: Monitor, replica: Peer): boolean =>
  n.options.mode !== 'synchronous' || n.disk.members.has(replica);

/** The longer log, and a secondary before a standby; the other way round where every log has all that counts. */
function isBetter(n: Monitor, a: Peer, b: Peer): boolean {
  const [endA, endB] = [a, b].map((r) => n.mem.sealed.get(r) as Position);
  const [idleA, idleB] = [a, b].map((r) => isStandby(n, r));
  const longer = isLater(endA, endB) ? 1 : isLater(endB, endA) ? -1 : 0;
  const readier = Number(idleB) - Number(idleA);
  const [first, second] = n.options.mode === 'synchronous' ? [readier, longer] : [longer, readier];
  return first > 0 || (first === 0 && second > 0);
}

/** It begins with those of the configuration that have answered, and asks for the others when they have caught up. */
function promote(n: Monitor, replica: Peer): undefined {
  const { disk, mem } = n;
  if (n.options.mode === 'synchronous')
    disk.members = new Set([...disk.members].filter((r) => mem.sealed.has(r)));
  disk.primary = replica;
  disk.version += 1;
  n.sync();
  mem.choosing = false;
  mem.heard = false;
  n.disarm('collect');
  n.arm('check', n.options.suspicion);
  const { epoch, version, members } = disk;
  n.send(replica, { type: 'promote', epoch, version, members });
}

/** A primary that was restarted does not say that it leads. */
export function onAlive(n: Monitor, { epoch, leads }: ToMonitor<'alive'>, from: Peer): undefined {
  if (leads && epoch === n.disk.epoch && from === n.disk.primary) n.mem.heard = true;
}

export function onCheck(n: Monitor): undefined {
  if (!n.mem.heard) return beginEpoch(n);
  n.mem.heard = false;
  n.arm('check', n.options.suspicion);
}

export function onPropose(n: Monitor, m: ToMonitor<'propose'>, from: Peer): undefined {
  const { disk } = n;
  if (m.epoch !== disk.epoch || from !== disk.primary) return;
  if (m.version === disk.version) {
    disk.members = new Set(m.members);
    disk.version += 1;
    n.sync();
  }
  const { epoch, version, members } = disk;
  n.send(from, { type: 'membership', epoch, version, members });
}
