/** What the renderers share: step tables, lanes, excerpts and the words around them. */
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../checkers/verdict.js';
import {
  COMMIT_FILE,
  COMMIT_SOURCE,
  INCONSISTENT,
  place,
  run,
  SOURCES,
  STARVATION,
  TREE,
  verdict,
} from '../fixtures.js';
import { excerptsOf } from './excerpt.js';
import { laneDiagram } from './lanes.js';
import { stepTable } from './step-table.js';
import { INITIALLY, introduction, tracesOf } from './traces.js';

describe('step table', () => {
  it('marks exactly what changed', () => {
    const { columns, rows } = stepTable(INCONSISTENT);
    expect(columns).toEqual(['rm[1]', 'rm[2]', 'tm', 'votes', 'messages']);
    const changed = rows.map((row) => columns.filter((_, i) => row.cells[i].changed));
    expect(changed).toEqual([
      [],
      ['rm[1]', 'messages'],
      ['votes'],
      ['tm', 'messages'],
      ['rm[1]'],
      ['rm[2]'],
    ]);
  });

  it('tells once what never changes', () => {
    expect(stepTable(INCONSISTENT).constant).toEqual([{ name: 'rm[3]', value: 'working' }]);
  });

  it('shows everything of a single state', () => {
    const { columns, constant } = stepTable({ steps: run({ x: 1, y: 2 }) });
    expect([columns, constant]).toEqual([['x', 'y'], []]);
  });

  it('says what was added to and taken from a collection', () => {
    const change = (before: number[], after: number[]) =>
      stepTable({ steps: run({ x: before }, ['go', {}, { x: after }]) }).rows[1].cells[0].change;
    expect(change([1, 2], [1, 2, 3])).toBe('+ 3');
    expect(change([1, 2, 2], [1, 2])).toBe('− 2');
    expect(change([1, 2], [2, 3])).toBe('− 1  + 3');
    expect(change([1], [2])).toBe('[1] → [2]');
    // The same items in another order are no addition.
    expect(change([1, 2], [2, 1])).toBe('[1, 2] → [2, 1]');
  });

  it('gives each entry of a small map its column, but not of a shape or of a map that changes its keys', () => {
    const columns = (a: object, b: object) =>
      stepTable({ steps: run({ m: a as never }, ['go', {}, { m: b as never }]) }).columns;
    expect(columns({ 1: 'a', 2: 'b' }, { 1: 'b', 2: 'a' })).toEqual(['m[1]', 'm[2]']);
    expect(columns({ term: 1, value: 2 }, { term: 2, value: 1 })).toEqual(['m.term', 'm.value']);
    expect(columns({ prepared: { rm: 1 } }, { prepared: { rm: 2 } })).toEqual(['m']);
    expect(columns({ a: 1, b: 1 }, { a: 1, c: 1 })).toEqual(['m']);
  });

  it('has columns for what only some states have', () => {
    const steps = run({ x: 1 }, ['go', {}, { x: 2, failed: 'no' }], ['go', {}, {}]);
    const last = { ...steps[2], state: { x: 2 } };
    const { columns, rows } = stepTable({ steps: [...steps.slice(0, 2), last] });
    expect(columns).toEqual(['x', 'failed']);
    expect(rows.map(({ cells }) => cells.map(({ text, change }) => change ?? text))).toEqual([
      ['1', ''],
      ['1 → 2', '+ no'],
      ['2', '− no'],
    ]);
  });

  it('has words for the way back', () => {
    expect(stepTable(STARVATION)).toMatchObject({ loop: 1, back: 'rest (p = 1)' });
  });
});

describe('lanes', () => {
  it('are the actors, families together and in order', () => {
    expect(laneDiagram(INCONSISTENT, 'system').lanes).toEqual(['RM 1', 'RM 2', 'RM 3', 'TM']);
    const steps = run(
      { x: 0 },
      ...[10, 2, 1].map((p) => ['go', { p }, {}, { actor: `Process ${p}` }] as const),
    );
    expect(laneDiagram({ steps }, 'system').lanes).toEqual([
      'Process 1',
      'Process 2',
      'Process 10',
    ]);
  });

  it('connect what was sent with what was received', () => {
    const { messages, lanes } = laneDiagram(INCONSISTENT, 'system');
    const told = messages.map(
      (m) =>
        `${m.title} ${m.sentAt} ${lanes[m.from]} → ${m.to === null ? '?' : lanes[m.to]} ${m.receivedAt}`,
    );
    expect(told.sort()).toEqual([
      'commit 3 TM → RM 1 4',
      'commit 3 TM → RM 2 null',
      'commit 3 TM → RM 3 null',
      'prepared 1 RM 1 → TM 2',
    ]);
  });

  it('of steps of no one are the actor that the action names, the system, or the action', () => {
    const step = (action: string, actor?: string) =>
      [action, {}, {}, actor === undefined ? {} : { actor }] as const;
    const lanes = (...steps: ReturnType<typeof step>[]) =>
      laneDiagram({ steps: run({ x: 0 }, ...steps) }, 'system').lanes;
    expect(lanes(step('a'), step('b'), step('a'))).toEqual(['a', 'b']);
    expect(lanes(step('go', 'TM'), step('TM commits'), step('crash'))).toEqual(['TM', 'system']);
    // Here actions name who acts, whatever they bind first.
    expect(lanes(step('RM prepares', 'RM 1'), step('TM hears', 'RM 1'), step('TM stops'))).toEqual([
      'RM 1',
      'TM',
    ]);
    expect(lanes(step('prepare', 'RM 1'), step('Hear', 'RM 1'), step('Stop'))).toEqual([
      'RM 1',
      'system',
    ]);
    expect(lanes(...['a', 'b', 'c', 'd', 'e', 'f'].map((a) => step(a)))).toEqual(['system']);
  });

  it('have a place for the step that closes a loop', () => {
    const { lanes, back, loop } = laneDiagram(STARVATION, 'system');
    expect([lanes[back ?? -1], loop]).toEqual(['Process 1', 1]);
  });
});

describe('excerpt', () => {
  const explained = verdict({
    property: 'p',
    claim: 'c',
    status: 'violated',
    evidence: INCONSISTENT,
  });
  const numbers = (v: typeof explained) =>
    excerptsOf(v, SOURCES).map((e) => e.lines.map((line) => line.number));

  it('quotes the line with the keys above it', () => {
    expect(numbers(explained)).toEqual([[21, 22, 23, 24]]);
    const [{ lines }] = excerptsOf(explained, SOURCES);
    const [mark] = lines[3].marks;
    expect(lines[3].text.slice(mark.from, mark.to)).toBe('size(votes) >= 1');
    expect(lines[3].text).toBe(COMMIT_SOURCE.split('\n')[23]);
  });

  it('falls back on the property and the last action, only for what needs a look', () => {
    const bare: Evidence = { kind: 'counterexample', steps: INCONSISTENT.steps };
    const finding = { ...explained, evidence: bare };
    expect(numbers(finding)).toEqual([[28, 35]]);
    expect(excerptsOf(finding, SOURCES)[0].lines[1].gap).toBe(true);
    expect(numbers({ ...finding, asExpected: true })).toEqual([]);
  });

  it('is silent about a file that nobody gave, or a line that is not there', () => {
    expect(excerptsOf(explained, new Map())).toEqual([]);
    const outside = { place: place(COMMIT_FILE, 999, 1, 1), step: 0, text: '' };
    const evidence = { ...INCONSISTENT, explanation: [outside] } as Evidence;
    expect(numbers({ ...explained, evidence })).toEqual([]);
  });
});

describe('words', () => {
  it('walk through a tree', () => {
    expect(tracesOf(TREE)).toHaveLength(2);
    expect(introduction(TREE, INITIALLY)).toBe('In its last state, no run comes home any more.');
  });

  it('tell a lasso inside a tree from a run that stays', () => {
    const say = (evidence: Evidence) => introduction(evidence, { fromStep: 3 });
    expect(say(STARVATION)).toBe(
      'From step 3, a run of four steps that breaks it; from its step 1 on it repeats for ever.',
    );
    const stays: Evidence = {
      kind: 'witness',
      steps: run({ x: 0 }, ['go', {}, { x: 1 }]),
      loop: 1,
    };
    expect(say(stays)).toBe(
      'From step 3, a run of one step that shows it; after it nothing changes any more.',
    );
  });
});
