/** Scenarios of the paper and of the thesis, played move by move; each with the mistake that it is told of, and without. */
import { describe, expect, it } from 'vitest';
import { type Envelope, Scripted } from './test-servers.js';

const plain = { preVote: false, checkQuorum: false };
const entry = (term: number) =>
  ({ term, command: { type: 'put', key: 'x', value: `${term}` }, call: null }) as const;
const log = (...terms: number[]) => ({ term: Math.max(0, ...terms), log: terms.map(entry) });
const carries = (term: number) => (e: Envelope) =>
  e.message.type === 'append' &&
  (e.message['entries'] as { term: number }[]).some((one) => one.term === term);

describe('figure 7: logs that a new leader may find', () => {
  const leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
  const followers = [
    [1, 1, 1, 4, 4, 5, 5, 6, 6],
    [1, 1, 1, 4],
    [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    [1, 1, 1, 4, 4, 4, 4],
    [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  ];
  it.each([
    { backOff: 'term', rounds: 1 },
    { backOff: 'length', rounds: 7 },
    { backOff: 'one', rounds: 7 },
  ])('makes them all its own, going back by $backOff', ({ backOff, rounds }) => {
    const disks = [leader, ...followers].map((terms) => ({ ...log(...terms), term: 7 }));
    const s = new Scripted({ servers: 7, options: { ...plain, backOff } }, disks);
    s.fire(0, 'election');
    const refusals = new Map<number, number>();
    s.deliverAll(({ from, message }) => {
      if (message.type === 'appended' && message['ok'] === false)
        refusals.set(from, (refusals.get(from) ?? 0) + 1);
      return true;
    });
    expect(s.server(0).mem.role).toBe('leader');
    for (let node = 0; node < 7; node++) expect(s.terms(node)).toEqual([...leader, 8]);
    expect(s.server(0).mem.commit).toBe(11);
    expect(Math.max(...refusals.values())).toBe(rounds);
    expect(s.laws.violation).toBe(null);
  });
});

describe('figure 8: an entry of an earlier term on a majority', () => {
  /** Up to (c): the entry of term 2 is on servers 0, 1 and 2; server 0 leads in term 4. */
  function upToC(mutants: string[], reachesTwo: boolean): Scripted {
    const disks = [0, 1, 2, 3, 4].map(() => log(1));
    const s = new Scripted({ servers: 5, options: { ...plain, batch: 1 }, mutants }, disks);
    s.elect(0, 1, 2, 3, 4).fire(0, 'heartbeat');
    s.among(0, 1);
    s.crash(0);
    s.elect(4, 2, 3);
    s.crash(4);
    s.start(0);
    s.elect(0, 1).elect(0, 1, 2).fire(0, 'heartbeat');
    const late = (e: Envelope) => e.to === 2 && carries(4)(e) && s.terms(2).length === 2;
    s.deliverAll((e) => e.to <= 2 && (reachesTwo || !late(e)));
    expect(s.server(0)).toMatchObject({ disk: { term: 4 }, mem: { role: 'leader' } });
    return s;
  }
  /** (d): server 4 comes back and campaigns. */
  function d(s: Scripted): Scripted {
    s.crash(0);
    s.start(4);
    return s.elect(4, 2, 3).elect(4, 2, 3);
  }

  it('is not committed, and may be overwritten', () => {
    const s = upToC([], false);
    expect(s.terms(2)).toEqual([1, 2]);
    expect(s.server(0).mem.commit).toBe(0);
    d(s).fire(4, 'heartbeat');
    s.among(2, 3, 4);
    expect(s.server(4).mem.role).toBe('leader');
    expect(s.terms(2)).toEqual([1, 3, 5]);
    expect(s.laws.violation).toBe(null);
  });

  it('would be lost, were it committed by counting', () => {
    const s = upToC(['commits old terms'], false);
    expect(s.server(0).mem.commit).toBe(2);
    expect(d(s).laws.violation).toMatch('leader completeness');
  });

  it('is committed with an entry of the term, and then server 4 cannot win', () => {
    const s = upToC([], true);
    expect(s.server(0).mem.commit).toBe(3);
    d(s);
    expect(s.server(4).mem.role).toBe('candidate');
    expect(s.laws.violation).toBe(null);
  });
});

describe('membership, one server at a time (Ongaro 2015)', () => {
  /** Server 0 removes server 3, and nobody hears of it; server 1 removes server 0; server 0 is elected by the rest of its own. */
  function twoChanges(mutants: string[]): Scripted {
    const options = { ...plain, membership: 'single' };
    const s = new Scripted({ servers: 4, options, mutants });
    s.elect(0, 1, 2, 3);
    s.world.picks.push(3);
    s.fire(0, 'operator');
    s.among();
    s.elect(1, 2, 3);
    s.world.picks.push(0);
    s.fire(1, 'operator');
    s.among();
    s.fire(1, 'heartbeat');
    s.among(1, 3);
    return s.elect(0, 2).elect(0, 2);
  }

  it('loses what was committed if leaders need not commit an entry of their term first', () => {
    const s = twoChanges(['changes before its no-op']);
    expect(s.laws.violation).toMatch('leader completeness');
  });

  it('does not change before that', () => {
    const s = twoChanges([]);
    for (const node of [0, 1])
      expect(s.server(node).disk.log.map(({ command }) => command.type)).not.toContain(
        'configuration',
      );
    expect(s.laws.violation).toBe(null);
  });
});

describe('joint consensus', () => {
  const options = { ...plain, membership: 'joint', fewestVoters: 3 };
  const last = (s: Scripted, node: number) => s.server(node).mem.configuration;

  it('goes through both configurations, and a leader that is not in the new one leaves', () => {
    const s = new Scripted({ servers: 4, options });
    s.elect(0, 1, 2, 3).fire(0, 'heartbeat');
    s.deliverAll();
    s.fire(0, 'operator');
    expect([last(s, 0).voters, last(s, 0).outgoing]).toEqual([
      new Set([1, 2, 3]),
      new Set([0, 1, 2, 3]),
    ]);
    s.deliverAll();
    expect([last(s, 2).voters, last(s, 2).outgoing]).toEqual([new Set([1, 2, 3]), new Set()]);
    expect(s.server(0).mem.role).toBe('follower');
    s.elect(0, 1, 2, 3);
    expect(s.server(0).mem.role).toBe('follower');
    s.elect(1, 2);
    expect(s.server(1).mem.role).toBe('leader');
    expect(s.laws.violation).toBe(null);
  });

  it('needs a majority of each', () => {
    const s = new Scripted({ servers: 6, options });
    s.elect(0, 1, 2, 3, 4, 5).fire(0, 'heartbeat');
    s.deliverAll();
    // Who is outside may learn: that comes first among what is possible, then the removals, then replacements.
    for (const _ of [5, 4, 3]) {
      s.world.picks.push(5);
      s.fire(0, 'operator');
      s.deliverAll();
    }
    expect(last(s, 0).voters).toEqual(new Set([0, 1, 2]));
    // Server 3 in the place of server 1.
    s.world.picks.push(4);
    s.fire(0, 'operator');
    expect(last(s, 0)).toMatchObject({ voters: new Set([0, 2, 3]), outgoing: new Set([0, 1, 2]) });
    const { commit } = s.server(0).mem;
    s.among(0, 1);
    expect(s.server(0).mem.commit).toBe(commit);
    s.fire(0, 'heartbeat');
    s.among(0, 3);
    expect(s.server(0).mem.commit).toBeGreaterThan(commit);
    expect(s.laws.violation).toBe(null);
  });
});

describe('learners', () => {
  it('get their vote when they have what is committed', () => {
    const options = { ...plain, membership: 'single', fewestVoters: 2 };
    const s = new Scripted({ servers: 3, options });
    s.elect(0, 1, 2).fire(0, 'heartbeat');
    s.deliverAll();
    s.world.picks.push(2);
    s.fire(0, 'operator');
    s.deliverAll();
    s.call(0, 'put', { key: 'x', value: '1' });
    s.deliverAll();
    expect(s.server(2).mem.store.size).toBe(0);
    s.fire(0, 'operator');
    expect(s.server(0).mem.configuration.learners).toEqual(new Set([2]));
    s.deliverAll().fire(0, 'heartbeat');
    s.deliverAll();
    expect(s.server(0).mem.configuration.voters).toEqual(new Set([0, 1, 2]));
    s.fire(0, 'heartbeat');
    s.deliverAll();
    expect(s.server(2).mem.store.get('x')).toBe('1');
  });
});

describe('a server that was cut off', () => {
  /** Server 2 hears nobody, and times out thrice; then it is back. */
  function comesBack(options: object, mutants: string[] = []): Scripted {
    const s = new Scripted({ servers: 3, options: { ...options }, mutants });
    s.fire(0, 'election');
    s.deliverAll();
    for (let i = 0; i < 3; i++) {
      s.fire(2, 'election');
      s.among();
    }
    s.fire(2, 'election');
    return s.deliverAll();
  }
  it('deposes the leader without a pre-vote', () => {
    const s = comesBack(plain);
    expect(s.server(0).mem.role).toBe('follower');
    expect(s.server(0).disk.term).toBe(5);
  });
  it('does not disturb with it', () => {
    const s = comesBack({ preVote: true, checkQuorum: false });
    expect(s.server(0)).toMatchObject({ disk: { term: 1 }, mem: { role: 'leader' } });
  });
  it('disturbs where pre-votes are granted by who hears the leader', () => {
    const s = comesBack({ preVote: true, checkQuorum: false }, ['grants pre-votes always']);
    expect(s.server(0).disk.term).toBe(2);
  });
});

it('a leader that hears no majority steps down', () => {
  const s = new Scripted({ servers: 3 });
  s.fire(0, 'election');
  s.deliverAll();
  s.fire(0, 'quorum');
  expect(s.server(0).mem.role).toBe('leader');
  s.fire(0, 'quorum');
  expect(s.server(0)).toMatchObject({ mem: { role: 'follower', leader: null } });
});

it('leadership is handed over without a timeout, also past loyal followers', () => {
  const s = new Scripted({ servers: 3, options: { transfers: true } });
  s.fire(0, 'election');
  s.deliverAll();
  s.world.picks.push(1);
  s.fire(0, 'operator');
  s.call(0, 'put', { key: 'x', value: '1' });
  expect(s.world.replies).toMatchObject([{ reply: { status: 'refused' } }]);
  s.deliverAll();
  expect(s.server(2).mem.role).toBe('leader');
  expect(s.server(0).disk.term).toBe(2);
  expect(s.laws.violation).toBe(null);
});

describe('reads', () => {
  /** Under leases a server that starts gives no votes until it has waited for a leader. */
  function awake(s: Scripted): Scripted {
    s.fire(1, 'election');
    s.fire(2, 'election');
    return s.among();
  }
  /** Server 0 leads and has put 1; server 1 is elected by server 2 and puts 2; server 0 does not know. */
  function deposed(options: object, mutants: string[] = []): Scripted {
    const s = new Scripted({ servers: 3, options: { ...options }, mutants });
    awake(s).fire(0, 'election');
    s.deliverAll();
    s.call(0, 'put', { key: 'x', value: '1' });
    s.deliverAll();
    s.fire(0, 'heartbeat');
    s.deliverAll();
    s.world.time += 400_000;
    s.fire(2, 'election');
    s.among();
    s.fire(1, 'election');
    s.among(1, 2);
    s.call(1, 'put', { key: 'x', value: '2' }, { seq: 2 });
    s.among(1, 2);
    expect(s.server(1).mem.store.get('x')).toBe('2');
    s.world.replies.length = 0;
    s.call(0, 'get', { key: 'x' }, { seq: 3 });
    return s;
  }
  it.each(['read-index', 'lease', 'log'])('by %s are not answered by who was deposed', (reads) => {
    const s = deposed({ reads });
    expect(s.world.replies).toEqual([]);
    s.deliverAll();
    expect(s.world.replies).not.toMatchObject([{ reply: { status: 'ok' } }]);
  });
  it.each([
    [{ reads: 'local' }, []],
    [{ reads: 'read-index' }, ['reads without a round']],
    [{ reads: 'lease' }, ['trusts a lease too long']],
  ])('are stale with %j and %j', (options, mutants) => {
    const s = deposed(options, mutants);
    expect(s.world.replies).toMatchObject([{ reply: { status: 'ok', value: '1' } }]);
  });
  it('under a lease are answered at once', () => {
    const s = new Scripted({ servers: 3, options: { reads: 'lease' } });
    awake(s).fire(0, 'election');
    s.deliverAll();
    s.fire(0, 'heartbeat');
    s.deliverAll();
    s.call(0, 'get', { key: 'x' });
    expect(s.world.replies).toMatchObject([{ reply: { status: 'ok', value: null } }]);
    expect(s.world.network).toEqual([]);
  });
});

it('a member that lags behind the log is sent the snapshot', () => {
  const s = new Scripted({ servers: 3, options: { snapshotAfter: 2 } });
  s.fire(0, 'election');
  s.deliverAll();
  for (const seq of [1, 2, 3, 4, 5]) {
    s.call(0, 'append', { key: 'x', value: `${seq}` }, { seq });
    s.among(0, 1);
  }
  expect(s.server(0).disk.base.index).toBeGreaterThan(2);
  s.fire(0, 'heartbeat');
  s.deliverAll();
  s.fire(0, 'heartbeat');
  s.deliverAll();
  expect(s.server(2).mem.store.get('x')).toBe('12345');
  expect(s.laws.violation).toBe(null);
});
