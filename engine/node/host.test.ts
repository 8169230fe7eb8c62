/** What a host makes of its handlers: effects in order, images of the disk, timers, errors and outcomes, parts, liars. */
import { expect, it } from 'vitest';
import { cluster, type Setup } from './cluster.js';
import {
  bench,
  bool,
  declare,
  duration,
  from,
  id,
  implement,
  int,
  list,
  mount,
  type Node,
  type Protocol,
  service,
  signed,
  text,
} from './kit.js';
import { pickSome } from './pick-some.js';
import type { AnyProtocol } from './protocol.js';
import { rewriteState, stateText } from './state.js';

const store = service('store', { save: { args: { v: int }, returns: bool } });
const declaration = declare({
  name: 'probe',
  about: 'Does what the test says.',
  options: { pause: duration('5 ms', 'a pause') },
  roles: {
    server: {
      serves: store,
      durable: { term: int, log: list(int) },
      volatile: { votes: int },
      receives: { go: { k: int } },
      timers: { tick: {}, probe: { of: id('server') } },
      uses: { backend: { service: store, context: { k: int } } },
      flushes: int,
    },
  },
  events: { done: { k: int } },
  mutants: { wrong: 'It is wrong.' },
});
type Server = Node<typeof declaration, 'server'>;
const nothing = (): undefined => undefined;

/** A node whose handler of `go` is this. */
function node(go: (n: Server, m: { readonly k: number }, from: Server['id']) => undefined) {
  const protocol = implement(declaration, {
    server: {
      on: { go, flushed: (n, tag) => n.emit('done', { k: tag }) },
      timers: { tick: nothing, probe: nothing },
      calls: { save: (n, _, call) => n.reply(call, true) },
      answers: {
        backend: (n, answer, { k }) => n.emit('done', { k: answer.status === 'ok' ? k : 0 }),
      },
    },
  });
  return bench(protocol, 'server', { counts: { server: 3 }, now: 7 });
}
const go = { type: 'go', k: 1 } as const;

it('records effects in the order of the program', () => {
  const call = { client: 1, seq: 1, op: 'save' };
  const n = node((n, _, from) => {
    n.send(from, { type: 'go', k: 2 });
    n.disk.term = 3;
    n.sync();
    n.arm('tick', n.options.pause);
    n.arm('probe', { min: 1, max: 2 }, { of: from });
    n.disarm('tick');
    n.reply(call, true);
    n.refuse(call, 'no');
    n.redirect(call, from);
    n.ask('backend', 'save', { v: 1 }, { k: 2 });
    n.emit('done', { k: 3 });
    n.flush(4);
  }).receive(1, go);
  expect(n.effects).toEqual([
    { kind: 'send', to: 1, message: { type: 'go', k: 2 } },
    { kind: 'sync', image: { term: 3, log: [] } },
    { kind: 'arm', timer: { type: 'tick' }, key: 'tick()', after: 5000 },
    { kind: 'arm', timer: { type: 'probe', of: 1 }, key: 'probe(1)', after: { min: 1, max: 2 } },
    { kind: 'disarm', timer: { type: 'tick' }, key: 'tick()' },
    { kind: 'reply', call, reply: { status: 'ok', value: true } },
    { kind: 'reply', call, reply: { status: 'refused', why: 'no' } },
    { kind: 'reply', call, reply: { status: 'redirect', to: 1 } },
    { kind: 'ask', port: 'backend', op: 'save', args: { v: 1 }, context: { k: 2 } },
    { kind: 'emit', event: 'done', fields: { k: 3 } },
    { kind: 'flush', tag: 4, image: { term: 3, log: [] } },
  ]);
  n.answer({
    port: 'backend',
    op: 'save',
    answer: { status: 'ok', value: true },
    context: { k: 9 },
  });
  expect(n.effects).toEqual([{ kind: 'emit', event: 'done', fields: { k: 9 } }]);
});

it('syncs nothing where nothing changed, and shares what did not', () => {
  const n = node((n, { k }) => {
    if (k === 1) n.disk.term += 1;
    if (k === 2) n.disk.log.push(k);
    n.sync();
    n.sync();
  }).receive(1, go);
  const [first] = n.effects;
  expect(n.effects).toHaveLength(1);
  expect(n.receive(1, { type: 'go', k: 0 }).effects).toEqual([]);
  const [second] = n.receive(1, { type: 'go', k: 2 }).effects;
  if (first.kind !== 'sync' || second.kind !== 'sync') throw new Error('two syncs');
  expect([first.image, second.image]).toEqual([
    { term: 1, log: [] },
    { term: 1, log: [2] },
  ]);
  n.disk.log.push(99);
  expect(second.image['log']).toEqual([2]);
  expect(n.restart().disk).toEqual({ term: 1, log: [2] });
});

it('tells when a flush is done; a sync meanwhile waits for it', () => {
  const n = node((n, { k }) => {
    if (k < 3) n.disk.term = k;
    return k === 3 ? n.sync() : n.flush(k);
  }).receive(1, go);
  n.receive(1, { type: 'go', k: 2 });
  expect(n.flushed().effects).toEqual([{ kind: 'emit', event: 'done', fields: { k: 1 } }]);
  expect(n.receive(1, { type: 'go', k: 3 }).effects.map(({ kind }) => kind)).toEqual(['sync']);
  expect(n.flushed().effects).toEqual([{ kind: 'emit', event: 'done', fields: { k: 2 } }]);
  expect(() => n.flushed()).toThrow('no flush is under way');
  const lost = node((n) => {
    n.disk.term = 8;
    n.flush(1);
  }).receive(1, go);
  expect(lost.restart().disk.term).toBe(0);
});

it('copies what is sent: two nodes share nothing that may change', () => {
  const xs = declare({
    name: 'xs',
    about: 'Lists.',
    roles: { s: { volatile: { mine: list(int) }, receives: { m: { xs: list(int) } } } },
  });
  const n = bench(
    implement(xs, {
      s: {
        on: {
          m(n, _, from) {
            n.send(from, { type: 'm', xs: n.mem.mine });
            n.mem.mine.push(1);
          },
        },
      },
    }),
    's',
  ).receive(0, { type: 'm', xs: [] });
  expect(n.sent[0].message).toEqual({ type: 'm', xs: [] });
});

it('knows which timers are armed', () => {
  const n = node((n, _, from) => {
    n.arm('probe', 1, { of: from });
    n.mem.votes = [
      n.armed('probe', { of: from }),
      n.armed('probe', { of: n.id }),
      n.armed('tick'),
    ].filter(Boolean).length;
    n.disarm('tick');
  }).receive(1, go);
  expect([n.mem.votes, n.effects.length]).toEqual([1, 1]);
  expect(n.armed('probe', { of: 1 })).toBe(true);
  n.fire('probe', { of: 1 });
  expect(n.armed('probe', { of: 1 })).toBe(false);
});

it('makes a failed must an outcome, with what was done before', () => {
  const n = node((n, { k }, from) => {
    n.send(from, { type: 'go', k });
    n.must(k === 0, 'k is never one');
    n.send(from, { type: 'go', k });
  }).receive(1, go);
  expect(n.effects).toMatchObject([{ kind: 'send' }, { kind: 'must', why: 'k is never one' }]);
  const [, must] = n.effects;
  if (must.kind !== 'must') throw new Error('a must');
  expect(must.place?.file).toMatch(/host\.test\.ts$/);
});

// biome-ignore format: one line a mistake
it.each<[string, (n: Server, from: Server['id']) => undefined, string]>([
  ['an exception', (n) => { (null as unknown as Server).sync(); return n.sync(); }, 'Cannot read properties of null'],
  ['a node that does not exist', (n) => n.send(7 as Server['id'], go), 'sends go to node 7, which does not exist'],
  ['a message that does not exist', (n, from) => n.send(from, { type: 'stop' } as never), "message to server.type should be one of go but is \"stop\""],
  ['a message without its field', (n, from) => n.send(from, { type: 'go' } as never), 'a message to server.k should be there'],
  ['a time that is none', (n) => n.arm('tick', Number.NaN), "arm('tick', …): the time should be a duration in microseconds or a range, but is NaN"],
  ['a timer that does not exist', (n) => n.arm('tock' as 'tick', 5), "should be one of tick, probe but is \"tock\""],
  ['a mutant that does not exist', (n) => { n.mutated('wrogn' as 'wrong'); }, "mutated: no mutant 'wrogn' is declared; did you mean `wrong`?"],
  ['an async handler', (async () => {}) as unknown as () => undefined, 'the handler is async'],
  ['a value returned', (() => 3) as unknown as () => undefined, 'the handler returned a value'],
  ['something kept on the node', (n) => { Object.assign(n, { mine: 1 }); }, 'object is not extensible'],
  ['a pick from nothing', (n) => n.pick([]), 'there is nothing to pick from'],
  ['no probability', (n) => { n.chance(2); }, 'chance: 2 is no probability'],
  ['an operation not served', (n) => n.reply({ client: 0, seq: 0, op: 'load' }, true), "serves no 'load'"],
])('says which handler does wrong: %s', (_, act, message) => {
  const n = node((n, _, from) => act(n, from));
  expect(() => n.receive(1, go)).toThrow(/^server, on\.go/);
  expect(() => n.receive(1, go)).toThrow(message);
});

it('refuses a node that is used after its handler', () => {
  let kept: Server | null = null;
  const n = node((n) => {
    kept = n;
  }).receive(1, go);
  expect(() => (kept as unknown as Server).sync()).not.toThrow();
  expect(() => (kept as unknown as Server).now()).toThrow('used after its handler returned');
  expect(n.effects).toEqual([]);
});

it('picks some of a list: every choice once, and evenly', () => {
  const seen = new Set<string>();
  for (let way = 0; way < 10; way++) seen.add(pickSome(2, [1, 2, 3, 4, 5], () => way).join());
  expect([...seen][0]).toBe('1,2');
  expect(seen.size).toBe(10);
  expect(pickSome(9, [1, 2], () => 0)).toEqual([1, 2]);
  expect(pickSome(0, [1, 2], () => 0)).toEqual([]);
  const many = Array.from({ length: 1000 }, (_, i) => i);
  const picked = pickSome(20, many, (ways) => ways - 1);
  expect(new Set(picked).size).toBe(20);
  expect([...picked].sort((a, b) => a - b)).toEqual(picked);
});

it('says what is wrong with a setup', () => {
  const make = (setup: Omit<Setup, 'protocol'>) => () =>
    cluster({ protocol: implementation as unknown as AnyProtocol, ...setup });
  const implementation: Protocol = { declaration, code: {} } as never;
  expect(make({ counts: { servr: 1 } })).toThrow(
    "probe: role 'servr' does not exist; did you mean `server`?",
  );
  expect(make({ mutants: ['wrongg'] })).toThrow(
    "probe: mutant 'wrongg' does not exist; did you mean `wrong`?",
  );
});

// ---- a log inside a counter --------------------------------------------------------------------------------------

const log = implement(
  declare({
    name: 'log',
    about: 'Appends on all nodes.',
    options: { every: duration('1 ms', 'how often it speaks') },
    roles: {
      server: {
        durable: { entries: list(int) },
        volatile: { heard: int },
        receives: { append: { v: int } },
        timers: { speak: {} },
        flushes: text,
      },
    },
    events: { appended: { v: int } },
    mutants: { deaf: 'It hears nothing.' },
  }),
  {
    server: {
      start: (n) => n.arm('speak', n.options.every),
      on: {
        append(n, m, from) {
          n.must(m.type === 'append', 'a part sees its own names');
          n.mem.heard = from;
          add(n, m.v);
        },
        flushed: (n) => {
          n.mem.heard = -1;
        },
      },
      timers: { speak: (n) => n.flush('spoken') },
    },
  },
);
type Log = Node<(typeof log)['declaration'], 'server'>;
function add(n: Log, v: number): undefined {
  n.disk.entries.push(v);
  n.sync();
  n.emit('appended', { v });
}
const counter = implement(
  declare({
    name: 'counter',
    about: 'Counts what the log holds.',
    roles: {
      server: {
        volatile: { count: int },
        receives: { add: from('server', {}) },
        mounts: { log: mount(log, 'server') },
      },
    },
  }),
  {
    server: {
      start: (n) => n.must(n.parts.log.armed('speak'), 'parts start first'),
      on: {
        add(n) {
          add(n.parts.log, 1);
          for (const p of n.parts.log.peers) n.parts.log.send(p, { type: 'append', v: 1 });
        },
      },
      mounts: {
        log: {
          appended(n, { v }) {
            n.mem.count += v;
          },
        },
      },
    },
  },
);

it('runs a part under its name, and hears its events in the same step', () => {
  const n = bench(counter, 'server', { counts: { server: 2 }, options: { every: '3 ms' } }).start();
  expect(n.effects).toMatchObject([{ kind: 'arm', timer: { type: 'log.speak' }, after: 3000 }]);
  n.receive(1, { type: 'add' });
  expect(n.effects).toEqual([
    { kind: 'sync', image: { log: { entries: [1] } } },
    { kind: 'emit', event: 'log.appended', fields: { v: 1 } },
    { kind: 'send', to: 1, message: { type: 'log.append', v: 1 } },
  ]);
  n.receive(1, { type: 'log.append', v: 5 } as never);
  expect([n.mem.count, n.mem.log.heard, n.disk.log.entries]).toEqual([6, 1, [1, 5]]);
  n.fire('log.speak').flushed();
  expect(n.mem.log.heard).toBe(-1);
});

// ---- liars ---------------------------------------------------------------------------------------------------------

const vote = declare({
  name: 'vote',
  about: 'Signed votes.',
  roles: {
    server: {
      volatile: { got: list(signed('server', int)) },
      receives: { vote: { v: signed('server', int) } },
    },
  },
});
const votes = implement(
  vote,
  {
    server: {
      on: {
        vote(n, { v }, from) {
          n.mem.got.push(v);
          n.send(from, { type: 'vote', v: n.sign(1) });
          n.send(from, { type: 'vote', v });
        },
      },
    },
  },
  {
    server: {
      'says both': {
        about: 'Tells two things.',
        send: (n, _, m) => [m, { type: 'vote', v: n.sign(2) }],
      },
      forges: {
        about: 'Signs as another.',
        send: (_n, _to, m) => [{ type: 'vote', v: { ...m.v, body: 9 } }],
      },
    },
  },
);

it('lets liars lie about themselves, and not about others', () => {
  const lying = (name: string) => {
    const made = cluster({
      protocol: votes as unknown as AnyProtocol,
      counts: { server: 2 },
      byzantine: new Map([[0, name]]),
    });
    const [liar, honest] = made.hosts;
    for (const host of made.hosts) host.load(host.role.initial());
    const nobody = () => {
      throw new Error('asked');
    };
    const oracle = { now: nobody, wall: nobody, wallBounds: nobody, pick: nobody, chance: nobody };
    return liar.run(
      { kind: 'message', from: 1, message: { type: 'vote', v: honest.sign(7) } },
      oracle,
    );
  };
  const said = lying('says both').map((e) => (e.kind === 'send' ? e.message['v'] : null));
  expect(said).toEqual([
    { by: 0, body: 1 },
    { by: 0, body: 2 },
    { by: 1, body: 7 },
    { by: 0, body: 2 },
  ]);
  expect(() => lying('forges')).toThrow('made by n.sign');
  expect(() => lying('forge')).toThrow(
    "adversary of server 'forge' does not exist; did you mean `forges`?",
  );
});

it('writes states as text, and renames them', () => {
  const made = cluster({ protocol: counter as unknown as AnyProtocol, counts: { server: 2 } });
  const { role } = made.hosts[0];
  const state = role.initial();
  expect(stateText(role, state)).toBe('(([]))||(0,(0))||');
  (state.disk as { log: { entries: number[] } }).log.entries.push(3);
  expect(stateText(role, state)).toBe('(([3]))|(([]))|(0,(0))||');
  const renamed = rewriteState(role, state, { id: (x) => 1 - x });
  expect(stateText(role, renamed)).toBe(stateText(role, state));
  expect(renamed.disk).not.toBe(state.disk);
});
