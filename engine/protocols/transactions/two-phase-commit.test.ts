import { expect, it } from 'vitest';
import { bench } from '../../node/kit.js';
import { explore, type Law } from '../test-exploration.js';
import protocol from './two-phase-commit.js';

const counts = { coordinator: 1, participant: 2 };
const kinds = (effects: readonly { kind: string }[]) => effects.map(({ kind }) => kind);

it('asks all participants at first, and again whoever has not voted', () => {
  const c = bench(protocol, 'coordinator', { counts }).start();
  expect(kinds(c.effects)).toEqual(['sync', 'arm', 'send', 'send', 'arm']);
  const [one, other] = c.nodes('participant');
  c.receive(one, { type: 'vote', vote: 'yes' });
  expect(c.effects).toEqual([]);
  c.fire('repeat');
  expect(c.sent).toEqual([{ to: other, message: { type: 'prepare' } }]);
});

it('commits on its log before it says so, and ends when all know', () => {
  const c = bench(protocol, 'coordinator', { counts }).start();
  const [one, other] = c.nodes('participant');
  c.receive(one, { type: 'vote', vote: 'yes' }).receive(other, { type: 'vote', vote: 'yes' });
  expect(kinds(c.effects)).toEqual(['disarm', 'sync', 'emit', 'send', 'send', 'arm']);
  c.receive(one, { type: 'acknowledge' });
  expect(c.armed('repeat')).toBe(true);
  c.receive(other, { type: 'acknowledge' });
  expect([c.disk.log, c.mem.phase, c.armed('repeat')]).toEqual(['forgotten', 'forgotten', false]);
});

it('aborts at one no, and when votes are late', () => {
  const [, , participant] = [0, 1, 2];
  const refused = bench(protocol, 'coordinator', { counts }).start();
  refused.receive(participant, { type: 'vote', vote: 'no' } as never);
  const late = bench(protocol, 'coordinator', { counts }).start().fire('voting');
  for (const c of [refused, late]) {
    expect(c.sent.map(({ message }) => message)).toEqual([
      { type: 'decide', commit: false },
      { type: 'decide', commit: false },
    ]);
    expect(c.armed('repeat')).toBe(false);
  }
});

it('presumes abort after a crash that left no commit on the log', () => {
  const c = bench(protocol, 'coordinator', { counts }).start();
  const [one] = c.nodes('participant');
  c.receive(one, { type: 'vote', vote: 'yes' }).restart();
  expect(c.mem.phase).toBe('forgotten');
  expect(c.effects.filter(({ kind }) => kind !== 'disarm').map(({ kind }) => kind)).toEqual([
    'emit',
    'send',
    'send',
  ]);
  c.receive(one, { type: 'inquire' });
  expect(c.sent).toEqual([{ to: one, message: { type: 'decide', commit: false } }]);
});

it('says a commit again after a crash', () => {
  const c = bench(protocol, 'coordinator', { counts, disk: { log: 'committed' } }).start();
  expect(c.sent.map(({ message }) => message)).toEqual([
    { type: 'decide', commit: true },
    { type: 'decide', commit: true },
  ]);
  expect(c.armed('repeat')).toBe(true);
});

it('has the vote on disk before it leaves', () => {
  const p = bench(protocol, 'participant', { counts, choices: [0] });
  const [coordinator] = p.nodes('coordinator');
  p.receive(coordinator, { type: 'prepare' });
  expect(kinds(p.effects)).toEqual(['sync', 'send', 'arm']);
  expect(p.disk).toEqual({ state: 'prepared', coordinator });
  p.restart();
  expect(p.disk.state).toBe('prepared');
  p.fire('inquire');
  expect(p.sent).toEqual([{ to: coordinator, message: { type: 'inquire' } }]);

  const mutant = bench(protocol, 'participant', { counts, mutants: ['votes before the disk'] });
  mutant.receive(coordinator, { type: 'prepare' });
  expect(kinds(mutant.effects)).toEqual(['send', 'sync', 'arm']);
});

it('never commits what it has not prepared', () => {
  const p = bench(protocol, 'participant', { counts });
  p.receive(p.nodes('coordinator')[0], { type: 'decide', commit: true });
  expect(p.effects).toMatchObject([{ kind: 'must', why: 'who is told to commit has prepared' }]);
  expect(p.disk.state).toBe('working');
});

it('acknowledges a commit each time it hears of it', () => {
  const p = bench(protocol, 'participant', { counts, disk: { state: 'prepared' } });
  const [coordinator] = p.nodes('coordinator');
  p.receive(coordinator, { type: 'decide', commit: true });
  expect(kinds(p.effects)).toEqual(['sync', 'emit', 'send']);
  p.receive(coordinator, { type: 'decide', commit: true });
  expect(p.sent).toEqual([{ to: coordinator, message: { type: 'acknowledge' } }]);
});

it.each([
  ['abort', true, ['committed', 'forgotten'], ['begun']],
  ['nothing', true, ['committed', 'forgotten'], ['aborted', 'forgotten']],
  ['commit', false, ['committed'], ['aborted', 'forgotten']],
] as const)(
  'writes and waits for what is not presumed: %s',
  (presume, acknowledged, committed, aborted) => {
    const logs = (vote: 'yes' | 'no') => {
      const c = bench(protocol, 'coordinator', { counts, options: { presume } }).start();
      const [one, other] = c.nodes('participant');
      c.receive(one, { type: 'vote', vote: 'yes' }).receive(other, { type: 'vote', vote });
      const seen: string[] = [c.disk.log];
      c.receive(one, { type: 'acknowledge' }).receive(other, { type: 'acknowledge' });
      return [...new Set([...seen, c.disk.log])];
    };
    expect([logs('yes'), logs('no')]).toEqual([committed, aborted]);
    const p = bench(protocol, 'participant', {
      ...{ counts, disk: { state: 'prepared' as const }, options: { presume } },
    });
    p.receive(p.nodes('coordinator')[0], { type: 'decide', commit: true });
    expect(p.sent.length > 0).toBe(acknowledged);
  },
);

it('has no second phase with those who only read', () => {
  const c = bench(protocol, 'coordinator', { counts, options: { mayRead: true } }).start();
  const [one, other] = c.nodes('participant');
  c.receive(one, { type: 'vote', vote: 'reads' }).receive(other, { type: 'vote', vote: 'yes' });
  expect(c.sent).toEqual([{ to: other, message: { type: 'decide', commit: true } }]);
  c.receive(other, { type: 'acknowledge' });
  expect(c.mem.phase).toBe('forgotten');
});

it('tells a participant in doubt what it knows, and nothing while it is in doubt itself', () => {
  const options = { cooperative: true };
  const asked = (state: 'working' | 'prepared' | 'committed' | 'aborted') => {
    const p = bench(protocol, 'participant', { counts, options, disk: { state } });
    p.receive(p.nodes('participant')[1], { type: 'ask' });
    return p.sent.map(({ message }) => message);
  };
  expect(asked('committed')).toEqual([{ type: 'decide', commit: true }]);
  expect(asked('aborted')).toEqual([{ type: 'decide', commit: false }]);
  expect(asked('working')).toEqual([{ type: 'decide', commit: false }]);
  expect(asked('prepared')).toEqual([]);
});

/** No two decide, or settle for, different outcomes. */
const agree: Law = (emitted) => new Set(emitted.map(({ fields }) => fields['commit'])).size <= 1;
/** A participant that votes no has settled, whatever the coordinator says: so has nobody for a commit. */
const law = { events: ['decided', 'settled'], holds: agree };

const variants = (['abort', 'commit', 'nothing'] as const).flatMap((presume) => [
  { presume },
  { presume, cooperative: true, mayRead: true },
]);
it.each(variants)('is atomic, whoever crashes once: %j', async (options) => {
  const found = await explore(protocol, { counts, options, crashes: 1, timers: 2, law });
  expect(found).toMatchObject({ complete: true, violated: false });
});

it.each([
  ['takes doubt for no', { cooperative: true }],
  ['forgets too early', { presume: 'nothing' }],
  ['reads without a record', { cooperative: true, mayRead: true }],
] as const)('finds the mutant: %s', async (mutant, options) => {
  const found = await explore(protocol, {
    ...{ counts, options, law },
    mutants: [mutant],
    timers: 2,
    crashes: 1,
  });
  expect(found.violated).toBe(true);
});
