/** What became of each mutant, in words that all renderers share: those that were not caught first. */
import type { MutantResult, SpecResult } from '../checkers/verdict.js';
import { mutantStanding, type Report, STANDINGS, type Standing } from './model.js';
import { figure, listed, thousands } from './wording.js';

export interface MutantLine {
  readonly standing: Standing;
  readonly title: string;
  readonly says: string;
}

export function worstFirst(mutants: readonly MutantResult[]): MutantResult[] {
  return [...mutants].sort(
    (a, b) => STANDINGS.indexOf(mutantStanding(a)) - STANDINGS.indexOf(mutantStanding(b)),
  );
}

/** `by consistent in 5 steps, decides`; why not, where it was not caught. */
export function mutantFate(mutant: MutantResult): string {
  const by = mutant.by.map(({ property, steps }) =>
    // Nothing leads to what a `reachable` no longer finds: no run, no steps.
    steps === 0 ? property : `${property} in ${figure(steps, 'step')}`,
  );
  if (mutant.caught) return `by ${by.join(', ')}`;
  const why = mutant.because?.replace(/^(survived|error): /, '');
  return why ?? (by.length === 0 ? 'broke nothing' : `broke only ${by.join(', ')}`);
}

/** One line for each mutant; in a folded report one for each spec. */
export function mutantLines(report: Report): MutantLine[] {
  const specs = report.specs.filter((spec) => (spec.mutants ?? []).length > 0);
  return specs.flatMap((spec) => (report.folded ? [specLine(spec)] : linesOf(spec)));
}

function linesOf(spec: SpecResult): MutantLine[] {
  return worstFirst(spec.mutants ?? []).map((mutant) => ({
    standing: mutantStanding(mutant),
    title: `${spec.name} · ${mutant.name}`,
    says: mutantFate(mutant),
  }));
}

function specLine(spec: SpecResult): MutantLine {
  const mutants = worstFirst(spec.mutants ?? []);
  const missed = mutants.filter(({ caught }) => !caught);
  const says =
    missed.length === 0
      ? `${mutants.length === 1 ? 'the one mutant' : `all ${thousands(mutants.length)}`}`
      : `${thousands(mutants.length - missed.length)} of ${thousands(mutants.length)} caught, not ${listed(missed.map(({ name }) => name))}`;
  return { standing: mutantStanding(mutants[0]), title: spec.name, says };
}
