/**
 * A register that any majority of servers keeps alive. Attiya, Bar-Noy and Dolev, Sharing memory robustly in message-passing
 * systems, J. ACM 42(1), 1995; with several writers after Lynch and Shvartsman, FTCS 1997. Each operation asks a majority for the
 * newest value, then tells a majority the value that it writes or is about to return.
 */
import {
  bool,
  type Call,
  call,
  declare,
  id,
  implement,
  int,
  map,
  type Node,
  type Of,
  optional,
  record,
  set,
  text,
  value,
  variant,
} from '../../node/kit.js';
import { register } from '../services.js';

/** Ordered by time, then by node. */
const Stamp = value({ time: int, node: id('server') });
const Version = value({ stamp: Stamp, value: optional(text) });
type Version = Of<typeof Version>;

const Operation = variant({ put: { value: text }, get: {} });

/** The operation under way at this server, on behalf of a client. */
const Running = record({
  call,
  operation: Operation,
  /** First phase: what each of a majority holds. */
  versions: map(id('server'), Version),
  /** Second phase: what a reader will return, and who holds the version told. */
  telling: bool,
  read: optional(text),
  holders: set(id('server')),
});

export const declaration = declare({
  name: 'abd-register',
  about: 'A register that any majority of servers keeps alive.',
  roles: {
    server: {
      serves: register,
      // Nodes of equal time are told apart by the greater id.
      symmetric: false,
      volatile: { version: Version, running: optional(Running) },
      receives: {
        query: { call },
        found: { call, version: Version },
        update: { call, version: Version },
        updated: { call },
      },
    },
  },
  mutants: {
    'reads without writing back': 'A reader returns what it found before a majority holds it.',
    'asks too few': 'Half of the servers are taken for a majority.',
  },
});
type Server = Node<typeof declaration, 'server'>;

const newer = (a: Version, b: Version): boolean =>
  a.stamp.time > b.stamp.time || (a.stamp.time === b.stamp.time && a.stamp.node > b.stamp.node);

const same = (a: Call, b: Call): boolean => a.client === b.client && a.seq === b.seq;

const enough = (n: Server, servers: number): boolean =>
  2 * servers > n.nodes.server.length - (n.mutated('asks too few') ? 1 : 0);

function begin(n: Server, operation: Of<typeof Operation>, call: Call): undefined {
  // One operation at a time. Who hears nothing asks again, here or elsewhere.
  if (n.mem.running !== null) return;
  const versions = new Map([[n.id, n.mem.version]]);
  n.mem.running = { call, operation, versions, telling: false, read: null, holders: new Set() };
  for (const p of n.peers) n.send(p, { type: 'query', call });
  choose(n);
}

/** The second phase, once a majority has said what it holds. */
function choose(n: Server): undefined {
  const running = n.mem.running;
  if (running === null || running.telling || !enough(n, running.versions.size)) return;
  const [first, ...others] = running.versions.values();
  let newest = first;
  for (const version of others) if (newer(version, newest)) newest = version;
  const { call, operation } = running;
  if (operation.type === 'put') {
    const stamp = { time: newest.stamp.time + 1, node: n.id };
    newest = { stamp, value: operation.value };
  } else {
    running.read = newest.value;
  }
  running.telling = true;
  running.versions.clear();
  keep(n, newest);
  if (operation.type === 'get' && n.mutated('reads without writing back')) {
    n.mem.running = null;
    return n.reply(call, newest.value);
  }
  running.holders.add(n.id);
  for (const p of n.peers) n.send(p, { type: 'update', call, version: newest });
  finish(n);
}

function finish(n: Server): undefined {
  const running = n.mem.running;
  if (running === null || !running.telling) return;
  const { call, operation, read } = running;
  if (!enough(n, running.holders.size)) return;
  n.mem.running = null;
  n.reply(call, operation.type === 'put' ? null : read);
}

function keep(n: Server, version: Version): undefined {
  if (newer(version, n.mem.version)) n.mem.version = version;
}

export default implement(declaration, {
  server: {
    on: {
      query(n, { call }, from) {
        n.send(from, { type: 'found', call, version: n.mem.version });
      },
      found(n, { call, version }, from) {
        const { running } = n.mem;
        if (running === null || running.telling || !same(running.call, call)) return;
        running.versions.set(from, version);
        choose(n);
      },
      update(n, { call, version }, from) {
        keep(n, version);
        n.send(from, { type: 'updated', call });
      },
      updated(n, { call }, from) {
        const { running } = n.mem;
        if (running === null || !running.telling || !same(running.call, call)) return;
        running.holders.add(from);
        finish(n);
      },
    },
    calls: {
      put: (n, { value }, call) => begin(n, { type: 'put', value }, call),
      get: (n, _, call) => begin(n, { type: 'get' }, call),
    },
  },
});
