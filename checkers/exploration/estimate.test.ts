import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSpecs } from '../../engine/language/index.js';
import { placeOf } from '../../engine/language/source.js';
import { libraryFolder, packageRoot } from '../../engine/package-root.js';
import { compileModel } from '../../engine/transition/compile.js';
import { checkModel, type StrategyChoice } from './check.js';
import { type Estimate, estimateStates, estimateText, shareText } from './estimate.js';
import { CHOSEN_ON, HELD_OUT, type LevelProfile } from './test-level-profiles.js';

const SHARES = [0.1, 0.25, 0.5, 0.75];

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

/** What a search says that stops when it knows this share of the states: the level it is in does not count. */
function estimateAt(levels: readonly number[], share: number): Estimate | null {
  const known = share * sum(levels);
  let done = 0;
  while (done < levels.length && sum(levels.slice(0, done + 1)) <= known) done++;
  return estimateStates(levels.slice(0, done), known);
}

test('components that go by turns have binomial levels, and are guessed at almost exactly', () => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  const levels = Array.from({ length: 31 }, (_, k) => choose(30, k));
  const { high } = estimateAt(levels, 0.1) ?? { high: 0 };
  // Twice or three times too much is what is added for safety.
  expect(high / 2 ** 30).toBeGreaterThan(1);
  expect(high / 2 ** 30).toBeLessThan(1.5);
});

test('few levels, growth without an end, and levels that do not shrink give no estimate', () => {
  expect(estimateStates([], 0)).toBe(null);
  expect(estimateStates([1, 4, 6, 4, 1], 16)).toBe(null);
  const doubled = Array.from({ length: 12 }, (_, k) => 2 ** k);
  expect(estimateStates(doubled, sum(doubled))).toBe(null);
  const level = Array.from({ length: 20 }, () => 7);
  expect(estimateStates(level, sum(level))).toBe(null);
});

test('no estimate is below what is known, or wider than tenfold', () => {
  for (const { levels } of [...CHOSEN_ON, ...HELD_OUT]) {
    for (let done = 0; done <= levels.length; done++) {
      const known = sum(levels.slice(0, done));
      const estimate = estimateStates(levels.slice(0, done), known);
      if (estimate === null) continue;
      expect(estimate.low).toBeGreaterThanOrEqual(known);
      expect(estimate.high).toBeGreaterThanOrEqual(estimate.low);
      expect(estimate.high).toBeLessThanOrEqual(10 * estimate.low);
    }
  }
});

/** How far off estimates are: the range as shares of the true number, a cross where it lies outside. */
function table(profiles: readonly LevelProfile[]): { text: string; given: number; right: number } {
  let given = 0;
  let right = 0;
  const rows = profiles.map(({ of, levels }) => {
    const total = sum(levels);
    const cells = SHARES.map((share) => {
      const estimate = estimateAt(levels, share);
      if (estimate === null) return 'none';
      given++;
      const inside = estimate.low <= total && total <= estimate.high;
      if (inside) right++;
      const of = (n: number) => (n / total).toFixed(2);
      return `${of(estimate.low)} to ${of(estimate.high)}${inside ? '' : ' ✗'}`;
    });
    return `| ${of} | ${total.toLocaleString('en-US')} | ${cells.join(' | ')} |`;
  });
  const head = [
    '| spec | states | at 10 % | at 25 % | at 50 % | at 75 % |',
    '|---|---|---|---|---|---|',
  ];
  return { text: [...head, ...rows].join('\n'), given, right };
}

test('the documents say how far off estimates are on the library', () => {
  const document = readFileSync(join(packageRoot(), 'docs/verdicts.md'), 'utf8');
  const chosen = table(CHOSEN_ON);
  const heldOut = table(HELD_OUT);
  expect(document).toContain(heldOut.text);
  expect(document.replaceAll('\n', ' ')).toContain(
    `true number in ${heldOut.right} of ${heldOut.given} cases; on those that its constants were chosen on, in ${chosen.right} of ${chosen.given}.`,
  );
});

test('a search that is stopped says what it guesses at, and the general form and the kernel guess alike', async () => {
  const path = join(libraryFolder(), 'transactions/two-phase-commit.yaml');
  const stopped = (n: number, strategy: StrategyChoice, maxStates: number) => {
    const { specs } = loadSpecs(path, { set: [`N=${n}`], library: libraryFolder() });
    const spec = specs[0]?.spec;
    if (spec?.kind !== 'model') throw new Error('it is a model');
    return checkModel(compileModel(spec), {
      place: placeOf(spec.span),
      strategy,
      only: ({ name }) => name === 'consistent',
      reduce: [],
      limits: { maxStates },
    });
  };
  const early = await stopped(4, { search: 'breadth-first' }, 1400);
  const late = await stopped(6, { search: 'breadth-first' }, 20_000);
  expect([early, late].map(({ exploration }) => exploration?.form.name)).toEqual([
    'general',
    'kernel',
  ]);
  for (const { exploration, verdicts } of [early, late]) {
    const estimate = exploration?.estimate;
    if (!estimate) throw new Error('there is ground for an estimate');
    const whole = exploration.statesByDepth.slice(0, exploration.coveredDepth);
    expect(estimate).toEqual(estimateStates(whole, exploration.effort.states));
    expect(verdicts[0].status).toBe('unknown');
    expect(verdicts[0].claim).toContain(`; ${estimateText(estimate)} states estimated in all, `);
  }
  const deep = await stopped(6, { search: 'depth-first' }, 4500);
  expect(deep.exploration?.estimate).toBe(null);
});

test('words: two digits, never narrower', () => {
  expect(estimateText({ low: 41_234_567, high: 89_000_001 })).toBe('about 41 to 90 million');
  expect(estimateText({ low: 900_001, high: 2_310_000 })).toBe('about 900,000 to 2,400,000');
  expect(estimateText({ low: 287, high: 288 })).toBe('about 280 to 290');
  expect(estimateText({ low: 7, high: 7 })).toBe('about 7');
  expect(shareText(12, { low: 40, high: 100 })).toBe('12 to 30 %');
  expect(shareText(1, { low: 400, high: 1000 })).toBe('less than 1 %');
  expect(shareText(50, { low: 50, high: 50 })).toBe('100 %');
});
