/**
 * Mutants: small, named ways in which a system could be wrong. Each must be caught: checked like the
 * system itself, it must break every property that it names (by base name; one instance will do). What
 * else it breaks is told; so are the properties that no mutant was seen to break.
 */
import type { Diagnostic } from '../engine/language/diagnostics.js';
import { placeOf } from '../engine/language/source.js';
import type { Mutant } from '../engine/language/typed.js';
import type { TransitionSystem } from '../engine/transition/system.js';
import { type CheckOptions, type CheckResult, checkModel } from './exploration/check.js';
import { ALL_DECIDED, type Enough } from './exploration/enough.js';
import { WELL_DEFINED } from './exploration/safety-verdicts.js';
import type { MutantResult, Verdict } from './verdict.js';

/** A mutant as a system of its own; or why there is none. */
export type Built =
  | {
      readonly system: TransitionSystem;
      /** What was found, without what is only said of the exploration. */
      readonly certain?: (found: CheckResult, options: CheckOptions) => Promise<CheckResult>;
      /** Verdicts that are not of one exploration: refinements. */
      readonly also?: (options: CheckOptions) => Promise<readonly Verdict[]>;
    }
  | { readonly diagnostics: readonly Diagnostic[] };

export interface Judgement {
  readonly mutants: readonly MutantResult[];
  /** Properties (base names), of those expected to hold, that no mutant was seen to break. */
  readonly unbroken: readonly string[];
}

export interface MutantOptions extends CheckOptions {
  /** Told before each mutant is checked. */
  readonly onMutant?: (mutant: Mutant, index: number, count: number) => void;
}

/**
 * Checks every mutant of a spec with the options of the spec itself. `expect` (the counts of the
 * unmutated space) does not count here.
 */
export async function judgeMutants(
  mutants: readonly Mutant[],
  properties: readonly { readonly base: string; readonly expect: 'holds' | 'violated' }[],
  build: (mutant: Mutant) => Built | Promise<Built>,
  options: MutantOptions,
): Promise<Judgement> {
  const { expect: _counts, onMutant, ...rest } = options;
  const results: MutantResult[] = [];
  for (const [index, mutant] of mutants.entries()) {
    onMutant?.(mutant, index, mutants.length);
    const built = await build(mutant);
    if ('system' in built) {
      const when = caughtBy(mutant, built.system);
      const enough = { states: EXPLORED_AT_LEAST, why: ALL_DECIDED, when };
      const seen = await checkModel(built.system, { ...rest, enough });
      const found = (await built.certain?.(seen, rest)) ?? seen;
      const also = (await built.also?.(rest)) ?? [];
      results.push(judged(mutant, { ...found, verdicts: [...found.verdicts, ...also] }));
    } else results.push(notBuilt(mutant, built.diagnostics));
  }
  return judgementOf(results, properties);
}

/** What came of the mutants, and which properties none of them broke. */
export function judgementOf(
  mutants: readonly MutantResult[],
  properties: readonly { readonly base: string; readonly expect: 'holds' | 'violated' }[],
): Judgement {
  const broken = new Set(mutants.flatMap(({ by }) => by.map(({ property }) => property)));
  const bases = new Set(properties.filter((p) => p.expect === 'holds').map(({ base }) => base));
  return { mutants, unbroken: [...bases].filter((base) => !broken.has(base)) };
}

/** A mutant may have far more states than its spec: past this many, it is enough that it is caught. */
export const EXPLORED_AT_LEAST = 50_000;

/** Is every property that the mutant names decided in one of its instances? */
function caughtBy({ breaks }: Mutant, { properties }: TransitionSystem): Enough['when'] {
  const named = breaks
    .filter((base) => base !== WELL_DEFINED)
    .map((base) => properties.flatMap((p, index) => (p.base === base ? [index] : [])));
  const failing = breaks.includes(WELL_DEFINED);
  return (decided, failed) =>
    (failed || !failing) &&
    named.every((some) => some.some((index) => decided(index) !== undefined));
}

/** What the verdicts on a mutant say of it. */
export function judged(
  mutant: Mutant,
  { verdicts, exploration }: Pick<CheckResult, 'verdicts' | 'exploration'>,
): MutantResult {
  const by = breakages(verdicts, mutant.breaks);
  const missing = mutant.breaks.filter(
    (base) => !by.some((breakage) => breakage.property === base),
  );
  const caught = missing.length === 0;
  return {
    name: mutant.name,
    breaks: mutant.breaks,
    caught,
    by,
    ...(caught ? {} : { because: because(missing, verdicts, exploration?.stoppedBy) }),
    place: placeOf(mutant.span),
  };
}

/** Base names of broken properties, each with the steps of its shortest counterexample; 0 for one that is
 * broken by no single run (a `reachable` that is nowhere). */
function breakages(verdicts: readonly Verdict[], named: readonly string[]): MutantResult['by'] {
  const found = new Map<string, number>();
  for (const { base, status, expected, evidence } of verdicts) {
    if (status !== 'violated') continue;
    // What fails without the mutant is not its doing, unless it is said to be.
    if (expected === 'violated' && !named.includes(base)) continue;
    const steps = evidence ? evidence.steps.length - 1 : 0;
    const before = found.get(base);
    if (before === undefined || steps < before) found.set(base, steps);
  }
  return [...found].map(([base, steps]) => ({ property: base, steps }));
}

function because(
  missing: readonly string[],
  verdicts: readonly Verdict[],
  stoppedBy?: string,
): string {
  const of = verdicts.filter(({ base }) => missing.includes(base));
  const unasked = missing.filter((base) => !of.some((verdict) => verdict.base === base));
  if (unasked.length > 0) return `not judged here: ${unasked.join(', ')}`;
  const error = of.find(({ status }) => status === 'error');
  if (error) return `error: ${error.property} ${error.claim}`;
  if (stoppedBy !== undefined) return `stopped at ${stoppedBy} before ${missing.join(', ')} broke`;
  const unknown = of.find(({ status }) => status === 'unknown');
  if (unknown) return `${unknown.property}: ${unknown.claim}`;
  return `survived: ${missing.join(', ')} did not break`;
}

/** A mutant whose change leaves no valid spec. */
export function notBuilt(mutant: Mutant, diagnostics: readonly Diagnostic[]): MutantResult {
  const first = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0];
  return {
    name: mutant.name,
    breaks: mutant.breaks,
    caught: false,
    by: [],
    because: `error: the mutant is no valid spec: ${first?.message ?? 'no system was built'}`,
    place: placeOf(mutant.span),
  };
}
