/**
 * What must not compile. Each `@ts-expect-error` is an assertion that `npm run check` makes; what must be refused at run
 * time is asked here.
 */
import { expect, it } from 'vitest';
import {
  bool,
  declare,
  duration,
  from,
  id,
  implement,
  instant,
  int,
  list,
  mount,
  type Node,
  oneOf,
  record,
  service,
  set,
  signed,
  text,
  timestamp,
  value,
} from './kit.js';

const store = service('store', { save: { args: { v: int }, returns: bool } });
const inner = implement(
  declare({
    name: 'inner',
    about: 'Counts.',
    roles: { a: { volatile: { seen: int }, receives: { ping: {} } } },
    events: { reached: { k: int } },
  }),
  { a: { on: { ping() {} } } },
);
const d = declare({
  name: 'x',
  about: 'For types.',
  mutants: { wrong: 'It is wrong.' },
  events: { seen: { k: int } },
  options: { pause: duration('5 ms', 'a pause') },
  roles: {
    a: {
      serves: store,
      durable: { term: int },
      volatile: {
        role: oneOf('idle', 'busy'),
        log: list(value({ term: int })),
        until: instant,
        at: timestamp,
      },
      receives: { hello: from('b', { k: int, xs: list(int) }) },
      timers: { tick: {}, probe: { target: id('b') } },
      mounts: { inner: mount(inner, 'a') },
      uses: { disk: { service: store, context: { k: int } } },
    },
    b: {
      receives: { world: from('a', { ok: bool }), proof: { p: signed('a', record({ k: int })) } },
      flushes: int,
    },
  },
});
const nothing = (): undefined => undefined;
type A = Node<typeof d, 'a'>;
type B = Node<typeof d, 'b'>;

/** Never run: only compiled. */
function ofA(n: A): undefined {
  const [b] = n.nodes.b;
  n.mem.role = 'busy';
  n.mem.until = n.now() + n.options.pause;
  n.mem.log.push({ term: n.disk.term });
  n.arm('tick', n.options.pause);
  n.arm('probe', { min: 5, max: 6 }, { target: b });
  n.send(b, { type: 'proof', p: n.sign({ k: 1 }) });
  n.ask('disk', 'save', { v: 1 }, { k: 2 });
  n.parts.inner.mem.seen += n.mem.inner.seen;
  // @ts-expect-error a reading of the wall clock is no instant
  n.mem.until = n.wall();
  // @ts-expect-error not a member of the enumeration
  n.mem.role = 'bussy';
  // @ts-expect-error no such field
  n.disk.terms = 3;
  // @ts-expect-error entries are values: nobody changes them
  n.mem.log[0].term = 3;
  // @ts-expect-error role b has no such message
  n.send(b, { type: 'hello', k: 1, xs: [] });
  // @ts-expect-error a field is missing
  n.send(b, { type: 'world' });
  // @ts-expect-error a plain number is not an id
  n.send(3, { type: 'world', ok: true });
  // @ts-expect-error a signature is not made by hand
  n.send(b, { type: 'proof', p: { by: 3, body: { k: 1 } } });
  // @ts-expect-error an unknown timer
  n.arm('tock', 5);
  // @ts-expect-error a keyed timer needs its key
  n.arm('probe', 5);
  // @ts-expect-error an id of another role
  n.arm('probe', 5, { target: n.id });
  // @ts-expect-error no such mutant
  n.mutated('rong');
  // @ts-expect-error no such event
  n.emit('sean', { k: 1 });
  // @ts-expect-error no such operation of the port
  n.ask('disk', 'load', { v: 1 }, { k: 2 });
  // @ts-expect-error the context is of another type
  n.ask('disk', 'save', { v: 1 }, { k: 'two' });
  // @ts-expect-error the result of no operation
  n.reply({ client: 0, seq: 1, op: 'save' }, 'saved');
  // @ts-expect-error the part has no such state
  n.parts.inner.mem.sean = 1;
  // @ts-expect-error this role does not flush
  n.flush(1);
  // @ts-expect-error options are constants
  n.options.pause = 3;
}

function ofB(n: B): undefined {
  n.flush(1);
  // @ts-expect-error tags are whole numbers here
  n.flush('one');
  // @ts-expect-error nothing is served, so nothing can be answered
  n.reply({ client: 0, seq: 1, op: 'save' }, true);
}

/** Never run: the run-time checks would refuse them as well. */
function implementations(): void {
  const restOfA = {
    timers: { tick: nothing, probe: nothing },
    calls: { save: nothing },
    answers: { disk: nothing },
  };
  const b = { on: { world: nothing, proof: nothing, flushed: nothing } };
  implement(d, {
    a: { ...restOfA, on: { hello() {} }, mounts: { inner: { reached() {} } } },
    b,
  });
  implement(d, {
    // @ts-expect-error the handler of `hello` is missing
    a: { ...restOfA, on: {} },
    b,
  });
  // @ts-expect-error the handler of the flush is missing
  implement(d, { a: { ...restOfA, on: { hello() {} } }, b: { on: { world() {}, proof() {} } } });
  // @ts-expect-error timers, calls and answers are missing
  implement(d, { a: { on: { hello() {} } }, b });
  implement(d, {
    a: {
      ...restOfA,
      on: {
        // @ts-expect-error a handler cannot be async
        async hello(n, m) {
          n.disk.term = m.k;
        },
      },
    },
    b,
  });
  implement(d, {
    a: {
      ...restOfA,
      on: {
        hello(n, m, from) {
          if (m.k > 3) return;
          n.send(from, { type: 'world', ok: true });
          // @ts-expect-error messages are read-only
          m.k = 3;
          // @ts-expect-error and so is what is in them
          m.xs.push(3);
        },
      },
    },
    b,
  });
  // @ts-expect-error a Set compares objects by identity
  set(record({ a: int }));
  // @ts-expect-error a time has a unit
  duration('5', 'no unit');
  declare({
    name: 'y',
    about: 'A name twice.',
    // @ts-expect-error properties could not tell the two apart
    roles: { a: { durable: { k: int }, volatile: { k: text } } },
  });
}

it('compiles, as far as it should', () => {
  expect([ofA, ofB, implementations]).toHaveLength(3);
});

it('lets an id of one role stand where one of several may', () => {
  const wide = id('a', 'b');
  const give = (n: A): ReturnType<typeof wide.initial> => n.id;
  expect(give).toBeTypeOf('function');
});
