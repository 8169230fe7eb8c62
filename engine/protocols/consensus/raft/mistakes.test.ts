/** Mistakes that need a schedule of their own, each with the law that it then breaks; and the same schedule without the mistake. */
import { describe, expect, it } from 'vitest';
import { Scripted } from './test-servers.js';

const plain = { preVote: false, checkQuorum: false };
const entry = (term: number) =>
  ({ term, command: { type: 'put', key: 'x', value: `${term}` }, call: null }) as const;

/** Each case is a schedule; it gives back what was broken. */
const schedules: readonly (readonly [string, (mutants: string[]) => string | null])[] = [
  [
    'votes before the disk',
    (mutants) => {
      const s = new Scripted({ servers: 3, options: plain, mutants });
      s.fire(0, 'election');
      const [request] = s.take(({ to }) => to === 2);
      s.among();
      // The crash comes after the first message has left.
      s.run(2, { kind: 'message', from: 0, message: request.message }, 1);
      s.start(2);
      const votes = s.take(({ message }) => message.type === 'vote');
      s.fire(1, 'election');
      s.deliverAll(({ from, to }) => from !== 0 && to !== 0);
      for (const vote of votes) s.deliver(vote);
      return s.laws.violation;
    },
  ],
  [
    'commits beyond the message',
    (mutants) => {
      // Server 2 has two entries that were never committed; the others commit theirs in their place.
      const short = { term: 2, log: [entry(1)] };
      const long = { term: 2, log: [entry(1), entry(1), entry(1)] };
      const s = new Scripted({ servers: 3, options: plain, mutants }, [short, short, long]);
      s.elect(0, 1).call(0, 'put', { key: 'x', value: 'y' });
      s.fire(0, 'heartbeat');
      s.among(0, 1);
      // One entry that both have, and a commit index beyond it.
      const { term } = s.server(0).disk;
      const { commit } = s.server(0).mem;
      expect(commit).toBe(3);
      const message = {
        type: 'append',
        term,
        prevIndex: 0,
        prevTerm: 0,
        entries: [entry(1)],
        commit,
        round: 0,
      };
      s.deliver({ from: 0, to: 2, message });
      return s.laws.violation;
    },
  ],
];

describe.each(schedules)('%s', (mutant, play) => {
  it('breaks a law', () => {
    expect(play([mutant])).not.toBe(null);
  });
  it('breaks none without the mistake', () => {
    expect(play([])).toBe(null);
  });
});

it('votes during a lease: two leaders answer gets', () => {
  const play = (mutants: string[]) => {
    const options = { reads: 'lease', preVote: false };
    const s = new Scripted({ servers: 3, options, mutants });
    for (const node of [1, 2]) s.fire(node, 'election');
    s.among();
    s.elect(0, 1, 2).elect(0, 1, 2).elect(0, 1, 2).fire(0, 'heartbeat');
    s.deliverAll();
    s.fire(0, 'heartbeat');
    s.deliverAll();
    expect(s.server(0).mem.role).toBe('leader');
    s.fire(1, 'election');
    s.among(1, 2);
    s.call(1, 'put', { key: 'x', value: 'new' });
    s.among(1, 2);
    s.world.replies.length = 0;
    s.call(0, 'get', { key: 'x' }, { client: 1 });
    return s;
  };
  const broken = play(['votes during a lease']);
  expect(broken.server(1).mem.store.get('x')).toBe('new');
  expect(broken.world.replies).toMatchObject([{ reply: { status: 'ok', value: null } }]);
  expect(play([]).server(1).mem.role).not.toBe('leader');
});
