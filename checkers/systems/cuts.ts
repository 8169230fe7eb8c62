/**
 * What an exploration says that is smaller than its spec. A state that it did not come to may lie beyond its bounds, and a promise may be broken
 * because a budget was spent: neither is known of the system. Which bounds were hit is asked by another search, where such a verdict is at hand.
 */
import type { SystemProperty, TransitionSystem } from '../../engine/transition/system.js';
import { type CheckOptions, type CheckResult, checkModel } from '../exploration/check.js';
import { listed } from '../exploration/claims.js';
import { restsOnAbsence } from '../exploration/temporal/formula-text.js';
import type { Verdict } from '../verdict.js';

export interface Cuts {
  /** What the spec has and its exploration has not, in clauses. */
  readonly smaller: readonly string[];
  /** Budgets, each with the property of the open system that is reachable where more of it was wanted. */
  readonly budgets: readonly { readonly property: string; readonly clause: string }[];
  /** The same system, whose steps lead outside where only a budget forbids them. */
  open(): TransitionSystem;
  /** Budgets without which nothing that must happen ever stops; null where there are none. */
  readonly promises: { readonly clause: string; open(): TransitionSystem } | null;
}

/** Of the options of a search, those that another one of the same system has. */
type Searching = Pick<CheckOptions, 'place' | 'over' | 'limits' | 'reduce' | 'meters'>;

/**
 * What was found, with `unknown` for what only says that the exploration was smaller.
 * @param matters to nobody else is it worth another search: what may say no more is then `unknown`, unasked
 */
export async function withCuts(
  found: CheckResult,
  { properties, atoms }: TransitionSystem,
  cuts: Cuts,
  options: CheckOptions,
  matters: (verdict: Verdict) => boolean = () => true,
): Promise<CheckResult> {
  const { place, over, limits, reduce, meters } = options;
  const search: Searching = {
    place,
    ...(over === undefined ? {} : { over }),
    ...(limits ? { limits } : {}),
    ...(reduce ? { reduce } : {}),
    ...(meters ? { meters } : {}),
  };
  const violated = (verdict: Verdict): SystemProperty | undefined =>
    verdict.status === 'violated'
      ? properties.find(({ name }) => name === verdict.property)
      : undefined;
  const missing = new Set<Verdict>();
  const broken = new Set<Verdict>();
  const unasked = new Set<Verdict>();
  for (const verdict of found.verdicts) {
    const property = violated(verdict);
    if (property === undefined) continue;
    if (isMissing(property)) {
      if (matters(verdict)) missing.add(verdict);
      else if (cuts.smaller.length + cuts.budgets.length > 0) unasked.add(verdict);
    } else if (isPromise(property, atoms) && cuts.promises !== null) {
      if (matters(verdict)) broken.add(verdict);
      else unasked.add(verdict);
    }
  }
  const beyond = missing.size === 0 ? '' : await beyondText(cuts, search);
  const judged = broken.size === 0 ? new Map() : await rejudged(broken, cuts, search);
  const verdicts = found.verdicts.map((verdict) =>
    missing.has(verdict) && beyond !== ''
      ? notKnown(verdict, `${verdict.claim}; what lies beyond was not explored: ${beyond}`)
      : unasked.has(verdict)
        ? notKnown(verdict, `${verdict.claim}; whether its bounds are why was not asked`)
        : (judged.get(verdict) ?? verdict),
  );
  return { ...found, verdicts };
}

/** Is it violated because something is nowhere? */
const isMissing = ({ claim, assuming }: SystemProperty): boolean =>
  claim.form === 'reachable' ||
  ('formula' in claim && restsOnAbsence(claim.formula, false)) ||
  (assuming !== undefined && restsOnAbsence(assuming, true));

/** Is it violated by a run on which something does not happen? */
const isPromise = (
  { claim, assuming }: SystemProperty,
  atoms: TransitionSystem['atoms'],
): boolean => 'formula' in claim || assuming !== undefined || atoms[claim.atom].kind === 'stuck';

const notKnown = (verdict: Verdict, claim: string): Verdict => ({
  ...verdict,
  ...{ status: 'unknown', asExpected: false, evidence: null, claim },
});

/** By what an exploration was smaller than its spec; empty where it was whole. */
async function beyondText({ smaller, budgets, open }: Cuts, search: Searching): Promise<string> {
  if (budgets.length === 0) return listed(smaller);
  const asked = new Set(budgets.map(({ property }) => property));
  const only = ({ name }: SystemProperty) => asked.has(name);
  const { verdicts, exploration } = await checkModel(open(), { ...search, only });
  const answer = (property: string) => verdicts.find((v) => v.property === property)?.status;
  const hit = budgets.filter(({ property }) => answer(property) === 'holds');
  const undecided = budgets.filter(({ property }) => answer(property) === 'unknown');
  const known = [...smaller, ...hit.map(({ clause }) => clause)];
  if (undecided.length === 0) return listed(known);
  const perhaps = listed(undecided.map(({ clause }) => clause));
  const stopped = `whether it mattered that ${perhaps} was not found out before ${exploration?.stoppedBy ?? 'the end'}`;
  return known.length === 0 ? stopped : `${listed(known)}; ${stopped}`;
}

/** Judged again where a run that lacks a budget is none. */
async function rejudged(
  broken: ReadonlySet<Verdict>,
  { promises }: Cuts,
  search: Searching,
): Promise<Map<Verdict, Verdict>> {
  if (promises === null) return new Map();
  const names = new Set([...broken].map(({ property }) => property));
  const only = ({ name }: SystemProperty) => names.has(name);
  const { verdicts } = await checkModel(promises.open(), { ...search, only });
  return new Map(
    [...broken].map((verdict) => {
      const again = verdicts.find(({ property }) => property === verdict.property);
      const { claim, evidence } = again ?? verdict;
      if (again?.status === 'violated') return [verdict, { ...verdict, claim, evidence }];
      const why = `no run was found that breaks it and lacks nothing: ${promises.clause}, and what waits for one more never comes`;
      return [verdict, notKnown(verdict, why)];
    }),
  );
}
