/** What is to be said of mutants beside their verdicts: which were not asked for, which show nothing, which were judged instead of the spec. */
import type { Mutant, Spec } from '../engine/language/typed.js';
import { listed } from './exploration/claims.js';
import { WELL_DEFINED } from './exploration/safety-verdicts.js';
import { claimedIn, named } from './header.js';
import type { Note, SpecResult } from './verdict.js';

/** Where only some properties are asked for: the spec with the mutants that remain, and what is to be said of the others. */
export interface Asked<S> {
  readonly spec: S;
  readonly notes: readonly Note[];
}

/** @param only names of properties; empty: all are asked for */
export function withAskedMutants<S extends Spec>(spec: S, only: readonly string[]): Asked<S> {
  if (only.length === 0 || spec.mutants.length === 0) return { spec, notes: [] };
  const bases = new Set(claimedIn(spec).flatMap((p) => (named(p, only) ? [p.base] : [])));
  // What is judged of every spec may be asked for by its name alone.
  const isAsked = (base: string): boolean =>
    bases.has(base) || only.includes(base) || base === WELL_DEFINED;
  const mutants = (spec.mutants as readonly Mutant[]).flatMap((mutant) => {
    const breaks = mutant.breaks.filter(isAsked);
    return breaks.length === 0 ? [] : [{ ...mutant, breaks }];
  });
  const left = spec.mutants.flatMap(({ name }) =>
    mutants.some((mutant) => mutant.name === name) ? [] : [name],
  );
  const one = left.length === 1;
  const text = `${one ? 'the mutant' : 'the mutants'} ${listed(left)} ${one ? 'is' : 'are'} left out, since nothing that ${one ? 'it is' : 'they are'} to break was asked for`;
  return {
    spec: { ...spec, mutants },
    notes: left.length === 0 ? [] : [{ kind: 'hint', text }],
  };
}

/** Mutants that are caught by what the spec breaks without them: that they break it, too, says nothing of them. */
export function withoutNews(result: SpecResult): SpecResult {
  const anyway = new Set(
    result.verdicts.flatMap(({ base, status }) => (status === 'violated' ? [base] : [])),
  );
  const notes = (result.mutants ?? []).flatMap(({ name, breaks, caught }) => {
    const known = breaks.filter((base) => anyway.has(base));
    if (!caught || known.length === 0) return [];
    const text = `that the mutant “${name}” breaks ${listed(known)} shows nothing: the spec does so without it`;
    return [{ kind: 'vacuous', text } as const];
  });
  return withNotes(result, notes);
}

/** The result, with what is to be said of mutants that were left out. */
export const withNotes = (result: SpecResult, notes: readonly Note[]): SpecResult =>
  notes.length === 0 ? result : { ...result, notes: [...result.notes, ...notes] };

/** Says that it was not the system itself that was judged, but one with these mistakes. */
export function withMistakes(result: SpecResult, mutants: readonly string[]): SpecResult {
  if (mutants.length === 0) return result;
  const which = `${mutants.length === 1 ? 'the mutant' : 'the mutants'} ${listed(mutants.map((name) => `“${name}”`))}`;
  return withNotes(result, [
    { kind: 'hint', text: `judged with ${which}, not as the spec has it` },
  ]);
}
