import { expect, it } from 'vitest';
import { bench } from '../../node/kit.js';
import protocol from './two-phase-commit.js';

const counts = { coordinator: 1, participant: 2 };
const kinds = (effects: readonly { kind: string }[]) => effects.map(({ kind }) => kind);

it('asks all participants at first, and again whoever has not voted', () => {
  const c = bench(protocol, 'coordinator', { counts }).start();
  expect(kinds(c.effects)).toEqual(['sync', 'arm', 'send', 'send', 'arm']);
  const [one, other] = c.nodes('participant');
  c.receive(one, { type: 'vote', yes: true });
  expect(c.effects).toEqual([]);
  c.fire('repeat');
  expect(c.sent).toEqual([{ to: other, message: { type: 'prepare' } }]);
});

it('commits on its log before it says so, and ends when all know', () => {
  const c = bench(protocol, 'coordinator', { counts }).start();
  const [one, other] = c.nodes('participant');
  c.receive(one, { type: 'vote', yes: true }).receive(other, { type: 'vote', yes: true });
  expect(kinds(c.effects)).toEqual(['disarm', 'sync', 'emit', 'send', 'send', 'arm']);
  c.receive(one, { type: 'acknowledge' });
  expect(c.armed('repeat')).toBe(true);
  c.receive(other, { type: 'acknowledge' });
  expect([c.disk.log, c.mem.phase, c.armed('repeat')]).toEqual(['ended', 'ended', false]);
});

it('aborts at one no, and when votes are late', () => {
  const [, , participant] = [0, 1, 2];
  const refused = bench(protocol, 'coordinator', { counts }).start();
  refused.receive(participant, { type: 'vote', yes: false } as never);
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
  c.receive(one, { type: 'vote', yes: true }).restart();
  expect(c.mem.phase).toBe('aborted');
  expect(kinds(c.effects)).toEqual(['emit', 'send', 'send']);
  c.receive(one, { type: 'inquire' });
  expect(c.sent).toEqual([{ to: one, message: { type: 'decide', commit: false } }]);
});

it('says a commit again after a crash', () => {
  const c = bench(protocol, 'coordinator', { counts, disk: { log: 'committing' } }).start();
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
  expect(kinds(p.effects)).toEqual(['sync', 'send']);
  p.receive(coordinator, { type: 'decide', commit: true });
  expect(p.sent).toEqual([{ to: coordinator, message: { type: 'acknowledge' } }]);
});
