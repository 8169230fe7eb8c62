/** The rules that a proof can name, by their usual names (Gentzen's natural deduction, and equality). */
export const RULES = [
  'assumption',
  'and introduction',
  'and elimination',
  'or introduction',
  'or elimination',
  'implication introduction',
  'implication elimination',
  'negation introduction',
  'negation elimination',
  'false elimination',
  'double negation',
  'excluded middle',
  'contradiction',
  'forall introduction',
  'forall elimination',
  'exists introduction',
  'exists elimination',
  'reflexivity',
  'symmetry',
  'transitivity',
  'congruence',
  'substitution',
  'injectivity',
  'disjointness',
  'simplification',
] as const;

export type RuleName = (typeof RULES)[number];

/** What the cases of an induction may name besides. */
export const INDUCTION_HYPOTHESIS = 'induction hypothesis';
