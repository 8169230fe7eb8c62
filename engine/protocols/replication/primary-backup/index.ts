/**
 * Primary–backup replication: a primary ships its log to backups, which make the same store of it; a monitor notices when the primary is
 * silent and puts another replica in its place, in a new epoch (Alsberg and Day 1976; Lin et al., PacificA, 2008). Begin with
 * declaration.ts; then primary.ts, backup.ts and monitor.ts.
 */
import { type Call, implement, int } from '../../../node/kit.js';
import { begin, onDeposed, onSeal, onShip, onSnapshot } from './backup.js';
import { type Command, declaration, type Replica } from './declaration.js';
import { restore } from './machine.js';
import * as monitor from './monitor.js';
import { onMembership, onPromote, onShipped, review, write } from './primary.js';
import { get, sendOn } from './reads.js';
import { beat, onPull } from './shipping.js';

function start(n: Replica): undefined {
  restore(n);
  begin(n);
  n.arm('heartbeat', n.options.heartbeat);
}

function onHeartbeat(n: Replica): undefined {
  n.arm('heartbeat', n.options.heartbeat);
  const leads = n.mem.role === 'primary';
  for (const m of n.nodes.monitor) n.send(m, { type: 'alive', epoch: n.disk.epoch, leads });
  if (leads) beat(n);
}

/** A primary looks whom it has heard; a backup that hears none knows no primary. */
function onSilence(n: Replica): undefined {
  if (n.mem.role === 'primary') return review(n);
  n.mem.leader = null;
}

const take = (n: Replica, command: Command, call: Call): undefined =>
  n.mem.role === 'primary' ? write(n, command, call) : sendOn(n, call);

export default implement(declaration, {
  monitor: {
    start: monitor.start,
    on: { alive: monitor.onAlive, sealed: monitor.onSealed, propose: monitor.onPropose },
    timers: { check: monitor.onCheck, collect: monitor.choose },
  },
  replica: {
    start,
    on: {
      seal: onSeal,
      promote: onPromote,
      membership: onMembership,
      ship: onShip,
      shipped: onShipped,
      pull: onPull,
      snapshot: onSnapshot,
      deposed: onDeposed,
    },
    timers: { heartbeat: onHeartbeat, silence: onSilence },
    calls: {
      get: (n, { key }, call) => get(n, key, call),
      put: (n, { key, value }, call) => take(n, { type: 'put', key, value }, call),
      delete: (n, { key }, call) => take(n, { type: 'delete', key }, call),
      cas: (n, { key, from, to }, call) => take(n, { type: 'cas', key, from, to }, call),
      append: (n, { key, value }, call) => take(n, { type: 'append', key, value }, call),
      clear: (n, _, call) => take(n, { type: 'clear' }, call),
    },
    views: { lastIndex: { shape: int, of: ({ disk }) => disk.base.index + disk.log.length } },
  },
});
