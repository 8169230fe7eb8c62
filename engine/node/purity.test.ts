/** The nets for handlers that are no functions, each with a guilty protocol; and the innocent go free. */
import { expect, it } from 'vitest';
import twoPhase from '../protocols/transactions/two-phase-commit.js';
import { type Cluster, cluster } from './cluster.js';
import { declare, id, implement, instant, int, list, map, type Node, set } from './kit.js';
import type { AnyProtocol } from './protocol.js';
import { type Checked, runChecked } from './rerun.js';
import type { Event, Oracle } from './step.js';

const declaration = declare({
  name: 'guilty',
  about: 'Wrong in a way that a test names.',
  roles: {
    server: {
      volatile: {
        seen: map(int, int),
        friends: set(id('server')),
        xs: list(int),
        at: instant,
        best: int,
      },
      receives: { go: { xs: list(int) } },
    },
  },
});
type Server = Node<typeof declaration, 'server'>;
type Go = (n: Server, m: { readonly xs: readonly number[] }, from: Server['id']) => undefined;

const guilty = (go: Go): Cluster => {
  const protocol = implement(declaration, { server: { on: { go } } });
  const made = cluster({ protocol: protocol as unknown as AnyProtocol, counts: { server: 3 } });
  for (const host of made.hosts) {
    host.load(host.role.initial());
    Object.assign(host.mem, {
      friends: new Set([2, 1]),
      seen: new Map([
        [2, 0],
        [1, 5],
      ]),
    });
  }
  return made;
};

const oracle: Oracle = {
  now: () => 1000,
  wall: () => 5000,
  wallBounds: () => ({ earliest: 4000, latest: 6000 }),
  pick: (ways) => ways - 1,
  chance: () => true,
};
const message = (): Event => ({ kind: 'message', from: 2, message: { type: 'go', xs: [1, 2] } });

function judged(go: Go): Checked {
  const { hosts } = guilty(go);
  return runChecked(hosts[1], message(), oracle);
}

let hidden = 0;
const table: readonly (readonly [name: string, rule: string, go: Go])[] = [
  [
    'state of the module',
    'repeatable',
    (n) => {
      hidden += 1;
      n.mem.best = hidden;
    },
  ],
  [
    'the order of a Set',
    'order',
    (n) => {
      const [first] = n.mem.friends;
      n.send(first, { type: 'go', xs: [] });
    },
  ],
  [
    'the order of a Map, in state',
    'order',
    (n) => {
      n.mem.xs = [...n.mem.seen.keys()];
    },
  ],
  [
    'the order of ids',
    'symmetry',
    (n, _, from) => {
      n.mem.best = n.id > from ? 1 : 2;
    },
  ],
  [
    'a node of its own choice',
    'symmetry',
    (n) => n.send(n.nodes.server[0], { type: 'go', xs: [] }),
  ],
  [
    'the reading of the clock',
    'time',
    (n) => {
      n.mem.best = n.now();
    },
  ],
  [
    'a message that is changed',
    'message',
    (_, m) => {
      (m.xs as number[]).push(3);
    },
  ],
  [
    'a value that has no shape',
    'shape',
    (n) => {
      n.mem.best = 0 / 0;
    },
  ],
];

it.each(table)('finds %s: %s', (_, rule, go) => {
  const { complaints } = judged(go);
  expect(complaints).toMatchObject([{ role: 'server', handler: 'on.go', rule }]);
});

it('says what differed', () => {
  const [complaint] = judged((n) => {
    n.mem.best = n.id;
  }).complaints;
  expect(complaint.differs).toEqual(['best = 1', 'best = 2']);
});

it('leaves the innocent alone, with the state and effects of one run', () => {
  const go: Go = (n, { xs }, from) => {
    n.mem.friends.delete(from);
    n.mem.xs.push(...xs, n.pick([5, 6]));
    n.mem.at = n.now() + 10;
    for (const p of n.mem.friends) n.send(p, { type: 'go', xs: [...n.mem.xs] });
    n.send(from, { type: 'go', xs: [n.mem.friends.size] });
  };
  const { hosts } = guilty(go);
  const { effects, complaints } = runChecked(hosts[1], message(), oracle);
  expect(complaints).toEqual([]);
  expect(effects).toHaveLength(2);
  expect(hosts[1].mem).toMatchObject({ xs: [1, 2, 6], friends: new Set([1]), at: 1010 });
  expect(hosts[0].mem['xs']).toEqual([]);
});

it('finds two-phase commit innocent', () => {
  const made = cluster({
    protocol: twoPhase as unknown as AnyProtocol,
    counts: { participant: 3 },
  });
  for (const host of made.hosts) host.load(host.role.initial());
  const [coordinator, participant] = made.hosts;
  const steps = [
    runChecked(coordinator, { kind: 'start' }, oracle),
    runChecked(participant, { kind: 'start' }, oracle),
    runChecked(participant, { kind: 'message', from: 0, message: { type: 'prepare' } }, oracle),
    ...[1, 2, 3].map((from) =>
      runChecked(
        coordinator,
        { kind: 'message', from, message: { type: 'vote', vote: 'yes' } },
        oracle,
      ),
    ),
  ];
  expect(steps.flatMap(({ complaints }) => complaints)).toEqual([]);
  expect(coordinator.disk['log']).toBe('committed');
});

// The real things are called on purpose.
const ambient: readonly (readonly [string, () => unknown, string])[] = [
  ['Date.now', () => Date.now(), 'n.now()'],
  ['Date', () => new Date(), 'n.now()'],
  ['Math.random', () => Math.random(), 'n.pick'],
  ['performance.now', () => performance.now(), 'n.now()'],
  ['setTimeout', () => setTimeout(() => {}), 'n.arm'],
  ['setInterval', () => setInterval(() => {}), 'n.arm'],
  ['setImmediate', () => setImmediate(() => {}), 'n.arm'],
  ['queueMicrotask', () => queueMicrotask(() => {}), 'n.arm'],
  ['fetch', () => fetch('http://127.0.0.1'), 'n.ask'],
  ['crypto.randomUUID', () => crypto.randomUUID(), 'n.pick'],
  ['process.hrtime', () => process.hrtime(), 'n.now()'],
  ['environment', () => process.env, 'an option'],
];

it.each(ambient)('traps %s while a handler runs, and only then', (name, use, instead) => {
  const { hosts } = guilty(() => {
    use();
  });
  expect(() => hosts[0].run(message(), oracle)).toThrow(
    new RegExp(`server, on\\.go .*${name}.*${instead.replace(/[()]/g, '\\$&')}`),
  );
  const works = name === 'fetch' || name.startsWith('set') ? null : use;
  expect(() => works?.()).not.toThrow();
});

it('lets dates be made of what is given', () => {
  const { hosts } = guilty((n) => {
    n.mem.best = new Date(86_400_000).getUTCDate();
  });
  hosts[0].run(message(), oracle);
  expect(hosts[0].mem['best']).toBe(2);
});

it('lets the oracle look at the real clock', () => {
  const { hosts } = guilty((n) => {
    n.mem.at = n.now();
    n.mem.best = new Set([n.wall()]).size;
  });
  const real = { ...oracle, now: () => Math.floor(performance.now()), wall: () => Date.now() };
  hosts[0].run(message(), real);
  expect(hosts[0].mem['best']).toBe(1);
});
