/** What `generate:` of a task set says, for each cell: the shape of its random sets, in ticks. */
import type { Diagnostics } from '../diagnostics.js';
import { divide, formatRational, type Rational, rational } from '../expression/numbers.js';
import { beyondOneProcessor } from '../tasks/beyond.js';
import { decimal } from '../tasks/format-time.js';
import { child, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import {
  asNumber,
  type Lookup,
  measuredOf,
  quantityIn,
  quantityOf,
  syntaxOf,
} from './quantities.js';
import type { SetShape } from './spec.js';

/** Tasks of one set. */
const COUNT_MAX = 1000;
/** Periods up to 2⁵⁰ ticks: sums and products stay exact for a good while. */
const LONGEST = 2n ** 50n;

/** A text is what cannot be generated yet, to go after "not yet:". */
export function beyondGenerating(root: Mapping): string | null {
  const generate = child(root, 'generate');
  const beyond = beyondOneProcessor(root).find(({ what }) => !what.startsWith('random task sets'));
  if (beyond) return beyond.what;
  if (textOf(setting(root, 'scheduler', 'preemption')) === 'none')
    return 'random task sets without preemption';
  const method = textOf(generate?.node === 'mapping' ? child(generate, 'method') : undefined);
  if (method === 'randfixedsum' || method === 'dirichlet rescale') return `\`${method}\``;
  const deadlines = textOf(generate?.node === 'mapping' ? child(generate, 'deadlines') : undefined);
  return deadlines === 'arbitrary' ? 'random task sets with deadlines beyond periods' : null;
}

const setting = (root: Mapping, section: string, key: string): Tree | undefined => {
  const tree = child(root, section);
  return tree?.node === 'mapping' ? child(tree, key) : undefined;
};

/** One nanosecond. */
const TICK = rational(1n, 1_000_000_000n);

export function tickOf(root: Mapping, lookup: Lookup): Rational {
  const unit = quantityOf(child(root, 'time unit'), lookup);
  return unit?.dimension === 'time' && unit.value.numerator > 0n ? unit.value : TICK;
}

/** Null where something is wrong, and said. */
export function shapeOf(
  root: Mapping,
  lookup: Lookup,
  tick: Rational,
  diagnostics: Diagnostics,
): SetShape | null {
  const generate = child(root, 'generate');
  if (generate?.node !== 'mapping') return null;
  const number = (key: string, preset: number) => {
    const tree = child(generate, key);
    if (tree === undefined) return { value: rational(BigInt(preset * 10), 10n), at: generate };
    const found = quantityOf(tree, lookup);
    return { value: found?.dimension === 'number' ? found.value : null, at: tree };
  };
  const refuse = (tree: Tree, key: string, expected: string): null => {
    diagnostics.add(say.notGenerated(tree.span, key, expected));
    return null;
  };
  const count = number('count', 10);
  if (!isCount(count.value))
    return refuse(count.at, 'count', `a whole number from 1 to ${COUNT_MAX}`);
  const utilisation = number('utilisation', 0.7);
  if (utilisation.value === null || utilisation.value.numerator <= 0n)
    return refuse(utilisation.at, 'utilisation', 'a number above 0');
  const discard = textOf(child(generate, 'method')) !== 'uunifast';
  const tasks = Number(count.value.numerator);
  const load = asNumber({ value: utilisation.value, dimension: 'number' });
  if (discard && load > tasks) {
    const asked = decimal(utilisation.value) ?? formatRational(utilisation.value);
    diagnostics.add(say.moreThanTasksTake(utilisation.at.span, asked, tasks));
    return null;
  }
  const written = child(generate, 'periods');
  const periods = written ? periodsOf(written, lookup, tick) : presetPeriods(tick);
  if (periods === null) return refuse(written ?? generate, 'periods', PERIODS);
  const deadlines =
    textOf(child(generate, 'deadlines')) === 'constrained' ? 'constrained' : 'implicit';
  const own = { count: tasks, utilisation: load, discard, periods, deadlines } as const;
  return { key: JSON.stringify(own), ...own, ...schedulerOf(root) };
}

const PERIODS =
  '`loguniform(low, high)`, `uniform(low, high)` or a time; in ticks of the `time unit`, from 1 to 2⁵⁰';

const isCount = (value: Rational | null): value is Rational =>
  value?.denominator === 1n && value.numerator >= 1n && value.numerator <= COUNT_MAX;

function periodsOf(tree: Tree, lookup: Lookup, tick: Rational): SetShape['periods'] | null {
  const syntax = syntaxOf(tree);
  if (syntax === null) return null;
  const measured = measuredOf(syntax, lookup);
  const ticks = (part: ReturnType<typeof quantityIn>) =>
    part?.dimension === 'time' ? wholeTicks(divide(part.value, tick)) : null;
  if (measured.is === 'quantity') {
    const one = ticks(quantityIn(measured));
    return one === null ? null : { distribution: 'uniform', low: one, high: one };
  }
  if (measured.is !== 'distribution') return null;
  const { name, args } = measured.call;
  if (name !== 'loguniform' && name !== 'uniform' && name !== 'constant') return null;
  const ends = args.map(({ value }) => ticks(quantityIn(measuredOf(value, lookup))));
  const [low, high = low] = ends;
  if (low === null || high === null || low === undefined || high === undefined) return null;
  return low > high ? null : { distribution: name === 'loguniform' ? name : 'uniform', low, high };
}

function wholeTicks({ numerator, denominator }: Rational): number | null {
  const fine = denominator === 1n && numerator >= 1n && numerator <= LONGEST;
  return fine ? Number(numerator) : null;
}

/** 10 ms to 1 s; null where the time unit does not go into them. */
function presetPeriods(tick: Rational): SetShape['periods'] | null {
  const [low, high] = [rational(1n, 100n), rational(1n)].map((t) => wholeTicks(divide(t, tick)));
  return low && high ? { distribution: 'loguniform', low, high } : null;
}

/**
 * Deadline-monotonic priorities are optimal where deadlines are within periods (Leung and Whitehead, 1982),
 * and are rate monotonic where they are the periods.
 */
function schedulerOf(root: Mapping): Pick<SetShape, 'priorities' | 'exact'> {
  const priorities = textOf(setting(root, 'scheduler', 'priorities'));
  const policy = textOf(setting(root, 'scheduler', 'policy'));
  return {
    priorities:
      priorities === 'rate monotonic' || priorities === 'as listed'
        ? priorities
        : 'deadline monotonic',
    exact: policy === 'earliest deadline first' ? 'edfDemand' : 'responseTime',
  };
}
