import { describe, expect, it } from 'vitest';
import type { ScheduleView } from '../checkers/verdict.js';
import { blockedIn } from './blocking.js';
import { gantt } from './gantt.js';
import { ganttText } from './gantt-text.js';

const place = { file: 't.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };

const view: ScheduleView = {
  tickSeconds: 1e-3,
  start: 0,
  end: 20,
  fixedPriorities: true,
  tasks: [
    { name: 'quick', place },
    { name: '<slow>', place },
  ],
  segments: [
    { task: 0, job: 1, from: 0, to: 5, resource: null },
    { task: 1, job: 1, from: 5, to: 10, resource: 'bus' },
    { task: 0, job: 2, from: 10, to: 15, resource: null },
    { task: 1, job: 1, from: 15, to: 20, resource: null },
  ],
  jobs: [
    { task: 0, job: 1, arrival: 0, release: 0, deadline: 10, finish: 5 },
    { task: 0, job: 2, arrival: 10, release: 10, deadline: 20, finish: 15 },
    { task: 1, job: 1, arrival: 0, release: 0, deadline: 18, finish: 20 },
  ],
  late: { task: 1, job: 1, limit: 18, broke: 'misses its deadline at 18 ms: it took 20 ms' },
};

describe('a schedule as a picture', () => {
  const svg = String(gantt(view, 'x'));
  const count = (pattern: RegExp) => [...svg.matchAll(pattern)].length;

  // Each mark is there once more, in the legend.
  it('has a box for each segment, and hatches what is late', () => {
    expect(count(/class="run c0"/g)).toBe(4);
    expect(count(/class="run c1"/g)).toBe(2);
    expect(count(/class="late"/g)).toBe(2);
    expect(count(/class="held"/g)).toBe(2);
  });

  it('has an arrow for each release and deadline, the missed one marked', () => {
    expect(count(/class="release"/g)).toBe(4);
    expect(count(/class="deadline"/g)).toBe(3);
    expect(count(/class="deadline missed"/g)).toBe(1);
    expect(svg).toContain('misses its deadline at 18 ms');
  });

  it('hatches a job that waits for one of lower priority', () => {
    const blocked: ScheduleView = {
      ...view,
      segments: [
        { task: 1, job: 1, from: 0, to: 12, resource: 'bus' },
        { task: 0, job: 1, from: 12, to: 15, resource: null },
      ],
      jobs: [
        { task: 0, job: 1, arrival: 8, release: 8, deadline: 18, finish: 15 },
        { task: 1, job: 1, arrival: 0, release: 0, deadline: 10, finish: 12 },
      ],
      late: { ...view.late, limit: 10 },
    };
    expect(blockedIn(blocked)).toEqual([{ task: 0, job: 1, from: 8, to: 12, by: 1 }]);
    expect(String(gantt(blocked, 'x'))).toContain('quick, job 1, blocked by &lt;slow&gt;');
    // By deadlines it is the other that is first.
    expect(blockedIn({ ...blocked, fixedPriorities: false })).toEqual([]);
    expect(blockedIn(view)).toEqual([]);
  });

  it('escapes names, and names its axis', () => {
    expect(svg).not.toContain('<slow>');
    expect(svg).toContain('&lt;slow&gt;');
    expect(svg).toContain('>10 ms<');
  });
});

it('a schedule in text', () => {
  expect(ganttText(view)).toEqual([
    'quick   █████     █████',
    '<slow>  ·····▓▓▓▓▓·····█████',
    '        ^                 !',
    '        0 s            20 ms',
  ]);
});
