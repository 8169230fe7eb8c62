/**
 * Who answers gets. A primary that others may have replaced asks those that must acknowledge its writes first; a secondary answers from
 * what it has, which may be old, if it has caught up; a standby answers nobody.
 */
import type { Call } from '../../../node/kit.js';
import type { Replica } from './declaration.js';
import { beat, enough } from './shipping.js';

export function get(n: Replica, key: string, call: Call): undefined {
  const { role, leader } = n.mem;
  switch (n.options.reads) {
    case 'primary only':
      return role === 'primary' ? ask(n, key, call) : sendOn(n, call);
    case 'primary preferred':
      if (role === 'primary') return ask(n, key, call);
      return leader === null && mayServe(n) ? serve(n, key, call) : sendOn(n, call);
    case 'secondary only':
    case 'secondary preferred':
      if (mayServe(n) && role !== 'primary') return serve(n, key, call);
      return role === 'primary' ? share(n, key, call) : sendOn(n, call);
    case 'nearest':
      return mayServe(n) ? serve(n, key, call) : sendOn(n, call);
  }
}

export function sendOn(n: Replica, call: Call): undefined {
  const { leader } = n.mem;
  if (leader === null || leader === n.id) return n.refuse(call, 'no primary is known');
  n.redirect(call, leader);
}

function mayServe(n: Replica): boolean {
  const { role, state } = n.mem;
  return (
    (role !== 'standby' || n.mutated('standbys answer')) &&
    (state === 'online' || n.mutated('answers while syncing'))
  );
}

function serve(n: Replica, key: string, call: Call): undefined {
  const { role, state } = n.mem;
  n.emit('served', { role, behind: state !== 'online' });
  n.reply(call, n.mem.store.get(key) ?? null);
}

/** A primary sends the client on to some secondary that it has heard and that has caught up. */
function share(n: Replica, key: string, call: Call): undefined {
  const standbys = n.nodes.replica.length - n.options.standbys;
  const ready = n.peers.filter((p) => {
    const { match = 0 } = n.mem.progress.get(p) ?? {};
    return n.nodes.replica.indexOf(p) < standbys && match >= n.mem.commit;
  });
  if (ready.length > 0) return n.redirect(call, n.pick(ready));
  if (n.options.reads === 'secondary preferred') return ask(n, key, call);
  n.refuse(call, 'no secondary is online');
}

/** A get that the primary answers itself: when it has applied all that was committed before, and knows that it still leads. */
function ask(n: Replica, key: string, call: Call): undefined {
  const { mem } = n;
  const index = Math.max(mem.commit, mem.epochStart);
  const asks = n.options.confirm && !n.mutated('reads without a round');
  if (asks) mem.round += 1;
  mem.reads.push({ call, key, index, round: asks ? mem.round : 0 });
  if (asks) beat(n);
  confirmReads(n);
}

export function confirmReads(n: Replica): undefined {
  const { mem } = n;
  if (mem.reads.length === 0) return;
  const left = mem.reads.filter(({ call, key, index, round }) => {
    const known = round === 0 || enough(n, (p) => (mem.progress.get(p)?.round ?? 0) >= round);
    if (!known || index > mem.applied) return true;
    serve(n, key, call);
    return false;
  });
  if (left.length < mem.reads.length) mem.reads = left;
}
