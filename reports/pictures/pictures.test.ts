/** Pictures of runs of systems: what is on them, whole beside what it should be, and that no name becomes markup. */
import { describe, expect, it } from 'vitest';
import { HOSTILE } from '../fixtures.js';
import { runPicture } from '../notebook/run-picture.js';
import { LONG_RUN, STALE, TWO_LEADERS } from '../system-fixtures.js';
import { parseXml } from '../test-xml.js';
import { drawOperations, operationsLegend } from './operations.js';
import { widthOf } from './svg.js';

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe('a run of a system', () => {
  const svg = runPicture(TWO_LEADERS, 'raft') ?? '';

  it('is drawn as it was', async () => {
    await expect(`${svg}\n`).toMatchFileSnapshot('../golden/space-time.svg');
  });

  it('has what happened: messages, losses, a crash, a pause, a partition, the step that breaks it', () => {
    expect(count(svg, /marker-end/g)).toBe(4);
    expect(count(svg, /class="loss"/g)).toBe(3);
    expect(count(svg, /class="msg pending"/g)).toBe(1);
    expect(count(svg, /class="absent"/g)).toBe(2);
    expect(count(svg, /class="paused"/g)).toBe(1);
    expect(count(svg, /class="partition"/g)).toBe(1);
    expect(count(svg, /fill="url\(#apart-0-run\)"/g)).toBe(2);
    expect(count(svg, /fill="url\(#apart-1-run\)"/g)).toBe(1);
    expect(svg).toMatch(/ends-violated" data-run="run" data-step="15"/);
    expect(svg).toContain('152.431 ms');
  });

  it('names a message where no step covers the name', () => {
    const state = {};
    const sent = { id: '1', title: 'lent', from: 'a', to: 'c' };
    const steps = [
      { action: null, bindings: {}, state },
      { action: 'go', bindings: {}, state, actor: 'a' },
      { action: 'go', bindings: {}, state, actor: 'b' },
      { action: 'go', bindings: {}, state, actor: 'a', messages: [{ ...sent, event: 'sent' }] },
      { action: 'go', bindings: {}, state, actor: 'b' },
      { action: 'go', bindings: {}, state, actor: 'c', messages: [{ ...sent, event: 'received' }] },
    ];
    const drawn = runPicture({ ...TWO_LEADERS, steps } as typeof TWO_LEADERS, 'own') ?? '';
    const [, x, y] =
      /<text x="([\d.]+)" y="([\d.]+)" class="msg-name"[^>]*>lent</.exec(drawn)?.map(Number) ?? [];
    const marks = [...drawn.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
    expect(marks).toHaveLength(5);
    for (const [, cx, cy] of marks)
      expect(Math.hypot(Number(cx) - x, Number(cy) - (y - 4))).toBeGreaterThan(12);
  });

  it('explains its marks within its width', () => {
    const [{ state }] = TWO_LEADERS.steps;
    const short = TWO_LEADERS.steps.map((step) => ({ ...step, action: 'a', state }));
    for (const [run, lines] of [
      [TWO_LEADERS, 1],
      [{ ...TWO_LEADERS, steps: short }, 2],
    ] as const) {
      const drawn = runPicture(run, 'raft') ?? '';
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(drawn)?.map(Number) ?? [];
      const legend = [...drawn.matchAll(/y="(\d+)" class="legend">([^<]*)</g)];
      expect(legend.length).toBeGreaterThanOrEqual(lines);
      for (const [, y, text] of legend) {
        expect(widthOf(text, 12)).toBeLessThan(width - 20);
        expect(Number(y)).toBeLessThan(height - 8);
      }
    }
  });

  it('stays readable when it is long: what does not change anything is one row', () => {
    const long = runPicture(LONG_RUN, 'raft') ?? '';
    expect(long).toContain('… 300 steps in which nothing changed …');
    expect(count(long, /class="event/g)).toBe(15);
    // Of three hundred messages within it none is drawn.
    expect(count(long, />ping</g)).toBe(0);
  });
});

describe('a history', () => {
  const svg = String(drawOperations(STALE, 'h'));

  it('is drawn as it was', async () => {
    await expect(`${svg}\n`).toMatchFileSnapshot('../golden/operations.svg');
  });

  it('has a bar for each operation, points in their order, and marks what no order allows', () => {
    expect(count(svg, /class="bar/g)).toBe(STALE.operations.length);
    expect(count(svg, /class="bar forbidden"/g)).toBe(1);
    expect(count(svg, /class="bar open"/g)).toBe(1);
    expect(svg).toContain('✗ get x → 0');
    const points = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(points).toHaveLength(3);
    expect([...points].sort((a, b) => a - b)).toEqual(points);
    expect(operationsLegend(STALE).join(' ')).toContain('no order allows');
  });

  it('gives a client whose operation stays open another row for what comes after', () => {
    const [put, get] = STALE.operations;
    const open = { ...put, ending: 'unknown' as const, completed: null };
    const view = { ...STALE, operations: [open, { ...get, client: open.client }] };
    const tops = [
      ...String(drawOperations(view, 'h')).matchAll(/<(?:rect|path)[^>]*class="bar[^>]*>/g),
    ];
    expect(
      new Set(tops.map(([bar]) => /y="(\d+)"|,(\d+) H/.exec(bar)?.slice(1).join(''))).size,
    ).toBe(2);
  });
});

it('no name becomes markup', () => {
  const text = JSON.stringify(TWO_LEADERS);
  const hostile = JSON.parse(text.replaceAll('server2', JSON.stringify(HOSTILE).slice(1, -1)));
  const operations = STALE.operations.map((o) => ({ ...o, client: HOSTILE, text: HOSTILE }));
  for (const svg of [
    runPicture(hostile, HOSTILE) ?? '',
    String(drawOperations({ ...STALE, operations }, 'h')),
  ]) {
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toMatch(/<(script|img)/);
    parseXml(svg);
  }
});
