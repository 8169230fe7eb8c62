/**
 * A register that any majority of servers keeps alive. Attiya, Bar-Noy and Dolev, Sharing memory robustly in message-passing
 * systems, J. ACM 42(1), 1995; with several writers after Lynch and Shvartsman, FTCS 1997. Each operation asks a majority for the
 * newest value, then tells a majority the value that it writes or is about to return.
 */
import {
  bool,
  type Call,
  call,
  choice,
  declare,
  id,
  implement,
  int,
  list,
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

const Waiting = value({ call, operation: Operation });

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
  options: {
    busy: choice(
      ['ignores', 'queues'],
      'what a server does with a call while it has another under way; ignored ones are those of the clients, who may ask again',
    ),
  },
  roles: {
    server: {
      serves: register,
      // Nodes of equal time are told apart by the greater id.
      symmetric: false,
      volatile: { version: Version, running: optional(Running), waiting: list(Waiting) },
      receives: {
        query: { call },
        found: { call, version: Version },
        update: { call, version: Version },
        updated: { call },
      },
    },
  },
  mutants: {
    'reads without writing back': 'A reader returns what it found, and keeps it to itself.',
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
  if (n.mem.running !== null) {
    if (n.options.busy === 'queues') n.mem.waiting.push({ call, operation });
    return;
  }
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
  if (operation.type === 'get' && n.mutated('reads without writing back'))
    return end(n, call, newest.value);
  keep(n, newest);
  running.holders.add(n.id);
  for (const p of n.peers) n.send(p, { type: 'update', call, version: newest });
  finish(n);
}

function finish(n: Server): undefined {
  const running = n.mem.running;
  if (running === null || !running.telling) return;
  const { call, operation, read } = running;
  if (!enough(n, running.holders.size)) return;
  end(n, call, operation.type === 'put' ? null : read);
}

function end(n: Server, call: Call, result: string | null): undefined {
  n.mem.running = null;
  n.reply(call, result);
  const next = n.mem.waiting.shift();
  if (next !== undefined) begin(n, next.operation, next.call);
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
