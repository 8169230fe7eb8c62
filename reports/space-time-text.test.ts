/** The diagram of a run in plain text: what is on it, how wide it is, and that nothing in it tricks a terminal. */
import { describe, expect, it } from 'vitest';
import type { Trace } from '../engine/trace.js';
import { HOSTILE } from './fixtures.js';
import { spaceTimeText } from './space-time-text.js';
import { LONG_RUN, TWO_LEADERS } from './system-fixtures.js';

const text = (trace: Trace, width = 80) =>
  spaceTimeText(trace, 'raft', { width, ends: 'violated' });

it('is drawn as it was', async () => {
  const drawn = [...text(TWO_LEADERS), '', ...text(TWO_LEADERS, 50)];
  await expect(`${drawn.join('\n')}\n`).toMatchFileSnapshot('golden/space-time.txt');
});

describe('a run of a system', () => {
  it('has a row for each step, and a mark for all that befell', () => {
    const lines = text(TWO_LEADERS);
    const row = (step: number) =>
      lines.find((line) => line.startsWith(`${step}`.padStart(2))) ?? '';
    expect(lines[0].trim().split(/ +/)).toEqual(['server1', 'server2', 'server3']);
    for (let step = 1; step <= 15; step++) expect(row(step)).not.toBe('');
    expect(row(2)).toMatch(/├─+1 requestVote─+✗ │/);
    expect(row(4)).toContain('†');
    expect(row(5)).toMatch(/●◀─+vote 3─+/);
    expect(row(6)).toMatch(/cut: server2, server3/);
    expect(row(9)).toContain('○');
    expect(row(10)).toContain('‖');
    expect(row(15)).toMatch(/├─+12 vote─+▶◆/);
    // While it is down a server has no line, while it is cut off a broken one.
    expect(row(6)).toMatch(/ {7}╎ {15,}│/);
    expect(lines[lines.length - 1]).toContain('not received: 11 requestVote to server1');
  });

  it('is never wider than the terminal', () => {
    for (const run of [TWO_LEADERS, LONG_RUN])
      for (let width = 20; width <= 200; width += 9)
        for (const line of text(run, width)) expect([...line].length).toBeLessThanOrEqual(width);
    expect(text(TWO_LEADERS, 12)).toEqual(['3 lanes do not fit in 12 columns.']);
  });

  it('folds what is long', () => {
    const lines = text(LONG_RUN);
    expect(lines.length).toBeLessThan(30);
    expect(lines.join('\n')).toMatch(/⋮ +⋮ +⋮ +… 300 steps/);
  });

  it('is the same with colour', () => {
    const paint = (_: string, part: string) => `\u001b[2m${part}\u001b[22m`;
    const painted = spaceTimeText(TWO_LEADERS, 'raft', { width: 80, ends: 'violated', paint });
    expect(painted.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(text(TWO_LEADERS));
  });

  it('shows text of a run as text', () => {
    const named = JSON.stringify(TWO_LEADERS).replaceAll(
      'server2',
      JSON.stringify(HOSTILE).slice(1, -1),
    );
    for (const line of text(JSON.parse(named))) {
      expect(line).not.toMatch(/\p{Cc}/u);
      expect([...line].length).toBeLessThanOrEqual(80);
    }
  });
});

describe('what is no run of messages', () => {
  it('is nothing where there is no step, and a mark each where nobody sends', () => {
    const [first] = TWO_LEADERS.steps;
    expect(text({ steps: [first] })).toEqual([]);
    const step = { action: 'moves', bindings: {}, actor: 'P 1', state: {} };
    const lines = text({ steps: [{ ...first, time: 0 }, step, { ...step, actor: 'P 2' }] });
    expect(lines.map((line) => line.trim())).toEqual([
      expect.stringMatching(/^P 1 +P 2$/),
      expect.stringContaining('initial state'),
      expect.stringMatching(/^1 +● +│ +moves$/),
      expect.stringMatching(/^2 +│ +◆ +moves$/),
      '● a step · ◆ the last one',
    ]);
  });
});
