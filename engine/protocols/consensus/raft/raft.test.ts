/** One server of Raft: intricate handlers, one at a time. */
import { expect, it } from 'vitest';
import { bench } from '../../../node/kit.js';
import raft from './index.js';

const counts = { server: 3 };
const kinds = (effects: readonly { kind: string }[]) => effects.map(({ kind }) => kind);
const types = (sent: readonly { message: { type: string } }[]) => sent.map((s) => s.message.type);
const entry = (term: number, key = 'x') =>
  ({ term, command: { type: 'put', key, value: `${term}` }, call: null }) as const;
const plain = { preVote: false, checkQuorum: false };

it('asks first, and campaigns when a majority would vote for it', () => {
  const s = bench(raft, 'server', { counts }).start();
  const [, other] = s.nodes('server');
  s.fire('election');
  expect(s.disk.term).toBe(0);
  expect(s.sent).toMatchObject([
    { to: 1, message: { type: 'requestVote', term: 1, pre: true } },
    { to: 2, message: { type: 'requestVote', term: 1, pre: true } },
  ]);
  s.receive(other, { type: 'vote', term: 1, granted: true, pre: true });
  expect([s.disk.term, s.disk.votedFor, s.mem.role]).toEqual([1, s.id, 'candidate']);
  expect(kinds(s.effects)).toEqual(['sync', 'arm', 'send', 'send']);
  s.receive(other, { type: 'vote', term: 1, granted: true, pre: false });
  expect(s.mem.role).toBe('leader');
  expect(s.effects.find((e) => e.kind === 'emit')).toMatchObject({ event: 'elected' });
  expect(s.disk.log).toEqual([{ term: 1, command: { type: 'noop' }, call: null }]);
  expect(types(s.sent)).toEqual(['append', 'append']);
});

it('has its vote on disk before it leaves, and gives one a term', () => {
  const request = {
    type: 'requestVote',
    term: 3,
    lastIndex: 0,
    lastTerm: 0,
    pre: false,
    transfer: false,
  } as const;
  const s = bench(raft, 'server', { counts, options: plain }).start();
  const [, one, other] = s.nodes('server');
  s.receive(one, request);
  expect(kinds(s.effects)).toEqual(['sync', 'arm', 'send']);
  expect(s.sent[0].message).toMatchObject({ type: 'vote', term: 3, granted: true });
  s.restart();
  s.receive(other, request);
  expect(s.sent).toMatchObject([{ message: { type: 'vote', term: 3, granted: false } }]);
  s.receive(one, request);
  expect(s.sent).toMatchObject([{ message: { granted: true } }]);

  const early = bench(raft, 'server', {
    counts,
    options: plain,
    mutants: ['votes before the disk'],
  });
  early.start().receive(one, request);
  expect(kinds(early.effects)).toEqual(['send', 'sync', 'arm']);
});

it('does not put its election off for a newer term alone', () => {
  const disk = { term: 1, log: [entry(1)] };
  const s = bench(raft, 'server', { counts, disk, options: plain }).start();
  const [, one] = s.nodes('server');
  s.receive(one, {
    type: 'requestVote',
    term: 2,
    lastIndex: 0,
    lastTerm: 0,
    pre: false,
    transfer: false,
  });
  expect(kinds(s.effects)).toEqual(['sync', 'send']);
  expect(s.sent[0].message).toMatchObject({ granted: false, term: 2 });
});

it('cuts its log off only at a conflict', () => {
  const disk = { term: 2, log: [entry(1), entry(1), entry(2)] };
  const s = bench(raft, 'server', { counts, disk }).start();
  const [, leader] = s.nodes('server');
  const append = { type: 'append', term: 3, commit: 0, round: 0 } as const;
  s.receive(leader, { ...append, prevIndex: 1, prevTerm: 1, entries: [entry(1)] });
  expect(s.disk.log).toHaveLength(3);
  expect(s.sent[0].message).toMatchObject({ ok: true, index: 2 });
  s.receive(leader, { ...append, prevIndex: 1, prevTerm: 1, entries: [entry(3)] });
  expect(s.disk.log.map(({ term }) => term)).toEqual([1, 3]);
  expect(kinds(s.effects)).toEqual(['arm', 'sync', 'send']);
});

it('commits no further than what it has checked', () => {
  const disk = { term: 2, log: [entry(1), entry(1), entry(2)] };
  const s = bench(raft, 'server', { counts, disk }).start();
  const [, leader] = s.nodes('server');
  s.receive(leader, {
    type: 'append',
    term: 3,
    prevIndex: 1,
    prevTerm: 1,
    entries: [],
    commit: 3,
    round: 0,
  });
  expect([s.mem.commit, s.mem.applied]).toEqual([1, 1]);
});

it('skips whole terms on its way back', () => {
  const disk = { term: 3, log: [entry(1), entry(2), entry(2), entry(3), entry(3)] };
  const s = bench(raft, 'server', { counts, disk }).start();
  const [, leader] = s.nodes('server');
  s.receive(leader, {
    type: 'append',
    term: 9,
    prevIndex: 5,
    prevTerm: 2,
    entries: [],
    commit: 0,
    round: 7,
  });
  expect(s.sent[0].message).toMatchObject({ ok: false, index: 3, hintTerm: 2, round: 7 });
});

it('answers a command when it is applied, and a retry from its session', () => {
  const s = bench(raft, 'server', { counts: { server: 1 } })
    .start()
    .fire('election');
  expect(s.mem.role).toBe('leader');
  s.call('put', { key: 'x', value: '1' }).call('cas', { key: 'x', from: '1', to: '2' }, { seq: 2 });
  expect(s.effects.filter((e) => e.kind === 'reply')).toMatchObject([{ reply: { value: true } }]);
  s.call('cas', { key: 'x', from: '1', to: '2' }, { seq: 2 });
  expect(s.effects).toMatchObject([{ kind: 'reply', reply: { value: true } }]);
  s.call('get', { key: 'x' }, { seq: 3 });
  expect(s.effects).toMatchObject([{ kind: 'reply', reply: { value: '2' } }]);
});

it('keeps its store over a snapshot and a restart', () => {
  const options = { snapshotAfter: 3, retain: 1 };
  const s = bench(raft, 'server', { counts: { server: 1 }, options })
    .start()
    .fire('election');
  for (const [seq, key] of ['a', 'b', 'c', 'd'].entries())
    s.call('put', { key, value: key }, { seq: seq + 1 });
  expect(s.disk.snapshot.index).toBe(3);
  expect([s.disk.base, s.disk.log.length]).toEqual([{ index: 2, term: 1 }, 3]);
  s.restart().fire('election');
  expect([...s.mem.store.keys()]).toEqual(['a', 'b', 'c', 'd']);
});
