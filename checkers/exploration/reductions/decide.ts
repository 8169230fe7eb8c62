/**
 * Which reductions are sound for what is judged, and why the others are not. A reduction never changes
 * a verdict: where one property does not allow it, it is not used in the search at all (all properties
 * of a spec share one search).
 */
import { atomsOf } from '../../../engine/transition/coverage.js';
import type { Interference } from '../../../engine/transition/kernel/interference.js';
import type { NoKernel } from '../../../engine/transition/kernel/kernel.js';
import type { Slice } from '../../../engine/transition/slicing.js';
import type {
  SymmetricForm,
  SystemProperty,
  TransitionSystem,
} from '../../../engine/transition/system.js';
import { isSafety } from '../judge.js';
import { notForKernel } from '../kernel/watchers.js';
import { hasBranching, hasNext } from '../temporal/formula-text.js';
import { incompatible, type Reduction, type ReductionChoice } from './choice.js';

export interface Situation {
  readonly system: TransitionSystem;
  /** Indices of those of its properties that are judged in this search. */
  readonly judged: readonly number[];
  /** Without the variables that nobody sees; `members`: also those that mention a symmetric type. */
  readonly slice?: (members: boolean) => Slice | null | undefined;
  /** Asked only where symmetry is. */
  readonly symmetric?: () => SymmetricForm | undefined;
  /** What the steps read and write; asked only where partial order is. */
  readonly interference?: () => Interference | NoKernel | undefined;
  readonly strategy: 'breadth-first' | 'depth-first' | 'random-walk' | 'swarm';
  /** May states be left out? Then what a reduction relies on being there may not be. */
  readonly approximate?: boolean;
  /** May the search go on with the disk? There are the states themselves. */
  readonly onDisk?: boolean;
  /** Are counts of the spec to be compared? */
  readonly expectsCounts: boolean;
}

export interface Refusal {
  readonly reduction: Reduction;
  /** `conflict`: it would be unsound here, and asking for it is a mistake. `useless`: there is nothing
   * that it could reduce. */
  readonly kind: 'conflict' | 'useless';
  readonly because: string;
}

export interface Decision {
  readonly asked: ReductionChoice;
  readonly runs: readonly Reduction[];
  readonly refused: readonly Refusal[];
}

/** A reduction was asked for that would be unsound. */
export class ReductionConflict extends Error {
  override readonly name = 'ReductionConflict';
}

/**
 * For `auto`, in the order of preference: each that is sound and useful, but for what excludes it.
 * @throws ReductionConflict when one that was asked for by name is not sound
 */
export function decideReductions(asked: ReductionChoice, situation: Situation): Decision {
  const together = incompatible(asked);
  if (together !== undefined) throw new ReductionConflict(together);
  const wanted = AUTOMATIC.filter((reduction) => asked === 'auto' || asked.includes(reduction));
  const runs: Reduction[] = [];
  const refused: Refusal[] = [];
  for (const reduction of wanted) {
    const refusal =
      unsound(reduction, situation) ??
      (asked === 'auto' ? notByItself(reduction) : undefined) ??
      systemRefuses(reduction, situation, runs) ??
      (asked === 'auto' ? notWorth(reduction, situation, runs) : undefined);
    if (refusal === undefined) runs.push(reduction);
    else if (refusal.kind === 'conflict' && asked !== 'auto') {
      throw new ReductionConflict(`${reduction}: ${refusal.because}`);
    } else refused.push({ reduction, ...refusal });
  }
  return { asked, runs, refused };
}

/** The decision when one turns out not to be usable after all. */
export function without(decision: Decision, reduction: Reduction, because: string): Decision {
  return {
    ...decision,
    runs: decision.runs.filter((other) => other !== reduction),
    refused: [...decision.refused, { reduction, kind: 'useless', because }],
  };
}

const AUTOMATIC: readonly Reduction[] = ['symmetry', 'slicing', 'partial-order', 'sleep'];

type Why = Omit<Refusal, 'reduction'>;

const conflict = (because: string): Why => ({ kind: 'conflict', because });
const useless = (because: string): Why => ({ kind: 'useless', because });

/** What is judged, or the order of the search, does not allow this reduction. */
function unsound(reduction: Reduction, situation: Situation): Why | undefined {
  const byStrategy = strategyRefuses(reduction, situation);
  if (byStrategy !== undefined) return conflict(byStrategy);
  for (const index of situation.judged) {
    const because = propertyRefuses(reduction, index, situation.system);
    if (because !== undefined) {
      return conflict(`“${situation.system.properties[index].name}” ${because}`);
    }
  }
  return undefined;
}

function strategyRefuses(
  reduction: Reduction,
  { strategy, approximate, onDisk }: Situation,
): string | undefined {
  if (approximate) return 'it goes with exact storage only';
  if (onDisk && reduction !== 'sleep') return 'it does not go with --disk';
  if (strategy === 'swarm') return 'the searches of a swarm reduce nothing';
  if (strategy === 'random-walk') return 'random walks follow single runs, and reduce nothing';
  if (strategy === 'breadth-first' || reduction === 'symmetry' || reduction === 'slicing') {
    return undefined;
  }
  return 'it goes with breadth-first search only';
}

/** What a property needs that the reduction does not keep. */
function propertyRefuses(
  reduction: Reduction,
  index: number,
  system: TransitionSystem,
): string | undefined {
  const property = system.properties[index];
  if (!isSafety(property)) {
    const because =
      reduction === 'partial-order' ? orderShows(property, system) : WHOLE_RUNS[reduction];
    return because && `speaks of whole runs, and ${because}`;
  }
  const judgesSteps = 'atom' in property.claim && system.atoms[property.claim.atom].kind === 'step';
  const steps = STEPS[reduction];
  return judgesSteps && steps !== undefined ? `judges every step, and ${steps}` : undefined;
}

const WHOLE_RUNS: Readonly<Record<Exclude<Reduction, 'partial-order'>, string>> = {
  sleep: 'sleep sets leave steps of the graph out',
  symmetry:
    'in a graph of representatives a step keeps no names, so fairness to each member cannot be told',
  slicing: 'a step that changes nothing but variables left out would be no step any more',
};

/** How a property of whole runs would tell the orders of independent steps apart; undefined where it does not. */
function orderShows(property: SystemProperty, system: TransitionSystem): string | undefined {
  if (system.fairness.length > 0) return 'of fair runs partial order may leave all out';
  const { claim, assuming } = property;
  const formulas = [
    ...('formula' in claim ? [claim.formula] : []),
    ...(assuming ? [assuming] : []),
  ];
  if (formulas.some(hasBranching)) return 'partial order keeps runs, not where they branch';
  if (formulas.some(hasNext)) return '`next` shows how many steps there are between two others';
  const judgesSteps = atomsOf(property).some((atom) => system.atoms[atom].kind === 'step');
  return judgesSteps ? STEPS['partial-order'] : undefined;
}

const STEPS: Readonly<Partial<Record<Reduction, string>>> = {
  sleep: 'sleep sets leave steps out',
  'partial-order': 'partial order leaves steps out',
  slicing: 'a step that changes nothing but variables left out would be no step any more',
};

function systemRefuses(
  reduction: Reduction,
  situation: Situation,
  runs: readonly Reduction[],
): Why | undefined {
  switch (reduction) {
    case 'sleep': {
      const { system, judged } = situation;
      const properties = judged.map((index) => system.properties[index]);
      const because = notForKernel(system, { properties, keepGraph: false });
      return because === undefined ? undefined : useless(`${because}: full search`);
    }
    case 'symmetry':
      return symmetryRefuses(situation);
    case 'slicing':
      return situation.slice?.(!runs.includes('symmetry'))
        ? undefined
        : useless('every variable can be seen');
    case 'partial-order':
      return partialOrderRefuses(situation, runs);
  }
}

function partialOrderRefuses(
  { system, interference }: Situation,
  runs: readonly Reduction[],
): Why | undefined {
  if (runs.length > 0) return useless(`it does not go with ${runs.join(' and ')}`);
  if (system.within) {
    return useless('a bound cuts one order of the same steps and not another: full search');
  }
  const steps = interference?.();
  if (steps === undefined)
    return useless('what its steps read and write is not known: full search');
  return 'refused' in steps ? useless(`${steps.refused}: full search`) : undefined;
}

function symmetryRefuses({ system, judged, symmetric }: Situation): Why | undefined {
  const form = symmetric?.();
  if (form === undefined) return useless('no type of the spec is symmetric');
  if ('refused' in form) return useless(form.refused);
  for (const index of judged) {
    const because = form.refuses(index, judged);
    if (because !== undefined) return conflict(`“${system.properties[index].name}”: ${because}`);
  }
  return undefined;
}

/** Whether it pays is not known beforehand, and the fast form of the search does without it. */
const notByItself = (reduction: Reduction): Why | undefined =>
  reduction === 'partial-order' ? useless('it is to be asked for by name') : undefined;

/** What is sound, but not chosen by itself. */
function notWorth(
  reduction: Reduction,
  { expectsCounts }: Situation,
  runs: readonly Reduction[],
): Why | undefined {
  if (expectsCounts && reduction === 'slicing') {
    return useless('the spec tells how many states there are, and they would not be counted');
  }
  if (reduction === 'sleep' && runs.length > 0) {
    return useless(`it does not go with ${runs.join(' and ')}`);
  }
  return undefined;
}
