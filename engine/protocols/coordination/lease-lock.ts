/**
 * A lock that is lent for a time, and the storage that it guards. Gray and Cheriton, Leases, SOSP 1989; fencing tokens after Burrows, The
 * Chubby Lock Service, OSDI 2006 ("sequencers"), and Kleppmann, How to do distributed locking, 2016.
 *
 * A holder believes in its lease for its length from before it asked, shortened by how far clocks may drift. That is
 * not enough: between its last look at the clock and the arrival of its write anything can happen. So every grant bears a greater token, and storage
 * refuses a token smaller than the greatest that it has seen.
 *
 * With `sharing`, leases are for writers or for readers (Courtois, Heymans and Parnas, Concurrent Control with "Readers" and "Writers", CACM 14(10),
 * 1971). Readers share the lock, and none joins others while a writer waits. Storage refuses a read that is older than a write, and a
 * write that is older than a read.
 */
import {
  bool,
  choice,
  count,
  declare,
  duration,
  durations,
  flag,
  from,
  id,
  implement,
  instant,
  int,
  list,
  map,
  type Node,
  optional,
  set,
  share,
} from '../../node/kit.js';

export const declaration = declare({
  name: 'lease-lock',
  about:
    'One client at a time holds a lock for a while, and storage refuses those whose time is over.',
  options: {
    lease: duration('2 s', 'how long a grant lasts'),
    drift: share('1 %', 'how far any clock may run fast or slow: shortens what a holder believes'),
    renew: flag(true, 'a holder renews its lease after half of it, until its hold is over'),
    hold: durations('1..4 s', 'how long a holder works'),
    work: duration('300 ms', 'how often a holder writes'),
    pause: durations('100..500 ms', 'how long a client waits before it asks for the lock again'),
    waiting: choice(
      ['queue', 'herd', 'poll'],
      'who finds the lock taken is told when it is free, one after the other or all at once, or asks again',
    ),
    patience: duration(
      '0 s',
      'how long a client goes on asking before it gives up for a while; 0 s: until it has the lock',
    ),
    nested: count(0, 'how often a holder locks again what it holds; it unlocks as often'),
    sharing: flag(false, 'whether a client may want to read only, and shares the lock with others'),
    fencing: flag(true, 'whether storage compares tokens'),
    writes: count(0, 'most writes of a client; 0: no limit'),
  },
  roles: {
    lock: {
      durable: {
        /** The last token that was handed out. */
        token: int,
        holder: optional(id('client')),
        /** Those who share it, each with its token; then nobody else holds it. */
        readers: map(id('client'), int),
        /** The requests of all of these that were granted last: what comes of earlier ones is late. */
        granted: map(id('client'), int),
      },
      volatile: {
        /** Nothing is lent before: after a restart it is not known how long the last lease still lasts. */
        until: instant,
        queue: list(id('client')),
        /** Of a lock that is shared: who has asked in vain to write, since it was free. */
        writers: set(id('client')),
      },
      receives: {
        acquire: from('client', { request: int, shared: bool }),
        renew: from('client', { token: int, request: int }),
        release: from('client', { token: int }),
        /** It does not wait any more. */
        leave: from('client', {}),
      },
      timers: { expiry: {} },
    },
    client: {
      /** Numbers requests: an answer to one from before a crash is no answer to a later one. */
      durable: { request: int },
      volatile: {
        token: optional(int),
        /** It believes in its lease until then. */
        until: instant,
        /** Its last request is not answered yet; and when it was sent. */
        asking: bool,
        askedAt: instant,
        /** It has not given up. */
        waits: bool,
        /** It wants, or has, the lock to read. */
        shared: bool,
        /** How often it has locked and not unlocked. */
        depth: int,
        written: int,
      },
      receives: {
        granted: from('lock', { token: int, request: int }),
        refused: from('lock', { request: int }),
        free: from('lock', {}),
        wrote: from('storage', { ok: bool, token: int }),
        read: from('storage', { ok: bool, token: int }),
      },
      timers: { ask: {}, renew: {}, work: {}, done: {}, giveUp: {} },
    },
    storage: {
      /** The greatest tokens of writes and of reads. */
      durable: { greatest: int, writer: optional(id('client')), read: int },
      receives: { write: from('client', { token: int }), read: from('client', { token: int }) },
      /** Of a mutant: a write that was checked and is not done yet. */
      timers: { write: { token: int, by: id('client') } },
    },
  },
  events: {
    granted: { token: int, to: id('client') },
    /** A reader joins others, and so many writers wait. */
    joined: { waiting: int },
    /** A client has the lock; `wanted`: it had not given up. */
    acquired: { wanted: bool },
    gaveUp: {},
    /** A lease goes on, of who renews with this token; `current`: the holder's. */
    renewed: { token: int, current: int },
    /** A holder writes or reads; `late`: its lease is over. */
    used: { token: int, late: bool },
    /** Storage took this write; `greatest`: of all tokens before it. */
    written: { token: int, greatest: int, by: id('client') },
    /** Storage took this read, of what was written with the token `version`. */
    read: { token: int, version: int },
    refused: { token: int, greatest: int },
  },
  mutants: {
    'token in memory': 'The lock service counts its tokens from 0 again after a crash.',
    'believes after the answer':
      'A holder counts its lease from when it heard of it, not from when it asked.',
    'takes old grants':
      'An answer that comes twice, or late, is taken for the answer to the last request.',
    'releases for anybody': 'Whoever releases frees the lock, holder or not.',
    'releases by name':
      'A release is known by its client alone: one that is late frees what the client has got again.',
    'renews for anybody': 'Whoever renews is told that the lease goes on, holder or not.',
    'grows with each renewal':
      'A renewed lease is counted from the end of the last one, not from when it was asked for.',
    'no hold count': 'The first of several unlocks gives the lock back.',
    'acquires after giving up': 'A grant for a client that has given up is taken all the same.',
    'checks, then writes':
      'Storage compares a token, and writes later: another write comes between.',
    'lends at once after a crash':
      'The lock service forgets with its crash that it has lent the lock.',
    'never looks at the clock': 'A holder works on when its lease is over.',
    'shares with a writer': 'A reader is let in beside a writer.',
    'writes beside readers': 'A writer is let in beside readers.',
    'frees at the first reader': 'The first reader that gives the lock back frees it for writers.',
    'forgets its readers': 'The lock service forgets with its crash that it is shared.',
    'lets readers overtake': 'A reader joins others while a writer waits.',
    'does not fence reads': 'Storage compares the tokens of writes with those of writes alone.',
  },
});
type D = typeof declaration;
type Lock = Node<D, 'lock'>;
type Client = Node<D, 'client'>;
type Storage = Node<D, 'storage'>;

// ---- the lock service

const isHeld = ({ disk }: Lock): boolean => disk.holder !== null || disk.readers.size > 0;
const isLent = (n: Lock): boolean => isHeld(n) && n.now() <= n.mem.until;

/** A holder that asks again has not heard the answer: it gets a new token, and does not use the old one any more. */
function mayHave(n: Lock, from: Client['id'], shared: boolean): boolean {
  const { holder, readers } = n.disk;
  if (!isLent(n) || holder === from) return true;
  if (holder !== null) return shared && n.mutated('shares with a writer');
  if (!shared)
    return n.mutated('writes beside readers') || (readers.size === 1 && readers.has(from));
  return n.mem.writers.size === 0 || n.mutated('lets readers overtake');
}

function grant(n: Lock, to: Client['id'], request: number, shared: boolean): undefined {
  const { disk, mem } = n;
  disk.token += 1;
  const joins = shared && isLent(n) && disk.holder === null;
  if (joins) n.emit('joined', { waiting: mem.writers.size });
  else forgetHolders(n);
  disk.holder = shared ? null : to;
  if (shared) disk.readers.set(to, disk.token);
  disk.granted.set(to, request);
  n.sync();
  lend(n);
  mem.queue = mem.queue.filter((other) => other !== to);
  mem.writers.delete(to);
  n.emit('granted', { token: n.disk.token, to });
  n.send(to, { type: 'granted', token: n.disk.token, request });
}

function lend(n: Lock): undefined {
  n.mem.until = n.now() + n.options.lease;
  n.arm('expiry', n.options.lease + 1);
}

function forgetHolders({ disk }: Lock): undefined {
  disk.holder = null;
  disk.readers.clear();
  disk.granted.clear();
}

function free(n: Lock): undefined {
  forgetHolders(n);
  n.sync();
  n.disarm('expiry');
  tellNext(n);
  n.mem.writers.clear();
}

/** The first that waits is told, with readers all before the next writer, or all are; they ask, or their turn goes to whoever asks first. */
function tellNext(n: Lock): undefined {
  const { queue, writers } = n.mem;
  const writer = n.options.sharing ? queue.findIndex((c) => writers.has(c)) : 0;
  const herd = n.options.waiting === 'herd' || writer < 0;
  const told = queue.splice(0, herd ? queue.length : Math.max(1, writer));
  for (const c of told) n.send(c, { type: 'free' });
}

function onRelease(n: Lock, token: number, from: Client['id']): undefined {
  const { readers } = n.disk;
  if (readers.get(from) === token) {
    readers.delete(from);
    n.disk.granted.delete(from);
    if (readers.size === 0 || n.mutated('frees at the first reader')) return free(n);
    return n.sync();
  }
  const named = n.disk.token === token || n.mutated('releases by name');
  const own = n.disk.holder === from && named;
  if (own || n.mutated('releases for anybody')) free(n);
}

// ---- clients

const believes = (n: Client): boolean =>
  n.mem.token !== null && (n.now() < n.mem.until || n.mutated('never looks at the clock'));

function request(n: Client): number {
  n.disk.request += 1;
  n.sync();
  n.mem.asking = true;
  n.mem.askedAt = n.now();
  return n.disk.request;
}

function ask(n: Client): undefined {
  const [lock] = n.nodes.lock;
  if (!n.mem.waits && n.options.patience > 0) n.arm('giveUp', n.options.patience);
  if (!n.mem.waits && n.options.sharing) n.mem.shared = n.pick([false, true]);
  n.mem.waits = true;
  n.send(lock, { type: 'acquire', request: request(n), shared: n.mem.shared });
  n.arm('ask', n.options.pause);
}

function lose(n: Client): undefined {
  n.mem.token = null;
  n.mem.asking = false;
  n.mem.depth = 0;
  for (const timer of ['renew', 'work', 'done'] as const) n.disarm(timer);
  n.arm('ask', n.options.pause);
}

/** It leaves no trace: neither a place in the queue nor a request that is open. */
function giveUp(n: Client): undefined {
  if (n.mem.token !== null) return;
  n.emit('gaveUp', {});
  n.mem.waits = false;
  if (!n.mutated('acquires after giving up')) n.mem.asking = false;
  for (const lock of n.nodes.lock) n.send(lock, { type: 'leave' });
  n.arm('ask', n.options.pause);
}

/** One level is over. The lock is given back with the last one. */
function unlock(n: Client): undefined {
  const { token } = n.mem;
  if (token === null) return;
  n.mem.depth -= 1;
  const [lock] = n.nodes.lock;
  if (n.mem.depth > 0) {
    n.arm('done', n.options.hold);
    return n.mutated('no hold count') ? n.send(lock, { type: 'release', token }) : undefined;
  }
  lose(n);
  n.send(lock, { type: 'release', token });
}

function hold(n: Client, token: number): undefined {
  const { mem } = n;
  const first = mem.token === null;
  const asked = n.mutated('believes after the answer') ? n.now() : mem.askedAt;
  const from = !first && n.mutated('grows with each renewal') ? mem.until : asked;
  const length = Math.floor(n.options.lease * (1 - 2 * n.options.drift));
  mem.until = from + length;
  mem.token = token;
  n.disarm('ask');
  n.disarm('giveUp');
  if (n.options.renew) n.arm('renew', Math.floor(length / 2));
  if (!first) return;
  n.emit('acquired', { wanted: mem.waits });
  mem.waits = false;
  mem.depth = 1 + n.options.nested;
  n.arm('done', n.options.hold);
  work(n);
}

function work(n: Client): undefined {
  if (!believes(n)) return lose(n);
  const { token, written } = n.mem;
  if (token === null || (n.options.writes > 0 && written >= n.options.writes)) return;
  n.mem.written += 1;
  n.emit('used', { token, late: n.now() >= n.mem.until });
  for (const s of n.nodes.storage) n.send(s, { type: n.mem.shared ? 'read' : 'write', token });
  n.arm('work', n.options.work);
}

/** What it was granted after it had given up is free for others. */
function declined(n: Client, token: number): undefined {
  if (n.options.patience === 0 || n.mem.waits || n.mem.token !== null) return;
  for (const lock of n.nodes.lock) n.send(lock, { type: 'release', token });
}

function onDone(
  n: Client,
  { ok, token }: { readonly ok: boolean; readonly token: number },
): undefined {
  if (!ok && n.mem.token === token) lose(n);
}

// ---- storage

const MOMENT = 1000;

/** The greatest token that a write must not be older than. */
const newest = ({ disk }: Storage): number => Math.max(disk.greatest, disk.read);

function write(n: Storage, token: number, by: Client['id']): undefined {
  const greatest = newest(n);
  n.disk.greatest = Math.max(n.disk.greatest, token);
  n.disk.writer = by;
  n.sync();
  n.emit('written', { token, greatest, by });
  n.send(by, { type: 'wrote', ok: true, token });
}

function read(n: Storage, token: number, by: Client['id']): undefined {
  const { greatest } = n.disk;
  const ok = !n.options.fencing || token >= greatest;
  if (ok && token > n.disk.read && !n.mutated('does not fence reads')) {
    n.disk.read = token;
    n.sync();
  }
  if (ok) n.emit('read', { token, version: greatest });
  else n.emit('refused', { token, greatest });
  n.send(by, { type: 'read', ok, token });
}

export default implement(declaration, {
  lock: {
    start(n) {
      if (n.mutated('token in memory')) n.disk.token = 0;
      if (n.mutated('forgets its readers')) n.disk.readers.clear();
      if (!isHeld(n)) return;
      if (n.mutated('lends at once after a crash')) n.disk.holder = null;
      else lend(n);
    },
    on: {
      acquire(n, { request, shared }, from) {
        if (request <= (n.disk.granted.get(from) ?? 0)) return;
        if (mayHave(n, from, shared)) return grant(n, from, request, shared);
        if (n.options.sharing && !shared) n.mem.writers.add(from);
        if (n.options.waiting !== 'poll' && !n.mem.queue.includes(from)) n.mem.queue.push(from);
        n.send(from, { type: 'refused', request });
      },
      renew(n, { token, request }, from) {
        const { holder, readers } = n.disk;
        const current = readers.get(from) ?? n.disk.token;
        const own = (holder === from || readers.has(from)) && current === token && isLent(n);
        if (!own && !n.mutated('renews for anybody'))
          return n.send(from, { type: 'refused', request });
        lend(n);
        n.emit('renewed', { token, current });
        n.send(from, { type: 'granted', token, request });
      },
      release: (n, { token }, from) => onRelease(n, token, from),
      leave(n, _, from) {
        n.mem.queue = n.mem.queue.filter((other) => other !== from);
        n.mem.writers.delete(from);
      },
    },
    timers: { expiry: (n) => (isLent(n) ? undefined : free(n)) },
  },

  client: {
    start: (n) => n.arm('ask', n.options.pause),
    on: {
      granted(n, { token, request }) {
        // A grant that comes twice, or after it was given back, grants nothing.
        const open = n.mem.asking && request === n.disk.request;
        if (!open && !n.mutated('takes old grants')) return declined(n, token);
        n.mem.asking = false;
        hold(n, token);
      },
      refused(n, { request }) {
        if (n.mem.asking && request === n.disk.request && n.mem.token !== null) lose(n);
      },
      free(n) {
        if (n.mem.token === null && n.mem.waits) ask(n);
      },
      wrote: onDone,
      read: onDone,
    },
    timers: {
      ask,
      renew(n) {
        const { token } = n.mem;
        if (token === null || !believes(n)) return lose(n);
        const [lock] = n.nodes.lock;
        n.send(lock, { type: 'renew', token, request: request(n) });
        n.arm('renew', Math.floor(n.options.lease / 4));
      },
      work,
      done: unlock,
      giveUp,
    },
  },

  storage: {
    on: {
      write(n, { token }, from) {
        const greatest = newest(n);
        if (n.options.fencing && token < greatest) {
          n.emit('refused', { token, greatest });
          return n.send(from, { type: 'wrote', ok: false, token });
        }
        if (n.mutated('checks, then writes')) n.arm('write', MOMENT, { token, by: from });
        else write(n, token, from);
      },
      read: (n, { token }, from) => read(n, token, from),
    },
    timers: { write: (n, { token, by }) => write(n, token, by) },
  },
});
